using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Collection;
using Tenon.Pipeline.Operations;
using Tenon.Pipeline.Tests.Faults;
using Tenon.Pipeline.Tests.Support;
using Tenon.Storage;

namespace Tenon.Pipeline.Tests.Operations;

public sealed class CompactionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_of_each_scope_become_files_in_the_folder_of_that_scope(bool inPlace)
    {
        using World world = EveryStepTests.Make(inPlace);
        CompactionReport report = await world.CompactAsync();
        Assert.Equal(["", "a=1"], report.Operations.Select(operation => operation.Scope.Path));
        Assert.All(world.VisibleFiles(), path => Assert.Matches(@"^(a=1/)?table_[0-9a-z]{26}\.parquet$", path));
        Assert.Equal(world.SortedLines(), world.ReadLines(world.VisibleFiles()));
    }

    // Goal: an input that changes during its merge is merged as it is now, and its old rows do not come back (F-6, F-9).
    // Method: replace a file, under the same name, after it was read.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F06_F09_An_input_that_is_replaced_during_the_merge_is_merged_anew(bool inPlace)
    {
        bool isReplaced = false;
        World? changing = null;
        using World world = changing = new World(inPlace)
        {
            Engine = new LineMergeEngine
            {
                BeforeReading = name =>
                {
                    if (name.EndsWith("two.parquet", StringComparison.Ordinal) && !isReplaced)
                    {
                        isReplaced = true;
                        File.Delete(Path.Join(changing!.Inputs, "one.parquet"));
                        changing.Withdraw("one.parquet");
                        changing.AddInput("one.parquet", 3);
                    }
                },
            },
        };
        world.AddInput("one.parquet", 5);
        world.AddInput("two.parquet", 5);
        CompactionReport report = await world.CompactAsync();
        Assert.Equal([OperationOutcome.Superseded, OperationOutcome.Published], report.Operations.Select(operation => operation.Outcome));
        Assert.Contains("one.parquet", report.Operations[0].Problem, StringComparison.Ordinal);
        Assert.Equal(world.SortedLines(), world.ReadLines(world.VisibleFiles()));
    }

    [Fact]
    public async Task F06_An_input_that_is_withdrawn_during_the_merge_does_not_come_back()
    {
        World? changing = null;
        using World world = changing = new World(inPlace: true)
        {
            Engine = new LineMergeEngine
            {
                BeforeReading = name =>
                {
                    if (name.EndsWith("two.parquet", StringComparison.Ordinal))
                    {
                        File.Delete(Path.Join(changing!.Inputs, "one.parquet"));
                        changing.Withdraw("one.parquet");
                    }
                },
            },
        };
        world.AddInput("one.parquet", 5);
        world.AddInput("two.parquet", 5);
        await world.CompactAsync();
        Assert.Equal(world.SortedLines(), world.ReadLines(world.VisibleFiles()));
    }

    [Fact]
    public async Task F07_F40_A_damaged_file_refuses_its_own_scope_and_no_other()
    {
        using World world = EveryStepTests.Make(inPlace: true);
        await File.WriteAllTextAsync(Path.Join(world.Inputs, "a=1/bad.parquet"), "no end");
        CompactionReport report = await world.CompactAsync();
        Assert.Equal(
            [("", OperationOutcome.Published), ("a=1", OperationOutcome.Refused)], report.Operations.Select(operation => (operation.Scope.Path, operation.Outcome)));
        Assert.Contains("a=1/bad.parquet", report.Operations[1].Problem, StringComparison.Ordinal);

        // Without it, the same scope is merged; nothing of the refusal is left.
        File.Delete(Path.Join(world.Inputs, "a=1/bad.parquet"));
        report = await world.CompactAsync();
        Assert.Equal(OperationOutcome.Published, Assert.Single(report.Operations).Outcome);
        Assert.Equal(world.SortedLines(), world.ReadLines(world.VisibleFiles()));
    }

    [Fact]
    public async Task F13_F65_A_process_that_lost_its_lease_changes_nothing()
    {
        World? stolen = null;
        using World world = stolen = new World(inPlace: true)
        {
            Engine = new LineMergeEngine
            {
                BeforeReading = _ =>
                {
                    IMetastore other = stolen!.OpenMetastore();
                    other.TakeLeaseAsync(FolderIndex.LeaseName, default).AsTask().Wait();
                    other.DisposeAsync().AsTask().Wait();
                },
            },
        };
        world.AddInput("one.parquet", 5);
        var lost = await Assert.ThrowsAsync<MetastoreException>(() => world.CompactAsync());
        Assert.Equal(MetastoreError.StaleLease, lost.Error);
        Assert.Equal(["one.parquet"], world.VisibleFiles());
    }

    [Fact]
    public async Task F18_Every_file_found_is_accounted_for()
    {
        using World world = EveryStepTests.Make(inPlace: false);
        await world.CompactAsync();
        world.AddInput("five.parquet", 3);
        await File.WriteAllTextAsync(Path.Join(world.Inputs, "a=1/bad.parquet"), "no end");
        CompactionReport report = await world.CompactAsync();
        Assert.Equal(6, report.SkippedInputs + report.Operations.Sum(operation => operation.Inputs.Length));
        Assert.Equal(4, report.SkippedInputs);
    }

    // Goal: what cannot be read back as it was written is never published (F-33, F-54).
    // Method: a store that changes one byte on its way to the final name.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F33_F54_An_output_that_is_read_back_otherwise_is_not_published(bool inPlace)
    {
        using var world = new World(inPlace) { Through = store => new DamagingStore(store) };
        world.AddInput("one.parquet", 5);
        CompactionReport report = await world.CompactAsync();
        OperationReport failed = Assert.Single(report.Operations);
        Assert.Equal(OperationOutcome.Failed, failed.Outcome);
        Assert.Contains("is read back with", failed.Problem, StringComparison.Ordinal);
        Assert.Equal(inPlace ? ["one.parquet"] : [], world.VisibleFiles());
    }

    [Fact]
    public async Task F49_A_merge_that_loses_a_row_without_knowing_is_not_published()
    {
        using var world = new World(inPlace: true) { Engine = new LineMergeEngine { Loses = line => line.StartsWith("0003", StringComparison.Ordinal) } };
        world.AddInput("one.parquet", 5);
        CompactionReport report = await world.CompactAsync();
        OperationReport failed = Assert.Single(report.Operations);
        Assert.Equal(OperationOutcome.Failed, failed.Outcome);
        Assert.Contains("RowsConserved", failed.Problem, StringComparison.Ordinal);
        Assert.Equal(["one.parquet"], world.VisibleFiles());
    }

    [Fact]
    public async Task F48_Inputs_without_rows_give_no_output_and_are_done()
    {
        using var world = new World(inPlace: false);
        world.AddInput("one.parquet", 0);
        world.AddInput("two.parquet", 0);
        CompactionReport report = await world.CompactAsync();
        Assert.Empty(Assert.Single(report.Operations).Outputs);
        Assert.Empty(world.VisibleFiles());
        Assert.Empty((await world.CompactAsync()).Operations);
    }

    // Goal: in place, arriving files are merged with small outputs, and large outputs are left alone (F-56).
    [Fact]
    public async Task F56_New_files_are_merged_with_small_outputs_until_nothing_is_left_to_do()
    {
        using var world = new World(inPlace: true) { TargetSizeBytes = 1 << 20 };
        for (int round = 0; round < 5; round++)
        {
            world.AddInput($"part-{round}.parquet", 4);
            CompactionReport report = await world.CompactAsync(engine: new LineMergeEngine(linesPerOutput: 1000));
            Assert.Single(report.Operations);
            Assert.Single(world.VisibleFiles());
            Assert.Empty((await world.CompactAsync(engine: new LineMergeEngine(linesPerOutput: 1000))).Operations);
        }

        Assert.Equal(world.SortedLines(), world.ReadLines(world.VisibleFiles()));
    }

    [Fact]
    public async Task F56_Outputs_of_at_least_half_the_target_size_are_not_rewritten()
    {
        using var world = new World(inPlace: true) { TargetSizeBytes = 100 };
        world.AddInput("one.parquet", 9);
        await world.CompactAsync();
        string[] first = [.. world.VisibleFiles()];
        world.AddInput("two.parquet", 9);
        await world.CompactAsync();
        Assert.Subset(world.VisibleFiles().ToHashSet(), first.ToHashSet());
        Assert.Equal(world.SortedLines(), world.ReadLines(world.VisibleFiles()));
    }

    // Goal: a full disk ends the merge, leaves nothing behind, and is forgotten once there is space (F-57, F-58).
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F57_F58_A_full_disk_leaves_nothing_behind_and_the_next_run_works(bool knownBefore)
    {
        bool isFull = true;
        using var world = new World(inPlace: true) { Through = store => new FullStore(store, () => isFull, knownBefore) };
        world.AddInput("one.parquet", 5);
        CompactionReport report = await world.CompactAsync();
        OperationReport failed = Assert.Single(report.Operations);
        Assert.Equal(OperationOutcome.Failed, failed.Outcome);
        Assert.Contains(knownBefore ? "only 3 are free" : "no space", failed.Problem, StringComparison.Ordinal);
        Assert.Equal(["one.parquet"], world.VisibleFiles());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(world.TargetPath, ".tenon/tmp")));

        isFull = false;
        report = await world.CompactAsync();
        Assert.Equal(OperationOutcome.Published, Assert.Single(report.Operations).Outcome);
    }

    [Fact]
    public async Task A_consumed_input_that_was_only_touched_or_copied_back_is_not_merged_twice()
    {
        using var world = new World(inPlace: false);
        string path = world.AddInput("one.parquet", 5);
        await world.CompactAsync();
        byte[] content = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        await File.WriteAllBytesAsync(path, content);
        CompactionReport report = await world.CompactAsync();
        Assert.Empty(report.Operations);
        Assert.Equal(1, report.SkippedInputs);
    }

    [Fact]
    public async Task A_consumed_input_that_was_replaced_is_refused_because_its_old_rows_are_in_the_output()
    {
        using var world = new World(inPlace: false);
        world.AddInput("one.parquet", 5);
        await world.CompactAsync();
        world.AddInput("one.parquet", 6);
        CompactionReport report = await world.CompactAsync();
        OperationReport refused = Assert.Single(report.Operations);
        Assert.Equal(OperationOutcome.Refused, refused.Outcome);
        Assert.Contains("has been replaced since", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_place_a_new_file_under_a_name_that_was_merged_before_is_new()
    {
        using var world = new World(inPlace: true);
        world.AddInput("one.parquet", 5);
        await world.CompactAsync();
        world.AddInput("one.parquet", 6);
        await world.CompactAsync();
        Assert.Equal(world.SortedLines(), world.ReadLines(world.VisibleFiles()));
    }

    [Fact]
    public async Task A_run_with_other_settings_ends_what_an_earlier_run_began()
    {
        using World world = EveryStepTests.Make(inPlace: true);
        var faults = new FaultPlan(await EveryStepTests.FindStepAsync(inPlace: true, status => !status.UnpublishedOutputs.IsEmpty), Fault.DeathBefore);
        await EveryStepTests.RunToItsEndAsync(() => world.CompactAsync(faults));
        Assert.Single((await world.StatusAsync()).Unfinished);

        CompactionReport report = await world.CompactAsync(engine: new LineMergeEngine(linesPerOutput: 3, settings: "others"));
        Assert.All(report.Operations, operation => Assert.False(operation.IsResumed));
        TargetStatus status = await world.StatusAsync();
        Assert.Empty(status.Unfinished);
        Assert.Equal(world.SortedLines(), world.ReadLines(status.LiveFiles));
    }

    [Fact]
    public async Task F14_A_second_process_is_told_who_is_at_work()
    {
        using World world = EveryStepTests.Make(inPlace: true);
        await using (await world.OpenAsync(FaultPlan.None()))
        {
            var locked = await Assert.ThrowsAsync<Pipeline.Targets.TargetLockedException>(() => world.CompactAsync());
            Assert.Equal(Environment.ProcessId, locked.ProcessId);
            Assert.Contains($"process {Environment.ProcessId}", locked.Message, StringComparison.Ordinal);
        }

        await world.CompactAsync(); // The lock file is still there; the lock is not.
    }

    [Fact]
    public async Task A_cancelled_run_is_continued_by_the_next()
    {
        using var stop = new CancellationTokenSource();
        using var world = new World(inPlace: true) { Engine = new LineMergeEngine { BeforeReading = _ => stop.Cancel() } };
        world.AddInput("one.parquet", 5);
        world.AddInput("a=1/two.parquet", 5);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.CompactAsync(cancellationToken: stop.Token));
        ImmutableArray<UnfinishedOperation> unfinished = (await world.StatusAsync()).Unfinished;
        CompactionReport report = await world.CompactAsync();
        Assert.Equal(unfinished.Select(operation => operation.Id), report.Operations.Where(operation => operation.IsResumed).Select(operation => operation.Id.ToString()!));
        Assert.NotEmpty(unfinished);
        Assert.Equal(world.SortedLines(), world.ReadLines(world.VisibleFiles()));
    }

    // Goal: what cannot be moved in one step is refused before work begins.
    // Method: a folder of the target that lies on another file system, by a link.
    [Fact]
    public async Task Inputs_on_another_file_system_than_the_target_are_refused_in_place()
    {
        string elsewhere = Directory.CreateTempSubdirectory("tenon-elsewhere-").FullName;
        try
        {
            Assert.SkipUnless(Directory.Exists("/dev/shm") && !elsewhere.StartsWith("/dev/shm", StringComparison.Ordinal), "needs two file systems");
            using var world = new World(inPlace: true);
            world.AddInput("one.parquet", 5);
            LineMergeEngine.Write(Path.Join(elsewhere, "two.parquet"), ["x"]);
            Directory.CreateSymbolicLink(Path.Join(world.Inputs, "a=1"), elsewhere);
            CompactionReport report = await world.CompactAsync(paths: [Path.Join(world.Inputs, "one.parquet"), Path.Join(world.Inputs, "a=1/two.parquet")]);
            Assert.Equal([OperationOutcome.Published, OperationOutcome.Refused], report.Operations.Select(operation => operation.Outcome));
            Assert.Contains("another file system", report.Operations[1].Problem, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Join(elsewhere, "two.parquet")));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public async Task Outputs_of_the_target_are_never_inputs_of_a_run_into_it()
    {
        using var world = new World(inPlace: false);
        world.AddInput("one.parquet", 5);
        await world.CompactAsync();
        CompactionReport report = await world.CompactAsync(paths: [world.Inputs, world.TargetPath]);
        Assert.Empty(report.Operations);
        Assert.Equal(2, report.SkippedInputs);
    }

    private sealed class DamagingStore(IObjectStore inner) : DelegatingStore(inner)
    {
        public override async ValueTask RenameAsync(ObjectKey source, ObjectKey destination, CancellationToken cancellationToken)
        {
            await Inner.RenameAsync(source, destination, cancellationToken);
            string path = Inner.Describe(destination);
            byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            bytes[0] ^= 1;
            await File.WriteAllBytesAsync(path, bytes, cancellationToken);
        }
    }

    private sealed class FullStore(IObjectStore inner, Func<bool> isFull, bool knownBefore) : DelegatingStore(inner)
    {
        public override ValueTask<long?> GetFreeBytesAsync(CancellationToken cancellationToken) =>
            isFull() && knownBefore ? ValueTask.FromResult<long?>(3) : Inner.GetFreeBytesAsync(cancellationToken);

        public override ObjectWriteStream Create(ObjectKey key)
        {
            if (isFull())
            {
                Inner.Create(key).Dispose();
                throw new StorageException(StorageError.NoSpace, $"cannot write {key}: no space left on the disk");
            }

            return Inner.Create(key);
        }
    }
}
