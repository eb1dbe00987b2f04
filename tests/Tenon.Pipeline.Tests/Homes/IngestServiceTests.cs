using Tenon.Ingest;
using Tenon.Metastore;
using Tenon.Pipeline.Homes;
using Tenon.Pipeline.Targets;
using Tenon.Pipeline.Tests.Faults;
using Tenon.Pipeline.Tests.Support;
using Tenon.Splits;
using Tenon.Splits.Indexes;

namespace Tenon.Pipeline.Tests.Homes;

/// <summary>Files come into an index once, whatever happens.</summary>
public sealed class IngestServiceTests : IDisposable
{
    private static readonly long[] Times = [.. Enumerable.Range(0, 30).Select(i => 1_700_000_100L + (i * 100))];

    private readonly HomeWorld _world = new();

    public void Dispose() => _world.Dispose();

    // Goal: no fault at any step loses or repeats a row of a file, hides some of its splits, or keeps it from being ingested by the next try (F-1 to F-4, F-8, F-19).
    // Method: count the operations of an ingest on store and metastore; for each of them run a new world with the fault there, look, ingest the same file again.
    [Theory]
    [InlineData(Fault.DeathBefore)]
    [InlineData(Fault.DeathAfter)]
    [InlineData(Fault.ErrorBefore)]
    [InlineData(Fault.ErrorAfter)]
    public async Task F01_F03_F04_F08_F19_A_fault_at_any_step_of_an_ingest_leaves_all_rows_once_or_none(Fault fault)
    {
        for (int step = 1; ; step++)
        {
            using HomeWorld world = new();
            IndexUid index = await world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
            string file = world.AddPoints("in.ndjson", Times);
            var faults = new FaultPlan(step, fault);
            await EveryStepTests.RunToItsEndAsync(() => world.IngestAsync("metrics-x", file, faults: faults));
            int before = (await world.RowsAsync()).Count;
            Assert.True(before is 0 or 30, $"{faults.Struck}: {before} rows");

            IngestReport again = await world.IngestAsync("metrics-x", file);
            Assert.True(again.Outcome == (before == 0 ? IngestOutcome.Published : IngestOutcome.AlreadyPublished), $"{faults.Struck}: {again.Outcome} after {before} rows");
            Assert.Equal(30, (await world.RowsAsync()).Distinct().Count());
            IndexTotals books = await world.BooksAsync(index);
            Assert.Equal((30L, 30L, 0L), (books.PublishedRows, books.IngestedRows, books.StagedCount));
            Assert.Empty(world.Files("scratch"));
            if (faults.Struck.Length == 0)
            {
                Assert.InRange(step, 15, 200); // Fewer would mean that the seams are bypassed.
                break;
            }
        }
    }

    // Goal: a publish whose answer is lost is success, found by its token, in the same run (F-1).
    [Fact]
    public async Task F01_A_lost_answer_of_a_publish_is_resolved_by_its_token()
    {
        int lost = 0;
        for (int step = 1; lost == 0 && step < 200; step++)
        {
            using HomeWorld world = new();
            await world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
            string file = world.AddPoints("in.ndjson", Times);
            var faults = new FaultPlan(step, Fault.ErrorAfter);
            IngestReport? report = null;
            await EveryStepTests.RunToItsEndAsync(async () => report = await world.IngestAsync("metrics-x", file, faults: faults));
            if (faults.Struck.Contains(", publish,", StringComparison.Ordinal))
            {
                lost++;
                Assert.Equal(IngestOutcome.Published, report!.Outcome);
            }
        }

        Assert.Equal(1, lost);
    }

