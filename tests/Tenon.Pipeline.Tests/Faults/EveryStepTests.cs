using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Collection;
using Tenon.Pipeline.Operations;
using Tenon.Pipeline.Tests.Support;
using Tenon.Storage;

namespace Tenon.Pipeline.Tests.Faults;

/// <summary>Strikes at every single operation on store and metastore, in every way, and lets the next process continue.</summary>
public sealed class EveryStepTests
{
    public static TheoryData<bool, Fault> AllFaults()
    {
        var data = new TheoryData<bool, Fault>();
        foreach (bool inPlace in new[] { false, true })
        {
            foreach (Fault fault in Enum.GetValues<Fault>())
            {
                data.Add(inPlace, fault);
            }
        }

        return data;
    }

    // Goal: no fault at any step loses, repeats or hides a row, and the next run finishes the work (F-1 to F-4, F-8, F-59).
    // Method: count the operations of a run, then for each of them run a new world with the fault there, look, run again, compare lines.
    [Theory]
    [MemberData(nameof(AllFaults))]
    public async Task F01_F04_F08_F59_A_fault_at_any_step_of_a_compaction_conserves_every_row(bool inPlace, Fault fault)
    {
        int steps = await CountStepsAsync(inPlace);
        Assert.InRange(steps, 30, 1000); // Fewer would mean that the seams are bypassed.
        for (int step = 1; step <= steps; step++)
        {
            using World world = Make(inPlace);
            var faults = new FaultPlan(step, fault);
            await RunToItsEndAsync(() => world.CompactAsync(faults));
            Assert.NotEqual("", faults.Struck);
            await RequireConsistentAsync(world, faults.Struck);

            CompactionReport report = await world.CompactAsync();
            Assert.All(report.Operations, operation => Assert.True(operation.Outcome == OperationOutcome.Published, $"{faults.Struck}: {operation.Problem}"));
            await RequireFinishedAsync(world, faults.Struck);

            CompactionReport again = await world.CompactAsync();
            Assert.True(again.Operations.IsEmpty, $"{faults.Struck}: a third run found {again.Operations.Length} operations"); // F-56
        }
    }

    // Goal: a publish whose answer is lost is found to have happened, by its token; the run goes on as if the answer had come (F-1, F-3).
    // Method: let the publish succeed and report an unknown outcome; the same run must report both operations as published.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F01_F03_A_publish_whose_answer_is_lost_is_resolved_by_its_token(bool inPlace)
    {
        int steps = await CountStepsAsync(inPlace);
        int lost = 0;
        for (int step = 1; step <= steps; step++)
        {
            using World world = Make(inPlace);
            var faults = new FaultPlan(step, Fault.ErrorAfter);
            CompactionReport? report = null;
            await RunToItsEndAsync(async () => report = await world.CompactAsync(faults));
            if (faults.Struck.Contains(", publish,", StringComparison.Ordinal))
            {
                lost++;
                Assert.Equal([OperationOutcome.Published, OperationOutcome.Published], report!.Operations.Select(operation => operation.Outcome));
                Assert.All(report.Operations, operation => Assert.Null(operation.Problem));
                await RequireFinishedAsync(world, faults.Struck);
            }
        }

        Assert.Equal(2, lost);
    }

    // Goal: a run that dies is continued by the next as if nothing had happened: same names, same bytes (F-2, F-3).
    // Method: as above, but remember which operations were planned at death, and compare the published files with those of a run that lived.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F02_F03_A_rerun_writes_the_same_bytes_under_the_names_that_were_planned(bool inPlace)
    {
        int steps = await CountStepsAsync(inPlace);
        for (int step = 1; step <= steps; step++)
        {
            using World world = Make(inPlace);
            var faults = new FaultPlan(step, Fault.DeathAfter);
            await RunToItsEndAsync(() => world.CompactAsync(faults));
            ImmutableArray<OperationRecord> planned = await PlannedAsync(world);
            await world.CompactAsync();
            await using IMetastore metastore = world.OpenMetastore();
            Dictionary<OperationId, OperationRecord> after = [];
            await foreach (OperationRecord operation in metastore.ListOperationsAsync(new OperationQuery(), default))
            {
                after.Add(operation.Id, operation);
            }

            Assert.Equal(2, after.Count); // One per scope: nothing was planned a second time.
            foreach (OperationRecord operation in planned)
            {
                OperationRecord finished = after[operation.Id];
                Assert.Equal((OperationState.Published, operation.Token), (finished.State, finished.Token));
                Assert.All(operation.Outputs, (output, i) => Assert.Equal(
                    (output.Id, output.SizeBytes, output.Crc32C), (finished.Outputs[i].Id, finished.Outputs[i].SizeBytes, finished.Outputs[i].Crc32C)));
            }
        }
    }

