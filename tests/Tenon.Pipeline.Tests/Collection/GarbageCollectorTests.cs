using Tenon.Pipeline.Collection;
using Tenon.Pipeline.Tests.Faults;
using Tenon.Pipeline.Tests.Support;
using Tenon.Storage;

namespace Tenon.Pipeline.Tests.Collection;

public sealed class GarbageCollectorTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    // Goal: a reader that planned with the old files can finish within the grace (F-22, F-23).
    [Fact]
    public async Task F22_F23_Replaced_inputs_are_kept_for_the_grace_and_not_longer()
    {
        using World world = EveryStepTests.Make(inPlace: true);
        byte[] original = await File.ReadAllBytesAsync(Path.Join(world.Inputs, "three.parquet"));
        await world.CompactAsync();
        world.Clock.Advance(Grace - TimeSpan.FromSeconds(1));
        CollectionReport early = await world.CollectAsync(Grace);
        Assert.Empty(early.Deleted);
        Assert.Equal(4, early.WaitingCount);
        string kept = Assert.Single(Directory.EnumerateFiles(Path.Join(world.TargetPath, ".tenon/retired"), "three.parquet", SearchOption.AllDirectories));
        Assert.Equal(original, await File.ReadAllBytesAsync(kept));

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        CollectionReport late = await world.CollectAsync(Grace);
        Assert.Equal(4, late.Deleted.Count(garbage => garbage.Kind == GarbageKind.Retired));
        Assert.False(Directory.Exists(Path.Join(world.TargetPath, ".tenon/retired")));
        Assert.Equal(world.SortedLines(), world.ReadLines(world.VisibleFiles()));
    }

    [Fact]
    public async Task The_grace_of_an_input_that_could_not_be_moved_aside_begins_when_it_is()
    {
        using World world = EveryStepTests.Make(inPlace: true);
        int step = await PublishedStepAsync();
        await EveryStepTests.RunToItsEndAsync(() => world.CompactAsync(new FaultPlan(step, Fault.DeathBefore)));
        Assert.NotEmpty((await world.StatusAsync()).RetiredInPlace);
        world.Clock.Advance(10 * Grace);
        CollectionReport report = await world.CollectAsync(Grace);
        Assert.DoesNotContain(report.Deleted, garbage => garbage.Kind == GarbageKind.Retired);
        Assert.Empty((await world.StatusAsync()).RetiredInPlace);
    }

    [Fact]
    public async Task F20_A_lost_metastore_deletes_nothing()
    {
        using World world = EveryStepTests.Make(inPlace: true);
        await world.CompactAsync();
        foreach (string file in Directory.EnumerateFiles(Path.Join(world.TargetPath, ".tenon"), "tenon.db*"))
        {
            File.Delete(file);
        }

        string[] before = Files(world);
        world.Clock.Advance(10 * Grace);
        CollectionReport report = await world.CollectAsync(Grace);
        Assert.Empty(report.Deleted);
        Assert.Equal(before, Files(world));
        Assert.Equal(8, report.Unknown.Length); // Four outputs and four retired inputs, of which nobody knows any more.
    }

    [Fact]
    public async Task F20_A_list_that_fails_stops_the_run_before_the_first_deletion()
    {
        using var world = new World(inPlace: true) { Through = store => new ForgetfulStore(store) };
        world.AddInput("one.parquet", 5);
        await world.CompactAsync();
        world.Clock.Advance(10 * Grace);
        string[] before = Files(world);
        await Assert.ThrowsAsync<StorageException>(() => world.CollectAsync(Grace));
        Assert.Equal(before, Files(world));
    }

    [Fact]
    public async Task F21_Files_that_no_record_tells_of_are_reported_and_never_deleted()
    {
        using World world = EveryStepTests.Make(inPlace: true);
        await world.CompactAsync();
        string[] strangers =
        [
            ".tenon/tmp/notes.txt",
            ".tenon/tmp/folder/run-0",
            ".tenon/retired/old.parquet",
            "table_01arz3ndektsv4rrffq69g5fav.parquet",
        ];
        foreach (string stranger in strangers)
        {
            LineMergeEngine.Write(Path.Join(world.TargetPath, stranger), ["stranger"]);
        }

        world.Clock.Advance(10 * Grace);
        CollectionReport report = await world.CollectAsync(TimeSpan.Zero);
        Assert.Equal(strangers.Order(StringComparer.Ordinal), report.Unknown.Order(StringComparer.Ordinal));
        Assert.All(strangers, stranger => Assert.True(File.Exists(Path.Join(world.TargetPath, stranger)), stranger));
        Assert.Equal(strangers.Order(StringComparer.Ordinal), (await world.StatusAsync()).Unknown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task F25_A_file_that_cannot_be_deleted_blocks_no_other_and_one_that_is_gone_is_deleted()
    {
        bool isStubborn = true;
        using var world = new World(inPlace: true) { Through = store => new StubbornStore(store, "two.parquet", () => isStubborn) };
        string[] names = ["one.parquet", "two.parquet", "three.parquet"];
        Array.ForEach(names, name => world.AddInput(name, 2));
        await world.CompactAsync();
        File.Delete(Directory.EnumerateFiles(Path.Join(world.TargetPath, ".tenon/retired"), "one.parquet", SearchOption.AllDirectories).Single());
        world.Clock.Advance(2 * Grace);
        CollectionReport report = await world.CollectAsync(Grace);
        Assert.Equal(2, report.Deleted.Length);
        Assert.EndsWith("two.parquet", Assert.Single(report.Failed).Path, StringComparison.Ordinal);
        Assert.Equal(1, (await world.StatusAsync()).RetiredCount);

        isStubborn = false;
        Assert.Single((await world.CollectAsync(Grace)).Deleted);
        Assert.Equal(0, (await world.StatusAsync()).RetiredCount);
    }

    [Fact]
    public async Task F04_F32_F58_What_a_killed_run_left_is_told_and_removed()
    {
        using World world = EveryStepTests.Make(inPlace: false);
        int step = await UploadedStepAsync();
        await EveryStepTests.RunToItsEndAsync(() => world.CompactAsync(new FaultPlan(step, Fault.DeathBefore)));
        TargetStatus status = await world.StatusAsync();
        Assert.NotEmpty(status.UnpublishedOutputs);
        Assert.Single(status.Unfinished);

        CollectionReport soon = await world.CollectAsync(Grace); // It may still be continued.
        Assert.DoesNotContain(soon.Deleted, garbage => garbage.Kind == GarbageKind.NeverPublished);
        world.Clock.Advance(2 * Grace);
        CollectionReport preview = await world.PreviewCollectionAsync(Grace);
        Assert.Equal(status.UnpublishedOutputs, preview.Deleted.Select(garbage => garbage.Path).Order(StringComparer.Ordinal));
        CollectionReport late = await world.CollectAsync(Grace);
        Assert.Equal(status.UnpublishedOutputs, late.Deleted.Select(garbage => garbage.Path).Order(StringComparer.Ordinal));
        Assert.Single(late.EndedOperations);
        Assert.Empty(world.VisibleFiles());

        await world.CompactAsync(); // The inputs are as they were.
        Assert.Equal(world.SortedLines(), world.ReadLines(world.VisibleFiles()));
    }

    [Fact]
    public async Task A_preview_changes_nothing_and_tells_what_a_run_deletes()
    {
        using World world = EveryStepTests.Make(inPlace: true);
        await EveryStepTests.RunToItsEndAsync(() => world.CompactAsync(new FaultPlan(23, Fault.DeathBefore)));
        await world.CompactAsync();
        LineMergeEngine.Write(Path.Join(world.TargetPath, ".tenon/tmp/table_01arz3ndektsv4rrffq69g5fav.parquet"), ["left"]);
        world.Clock.Advance(2 * Grace);
        string[] before = Files(world);
        CollectionReport preview = await world.PreviewCollectionAsync(Grace);
        Assert.Equal(before, Files(world));
        CollectionReport run = await world.CollectAsync(Grace);
        Assert.Equal(preview.Deleted.Select(garbage => garbage.Path).Order(), run.Deleted.Select(garbage => garbage.Path).Order());
        Assert.Equal(5, run.Deleted.Length);
    }

    [Fact]
    public async Task F38_A_published_file_that_is_missing_is_named()
    {
        using World world = EveryStepTests.Make(inPlace: false);
        await world.CompactAsync();
        string gone = world.VisibleFiles().First();
        File.Delete(Path.Join(world.TargetPath, gone));
        Assert.Equal([gone], (await world.StatusAsync()).Missing);
    }

    private static string[] Files(World world) => [.. Directory.EnumerateFiles(world.TargetPath, "*", SearchOption.AllDirectories).Where(path => !path.Contains("tenon.db", StringComparison.Ordinal) && !path.EndsWith("/lock", StringComparison.Ordinal)).Order()];

    /// <summary>The first step after the first publish.</summary>
    private static Task<int> PublishedStepAsync() => EveryStepTests.FindStepAsync(inPlace: true, status => !status.RetiredInPlace.IsEmpty);

    /// <summary>The first step after the last rename of the first operation.</summary>
    private static Task<int> UploadedStepAsync() => EveryStepTests.FindStepAsync(inPlace: false, status => !status.UnpublishedOutputs.IsEmpty);

    private sealed class StubbornStore(IObjectStore inner, string name, Func<bool> isStubborn) : DelegatingStore(inner)
    {
        public override ValueTask<bool> DeleteAsync(ObjectKey key, CancellationToken cancellationToken) =>
            isStubborn() && key.Name == name ? throw new StorageException(StorageError.AccessDenied, $"cannot delete {key}: not allowed") : Inner.DeleteAsync(key, cancellationToken);
    }

    /// <summary>Lists the data, then fails to list what is retired.</summary>
    private sealed class ForgetfulStore(IObjectStore inner) : DelegatingStore(inner)
    {
        public override ValueTask<IReadOnlyList<ObjectInfo>> ListAsync(ObjectKey folder, ListOptions options, CancellationToken cancellationToken) =>
            folder == Pipeline.Targets.TargetLayout.Retired ? throw new StorageException(StorageError.Other, "the list broke off") : Inner.ListAsync(folder, options, cancellationToken);
    }
}
