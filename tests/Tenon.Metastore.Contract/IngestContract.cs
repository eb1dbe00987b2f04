using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Splits;

namespace Tenon.Metastore.Contract;

/// <summary>Operations without inputs, and the books of what they bring in.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class IngestContract<TStore> : MetastoreContract<TStore>
    where TStore : IStoreUnderTest, new()
{
    [Fact]
    public async Task An_ingest_publishes_splits_of_several_windows_and_books_their_rows()
    {
        OperationPlan plan = NewIngest();
        Assert.Empty(Assert.IsType<PlanResult.Planned>(await PlanAsync(plan)).Inputs);
        ImmutableArray<StagedOutput> outputs =
            [OutputOf(NewSplit(plan.Id.Output(0), rows: 3)), OutputOf(NewSplit(plan.Id.Output(1), rows: 4, window: TimeWindow.Of(0, 900)))];
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        Assert.Equal(0, (await Store.ReadTotalsAsync(Index, default)).IngestedRows);
        Assert.IsType<PublishResult.Published>(await Store.PublishAsync(Lease, RequestOf(plan, outputs), default));
        IndexTotals totals = await Store.ReadTotalsAsync(Index, default);
        Assert.Equal((7, 7, 2), (totals.IngestedRows, totals.PublishedRows, totals.PublishedCount));
        Assert.True(totals.IsBalanced);
    }

    [Fact]
    public async Task F02_F03_An_ingest_repeated_with_its_token_brings_its_rows_in_once()
    {
        OperationPlan plan = NewIngest("batch 1");
        await PlanAsync(plan);
        ImmutableArray<StagedOutput> outputs = [OutputOf(NewSplit(plan.Id.Output(0)))];
        await Store.StageAsync(Lease, plan.Id, outputs, default);
        await Store.PublishAsync(Lease, RequestOf(plan, outputs), default);

        // The answer was lost. The caller begins anew, with another id.
        var known = Assert.IsType<PlanResult.AlreadyPublished>(await PlanAsync(NewIngest("batch 1")));
        Assert.Equal(plan.Id, known.Operation);
        Assert.Equal([plan.Id.Output(0)], known.Outputs);
        Assert.IsType<PublishResult.AlreadyPublished>(await Store.PublishAsync(Lease, RequestOf(plan, outputs), default));
        Assert.Equal(10, (await Store.ReadTotalsAsync(Index, default)).IngestedRows);
        Assert.Single(await SplitsAsync());
    }

    [Fact]
    public async Task F14_A_token_is_planned_by_one_operation_at_a_time_until_that_ends()
    {
        OperationPlan first = NewIngest("batch 1");
        await PlanAsync(first);
        var refused = Assert.IsType<PlanResult.Refused>(await PlanAsync(NewIngest("batch 1")));
        Assert.Contains(first.Id.ToString(), Assert.Single(refused.Problems), StringComparison.Ordinal);
        await Store.EndAsync(Lease, first.Id, OperationState.Abandoned, "its process died", default);
        Assert.IsType<PlanResult.Refused>(await PlanAsync(first)); // What has ended does not begin again.
        Assert.IsType<PlanResult.Planned>(await PlanAsync(NewIngest("batch 1")));
    }

    [Fact]
    public async Task An_ingest_may_bring_nothing()
    {
        OperationPlan plan = NewIngest();
        await PlanAsync(plan);
        Assert.IsType<PublishResult.Published>(await Store.PublishAsync(Lease, RequestOf(plan, []), default));
        Assert.NotNull(await Store.FindPublishAsync(plan.Token, default));
    }

    [Fact]
    public async Task An_ingested_split_is_of_level_0_and_of_its_operations_index()
    {
        OperationPlan plan = NewIngest();
        await PlanAsync(plan);
        ImmutableArray<StagedOutput> merged = [OutputOf(NewSplit(plan.Id.Output(0), level: 1))];
        await Store.StageAsync(Lease, plan.Id, merged, default);
        var broken = await Assert.ThrowsAsync<InvariantViolationException>(() => Store.PublishAsync(Lease, RequestOf(plan, merged), default).AsTask());
        Assert.Equal(InvariantId.LevelRaised, broken.Id);
        StagedOutput foreign = OutputOf(NewSplit(plan.Id.Output(0), index: IndexUid.Create("other", Ids.Next())));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.StageAsync(Lease, plan.Id, [foreign], default).AsTask());
    }

    [Fact]
    public async Task Files_of_others_count_as_ingested_while_they_are_registered()
    {
        var index = IndexUid.Create("files", Ids.Next());
        await Store.CreateIndexAsync(index, SplitKind.Table, "{}", default);
        SplitMetadata file = new() { Id = Ids.Next(), Index = index, RowCount = 5, SizeBytes = 50, CreatedAt = Clock.GetUtcNow() };
        OperationPlan Plan() => PlanOf((file, "/elsewhere/a.parquet"));
        OperationPlan first = Plan();
        Assert.IsType<PlanResult.Planned>(await PlanAsync(first));
        SplitRecord split = Assert.Single(await Store.FindByPathsAsync(["/elsewhere/a.parquet", "unknown"], default));
        Assert.Equal((SplitState.Published, false, "print", null, first.Id), (split.State, split.IsOwned, split.Fingerprint, split.CreatedBy, split.ClaimedBy));
        Assert.Contains("registered", Assert.Single(Assert.IsType<PlanResult.Refused>(await PlanAsync(Plan())).Problems), StringComparison.Ordinal);
        Assert.Equal(5, (await Store.ReadTotalsAsync(index, default)).IngestedRows);

        await Store.EndAsync(Lease, first.Id, OperationState.Abandoned, "", default);
        Assert.Empty(await Store.FindByIdsAsync([file.Id], default)); // It is theirs again, and unknown.
        Assert.Equal(0, (await Store.ReadTotalsAsync(index, default)).IngestedRows);
        Assert.IsType<PlanResult.Planned>(await PlanAsync(Plan()));
    }

    // Goal: a file is registered once, whatever its id or path; a plan that would do it twice is refused by itself.
    [Fact]
    public async Task F05_A_file_of_others_has_an_id_and_a_path_of_its_own()
    {
        var index = IndexUid.Create("files", Ids.Next());
        await Store.CreateIndexAsync(index, SplitKind.Table, "{}", default);
        SplitMetadata[] files = [.. Enumerable.Range(0, 3).Select(_ => new SplitMetadata { Id = Ids.Next(), Index = index, RowCount = 5, SizeBytes = 50, CreatedAt = Clock.GetUtcNow() })];
        await Assert.ThrowsAsync<ArgumentException>(() => PlanAsync(PlanOf((files[0], "/a"), (files[1], "/a"))));
        OperationPlan[] plans = [PlanOf((files[0], "/a")), PlanOf((files[0], "/b")), PlanOf((files[1], "/a"), (files[2], "/c")), PlanOf((files[1], "/b"))];
        ImmutableArray<PlanResult> results = await Store.PlanAsync(Lease, plans, default);
        Assert.Equal([typeof(PlanResult.Planned), typeof(PlanResult.Refused), typeof(PlanResult.Refused), typeof(PlanResult.Planned)], results.Select(result => result.GetType()));
        Assert.Equal([files[0].Id, files[1].Id], IdsOf(await SplitsAsync(new SplitQuery { Index = index })));
        Assert.Equal(10, (await Store.ReadTotalsAsync(index, default)).IngestedRows);
    }

    private OperationPlan PlanOf(params (SplitMetadata File, string Path)[] files) => new()
    {
        Id = new OperationId(Ids.Next()),
        Index = files[0].File.Index,
        Scope = files[0].File.Scope,
        Token = $"token {Ids.Next()}",
        Inputs = [.. files.Select(file => new PlannedInput(file.File.Id) { Version = "1", New = new ForeignFile(file.File, file.Path, false, "1", "print") })],
    };
}
