using System.Collections.Immutable;
using Tenon.Simulation.Faults;
using Tenon.Simulation.Interception;
using Tenon.Simulation.Worlds;

namespace Tenon.Simulation.Campaigns;

/// <summary>Something that must happen in some run of a campaign, or the campaign has not looked there.</summary>
/// <param name="Name">What.</param>
/// <param name="IsHitBy">Whether it happened in a run.</param>
/// <param name="Runs">In how many runs it must happen; at least 1.</param>
public sealed record Probe(string Name, Func<SimulationRun, bool> IsHitBy, int Runs = 1);

/// <summary>All of them.</summary>
public static class Probes
{
    /// <summary>In how many runs each action of the model is a step: in so many that its replay does not hang on one record.</summary>
    private const int RunsOfAction = 10;

    /// <summary>Actions of the model that a run of one daemon over one home takes.</summary>
    private static readonly ImmutableArray<string> Actions =
    [
        "IngestSplit", "TakeLease", "ListSplits", "HearOfList", "HearOfSplit", "PlanMerge", "ClaimInputs", "WriteOutputs", "StageOutputs", "UploadOutput", "PublishMerge",
        "HearOfPublish", "GiveUpMerge", "EndMerge", "HearOfEnd", "Crash", "Exit", "DisconnectMergePlanner", "RunFinalizeAndQuit", "DrainComplete", "LeaveMerge", "CollectSplit", "MatureSplit",
        "ReleaseSplit", "WithdrawSplit", "ForgetSplit",
    ];

    /// <summary>The probes.</summary>
    public static ImmutableArray<Probe> All { get; } =
    [
        .. Actions.Select(action => new Probe($"a step {action}", run => run.Actions.GetValueOrDefault(action) > 0, RunsOfAction)),
        new Probe("a step HearOfRefusal", run => run.Actions.GetValueOrDefault("HearOfRefusal") > 0), // Rare: a process mostly knows what it may claim.
        new Probe("a run without any fault", run => run.Struck.IsEmpty),
        new Probe("five faults in one run", run => run.Struck.Length >= 5),
        new Probe("a damaged input", run => run.Struck.Any(fault => fault.Kind == FaultKind.Rot)),
        new Probe("a damaged file that an audit finds", run => run.Calls.ContainsKey(CallSite.Quarantine)),
        new Probe("two crashes in a row", run => run.Actions.GetValueOrDefault("Crash") > 1),
    ];
}