    [Fact]
    public async Task F02_The_same_bytes_are_known_again_whatever_the_file_is_called_and_a_label_ingests_them_once_more()
    {
        await _world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        await _world.CreateIndexAsync(IndexConfig.Default("metrics-y"));
        string file = _world.AddPoints("in.ndjson", Times);
        string copy = _world.AddFile("copy.ndjson", await File.ReadAllTextAsync(file));
        IngestReport first = await _world.IngestAsync("metrics-x", file);
        Assert.Equal((IngestOutcome.Published, 30L, 4), (first.Outcome, first.RowsRead, first.Splits.Length));
        IngestReport second = await _world.IngestAsync("metrics-x", copy);
        Assert.Equal((IngestOutcome.AlreadyPublished, first.Operation), (second.Outcome, second.Operation));
        Assert.Equal(first.Splits.Select(split => split.Id), second.Splits.Select(split => split.Id));
        Assert.Equal(IngestOutcome.Published, (await _world.IngestAsync("metrics-y", file)).Outcome);
        Assert.Equal(IngestOutcome.Published, (await _world.IngestAsync("metrics-x", file, "again")).Outcome);
        Assert.Equal(IngestOutcome.AlreadyPublished, (await _world.IngestAsync("metrics-x", file, "again")).Outcome);
        Assert.Equal(90, (await _world.RowsAsync()).Count);
    }

    [Fact]
    public async Task Rows_are_put_into_splits_of_their_windows_and_partitions()
    {
        await _world.CreateIndexAsync(IndexConfig.Default("metrics-x") with { PartitionKey = ["host"] });
        IngestReport report = await _world.IngestAsync("metrics-x", _world.AddPoints("in.ndjson", Times));
        Assert.Equal(2, report.Splits.Select(split => split.PartitionId).Distinct().Count());
        Assert.Equal(8, report.Splits.Length); // Two partitions in each of four windows.
        Assert.Equal(8, report.Splits.Select(split => split.Scope).Distinct().Count());
        Assert.All(report.Splits, split => Assert.Single(split.LowCardinalityTags["host"]));
        Assert.All(report.Splits, split => Assert.InRange(split.TimeRange.StartSeconds, split.Window!.Value.StartSeconds, split.Window.Value.StartSeconds + 899));
        Assert.Equal(30, (await _world.RowsAsync()).Count);
    }

    [Fact]
    public async Task Partitions_beyond_the_bound_share_one_and_open_ones_keep_their_rows()
    {
        await _world.CreateIndexAsync(new IndexConfig { IndexId = "t", Kind = SplitKind.Table, Columns = [new("id", TableColumnType.Int64)], PartitionKey = ["id"], MaxPartitions = 3 });
        string file = _world.AddFile("in.ndjson", string.Concat(Enumerable.Range(0, 40).Select(i => $$"""{"id":{{i % 8}}}""" + "\n")));
        IngestReport report = await _world.IngestAsync("t", file);
        Assert.Equal(4, report.Splits.Length);
        Assert.Equal(25, Assert.Single(report.Splits, split => split.PartitionId == Splits.Keys.PartitionRouting.OverflowId).RowCount);
        Assert.All(report.Splits.Where(split => split.PartitionId != Splits.Keys.PartitionRouting.OverflowId), split => Assert.Equal(5, split.RowCount));
    }

    [Fact]
    public async Task A_file_without_rows_is_published_as_nothing_and_known_again()
    {
        await _world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        string file = _world.AddFile("empty.ndjson", "");
        Assert.Equal((IngestOutcome.Published, 0), await Outcome());
        Assert.Equal((IngestOutcome.AlreadyPublished, 0), await Outcome());

        async Task<(IngestOutcome, int)> Outcome()
        {
            IngestReport report = await _world.IngestAsync("metrics-x", file);
            return (report.Outcome, report.Splits.Length);
        }
    }

    [Fact]
    public async Task A_file_that_is_refused_leaves_nothing_and_can_be_mended()
    {
        IndexUid index = await _world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        string file = _world.AddFile("bad.ndjson", """{"metric_name":"m"}""");
        IngestException refused = await Assert.ThrowsAsync<IngestException>(() => _world.IngestAsync("metrics-x", file));
        Assert.Contains("bad.ndjson", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_world.Files("scratch"));
        Assert.Empty(_world.Files("store"));
        Assert.Equal(0, (await _world.BooksAsync(index)).IngestedRows);
        _world.AddPoints("bad.ndjson", Times);
        Assert.Equal(IngestOutcome.Published, (await _world.IngestAsync("metrics-x", file)).Outcome);
    }

