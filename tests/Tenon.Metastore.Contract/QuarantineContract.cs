using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore.Contract;

/// <summary>What becomes of splits that make merges fail.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class QuarantineContract<TStore> : MetastoreContract<TStore>
    where TStore : IStoreUnderTest, new()
{
    private static readonly SplitQuery Quarantined = new() { IsQuarantined = true };

    [Fact]
    public async Task F40_The_blamed_input_is_quarantined_after_bounded_tries_and_its_neighbours_proceed()
    {
        ImmutableArray<SplitRecord> splits = await IngestAsync(3);
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            OperationPlan plan = NewMerge(splits);
            Assert.IsType<PlanResult.Planned>(await PlanAsync(plan));
            ImmutableArray<SplitId> quarantined = await Store.FailAsync(Lease, plan.Id, new OperationFailure($"page {attempt} is damaged", splits[1].Id, 3), default);
            Assert.Equal(attempt == 3 ? [splits[1].Id] : [], quarantined);
            Assert.Empty(await Store.FailAsync(Lease, plan.Id, new OperationFailure("again", null, 1), default)); // An operation fails once (F-3).
        }

        SplitRecord bad = Assert.Single(await SplitsAsync(Quarantined));
        Assert.Equal(new SplitTrouble(3, "page 3 is damaged", Clock.GetUtcNow(), Clock.GetUtcNow()), bad.Trouble);
        Assert.Null(bad.ClaimedBy);
        Assert.Equal(SplitState.Published, bad.State); // Still part of the data.
        Assert.IsType<PlanResult.Planned>(await PlanAsync(NewMerge(splits[0], splits[2])));
    }

    [Fact]
    public async Task F40_Without_one_to_blame_all_inputs_are_counted()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        await Store.FailAsync(Lease, plan.Id, new OperationFailure("no memory", null, 2), default);
        Assert.All(await SplitsAsync(SplitState.Published), split => Assert.Equal((1, null), (split.Trouble!.Tries, split.Trouble.QuarantinedSince)));
        Assert.Equal(
            (OperationState.Abandoned, "no memory"),
            (await OperationsAsync()).Where(operation => operation.Id == plan.Id).Select(operation => (operation.State, operation.Reason)).Single());
    }

    // Goal: whoever comes after a process that died learns what it was reading, and counts it; staging and ending end that.
    [Fact]
    public async Task F47_What_is_being_executed_is_known_to_whoever_comes_next()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        Assert.Null(await ExecutingAsync(Store, plan));
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Store.MarkExecutingAsync(Lease, plan.Id, isExecuting: true, default);
        await using IMetastore again = OpenAgain();
        Lease = await again.TakeLeaseAsync(Lease.Name, default);
        Assert.Equal(Clock.GetUtcNow(), await ExecutingAsync(again, plan));

        await again.MarkExecutingAsync(Lease, plan.Id, isExecuting: false, default);
        Assert.Null(await ExecutingAsync(Store, plan));
        await again.MarkExecutingAsync(Lease, plan.Id, isExecuting: true, default);
        await again.StageAsync(Lease, plan.Id, OutputsOf(plan, 1), default);
        Assert.Null(await ExecutingAsync(Store, plan));

        await again.MarkExecutingAsync(Lease, plan.Id, isExecuting: true, default);
        Assert.Equal(plan.Inputs.Select(input => input.Id), await again.FailAsync(Lease, plan.Id, new OperationFailure("it died", null, 1), default));
        Assert.Null(await ExecutingAsync(Store, plan));
        string ended = await DumpAsync();
        await again.MarkExecutingAsync(Lease, plan.Id, isExecuting: true, default);
        Assert.Equal(ended, await DumpAsync());
        Assert.Equal(MetastoreError.NotFound, await ErrorOfAsync(() => again.MarkExecutingAsync(Lease, NewIngest().Id, isExecuting: true, default)));
        Lease other = await again.TakeLeaseAsync("other", default);
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => again.MarkExecutingAsync(other, plan.Id, isExecuting: true, default)));
    }

    private static async Task<DateTimeOffset?> ExecutingAsync(IMetastore store, OperationPlan plan)
    {
        await foreach (OperationRecord operation in store.ListOperationsAsync(new OperationQuery(), default))
        {
            if (operation.Id == plan.Id)
            {
                return operation.Executing;
            }
        }

        throw new InvalidOperationException($"{plan.Id} is not listed");
    }

    [Fact]
    public async Task Blaming_what_is_no_input_is_refused()
    {
        OperationPlan plan = await PlanMergeAsync(1);
        SplitRecord other = Assert.Single(await IngestAsync(1));
        string before = await DumpAsync();
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.FailAsync(Lease, plan.Id, new OperationFailure("", other.Id, 1), default)));
        Assert.Equal(before, await DumpAsync());
    }

    [Fact]
    public async Task F38_F41_Quarantine_holds_across_a_restart_until_it_is_released()
    {
        ImmutableArray<SplitRecord> splits = await IngestAsync(2);
        await Store.QuarantineAsync([splits[0].Id], "its file is missing", default);
        await using IMetastore restarted = OpenAgain();
        PlanResult refused = Assert.Single(await restarted.PlanAsync(Lease, [NewMerge(splits)], default));
        Assert.Contains("its file is missing", Assert.Single(Assert.IsType<PlanResult.Refused>(refused).Problems), StringComparison.Ordinal);
        Assert.Equal(splits[1].Id, Assert.Single(await restarted.ListCandidatesAsync(new CandidateQuery(Index, Clock.GetUtcNow(), null, 10), default)).Split.Id);
        Assert.Equal((1, 10), ((await restarted.ReadTotalsAsync(Index, default)).QuarantinedCount, (await restarted.ReadTotalsAsync(Index, default)).QuarantinedRows));
        await Store.ReleaseAsync([splits[0].Id], default);
        Assert.Null(Assert.Single(await Store.FindByIdsAsync([splits[0].Id], default)).Trouble);
        Assert.IsType<PlanResult.Planned>(Assert.Single(await restarted.PlanAsync(Lease, [NewMerge(splits)], default)));
    }

    [Fact]
    public async Task A_dropped_split_is_recorded_with_its_rows_and_the_books_still_balance()
    {
        ImmutableArray<SplitRecord> splits = await IngestAsync(3);
        await Store.QuarantineAsync([splits[0].Id, splits[2].Id], "bad", default);
        Removal removal = await Store.DropAsync([splits[0].Id, splits[2].Id], "beyond repair", default);
        Assert.Equal([splits[0].Id, splits[2].Id], removal.Splits);
        Assert.Equal(20, removal.RowCount);
        await Store.ForgetAsync(Lease, [splits[0].Id], default);
        Assert.Empty((await Store.DropAsync([splits[0].Id, splits[2].Id], "again", default)).Splits); // Repeated: nothing more.
        ImmutableArray<DroppedSplit> dropped = await Store.ListDroppedAsync(Index, null, 10, default);
        Assert.Equal([new DroppedSplit(splits[0].Id, 10, Clock.GetUtcNow(), "beyond repair"), new DroppedSplit(splits[2].Id, 10, Clock.GetUtcNow(), "beyond repair")], dropped);
        Assert.Equal([dropped[1]], await Store.ListDroppedAsync(Index, splits[0].Id, 10, default));
        IndexTotals totals = await Store.ReadTotalsAsync(Index, default);
        Assert.Equal((30, 20, 10), (totals.IngestedRows, totals.DroppedRows, totals.PublishedRows));
        Assert.True(totals.IsBalanced);
    }

    [Fact]
    public async Task Only_what_is_in_quarantine_is_dropped_and_all_or_none()
    {
        ImmutableArray<SplitRecord> splits = await IngestAsync(2);
        await Store.QuarantineAsync([splits[0].Id], "bad", default);
        string before = await DumpAsync();
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.DropAsync([splits[0].Id, splits[1].Id], "", default)));
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.DropAsync([Ids.Next()], "", default)));
        Assert.Equal(before, await DumpAsync());
    }

    [Fact]
    public async Task Only_published_splits_are_quarantined_and_released()
    {
        OperationPlan plan = await PlanMergeAsync(1);
        await StageAndPublishAsync(plan, 1);
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.QuarantineAsync([plan.Inputs[0].Id], "", default)));
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.ReleaseAsync([plan.Inputs[0].Id], default)));
        Assert.Equal(MetastoreError.FailedPrecondition, await ErrorOfAsync(() => Store.QuarantineAsync([Ids.Next()], "", default)));
    }

    // Goal: a failure tells what it quarantined itself, also at the very moment at which an operator quarantined something.
    [Fact]
    public async Task F40_A_failure_does_not_claim_what_was_quarantined_before_it()
    {
        OperationPlan plan = await PlanMergeAsync(2);
        await Store.QuarantineAsync([plan.Inputs[0].Id], "an operator said so", default);
        Assert.Equal([plan.Inputs[1].Id], await Store.FailAsync(Lease, plan.Id, new OperationFailure("bad", null, 1), default));
        Assert.Equal([plan.Inputs[0].Id, plan.Inputs[1].Id], IdsOf(await SplitsAsync(Quarantined)));
        await Store.ReleaseAsync([plan.Inputs[1].Id], default);
        Assert.Null(Assert.Single(await Store.FindByIdsAsync([plan.Inputs[1].Id], default)).Trouble);
    }
}
