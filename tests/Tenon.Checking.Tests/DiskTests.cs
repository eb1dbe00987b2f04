using Tenon.Checking.Actors;
using Tenon.Checking.Properties;
using Tenon.Checking.Samples;
using Tenon.Checking.Search.Disk;

namespace Tenon.Checking.Tests;

public sealed class DiskTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"tenon-disk-{Guid.NewGuid():N}");

    // So little that each partition remembers eight fingerprints: nearly everything is decided on disk.
    private const long SmallMemory = 8192;

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // Goal: a search on disk is the search in memory, to the last byte of its report and its traces.
    // Method: random graphs with boundary, ends, implications and violations; with hardly any memory and with enough, by 1 to 3 workers.
    [Fact]
    public void Results_are_those_of_a_search_in_memory()
    {
        int violated = 0;
        foreach (int seed in Seed.Many(1_100_000, 200))
        {
            RandomGraph model = new(seed, 3000)
            {
                Given =
                [
                    RandomGraph.AlwaysOf("node", node => node % 997 != seed % 997),
                    RandomGraph.SometimesOf("some", node => node % 41 == seed % 41),
                    RandomGraph.ImpliedOf("implied", node => node % 3 == 0, node => node % 991 != seed % 991),
                    RandomGraph.StepsOf("step", (from, action, to) => (from + action + to) % 1009 != seed % 1009),
                    RandomGraph.NoDeadlock("ends"),
                ],
            };
            CheckOptions options = new() { ContinueAfterViolation = seed % 2 == 0, MaximumDepth = seed % 5 == 0 ? 4 : null, WorkerCount = 1 + (seed % 3) };
            CheckResult expected = Checker.Check(model, options);
            violated += expected.Holds ? 0 : 1;
            CheckResult actual = Checker.Check(model, options with { Disk = new DiskOptions(_folder), MaximumMemoryBytes = seed % 4 == 0 ? 1 << 24 : SmallMemory });
            Assert.Equal(ReportOf(expected), ReportOf(actual));
            Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        }

        Assert.True(violated > 20);
    }

    // As above, with states of other lengths, and with more than one round and one settlement in a layer.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Larger_models_give_the_same_too(int workers)
    {
        foreach (PackedModel model in new[]
        {
            new PackedTwoPhaseCommit(6), Checker.Pack(new TwoPhaseCommit(5)), Checker.Pack(new TokenRing(5, 5)),
            Checker.Pack(new Paxos(2, 3, NetworkKind.Unordered)), Checker.Pack(new Increment(4, hasLock: false)),
        })
        {
            CheckOptions options = new() { ContinueAfterViolation = true, WorkerCount = workers };
            CheckResult actual = Checker.Check(model, options with { Disk = new DiskOptions(_folder), MaximumMemoryBytes = 1L << 30 });
            Assert.Equal(ReportOf(Checker.Check(model, options)), ReportOf(actual));
        }
    }

    // Goal: wherever a search is cut off, continued it ends as if it had not been.
    // Method: each run may find only few states more than the one before; at each stop there is nothing but the folder.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_search_that_is_continued_again_and_again_ends_as_one_that_was_not_interrupted(int workers)
    {
        PackedTwoPhaseCommit model = new(6);
        CheckOptions options = new() { ContinueAfterViolation = true, WorkerCount = workers };
        string expected = ReportOf(Checker.Check(model, options));
        DiskOptions disk = new(_folder) { CheckpointInterval = TimeSpan.FromHours(1) };
        CheckResult result = Checker.Check(model, options with { Disk = disk, MaximumStates = 1, MaximumMemoryBytes = SmallMemory });
        int runs = 1;
        for (; !result.IsExhaustive; runs++)
        {
            Assert.True(result.IsResumable);
            Assert.Contains("a checkpoint was made", result.ToString(), StringComparison.Ordinal);
            result = Checker.Check(model, options with { Disk = disk with { Resume = true }, MaximumStates = result.StateCount + 1, MaximumMemoryBytes = SmallMemory });
        }

        Assert.True(runs > 8, $"{runs} runs");
        Assert.Equal(expected, ReportOf(result));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    // Goal: whatever was written after the last checkpoint is of no account, whenever the process died.
    // Method: the folder is copied while a search goes on that makes a checkpoint after each round, and the search is continued from each copy.
    [Fact]
    public void A_search_is_continued_from_any_moment_at_which_its_process_may_have_died()
    {
        string copies = _folder + "-copies";
        List<string> kept = [];
        try
        {
            PackedTwoPhaseCommit model = new(5);
            string expected = ReportOf(Checker.Check(model));
            Spy spied = new(model, () =>
            {
                if (File.Exists(Path.Combine(_folder, "checkpoint.json")))
                {
                    string copy = Path.Combine(copies, $"{kept.Count}");
                    Directory.CreateDirectory(copy);
                    foreach (string file in Directory.EnumerateFiles(_folder).Where(file => Path.GetFileName(file) != "lock"))
                    {
                        File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
                    }

                    kept.Add(copy);
                }
            });
            CheckOptions options = new() { MaximumMemoryBytes = SmallMemory };
            Checker.Check(spied, options with { Disk = new DiskOptions(_folder) { CheckpointInterval = TimeSpan.Zero } });
            Assert.True(kept.Count > 10, $"{kept.Count} copies");
            foreach (string copy in kept)
            {
                CheckResult result = Checker.Check(
                    model, options with { Disk = new DiskOptions(copy) { CheckpointInterval = TimeSpan.FromHours(1), Resume = true } });
                Assert.Equal(expected, ReportOf(result));
            }
        }
        finally
        {
            Directory.Delete(copies, recursive: true);
        }
    }

    [Fact]
    public void A_checkpoint_of_another_search_is_refused_and_kept()
    {
        DiskOptions disk = new(_folder) { CheckpointInterval = TimeSpan.FromHours(1) };
        CheckOptions options = new() { Disk = disk, MaximumStates = 100, MaximumMemoryBytes = SmallMemory };
        Checker.Check(new PackedTwoPhaseCommit(5), options);
        CheckOptions resumed = options with { Disk = disk with { Resume = true }, MaximumStates = null };
        IOException other = Assert.Throws<IOException>(() => Checker.Check(new PackedTwoPhaseCommit(4), resumed));
        Assert.Contains("PackedTwoPhaseCommit(5)", other.Message, StringComparison.Ordinal);
        IOException full = Assert.Throws<IOException>(() => Checker.Check(new PackedTwoPhaseCommit(5), options));
        Assert.Contains("there is the checkpoint of a search", full.Message, StringComparison.Ordinal);
        Assert.Equal(8_832, Checker.Check(new PackedTwoPhaseCommit(5), resumed).StateCount);
        IOException none = Assert.Throws<IOException>(() => Checker.Check(new PackedTwoPhaseCommit(5), resumed));
        Assert.Contains("There is no checkpoint", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_files_or_in_use_is_refused()
    {
        Directory.CreateDirectory(_folder);
        CheckOptions options = new() { Disk = new DiskOptions(_folder), MaximumMemoryBytes = SmallMemory };
        using (DiskFolder used = new(options.Disk))
        {
            Assert.Throws<IOException>(() => Checker.Check(new PackedTwoPhaseCommit(3), options));
        }

        File.WriteAllText(Path.Combine(_folder, "mine.txt"), "mine");
        IOException full = Assert.Throws<IOException>(() => Checker.Check(new PackedTwoPhaseCommit(3), options));
        Assert.Contains("is not empty", full.Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    // Their states are words that stand for what is in memory.
    [Fact]
    public void Systems_of_actors_are_searched_on_disk_but_not_continued()
    {
        CheckOptions options = new() { Disk = new DiskOptions(_folder) { CheckpointInterval = TimeSpan.FromHours(1) } };
        NotSupportedException e = Assert.Throws<NotSupportedException>(() => Checker.Check(new Paxos(1, 3, NetworkKind.Unordered), options));
        Assert.Contains("without checkpoints", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_actions_that_are_seen_on_the_way_keep_their_numbers()
    {
        DiskOptions disk = new(_folder) { CheckpointInterval = TimeSpan.FromHours(1) };
        string expected = ReportOf(Checker.Check(new CrossingModel()));
        Assert.False(Checker.Check(new CrossingModel(), new CheckOptions { Disk = disk, MaximumStates = 1 }).IsExhaustive);
        Assert.Equal(expected, ReportOf(Checker.Check(new CrossingModel(), new CheckOptions { Disk = disk with { Resume = true } })));
    }

    public static TheoryData<CheckOptions> Refused =>
    [
        new CheckOptions { Mode = SearchMode.DepthFirst, Disk = new DiskOptions("x") },
        new CheckOptions { Identity = StateIdentity.Exact, Disk = new DiskOptions("x") },
        new CheckOptions { PartialOrder = true, Disk = new DiskOptions("x") },
        new CheckOptions { MaximumDepth = 3, Disk = new DiskOptions("x") { CheckpointInterval = TimeSpan.Zero } },
        new CheckOptions { Disk = new DiskOptions("x") { Resume = true } },
        new CheckOptions { Disk = new DiskOptions("") },
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_a_search_on_disk_cannot_do_is_refused(CheckOptions options) =>
        Assert.ThrowsAny<ArgumentException>(() => Checker.Check(new PackedTwoPhaseCommit(3), options));

    private static string ReportOf(CheckResult result) =>
        $"{result with { Elapsed = default }}{result.Depth} {result.CompleteDepth} {result.WaitingStateCount} {result.OutsideCount} {result.Deadlocks}"
        + string.Join('\n', result.Properties.Select(property => property.Trace));

    /// <summary>A model during whose work something else happens: before each four hundredth state.</summary>
    private sealed class Spy(PackedModel model, Action act) : PackedModel
    {
        private int _count;

        public override string Name => model.Name;

        public override System.Collections.Immutable.ImmutableArray<string> ActionNames => model.ActionNames;

        public override IEnumerable<Property<ReadOnlySpan<ulong>, int>> Properties => model.Properties;

        public override void AddInitialStates(SuccessorSink sink) => model.AddInitialStates(sink);

        public override void AddSuccessors(ReadOnlySpan<ulong> state, SuccessorSink sink)
        {
            if (_count++ % 400 == 0)
            {
                act();
            }

            model.AddSuccessors(state, sink);
        }
    }
}