    [Fact]
    public async Task A_process_that_lives_keeps_its_file_and_its_place()
    {
        await _world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        string file = _world.AddPoints("in.ndjson", Times);
        await using DataHome home = _world.Open();
        using WorkPlace place = await WorkPlace.TakeAsync(home, "ingest", default);
        HomeIndex index = await home.RequireIndexAsync("metrics-x", default);
        var id = new OperationId(_world.Ids().Next(SplitKind.Metrics), OperationKind.Ingest);
        string token;
        using (Parquet.IRangeSource bytes = Parquet.FileRangeSource.Open(file))
        {
            token = ContentToken.Of(index.Uid, bytes, "", default);
        }

        await home.Metastore.PlanAsync(place.Lease, [new OperationPlan { Id = id, Index = index.Uid, Scope = null, Token = token }], default);
        Assert.Equal(IngestOutcome.UnderWay, (await _world.IngestAsync("metrics-x", file)).Outcome);
        place.Dispose(); // It dies.
        Assert.Equal(IngestOutcome.Published, (await _world.IngestAsync("metrics-x", file)).Outcome);
    }

    [Fact]
    public async Task Places_are_few_and_those_of_the_dead_are_free()
    {
        await using DataHome home = _world.Open();
        var places = new List<WorkPlace>();
        for (int i = 0; i < WorkPlace.MaximumPlaces; i++)
        {
            places.Add(await WorkPlace.TakeAsync(home, "x", default));
        }

        Assert.Equal(WorkPlace.MaximumPlaces, places.Select(place => place.Lease.Name).Distinct().Count());
        await Assert.ThrowsAsync<TargetLockedException>(() => WorkPlace.TakeAsync(home, "x", default).AsTask());
        places[7].Dispose();
        using (WorkPlace free = await WorkPlace.TakeAsync(home, "x", default))
        {
            Assert.Equal((places[7].Lease.Name, places[7].Lease.Epoch + 1), (free.Lease.Name, free.Lease.Epoch));
        }

        places.ForEach(place => place.Dispose());
    }

    [Fact]
    public async Task An_inbox_is_emptied_and_what_is_refused_is_set_aside_with_the_reason()
    {
        await _world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        await using DataHome home = _world.Open();
        string folder = home.InboxOf("metrics-x");
        Directory.CreateDirectory(folder);
        File.Copy(_world.AddPoints("in.ndjson", Times), Path.Join(folder, "b.ndjson"));
        await File.WriteAllTextAsync(Path.Join(folder, "a.ndjson"), "{}");
        await File.WriteAllTextAsync(Path.Join(folder, ".unfinished.ndjson"), "{");
        using WorkPlace place = await WorkPlace.TakeAsync(home, "ingest", default);
        var service = new IngestService(home, home.Store, place.Lease, _world.Ids(), _world.Clock);
        HomeIndex index = await home.RequireIndexAsync("metrics-x", default);
        var inbox = new Inbox(folder);
        Assert.Equal(["a.ndjson", "b.ndjson"], inbox.List().Select(path => Path.GetFileName(path)));
        (IngestReport? report, string? refusal) = await inbox.TakeAsync(service, index, Path.Join(folder, "a.ndjson"), default);
        Assert.Null(report);
        Assert.Equal(refusal + Environment.NewLine, await File.ReadAllTextAsync(Path.Join(folder, ".refused", "a.ndjson.why")));
        (report, _) = await inbox.TakeAsync(service, index, Path.Join(folder, "b.ndjson"), default);
        Assert.Equal(30, report!.RowsRead);
        Assert.Empty(inbox.List());
        Assert.True(File.Exists(Path.Join(folder, ".unfinished.ndjson")));
    }

    [Fact]
    public async Task An_index_that_is_not_there_is_named_with_those_that_are()
    {
        await _world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        IndexMissingException missing = await Assert.ThrowsAsync<IndexMissingException>(() => _world.IngestAsync("metrics-y", _world.AddPoints("in.ndjson", Times)));
        Assert.EndsWith("has no index 'metrics-y'; it has metrics-x", missing.Message, StringComparison.Ordinal);
    }
}
