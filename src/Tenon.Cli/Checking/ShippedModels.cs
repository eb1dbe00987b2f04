using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Actors;
using Tenon.Checking.Samples;
using Tenon.Models.Data;
using Tenon.Models.Pipelines;
using Tenon.Models.Schemas;
using Tenon.Models.Windows;
using Tenon.Pipeline.Models;

namespace Tenon.Cli.Checking;

/// <summary>The models that come with the program. Natural ones need the attribute DeriveCodec: in native code nothing is derived at run time.</summary>
internal static class ShippedModels
{
    public static ImmutableArray<ShippedModel> All { get; } =
    [
        new("two-phase-commit", "Two-phase commit after Gray and Lamport; states as records.", [new("managers", 5, 1, 12)], p => Checker.Pack(new TwoPhaseCommit(p[0]))),
        new("two-phase-commit-packed", "The same with states of one word.", [new("managers", 7, 1, 15)], p => new PackedTwoPhaseCommit(p[0])),
        new("paxos", "Paxos, serving a register; linearizable. 3 servers.", [new("clients", 2, 1, 4)], p => Checker.Pack(new Paxos(p[0], 3, NetworkKind.Unordered))),
        new("abd", "The register of Attiya, Bar-Noy and Dolev over ordered channels.", [new("clients", 1, 1, 3), new("servers", 3, 1, 5)],
            p => Checker.Pack(new AbdRegister(p[0], p[1], NetworkKind.Ordered))),
        new("single-copy", "Servers with a copy each that say nothing to each other: linearizable only if there is one.", [new("clients", 2, 1, 4), new("servers", 1, 1, 3)],
            p => Checker.Pack(new SingleCopyRegister(p[0], p[1], NetworkKind.Unordered))),
        new("increment", "Threads that add 1 to a counter, with a lock (1) or without (0: the counter ends too low).", [new("threads", 2, 1, 9), new("lock", 0, 0, 1)],
            p => Checker.Pack(new Increment(p[0], p[1] == 1))),
        new("increment-packed", "The same with states of one word.", [new("threads", 2, 1, 10), new("lock", 0, 0, 1)], p => new PackedIncrement(p[0], p[1] == 1)),
        new("philosophers", "Dining philosophers; all alike (0) or the last left-handed (1); weak (0) or strong (1) fairness.",
            [new("count", 3, 2, 9), new("left-handed", 1, 0, 1), new("strong", 1, 0, 1)],
            p => Checker.Pack(new DiningPhilosophers(p[0], p[1] == 1, p[2] == 1))),
        new("token-ring", "Dijkstra's self-stabilising ring: whatever it starts in, one machine holds the token in the end.", [new("machines", 4, 2, 7), new("counters", 4, 2, 8)],
            p => Checker.Pack(new TokenRing(p[0], p[1]))),
        new("puzzle", "The puzzle of eight tiles; the trace of 'solved' is a shortest solution.", [], _ => Checker.Pack(new SlidingPuzzle([1, 4, 2, 3, 5, 8, 6, 7, 0]))),
        new("merge-pipeline", "The merge pipeline: ingest, merge, shutdown, crash, restart; with ingest while it is down, failures, staging, late answers, collection.",
            [new("ingests", 3, 1, 6), new("windows", 2, 1, 3), new("factor", 2, 2, 4), new("restarts", 2, 0, 3), new("extras", 1, 0, 1)],
            p => Checker.Pack(new RepairedMergePipeline(BoundsOf(p), p[4] == 1 ? PipelineFeatures.All : PipelineFeatures.None))),
        new("pipeline-core", "The decisions of the merge pipeline, as they run in production, in a world that fails as these bounds allow.",
            [
                new("ingests", 2, 1, 6), new("crashes", 1, 0, 3), new("losses", 0, 0, 3), new("lost-messages", 0, 0, 3), new("failures", 0, 0, 3),
                new("withdrawals", 0, 0, 3), new("rivals", 0, 0, 2), new("stops", 0, 0, 1), new("poison", 0, 0, 2), new("windows", 1, 1, 3),
            ],
            p => Checker.Pack(new CoreWorldModel(new CoreBounds
            {
                Ingests = p[0],
                Crashes = p[1],
                Losses = p[2],
                LostMessages = p[3],
                Failures = p[4],
                Withdrawals = p[5],
                Rivals = p[6],
                Stops = p[7] == 1,
                Poison = p[8],
                Windows = p[9],
            }))),
        new("merge-design", "The merge pipeline as it is designed, process and metastore told apart; the same machine as specs/merge-pipeline, and what the core refines.",
            [
                new("ingests", 2, 1, 4), new("crashes", 1, 0, 2), new("failures", 0, 0, 2), new("lost-messages", 0, 0, 2), new("withdrawals", 0, 0, 2),
                new("rivals", 0, 0, 2), new("stops", 0, 0, 2), new("windows", 1, 1, 2), new("outputs", 1, 1, 2), new("tries", 0, 0, 2),
            ],
            p => Checker.Pack(new MergePipeline(new MergePipelineBounds
            {
                Ingests = p[0],
                Crashes = p[1],
                Failures = p[2],
                LostMessages = p[3],
                Withdrawals = p[4],
                Rivals = p[5],
                Stops = p[6],
                Windows = p[7],
                MaximumOutputs = p[8],
                MaximumTries = p[9],
            }))),
        new("merge-pipeline-reference", "The merge pipeline as the field has specified it, errors included: factor=3 restarts=1 ingests=4 finds one.",
            [new("ingests", 3, 1, 6), new("windows", 2, 1, 3), new("factor", 2, 2, 4), new("restarts", 2, 0, 3)],
            p => Checker.Pack(new ReferenceMergePipeline(BoundsOf(p)))),
        new("windowed-compaction", "Points become sorted splits of time windows, which are compacted within their scope and window; what comes too late is dropped.",
            [new("points", 3, 1, 4), new("scopes", 2, 1, 2), new("timestamps", 2, 1, 4), new("start", 1, 0, 2), new("late", 1, 0, 2)],
            p => Checker.Pack(new WindowedCompaction(new CompactionBounds
            {
                MaximumPoints = p[0],
                Scopes = p[1],
                Timestamps = p[2],
                MaximumTime = p[2] - 1,
                Durations = [1, 2, 3],
                CompactionStart = p[3],
                LateAcceptance = p[4],
            }))),
        new("data-model", "Points are stored as they came: none replaces another, none is invented, whatever the hash of their tags.",
            [new("nodes", 2, 1, 2), new("kinds", 2, 1, 2), new("points", 2, 1, 4)],
            p => Checker.Pack(new DataModel(new DataBounds { Nodes = p[0], Metrics = p[1], TagSets = p[1], Timestamps = p[1], SeriesIds = p[1], MaximumPoints = p[2] }))),
        new("sort-schemas", "Batches are sorted by a schema that may change; nulls last, and only splits of one schema are compacted.",
            [new("columns", 1, 1, 2), new("values", 2, 1, 3), new("ingests", 2, 1, 3), new("rows", 2, 2, 3), new("changes", 1, 0, 2)],
            p => Checker.Pack(new SortSchemas(new SchemaBounds { Columns = p[0], Values = p[1], Ingests = p[2], MaximumRows = p[3], Changes = p[4] }))),
    ];

    /// <exception cref="UsageException">There is none of this name.</exception>
    public static ShippedModel Find(string name) =>
        All.FirstOrDefault(model => model.Name == name)
        ?? throw new UsageException($"there is no model '{name}'; 'tenon check --list' names them");

    private static PipelineBounds BoundsOf(ImmutableArray<int> p) => new() { MaximumIngests = p[0], WindowCount = p[1], MergeFactor = p[2], MaximumRestarts = p[3] };
}
