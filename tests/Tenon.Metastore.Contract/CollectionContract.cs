using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore.Contract;

/// <summary>Retention, abandoned operations, garbage.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class CollectionContract<TStore> : MetastoreContract<TStore>
    where TStore : IStoreUnderTest, new()
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task F28_A_split_expires_when_its_newest_row_has()
    {
        long now = Clock.GetUtcNow().ToUnixTimeSeconds();
        SplitRecord old = Assert.Single(await IngestAsync(1, id => NewSplit(id, rows: 3) with { TimeRange = new SplitTimeRange(0, now - 3600) }));
        SplitRecord wide = Assert.Single(await IngestAsync(1, id => NewSplit(id) with { TimeRange = new SplitTimeRange(0, now - 3599) }));
        SplitRecord timeless = Assert.Single(await IngestAsync(1, id => NewSplit(id) with { TimeRange = default }));
        Removal removal = await Store.ExpireAsync(Lease, Index, TimeSpan.FromHours(1), 10, default);
        Assert.Equal([old.Id], removal.Splits);
        Assert.Equal(3, removal.RowCount);
        Assert.Equal([wide.Id, timeless.Id], IdsOf(await SplitsAsync(SplitState.Published)));
        Assert.Equal(RetirementCause.Expired, Assert.Single(await SplitsAsync(SplitState.Retired)).Cause);
        Assert.True((await Store.ReadTotalsAsync(Index, default)).IsBalanced);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([wide.Id], (await Store.ExpireAsync(Lease, Index, TimeSpan.FromHours(1), 10, default)).Splits);
        Assert.Equal(13, (await Store.ReadTotalsAsync(Index, default)).ExpiredRows);
    }

    [Fact]
    public async Task F06_An_input_that_expires_while_its_merge_runs_refuses_the_swap()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        ImmutableArray<StagedOutput> outputs = OutputsOf(plan, 1);
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        Assert.Equal(2, (await Store.ExpireAsync(Lease, Index, TimeSpan.FromDays(1), 10, default)).Splits.Length);
        Assert.Equal(plan.Inputs.Select(input => input.Id), Assert.IsType<PublishResult.Refused>(await Store.PublishAsync(Lease, RequestOf(plan, outputs), default)).Inputs);
        await Store.EndAsync(Lease, plan.Id, OperationState.Superseded, "expired", default);
        Assert.Empty(await SplitsAsync(SplitState.Published)); // No withdrawn row reappears.
        Assert.True((await Store.ReadTotalsAsync(Index, default)).IsBalanced);
    }

    [Fact]
    public async Task Retention_of_one_index_leaves_the_others_alone_and_keeps_to_its_limit()
    {
        var other = IndexUid.Create("other", Ids.Next());
        await Store.CreateIndexAsync(other, SplitKind.Metrics, "{}", default);
        await IngestAsync(3);
        await IngestAsync(1, index: other);
        Assert.Equal(2, (await Store.ExpireAsync(Lease, Index, TimeSpan.FromDays(1), 2, default)).Splits.Length);
        Assert.Single((await Store.ExpireAsync(Lease, Index, TimeSpan.FromDays(1), 2, default)).Splits);
        Assert.Single(await SplitsAsync(new SplitQuery { Index = other, States = [SplitState.Published] }));
    }

    // Goal: an upload is abandoned only if its lease is dead and it was silent for the grace; either alone is not enough (F-23).
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public async Task F19_F23_A_staged_output_is_abandoned_when_its_lease_is_dead_and_it_was_silent_for_the_grace(bool isDead, bool isSilent, bool isAbandoned)
    {
        OperationPlan plan = await PlanMergeAsync(2);
        await Store.StageAsync(Lease, plan.Id, OutputsOf(plan, 1), default);
        if (!isSilent)
        {
            Clock.Advance(TimeSpan.FromMinutes(15));
            await Store.HeartbeatAsync(Lease, [plan.Id], default);
            Clock.Advance(TimeSpan.FromMinutes(29));
        }
        else
        {
            Clock.Advance(Grace);
        }

        if (!isDead)
        {
            await Store.RenewLeaseAsync(Lease, default);
        }

        Lease collector = await Store.TakeLeaseAsync("collector", default);
        ImmutableArray<OperationId> ended = await Store.EndAbandonedAsync(collector, Index, Lifetime, Grace, 10, default);
        Assert.Equal(isAbandoned ? [plan.Id] : [], ended);
        Assert.Equal(isAbandoned ? 0 : 1, (await SplitsAsync(SplitState.Staged)).Length);
        Assert.Equal(2, (await SplitsAsync(SplitState.Published)).Count(split => split.ClaimedBy is null == isAbandoned));
    }

    [Fact]
    public async Task F23_A_lease_that_another_took_is_dead_until_the_taker_goes_on_with_the_operation()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        Clock.Advance(Grace);
        Lease = await Store.TakeLeaseAsync(Lease.Name, default);
        Lease collector = await Store.TakeLeaseAsync("collector", default);
        await Store.StageAsync(Lease, plan.Id, OutputsOf(plan, 1), default);
        Assert.Empty(await Store.EndAbandonedAsync(collector, Index, Lifetime, Grace, 10, default));
        Clock.Advance(Grace);
        Lease = await Store.TakeLeaseAsync(Lease.Name, default);
        Assert.Equal([plan.Id], await Store.EndAbandonedAsync(collector, Index, Lifetime, Grace, 10, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.EndAbandonedAsync(collector, Index, Grace, Lifetime, 10, default).AsTask()); // F-29
    }

    [Fact]
    public async Task F15_F22_Two_collectors_claim_each_retired_split_once_and_only_after_the_grace()
    {
        OperationPlan plan = await PlanMergeAsync(5);
        await StageAndPublishAsync(plan, 1);
        Lease first = await Store.TakeLeaseAsync("collector 1", default);
        Lease second = await Store.TakeLeaseAsync("collector 2", default);
        await using IMetastore rival = OpenAgain();
        Clock.Advance(Grace - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await Store.ClaimGarbageAsync(first, Index, Grace, Lifetime, 3, default));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        ImmutableArray<SplitRecord> mine = await Store.ClaimGarbageAsync(first, Index, Grace, Lifetime, 3, default);
        ImmutableArray<SplitRecord> theirs = await rival.ClaimGarbageAsync(second, Index, Grace, Lifetime, 3, default);
        Assert.Equal((3, 2), (mine.Length, theirs.Length));
        Assert.Equal(plan.Inputs.Select(input => input.Id), IdsOf(mine.Concat(theirs)).Order());
        Assert.Equal(IdsOf(mine), IdsOf(await Store.ClaimGarbageAsync(first, Index, Grace, Lifetime, 3, default))); // Again: the same.

        // The first collector's claim ends with its lease, the second's by itself.
        Lease = await Store.TakeLeaseAsync("collector 1", default);
        Assert.Equal(5, (await rival.ClaimGarbageAsync(second, Index, Grace, Lifetime, 10, default)).Length);
        Assert.Empty(await Store.ClaimGarbageAsync(Lease, Index, Grace, Lifetime, 10, default));
        Clock.Advance(Lifetime);
        Assert.Equal(5, (await Store.ClaimGarbageAsync(Lease, Index, Grace, Lifetime, 10, default)).Length);
        await Store.ForgetAsync(Lease, plan.Inputs.Select(input => input.Id).ToList(), default);
        await rival.ForgetAsync(second, plan.Inputs.Select(input => input.Id).ToList(), default); // F-25: gone is gone.
        Assert.Equal([plan.Id.Output(0)], IdsOf(await SplitsAsync()));
    }

    [Fact]
    public async Task F24_Only_retired_splits_are_forgotten_and_all_or_none()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        await StageAndPublishAsync(plan, 1);
        SplitId[] mixed = [plan.Inputs[0].Id, plan.Id.Output(0)];
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.ForgetAsync(Lease, mixed, default)));
        Assert.Equal(2, (await SplitsAsync(SplitState.Retired)).Length);
        await Store.ForgetAsync(Lease, [plan.Inputs[0].Id, Ids.Next()], default);
        Assert.Single(await SplitsAsync(SplitState.Retired));
    }

    [Fact]
    public async Task Only_retired_splits_move()
    {
        OperationPlan plan = await PlanMergeAsync(1);
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.MovedAsync(Lease, [(plan.Inputs[0].Id, "x")], default)));
    }

    [Fact]
    public async Task Operations_are_forgotten_once_they_are_old_and_their_splits_are()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        await StageAndPublishAsync(plan, 1);
        Clock.Advance(Grace);
        Assert.Equal(0, await Store.ForgetOperationsAsync(Lease, Index, Grace, 10, default)); // Splits tell of both.
        await Store.ForgetAsync(Lease, plan.Inputs.Select(input => input.Id).ToList(), default);
        Assert.Equal(0, await Store.ForgetOperationsAsync(Lease, Index, Grace + TimeSpan.FromMinutes(1), 10, default));
        Assert.Equal(1, await Store.ForgetOperationsAsync(Lease, Index, Grace, 10, default)); // The ingest; the merge's output is there.
        Assert.Equal([plan.Id], (await OperationsAsync()).Select(operation => operation.Id));
        OperationPlan live = await PlanMergeAsync(1);
        Clock.Advance(Grace);
        Assert.Equal(0, await Store.ForgetOperationsAsync(Lease, Index, Grace, 10, default));
        Assert.Contains(live.Id, (await OperationsAsync()).Select(operation => operation.Id));
        Assert.Single(await Store.ListCandidatesAsync(new CandidateQuery(Index, Clock.GetUtcNow(), null, 10), default)); // Its scope is not forgotten.
    }

    [Fact]
    public async Task F28_The_oldest_expire_first()
    {
        SplitRecord newer = Assert.Single(await IngestAsync(1, id => NewSplit(id) with { TimeRange = new SplitTimeRange(0, 200) }));
        SplitRecord older = Assert.Single(await IngestAsync(1, id => NewSplit(id) with { TimeRange = new SplitTimeRange(50, 100) }));
        Assert.Equal([older.Id], (await Store.ExpireAsync(Lease, Index, TimeSpan.FromDays(1), 1, default)).Splits);
        Assert.Equal([newer.Id], (await Store.ExpireAsync(Lease, Index, TimeSpan.FromDays(1), 1, default)).Splits);
    }

    [Fact]
    public async Task F15_What_was_retired_first_is_claimed_first_and_nothing_of_others()
    {
        OperationPlan first = await PlanMergeAsync(1);
        OperationPlan second = await PlanMergeAsync(1);
        await StageAndPublishAsync(second, 1);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await StageAndPublishAsync(first, 1);
        Clock.Advance(Grace);
        Lease collector = await Store.TakeLeaseAsync("collector", default);
        Assert.Equal([second.Inputs[0].Id], IdsOf(await Store.ClaimGarbageAsync(collector, Index, Grace, Lifetime, 1, default)));
        Assert.Equal([first.Inputs[0].Id, second.Inputs[0].Id], IdsOf(await Store.ClaimGarbageAsync(collector, Index, Grace, Lifetime, 2, default)));
        Assert.Empty(await Store.ClaimGarbageAsync(collector, IndexUid.Create("other", Ids.Next()), Grace, Lifetime, 2, default));
    }

    [Fact]
    public async Task F24_Splits_move_all_or_none()
    {
        OperationPlan plan = await PlanMergeAsync(1);
        await StageAndPublishAsync(plan, 1);
        string before = await DumpAsync();
        Assert.Equal(
            MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.MovedAsync(Lease, [(plan.Inputs[0].Id, "x"), (plan.Id.Output(0), "y")], default)));
        Assert.Equal(before, await DumpAsync());
    }

    [Fact]
    public async Task F23_Who_plans_an_operation_again_or_beats_for_it_goes_on_with_it()
    {
        OperationPlan planned = await PlanMergeAsync(1);
        OperationPlan beaten = await PlanMergeAsync(1);
        OperationPlan executed = await PlanMergeAsync(1);
        OperationPlan left = await PlanMergeAsync(1);
        Clock.Advance(Grace);
        Lease = await Store.TakeLeaseAsync(Lease.Name, default);
        Assert.IsType<PlanResult.Planned>(await PlanAsync(planned));
        Assert.Equal([beaten.Id], await Store.HeartbeatAsync(Lease, [beaten.Id], default));
        await Store.MarkExecutingAsync(Lease, executed.Id, isExecuting: true, default);
        Lease collector = await Store.TakeLeaseAsync("collector", default);
        Assert.Equal([left.Id], await Store.EndAbandonedAsync(collector, Index, Lifetime, Grace, 10, default));
        Assert.All(await OperationsAsync(new OperationQuery { State = OperationState.Planned }), operation => Assert.Equal((Lease, Clock.GetUtcNow()), (operation.Lease, operation.Active)));
    }

    [Fact]
    public async Task F23_Abandoned_operations_are_ended_a_few_at_a_time_in_order()
    {
        OperationPlan[] plans = [await PlanMergeAsync(1), await PlanMergeAsync(1), await PlanMergeAsync(1)];
        Clock.Advance(Grace);
        Lease collector = await Store.TakeLeaseAsync("collector", default);
        Assert.Equal([plans[0].Id, plans[1].Id], await Store.EndAbandonedAsync(collector, Index, Lifetime, Grace, 2, default));
        Assert.Equal([plans[2].Id], await Store.EndAbandonedAsync(collector, Index, Lifetime, Grace, 2, default));
        Assert.Equal(Clock.GetUtcNow(), (await OperationsAsync(new OperationQuery { State = OperationState.Abandoned }))[0].Updated);
    }

    [Fact]
    public async Task An_operation_is_remembered_as_long_as_a_split_that_it_replaced()
    {
        OperationPlan plan = NewMerge(await IngestAsync(2, id => NewSplit(id, rows: 0)));
        await PlanAsync(plan);
        await Store.StageAsync(Lease, plan.Id, [], default);
        await Store.PublishAsync(Lease, RequestOf(plan, []), default);
        Clock.Advance(Grace);
        Assert.Equal(0, await Store.ForgetOperationsAsync(Lease, Index, Grace, 10, default));
        await Store.ForgetAsync(Lease, [plan.Inputs[1].Id], default);
        Assert.Equal(0, await Store.ForgetOperationsAsync(Lease, Index, Grace, 10, default));
        Assert.Equal([plan.Inputs[0].Id], IdsOf((await OperationsAsync()).Single(operation => operation.Id == plan.Id).Inputs));
        await Store.ForgetAsync(Lease, [plan.Inputs[0].Id], default);
        Assert.Equal(1, await Store.ForgetOperationsAsync(Lease, Index, Grace, 1, default));
        Assert.Equal(1, await Store.ForgetOperationsAsync(Lease, Index, Grace, 1, default));
        Assert.Empty(await OperationsAsync());
        Assert.Null(await Store.FindPublishAsync(plan.Token, default));
    }
}