    // Goal: no fault at any step of a collection removes what is live, and the next run finishes it (F-19, F-24, F-25).
    [Theory]
    [InlineData(Fault.DeathBefore)]
    [InlineData(Fault.DeathAfter)]
    [InlineData(Fault.ErrorBefore)]
    [InlineData(Fault.ErrorAfter)]
    public async Task F19_F24_F25_A_fault_at_any_step_of_a_collection_keeps_every_row(Fault fault)
    {
        for (int step = 1; ; step++)
        {
            using World world = Make(inPlace: true);
            await RunToItsEndAsync(() => world.CompactAsync(new FaultPlan(23, Fault.DeathBefore))); // Leaves temporary files behind.
            await world.CompactAsync();
            world.Clock.Advance(TimeSpan.FromHours(2));
            var faults = new FaultPlan(step, fault);
            await RunToItsEndAsync(() => world.CollectAsync(TimeSpan.FromHours(1), faults));
            await RequireConsistentAsync(world, faults.Struck);

            await world.CollectAsync(TimeSpan.FromHours(1));
            TargetStatus status = await world.StatusAsync();
            Assert.Equal((0, 0), (status.RetiredCount, status.TemporaryCount));
            Assert.Equal(world.SortedLines(), world.ReadLines(status.LiveFiles));
            Assert.False(Directory.Exists(Path.Join(world.TargetPath, ".tenon/retired/")) && Directory.EnumerateFiles(Path.Join(world.TargetPath, ".tenon/retired"), "*", SearchOption.AllDirectories).Any());
            if (faults.Struck.Length == 0)
            {
                Assert.InRange(step, 15, 1000);
                break;
            }
        }
    }

    internal static World Make(bool inPlace)
    {
        var world = new World(inPlace);
        world.AddInput("a=1/one.parquet", 12);
        world.AddInput("a=1/two.parquet", 9);
        world.AddInput("three.parquet", 7);
        world.AddInput("four.parquet", 1);
        return world;
    }

    internal static async Task RunToItsEndAsync<T>(Func<Task<T>> process)
    {
        try
        {
            await process();
        }
        catch (Exception e) when (e is ProcessDiedException or StorageException or MetastoreException)
        {
            // How it ended does not matter here, but what it left.
        }
    }

    internal static async Task RequireConsistentAsync(World world, string struck)
    {
        // No file under a final name is ever half written: reading each of them would throw.
        ImmutableArray<string> visible = world.ReadLines(world.VisibleFiles());
        if (!File.Exists(Path.Join(world.TargetPath, ".tenon/tenon.db")))
        {
            Assert.True(world.InPlace ? visible.SequenceEqual(world.SortedLines()) : visible.IsEmpty, struck);
            return;
        }

        TargetStatus status = await world.StatusAsync();
        ImmutableArray<string> live = world.ReadLines(status.LiveFiles);
        if (world.InPlace)
        {
            Assert.True(live.SequenceEqual(world.SortedLines()), $"{struck}: {live.Length} of {world.Lines.Count} lines are live");
        }
        else
        {
            // Whole scopes are there or not: an operation is published at once or not at all.
            Assert.True(live.Distinct().Count() == live.Length, $"{struck}: lines are repeated");
            Assert.All(world.Lines.GroupBy(line => line.Split('[')[1].Split(']')[0]), scope =>
            {
                int count = scope.Count(line => live.BinarySearch(line, StringComparer.Ordinal) >= 0);
                Assert.True(count == 0 || count == scope.Count(), $"{struck}: {count} of {scope.Count()} lines of scope {scope.Key}");
            });
        }

        Assert.True(status.Missing.IsEmpty, $"{struck}: missing {string.Join(' ', status.Missing)}");
        Assert.True(status.Unknown.IsEmpty, $"{struck}: unknown {string.Join(' ', status.Unknown)}");
    }

    /// <summary>The first step at which a death leaves a target of that status.</summary>
    internal static async Task<int> FindStepAsync(bool inPlace, Func<TargetStatus, bool> isReached)
    {
        for (int step = 1; ; step++)
        {
            using World world = Make(inPlace);
            var faults = new FaultPlan(step, Fault.DeathBefore);
            await RunToItsEndAsync(() => world.CompactAsync(faults));
            Assert.NotEqual("", faults.Struck);
            if (File.Exists(Path.Join(world.TargetPath, ".tenon/tenon.db")) && isReached(await world.StatusAsync()))
            {
                return step;
            }
        }
    }

    private static async Task RequireFinishedAsync(World world, string struck)
    {
        TargetStatus status = await world.StatusAsync();
        Assert.True(world.SortedLines().SequenceEqual(world.ReadLines(status.LiveFiles)), struck);
        Assert.Equal(status.LiveFiles, world.VisibleFiles());
        Assert.True(status.Unfinished.IsEmpty && status.UnpublishedOutputs.IsEmpty && status.RetiredInPlace.IsEmpty && status.TemporaryCount == 0, struck);
        Assert.Equal(world.InPlace ? 4 : 0, status.RetiredCount);

        // No output holds lines of two scopes (F-69), and each lies in the folder of its scope.
        Assert.All(status.LiveFiles, path =>
        {
            string scope = Path.GetDirectoryName(path) ?? "";
            Assert.All(LineMergeEngine.Read(Path.Join(world.TargetPath, path)), line => Assert.Contains($"[{scope}]", line, StringComparison.Ordinal));
        });
    }

    private static async Task<int> CountStepsAsync(bool inPlace)
    {
        using World world = Make(inPlace);
        var faults = FaultPlan.None();
        await world.CompactAsync(faults);
        await RequireFinishedAsync(world, "no fault");
        return faults.Count;
    }

    private static async Task<ImmutableArray<OperationRecord>> PlannedAsync(World world)
    {
        var planned = ImmutableArray.CreateBuilder<OperationRecord>();
        if (File.Exists(Path.Join(world.TargetPath, ".tenon/tenon.db")))
        {
            await using IMetastore metastore = world.OpenMetastore();
            await foreach (OperationRecord operation in metastore.ListOperationsAsync(new OperationQuery { State = OperationState.Planned }, default))
            {
                planned.Add(operation);
            }
        }

        return planned.ToImmutable();
    }
}
