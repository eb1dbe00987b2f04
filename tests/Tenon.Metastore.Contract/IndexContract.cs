using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore.Contract;

/// <summary>Indexes: their lives, and that they share nothing.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class IndexContract<TStore> : MetastoreContract<TStore>
    where TStore : IStoreUnderTest, new()
{
    [Fact]
    public async Task An_index_is_created_found_and_listed_with_its_configuration()
    {
        var uid = IndexUid.Create("logs", Ids.Next());
        IndexRecord created = await Store.CreateIndexAsync(uid, SplitKind.Table, """{"a": [1]}""", default);
        Assert.Equal(new IndexRecord(uid, SplitKind.Table, """{"a": [1]}""", IndexState.Live, Clock.GetUtcNow()), created);
        Assert.Equal(created, await Store.FindIndexAsync("logs", default));
        Assert.Equal([Index, uid], (await Store.ListIndexesAsync(default)).Select(index => index.Uid));
        Assert.Null(await Store.FindIndexAsync("other", default));
    }

    [Fact]
    public async Task F02_The_id_of_a_live_index_is_taken_but_creating_it_again_the_same_way_is_no_error()
    {
        Assert.Equal(Index, (await Store.CreateIndexAsync(Index, SplitKind.Metrics, "{}", default)).Uid);
        Assert.Equal(MetastoreError.AlreadyExists, await ErrorOfAsync(() => Store.CreateIndexAsync(Index, SplitKind.Metrics, """{"b": 1}""", default)));
        Assert.Equal(MetastoreError.AlreadyExists, await ErrorOfAsync(() => Store.CreateIndexAsync(IndexUid.Create("cpu", Ids.Next()), SplitKind.Metrics, "{}", default)));
    }

    [Fact]
    public async Task Deleting_an_index_retires_its_splits_ends_its_operations_and_refuses_new_ones()
    {
        OperationPlan merge = await PlanMergeAsync(2);
        await Store.StageAsync(Lease, merge.Id, OutputsOf(merge, 1), default);
        await IngestAsync(1);
        await Store.DeleteIndexAsync(Index, default);
        ImmutableArray<SplitRecord> left = await SplitsAsync();
        Assert.Equal(4, left.Length);
        Assert.All(left, split => Assert.Equal(SplitState.Retired, split.State));
        Assert.Equal(3, left.Count(split => split.Cause == RetirementCause.IndexDeleted));
        Assert.Empty(await OperationsAsync(new OperationQuery { State = OperationState.Planned }));
        Assert.Empty(Assert.IsType<PublishResult.Refused>(await Store.PublishAsync(Lease, RequestOf(merge, OutputsOf(merge, 1)), default)).Inputs);
        Assert.Equal(MetastoreError.NotFound, await ErrorOfAsync(() => Store.PlanAsync(Lease, [NewIngest()], default)));
        Assert.Equal(IndexState.Deleting, Assert.Single(await Store.ListIndexesAsync(default)).State);
        await Store.DeleteIndexAsync(Index, default); // Again: no change.
    }

    [Fact]
    public async Task An_index_that_is_being_deleted_is_forgotten_with_its_last_split()
    {
        ImmutableArray<SplitRecord> splits = await IngestAsync(3);
        await Store.DeleteIndexAsync(Index, default);
        Lease collector = await Store.TakeLeaseAsync("collector", default);
        ImmutableArray<SplitRecord> garbage = await Store.ClaimGarbageAsync(collector, Index, TimeSpan.Zero, TimeSpan.FromHours(1), 10, default);
        Assert.Equal(IdsOf(splits), IdsOf(garbage)); // Every object has a record to be found by: none leaks.
        await Store.ForgetAsync(collector, [splits[0].Id, splits[1].Id], default);
        Assert.Single(await Store.ListIndexesAsync(default));
        await Store.ForgetAsync(collector, [splits[2].Id], default);
        Assert.Empty(await Store.ListIndexesAsync(default));
        Assert.Equal(MetastoreError.NotFound, await ErrorOfAsync(() => Store.ReadTotalsAsync(Index, default)));
        Assert.Equal(MetastoreError.NotFound, await ErrorOfAsync(() => Store.DeleteIndexAsync(Index, default)));
        Assert.Empty(await OperationsAsync());
    }

    [Fact]
    public async Task An_index_without_splits_is_forgotten_at_once_and_its_id_is_free()
    {
        await Store.DeleteIndexAsync(Index, default);
        Assert.Empty(await Store.ListIndexesAsync(default));
        await Store.CreateIndexAsync(IndexUid.Create("cpu", Ids.Next()), SplitKind.Metrics, "{}", default);
    }

    [Fact]
    public async Task Two_lives_of_an_index_share_nothing()
    {
        await IngestAsync(2);
        await Store.DeleteIndexAsync(Index, default);
        var next = IndexUid.Create("cpu", Ids.Next());
        await Store.CreateIndexAsync(next, SplitKind.Metrics, "{}", default);
        Assert.Equal(next, (await Store.FindIndexAsync("cpu", default))!.Uid);
        Assert.Empty(await SplitsAsync(new SplitQuery { Index = next }));
        Assert.Equal(0, (await Store.ReadTotalsAsync(next, default)).IngestedRows);
        SplitRecord split = Assert.Single(await IngestAsync(1, index: next));
        Assert.Equal(MetastoreError.NotFound, await ErrorOfAsync(() => Store.PlanAsync(Lease, [NewIngest()], default)));
        Assert.Equal([split.Id], IdsOf(await SplitsAsync(new SplitQuery { Index = next })));
        Assert.Equal(2, (await SplitsAsync(new SplitQuery { Index = Index })).Length);
    }

    [Fact]
    public async Task F69_A_split_of_another_index_is_not_planned()
    {
        var other = IndexUid.Create("other", Ids.Next());
        await Store.CreateIndexAsync(other, SplitKind.Metrics, "{}", default);
        SplitRecord mine = Assert.Single(await IngestAsync(1));
        SplitRecord theirs = Assert.Single(await IngestAsync(1, index: other));
        Assert.IsType<PlanResult.Refused>(await PlanAsync(NewMerge(mine, theirs)));
        await Assert.ThrowsAsync<ArgumentException>(() => PlanAsync(NewMerge(mine) with { Index = other }));
    }

    [Fact]
    public async Task Files_of_others_are_forgotten_with_their_index_at_once()
    {
        var index = IndexUid.Create("files", Ids.Next());
        await Store.CreateIndexAsync(index, SplitKind.Table, "{}", default);
        SplitMetadata file = new() { Id = Ids.Next(), Index = index, RowCount = 5, SizeBytes = 50, CreatedAt = Clock.GetUtcNow() };
        var plan = new OperationPlan
        {
            Id = new OperationId(Ids.Next()),
            Index = index,
            Scope = file.Scope,
            Token = "token",
            Inputs = [new PlannedInput(file.Id) { Version = "1", New = new ForeignFile(file, "/elsewhere/a.parquet", false, "1", "print") }],
        };
        Assert.IsType<PlanResult.Planned>(await PlanAsync(plan));
        SplitMetadata merged = new() { Id = plan.Id.Output(0), Index = index, RowCount = 5, SizeBytes = 50, CreatedAt = Clock.GetUtcNow(), Level = 1 };
        await Store.StageAsync(Lease, plan.Id, [OutputOf(merged)], default);
        Assert.IsType<PublishResult.Published>(await Store.PublishAsync(Lease, RequestOf(plan, [OutputOf(merged)]), default));
        Assert.Equal(2, (await SplitsAsync(new SplitQuery { Index = index })).Length);
        await Store.DeleteIndexAsync(index, default);
        Assert.Equal([merged.Id], IdsOf(await SplitsAsync(new SplitQuery { Index = index })));
    }
}
