using Tenon.Metastore;
using Tenon.Pipeline.Configuration;
using Tenon.Pipeline.Homes;
using Tenon.Pipeline.Tests.Faults;
using Tenon.Pipeline.Tests.Support;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Storage;

namespace Tenon.Pipeline.Tests.Homes;

/// <summary>What is garbage is removed, in its order, after its grace; nothing else is.</summary>
public sealed class HomeCollectorTests : IDisposable
{
    private static readonly long[] Times = [.. Enumerable.Range(0, 30).Select(i => 1_700_000_100L + (i * 100))];
    private static readonly CollectionSettings Defaults = new();

    private readonly HomeWorld _world = new();

    public void Dispose() => _world.Dispose();

    // Goal: no fault at any step of a collection removes what is live, or leaves a record without bytes that is live; the next run finishes it (F-24, F-25).
    [Theory]
    [InlineData(Fault.DeathBefore)]
    [InlineData(Fault.DeathAfter)]
    [InlineData(Fault.ErrorBefore)]
    [InlineData(Fault.ErrorAfter)]
    public async Task F15_F19_F24_F25_A_fault_at_any_step_of_a_collection_keeps_every_live_row(Fault fault)
    {
        for (int step = 1; ; step++)
        {
            using HomeWorld world = new();
            await MakeGarbageAsync(world);
            List<string> live = await world.RowsAsync();
            var faults = new FaultPlan(step, fault);
            await EveryStepTests.RunToItsEndAsync(() => world.CollectAsync(faults));
            Assert.Equal(live, await world.RowsAsync());
            HomeCollection next = await world.CollectAsync();
            Assert.True(next.Problems.IsEmpty, faults.Struck);
            Assert.Equal(live, await world.RowsAsync());
            await RequireCleanAsync(world, faults.Struck);
            if (faults.Struck.Length == 0)
            {
                Assert.InRange(step, 20, 300);
                break;
            }
        }
    }

    // Goal: a dry run tells what a run would delete, and changes nothing.
    [Fact]
    public async Task A_dry_run_tells_what_a_run_deletes_and_changes_nothing()
    {
        await MakeGarbageAsync(_world);
        string[] files = _world.Files("store");
        HomeCollection preview = await _world.PreviewAsync();
        Assert.Equal(files, _world.Files("store"));
        HomeCollection run = await _world.CollectAsync();
        Assert.Equal(
            preview.Deleted.Select(garbage => garbage.Path).Order(StringComparer.Ordinal).ToArray(), run.Deleted.Select(garbage => garbage.Path).Order(StringComparer.Ordinal).ToArray());
        Assert.Equal(6, run.Deleted.Length); // Four splits of the deleted index, an orphan, a copy.
        Assert.Empty((await _world.CollectAsync()).Deleted);
    }

    [Fact]
    public async Task F22_What_is_retired_stays_for_the_grace_and_not_longer()
    {
        await _world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        await _world.IngestAsync("metrics-x", _world.AddPoints("in.ndjson", Times));
        await using (DataHome home = _world.Open())
        {
            await home.Metastore.DeleteIndexAsync((await home.RequireIndexAsync("metrics-x", default)).Uid, default);
        }

        _world.Clock.Advance(Defaults.RetiredGrace - TimeSpan.FromMilliseconds(1));
        HomeCollection early = await _world.CollectAsync();
        Assert.Equal((0, 4), (early.Deleted.Length, early.WaitingCount));
        Assert.Equal(4, _world.Files("store").Length);
        _world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(4, (await _world.CollectAsync()).Deleted.Length);
        Assert.Empty(_world.Files("store"));
        await using DataHome after = _world.Open();
        Assert.Empty(await after.Metastore.ListIndexesAsync(default)); // The index is forgotten with its last split.
    }

