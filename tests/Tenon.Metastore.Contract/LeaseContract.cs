using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Tenon.Splits;

namespace Tenon.Metastore.Contract;

/// <summary>Who may change what.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class LeaseContract<TStore> : MetastoreContract<TStore>
    where TStore : IStoreUnderTest, new()
{
    [Fact]
    public async Task Epochs_rise_for_each_name_by_itself_and_survive_the_process()
    {
        Assert.Equal(new Lease("merges", 1), Lease);
        Assert.Equal(new Lease("merges", 2), await Store.TakeLeaseAsync("merges", default));
        await using IMetastore again = OpenAgain();
        Assert.Equal(new Lease("merges", 3), await again.TakeLeaseAsync("merges", default));
        Assert.Equal(new Lease("other", 1), await again.TakeLeaseAsync("other", default));
    }

    [Fact]
    public async Task F31_A_lease_tells_when_it_was_renewed_by_the_clock_of_the_metastore()
    {
        Assert.Null(await Store.FindLeaseAsync("unknown", default));
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Store.RenewLeaseAsync(Lease, default);
        Assert.Equal(new LeaseRecord(Lease, Clock.GetUtcNow()), await Store.FindLeaseAsync("merges", default));
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Store.HeartbeatAsync(Lease, [], default);
        Assert.Equal(Clock.GetUtcNow(), (await Store.FindLeaseAsync("merges", default))!.Renewed);
    }

    // Goal: whoever lost the lease changes nothing, by any call, and each attempt is counted (F-13).
    [Fact]
    public async Task F13_A_stale_lease_is_refused_by_every_change_and_counted()
    {
        Lease = await Store.TakeLeaseAsync($"merges {Ids.Next()}", default); // A name of its own, so that only these refusals are counted.
        OperationPlan plan = await PlanMergeAsync(2);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 1);
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        Lease stale = Lease;
        Lease = await Store.TakeLeaseAsync(stale.Name, default);
        SplitRecord free = Assert.Single(await IngestAsync(1));
        string before = await DumpAsync();
        long counted = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == MetastoreException.MeterName && instrument.Name == MetastoreException.StaleLeaseCounterName)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted += tags[0].Value as string == stale.Name ? value : 0);
        listener.Start();
        Func<Task<MetastoreError>>[] changes =
        [
            () => ErrorOfAsync(() => Store.RenewLeaseAsync(stale, default)),
            () => ErrorOfAsync(() => Store.PlanAsync(stale, [NewMerge(free)], default)),
            () => ErrorOfAsync(() => Store.MarkExecutingAsync(stale, plan.Id, isExecuting: true, default)),
            () => ErrorOfAsync(() => Store.StageAsync(stale, plan.Id, outputs, default)),
            () => ErrorOfAsync(() => Store.HeartbeatAsync(stale, [plan.Id], default)),
            () => ErrorOfAsync(() => Store.PublishAsync(stale, RequestOf(plan, outputs), default)),
            () => ErrorOfAsync(() => Store.EndAsync(stale, plan.Id, OperationState.Abandoned, "", default)),
            () => ErrorOfAsync(() => Store.FailAsync(stale, plan.Id, new OperationFailure("", null, 1), default)),
            () => ErrorOfAsync(() => Store.ExpireAsync(stale, Index, TimeSpan.FromTicks(1), 10, default)),
            () => ErrorOfAsync(() => Store.EndAbandonedAsync(stale, Index, TimeSpan.FromTicks(1), TimeSpan.FromTicks(1), 10, default)),
            () => ErrorOfAsync(() => Store.ClaimGarbageAsync(stale, Index, TimeSpan.Zero, TimeSpan.FromTicks(1), 10, default)),
            () => ErrorOfAsync(() => Store.MovedAsync(stale, [(plan.Inputs[0].Id, "x")], default)),
            () => ErrorOfAsync(() => Store.ForgetAsync(stale, [plan.Inputs[0].Id], default)),
            () => ErrorOfAsync(() => Store.ForgetOperationsAsync(stale, Index, TimeSpan.Zero, 10, default)),
        ];
        foreach (Func<Task<MetastoreError>> change in changes)
        {
            Assert.Equal(MetastoreError.StaleLease, await change());
        }

        Assert.Equal(changes.Length, counted);
        Assert.Equal(before, await DumpAsync());
        Assert.IsType<PublishResult.Published>(await Store.PublishAsync(Lease, RequestOf(plan, outputs), default));
    }

    [Fact]
    public async Task F13_An_operation_belongs_to_the_name_it_was_planned_under()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 1);
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        Lease other = await Store.TakeLeaseAsync("other", default);
        string before = await DumpAsync();
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.StageAsync(other, plan.Id, outputs, default)));
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.PublishAsync(other, RequestOf(plan, outputs), default)));
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.EndAsync(other, plan.Id, OperationState.Abandoned, "", default)));
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.FailAsync(other, plan.Id, new OperationFailure("", null, 1), default)));
        Assert.Empty(await Store.HeartbeatAsync(other, [plan.Id], default));
        Assert.IsType<PlanResult.Refused>(Assert.Single(await Store.PlanAsync(other, [plan], default)));
        Assert.Equal(before, await DumpAsync());
    }

    [Fact]
    public async Task F16_Who_takes_a_lease_learns_its_operations_and_may_go_on_with_them_or_end_them()
    {
        OperationPlan first = await PlanMergeAsync(2);
        OperationPlan second = await PlanMergeAsync(2);
        ImmutableArray<StagedOutput> outputs = OutputsOf(first, 1);
        await Store.StageAsync(Lease, first.Id, outputs, default);
        Lease other = await Store.TakeLeaseAsync("other", default);
        Assert.IsType<PlanResult.Planned>(Assert.Single(await Store.PlanAsync(other, [NewIngest()], default)));

        await using IMetastore restarted = OpenAgain();
        Lease lease = await restarted.TakeLeaseAsync(Lease.Name, default);
        ImmutableArray<OperationRecord> left = await OperationsAsync(new OperationQuery { Index = Index, State = OperationState.Planned, LeaseName = Lease.Name });
        Assert.Equal([first.Id, second.Id], left.Select(operation => operation.Id));
        Assert.All(left, operation => Assert.Equal(Lease, operation.Lease));
        Assert.Equal([outputs[0].Id], IdsOf(left[0].Outputs));
        Assert.IsType<PublishResult.Published>(await restarted.PublishAsync(lease, RequestOf(first, outputs), default));
        await restarted.EndAsync(lease, second.Id, OperationState.Abandoned, "its process died", default);
        Assert.Empty(await OperationsAsync(new OperationQuery { State = OperationState.Planned, LeaseName = Lease.Name }));
    }

    [Fact]
    public async Task A_heartbeat_tells_which_operations_are_still_wanted()
    {
        OperationPlan live = await PlanMergeAsync(1);
        OperationPlan ended = await PlanMergeAsync(1);
        await Store.EndAsync(Lease, ended.Id, OperationState.Abandoned, "", default);
        Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([live.Id], await Store.HeartbeatAsync(Lease, [live.Id, ended.Id], default));
        OperationRecord record = Assert.Single(await OperationsAsync(new OperationQuery { State = OperationState.Planned }));
        Assert.Equal((Clock.GetUtcNow(), Clock.GetUtcNow() - TimeSpan.FromMinutes(5)), (record.Active, record.Updated));
    }

    [Fact]
    public async Task A_metastore_that_was_closed_is_refused_to_its_user_and_open_to_others()
    {
        IMetastore closed = OpenAgain();
        await closed.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed.TakeLeaseAsync(Lease.Name, default).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed.FindLeaseAsync(Lease.Name, default).AsTask());
        await Store.RenewLeaseAsync(Lease, default);
    }

    [Fact]
    public async Task What_is_cancelled_before_it_begins_changes_nothing()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 1);
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        string before = await DumpAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PublishAsync(Lease, RequestOf(plan, outputs), cancelled.Token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.EndAsync(Lease, plan.Id, OperationState.Abandoned, "", cancelled.Token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.TakeLeaseAsync(Lease.Name, cancelled.Token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.FindByIdsAsync([plan.Inputs[0].Id], cancelled.Token).AsTask());
        Assert.Equal(before, await DumpAsync());
    }
}
