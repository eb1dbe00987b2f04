using System.Collections.Immutable;

namespace Tenon.Models.Pipelines;

/// <summary>The configurations of <see cref="MergePipeline"/> and of specs/merge-pipeline: one table, from which the files there are written.</summary>
public static class MergePipelineConfigurations
{
    /// <summary>What holds in every state.</summary>
    internal static ImmutableArray<string> Invariants { get; } =
    [
        "TypeOk", "PublishedRowsConserved", "InputsShareLevel", "AtLeastTwoInputs", "LevelBounded", "InputsPublished", "OneMergePerInput", "OneOperationPerInput",
        "InputsInvisible", "ImmatureTracked", "OrphansUnpublished", "RowsConserved", "NotBeforeCompactionStart", "PublishedIsReadable", "LevelRaised",
        "RewritesBounded", "OutputsAccountedFor", "OutputKeepsWindow", "InFlightOutputUnpublished", "FinalizeBounded", "ShutdownOnlyWhenDrained",
        "SetAsideUnseen",
    ];

    /// <summary>What holds of every step.</summary>
    internal static ImmutableArray<string> StepProperties { get; } = ["ImmatureSeeded", "StatesOnlyAdvance", "NoFeedbackAfterDisconnect", "FinalizeDiscardsNothing", "ReplacedOnce"];

    private static readonly ImmutableArray<string> LivenessProperties = ["ShutdownCompletes", "NoSplitUntrackedForever", "MergedInTheEnd", "OrphansCollected"];

    /// <summary>The configurations by name; each is small, is searched to its end, and is there for something.</summary>
    public static ImmutableSortedDictionary<string, MergePipelineBounds> All { get; } = new Dictionary<string, MergePipelineBounds>
    {
        ["calm"] = new() { Ingests = 3, MaximumLevel = 1 },
        ["crash"] = new() { Ingests = 2, Crashes = 1 },
        ["failure"] = new() { Ingests = 2, Failures = 1 },
        ["lost_message"] = new() { Ingests = 2, LostMessages = 1 },
        ["retention"] = new() { Ingests = 2, Withdrawals = 1 },
        ["rival"] = new() { Ingests = 2, Rivals = 1 },
        ["stop"] = new() { Ingests = 2, Stops = 1 },
        ["outputs"] = new() { Ingests = 2, MaximumOutputs = 2, MaximumRows = 2, MaximumLevel = 1 },
        ["quarantine"] = new() { Ingests = 2, MaximumLevel = 1, MaximumTries = 1, Failures = 1, Releases = 1 },
        ["aging"] = new() { Ingests = 2, Agings = 1, Windows = 2, FirstWindow = 1 },
        ["fan_in"] = new() { Ingests = 3, MaximumInputs = 3, MaximumLevel = 1, MaximumMerges = 1 },

        // Four splits, so that a process has two merges of its own at once, and two splits mature; in the second only the last merges are worth it, one in each window.
        ["two_at_once"] = new() { Ingests = 4, MaximumLevel = 1, HasHistory = false },
        ["two_windows"] = new() { Ingests = 4, MinimumInputs = 5, MaximumMerges = 1, MaximumLevel = 1, Stops = 1, Windows = 2, HasHistory = false },

        // Appendix C of the field's verification: what was a counterexample there, as small as it gets, and with its own numbers.
        ["mixed_levels"] = new() { Ingests = 3, MaximumMerges = 1, Stops = 1, HasHistory = false },
        ["mixed_levels_whole"] = new() { Ingests = 4, MinimumInputs = 3, MaximumInputs = 3, Stops = 1, HasHistory = false },
        ["doubled_merges"] = new() { Ingests = 4, MinimumInputs = 3, MaximumInputs = 3, Stops = 1, Windows = 2, HasHistory = false },
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>A configuration as the TLA+ checker reads it.</summary>
    /// <param name="bounds">The configuration.</param>
    public static string TextOf(MergePipelineBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        return ConfigurationText.Of(nameof(MergePipelineConfigurations), ConstantsOf(bounds), Invariants, [.. StepProperties, .. LivenessProperties]);
    }

    /// <summary>The constants of the module with their values.</summary>
    /// <param name="bounds">The configuration.</param>
    internal static IEnumerable<(string Name, object Value)> ConstantsOf(MergePipelineBounds bounds) =>
    [
        ("Windows", bounds.Windows), ("FirstWindow", bounds.FirstWindow), ("MinimumInputs", bounds.MinimumInputs), ("MaximumInputs", bounds.MaximumInputs),
        ("MaximumOutputs", bounds.MaximumOutputs), ("MaximumMerges", bounds.MaximumMerges), ("MaximumFinalizeMerges", bounds.MaximumFinalizeMerges),
        ("MaximumLevel", bounds.MaximumLevel), ("MaximumTries", bounds.MaximumTries), ("MaximumRows", bounds.MaximumRows),
        ("HasHistory", bounds.HasHistory ? "TRUE" : "FALSE"), ("Ingests", bounds.Ingests), ("Crashes", bounds.Crashes), ("Failures", bounds.Failures),
        ("LostMessages", bounds.LostMessages), ("Withdrawals", bounds.Withdrawals), ("Rivals", bounds.Rivals), ("Stops", bounds.Stops),
        ("Releases", bounds.Releases), ("Agings", bounds.Agings),
    ];
}
