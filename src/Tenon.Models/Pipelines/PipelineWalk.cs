using System.Collections.Immutable;

namespace Tenon.Models.Pipelines;

/// <summary>A configuration of specs/merge-pipeline/MergePipelineSim.tla: larger than what is searched to its end, and walked through at random. Immutable.</summary>
/// <param name="Bounds">The constants.</param>
/// <param name="Seed">Where random choices begin.</param>
/// <param name="Situations">The situations that the walks must come into, by their names in the module.</param>
/// <param name="NotTaken">Actions that the bounds allow and the walks need not take: what they need is rare.</param>
public sealed record PipelineWalk(MergePipelineBounds Bounds, ulong Seed, ImmutableArray<string> Situations, ImmutableArray<string> NotTaken)
{
    /// <summary>Walks of a quick run, which must meet everything; a full run makes ten times as many, these among them.</summary>
    public const int QuickWalks = 40;

    /// <summary>States of a walk.</summary>
    public const int Depth = 150;

    /// <summary>The configurations by name.</summary>
    public static ImmutableSortedDictionary<string, PipelineWalk> All { get; } = new Dictionary<string, PipelineWalk>
    {
        ["everything"] = new(
            new()
            {
                Windows = 2, MaximumInputs = 3, MaximumOutputs = 2, MaximumMerges = 3, MaximumTries = 1, MaximumRows = 2, Ingests = 6, Crashes = 2, Failures = 3, LostMessages = 1,
                Withdrawals = 1, Rivals = 1, Stops = 2, Releases = 1, Agings = 1,
            },
            1,
            [
                "twoMergesAtOnce", "mergesOfTwoWindows", "lastMergesOfTwoWindows", "twoMatureSplits", "highestLevel", "halfUploaded", "quarantineBesideMerge", "deadWorkUnderNewLease",
                "thirdLease", "rivalMerged",
            ],
            []),
        ["cascade"] = new(
            new() { MaximumMerges = 4, Ingests = 8, Crashes = 1 },
            1,
            ["twoMergesAtOnce", "threeMergesAtOnce", "mergesOfTwoLevels", "twoMatureSplits", "highestLevel", "deadWorkUnderNewLease"],
            ["ForgetSplit", "HearOfRefusal", "GiveUpMerge", "EndMerge", "HearOfEnd", "LoseLease"]),
        ["retention"] = new(
            new() { MaximumMerges = 3, MaximumTries = 1, Ingests = 10, Crashes = 1, Failures = 3, Withdrawals = 4, Rivals = 1, Releases = 1 },
            3,
            ["twoMergesAtOnce", "threeMergesAtOnce", "mergesOfTwoLevels", "highestLevel", "orphanBesideMerge", "quarantineBesideMerge", "withdrawnUnderMerge", "thirdLease", "rivalMerged"],
            []),
        ["last_merges"] = new(
            new() { Windows = 2, MinimumInputs = 3, MaximumInputs = 3, Ingests = 6, Stops = 2, Crashes = 1 },
            1,
            ["twoMergesAtOnce", "mergesOfTwoWindows", "lastMergesOfTwoWindows", "deadWorkUnderNewLease", "thirdLease"],
            ["ForgetSplit", "HearOfRefusal", "GiveUpMerge", "EndMerge", "HearOfEnd", "LoseLease"]),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>What the walks must meet: the actions that the bounds allow, but those that need not be, and the situations.</summary>
    public ImmutableArray<string> MustMeet => [.. MergePipeline.Names.Where(name => !NotTaken.Contains(name) && IsAllowed(name)), .. Situations];

    /// <summary>The configuration as the TLA+ checker reads it.</summary>
    public string Text => ConfigurationText.Of(
        nameof(PipelineWalk),
        [.. MergePipelineConfigurations.ConstantsOf(Bounds), ("MustMeet", $"{{{string.Join(", ", MustMeet.Select(name => $"\"{name}\""))}}}")],
        [.. MergePipelineConfigurations.Invariants, "Noted"],
        MergePipelineConfigurations.StepProperties,
        "SimSpec",
        "EachIsMet");

    private bool IsAllowed(string action) => action switch
    {
        nameof(MergeAction.LoseMessage) => Bounds.LostMessages > 0,
        nameof(MergeAction.WithdrawSplit) => Bounds.Withdrawals > 0,
        nameof(MergeAction.MatureSplit) => Bounds.Agings > 0,
        nameof(MergeAction.ReleaseSplit) => Bounds.Releases > 0,
        nameof(MergeAction.RivalTakesLease) or nameof(MergeAction.RivalMerges) => Bounds.Rivals > 0,
        nameof(MergeAction.Crash) or nameof(MergeAction.LeaveMerge) => Bounds.Crashes > 0,
        nameof(MergeAction.DisconnectMergePlanner) or nameof(MergeAction.RunFinalizeAndQuit) or nameof(MergeAction.DrainComplete) or nameof(MergeAction.Exit) => Bounds.Stops > 0,
        _ => true,
    };
}