    // An upload that takes long is told from one that is abandoned by its lease and its silence (F-23); nothing of a live one is touched (F-19).
    [Fact]
    public async Task F19_F23_An_operation_is_given_up_only_when_its_lease_is_dead_and_it_was_silent()
    {
        IndexUid index = await _world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        await using DataHome home = _world.Open();
        using WorkPlace place = await WorkPlace.TakeAsync(home, "ingest", default);
        var id = new OperationId(_world.Ids().Next(SplitKind.Metrics), OperationKind.Ingest);
        await home.Metastore.PlanAsync(place.Lease, [new OperationPlan { Id = id, Index = index, Scope = null, Token = "t" }], default);
        var metadata = new SplitMetadata { Id = id.Output(0), Index = index, RowCount = 1, SizeBytes = 3, CreatedAt = _world.Clock.GetUtcNow() };
        ObjectKey key = HomeLayout.Instance.FinalOf(index, id.Output(0));
        await home.Metastore.StageAsync(place.Lease, id, [new StagedOutput(metadata, key.Path, 0)], default);
        string path = Path.Join(_world.HomePath, "store", key.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "abc");
        Directory.CreateDirectory(home.Scratch.FolderOf(id));

        for (int hour = 0; hour < 48; hour++)
        {
            _world.Clock.Advance(TimeSpan.FromHours(1));
            await home.Metastore.HeartbeatAsync(place.Lease, [id], default);
            HomeCollection alive = await _world.CollectAsync();
            Assert.Equal((0, 0), (alive.EndedOperations.Length, alive.Deleted.Length));
        }

        _world.Clock.Advance(Defaults.StagedGrace - TimeSpan.FromSeconds(1));
        Assert.Empty((await _world.CollectAsync()).EndedOperations);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([id.ToString()], (await _world.PreviewAsync()).EndedOperations);
        HomeCollection ended = await _world.CollectAsync();
        Assert.Equal([id.ToString()], ended.EndedOperations);
        Assert.Equal([HomeGarbageKind.Scratch], ended.Deleted.Select(garbage => garbage.Kind)); // Its output waits for the grace.
        Assert.True(File.Exists(path));
        _world.Clock.Advance(Defaults.RetiredGrace);
        Assert.Equal([HomeGarbageKind.Unpublished], (await _world.CollectAsync()).Deleted.Select(garbage => garbage.Kind));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task F21_F32_Only_names_that_are_ours_and_old_enough_are_orphans()
    {
        IndexUid index = await _world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        await _world.IngestAsync("metrics-x", _world.AddPoints("in.ndjson", Times));
        string folder = Path.Join(_world.HomePath, "store", HomeLayout.FolderOf(index).Path);
        string copies = Path.Join(_world.HomePath, "store/tmp");
        Directory.CreateDirectory(copies);
        SplitIdGenerator ids = _world.Ids();
        string Put(string directory, string name, TimeSpan age)
        {
            string path = Path.Join(directory, name);
            File.WriteAllText(path, "x");
            File.SetLastWriteTimeUtc(path, (_world.Clock.GetUtcNow() - age).UtcDateTime);
            return path;
        }

        string old = Put(folder, ids.Next(SplitKind.Metrics) + ".parquet", Defaults.OrphanGrace);
        string young = Put(folder, ids.Next(SplitKind.Metrics) + ".parquet", Defaults.OrphanGrace - TimeSpan.FromMinutes(1));
        string other = Put(folder, "notes.parquet", TimeSpan.FromDays(100));
        string copied = Put(copies, ids.Next(SplitKind.Metrics) + ".parquet", Defaults.OrphanGrace);
        string stranger = Put(copies, "stranger.tmp", TimeSpan.FromDays(100));
        List<SplitRecord> live = await _world.SplitsAsync(SplitState.Published);
        foreach (SplitRecord split in live)
        {
            File.SetLastWriteTimeUtc(Path.Join(_world.HomePath, "store", split.Location), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        HomeCollection report = await _world.CollectAsync();
        Assert.Equal([HomeGarbageKind.Orphan, HomeGarbageKind.Temporary], report.Deleted.Select(garbage => garbage.Kind));
        Assert.Equal([false, true, true, false, true], new[] { old, young, other, copied, stranger }.Select(File.Exists));
        Assert.Equal(30, (await _world.RowsAsync()).Count);
    }

    [Theory]
    [InlineData("0-copy")]
    [InlineData("z-copy")]
    public async Task F21_The_copy_of_a_folder_does_not_cost_the_original(string name)
    {
        // Listed before or after the original, with the same ids: only the file in the place that the record names is the split.
        await _world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        await _world.IngestAsync("metrics-x", _world.AddPoints("in.ndjson", Times));
        string splits = Path.Join(_world.HomePath, "store", HomeLayout.Splits.Path);
        string copy = Directory.CreateDirectory(Path.Join(splits, name)).FullName;
        foreach (SplitRecord split in await _world.SplitsAsync(SplitState.Published))
        {
            string original = Path.Join(_world.HomePath, "store", split.Location);
            File.SetLastWriteTimeUtc(original, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            File.Copy(original, Path.Join(copy, Path.GetFileName(original))); // With its time.
        }

        HomeCollection report = await _world.CollectAsync();
        Assert.NotEmpty(report.Deleted);
        Assert.All(report.Deleted, garbage => Assert.Equal((HomeGarbageKind.Orphan, true), (garbage.Kind, garbage.Path.Contains(name, StringComparison.Ordinal))));
        Assert.Equal(30, (await _world.RowsAsync()).Count);
    }

    [Fact]
    public async Task F28_Retention_takes_a_split_with_its_newest_row()
    {
        // The clock stands at the beginning of 2026; rows are of the end of 2025.
        long end = new DateTimeOffset(2025, 12, 31, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        IndexUid index = await _world.CreateIndexAsync(IndexConfig.Default("metrics-x") with { RetentionPeriod = TimeSpan.FromDays(3) });
        await _world.IngestAsync("metrics-x", _world.AddPoints("in.ndjson", end, end + 10, end + 1000));
        Assert.Equal(0, (await _world.CollectAsync()).ExpiredSplits);
        _world.Clock.Advance(DateTimeOffset.FromUnixTimeSeconds(end + 11) + TimeSpan.FromDays(3) - _world.Clock.GetUtcNow());
        Assert.Equal((1, 2L), Of(await _world.PreviewAsync()));
        Assert.Equal((1, 2L), Of(await _world.CollectAsync()));
        Assert.Single(await _world.RowsAsync());
        IndexTotals books = await _world.BooksAsync(index);
        Assert.True(books.IsBalanced);
        Assert.Equal(2, books.ExpiredRows);
        _world.Clock.Advance(Defaults.RetiredGrace);
        Assert.Equal([HomeGarbageKind.Expired], (await _world.CollectAsync()).Deleted.Select(garbage => garbage.Kind));

        static (int, long) Of(HomeCollection report) => (report.ExpiredSplits, report.ExpiredRows);
    }

    [Fact]
    public async Task F25_A_file_that_cannot_be_deleted_is_reported_and_keeps_no_other()
    {
        string stuck = "";
        using HomeWorld world = new() { Through = store => new StubbornStore(store, () => stuck) };
        await MakeGarbageAsync(world);
        stuck = (await world.SplitsAsync(SplitState.Retired))[0].Location;
        HomeCollection report = await world.CollectAsync();
        Assert.Equal([stuck], report.Problems.Select(problem => problem.Subject));
        Assert.Equal(5, report.Deleted.Length);
        stuck = "";
        Assert.Single((await world.CollectAsync()).Deleted);
    }

    [Fact]
    public async Task F10_A_file_is_known_again_as_long_as_the_history()
    {
        await _world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        string file = _world.AddPoints("in.ndjson", Times);
        string empty = _world.AddFile("empty.ndjson", "");
        await _world.IngestAsync("metrics-x", file);
        await _world.IngestAsync("metrics-x", empty);
        _world.Clock.Advance(Defaults.History);
        Assert.Equal(1, (await _world.CollectAsync()).ForgottenOperations); // The one that has no split left.
        Assert.Equal(IngestOutcome.AlreadyPublished, (await _world.IngestAsync("metrics-x", file)).Outcome);
        Assert.Equal(IngestOutcome.Published, (await _world.IngestAsync("metrics-x", empty)).Outcome);
    }

    // A deleted index with four splits past the grace, a live one with as many, an orphan, a copy that was never finished.
    private static async Task MakeGarbageAsync(HomeWorld world)
    {
        IndexUid gone = await world.CreateIndexAsync(IndexConfig.Default("metrics-gone"));
        IndexUid index = await world.CreateIndexAsync(IndexConfig.Default("metrics-x"));
        await world.IngestAsync("metrics-gone", world.AddPoints("gone.ndjson", Times));
        await world.IngestAsync("metrics-x", world.AddPoints("in.ndjson", Times));
        await using (DataHome home = world.Open())
        {
            await home.Metastore.DeleteIndexAsync(gone, default);
        }

        SplitIdGenerator ids = world.Ids();
        foreach (ObjectKey folder in new[] { HomeLayout.FolderOf(index), HomeLayout.Temporary })
        {
            string path = Path.Join(world.HomePath, "store", folder.Path, ids.Next(SplitKind.Metrics) + ".parquet");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "x");
            File.SetLastWriteTimeUtc(path, new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        world.Clock.Advance(TimeSpan.FromHours(1));
    }

    private static async Task RequireCleanAsync(HomeWorld world, string context)
    {
        List<SplitRecord> all = await world.SplitsAsync();
        Assert.All(all, split => Assert.Equal(SplitState.Published, split.State));
        Assert.True(world.Files("store").SequenceEqual(all.Select(split => "store/" + split.Location).Order(StringComparer.Ordinal)), context);
    }

    private sealed class StubbornStore(IObjectStore inner, Func<string> stuck) : DelegatingStore(inner)
    {
        public override ValueTask<bool> DeleteAsync(ObjectKey key, CancellationToken cancellationToken) =>
            key.Path == stuck() ? throw new StorageException(StorageError.AccessDenied, "stuck") : base.DeleteAsync(key, cancellationToken);
    }
}
