using Tenon.Invariants.State;
using Tenon.Models.Pipelines;
using Tenon.Tla.Checking;
using static Tenon.Tla.Checking.SpecificationValue;

namespace Tenon.Verification.Specifications;

/// <summary>MergePipeline.tla beside <see cref="MergePipeline"/>: what a state of the C# model is in the specification.</summary>
internal static class DesignSpecification
{
    /// <summary>The name of an action over what there is in a state: in the specification it has one of its own, as in the head of the module.</summary>
    public static string NameOf(string action) => action.StartsWith("Some", StringComparison.Ordinal) ? action[4..] : action;

    /// <summary>The state of the specification that a state of the model is.</summary>
    public static SpecificationState StateOf(SpecificationGraph specification, PipelineState state) => specification.StateOf(variable => ValueOf(variable, state));

    /// <summary>What a variable of the specification is in a state of the model: the table in the head of the module.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="s">The state.</param>
    public static SpecificationValue ValueOf(string variable, PipelineState s) => variable switch
    {
        "lease" => Number(s.Lease),
        "published" => Numbers(s.Published),
        "splits" => Function(s.Splits.Select(pair => (pair.Key, Record(
            ("rowCount", Number(pair.Value.RowCount)), ("level", Number(pair.Value.Level)), ("window", Number(pair.Value.Window)))))),
        "tries" => Function(s.Tries.Select(pair => (pair.Key, Number(pair.Value)))),
        "settled" => Numbers(s.Settled),
        "merges" => Set(s.Merges.Select(MergeOf)),
        "nextId" => Number(s.NextId),
        "process" => Record(
            ("lease", Number(s.HeldLease)), ("isAttached", Truth(s.IsAttached)), ("isAlive", Truth(s.IsAlive)), ("isConnected", Truth(s.IsConnected)),
            ("isFinalizeRequested", Truth(s.IsFinalizeRequested)), ("finalizeMergeCount", Number(s.FinalizeMergeCount)), ("isShutdownComplete", Truth(s.IsShutdownComplete))),
        "visible" => Function(s.Visible.Select((window, i) => (i, Numbers(window)))),
        "quarantined" => Numbers(s.Quarantined),
        "awaited" => Numbers(s.Awaited),
        "isListing" => Truth(s.IsListing),
        "listed" => Numbers(s.Listed),
        "ingestedRowCount" => Number(s.IngestedRowCount),
        "history" => Record(
            ("gone", Numbers(s.Gone)), ("orphans", Numbers(s.Orphans)), ("stored", Numbers(s.Stored)), ("rewritten", Number(s.RewrittenRowCount))),
        "count" => Record(
            ("ingests", Number(s.IngestCount)), ("crashes", Number(s.CrashCount)), ("failures", Number(s.FailureCount)), ("lostMessages", Number(s.LostMessageCount)),
            ("withdrawals", Number(s.WithdrawalCount)), ("rivals", Number(s.RivalCount)), ("stops", Number(s.StopCount)), ("releases", Number(s.ReleaseCount)),
            ("agings", Number(s.AgingCount))),
        _ => throw new InvalidDataException($"the C# model has nothing for the variable {variable} of the specification"),
    };

    private static SpecificationValue MergeOf(MergeInFlight merge) => Record(
        ("inputs", Numbers(merge.Inputs)), ("level", Number(merge.Level)), ("window", Number(merge.Window)), ("outputs", SpecificationValue.Tuple(merge.Outputs.Select(output => Number(output)))),
        ("lease", Number(merge.Lease)), ("task", Word(merge.Task)), ("operation", Word(merge.Operation)), ("isStaged", Truth(merge.IsStaged)), ("uploads", Number(merge.UploadCount)));

    private static SpecificationValue Word<T>(T standing)
        where T : struct, Enum => Text($"{standing}".ToLowerInvariant());

    private static SpecificationValue Numbers(IEnumerable<int> numbers) => Set(numbers.Select(number => Number(number)));
}
