using System.Collections.Immutable;
using System.Globalization;
using Tenon.Simulation.Campaigns;
using Tenon.Simulation.Faults;
using Tenon.Simulation.Worlds;
using Tenon.Verification.Reporting;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Layers;

/// <summary>Link 4: the daemon in a simulated world, from seeds, with faults at every call.</summary>
internal sealed class SimulationLayer : VerificationLayer
{
    private const int QuickSeeds = 60;

    private const string ComesToRest = "every row is there once, whatever goes wrong; then all comes to rest; what is told is a behaviour of the model";

    public override string Name => "simulation";

    public override string Claim => "link 4: simulation";

    public override string WhatAFailureMeans =>
        "src/Tenon.Pipeline loses, doubles or hides a row, does not come to rest, or tells what the model does not allow, in the run that is shown: 'tenon simulate --seed S --record DIR' makes it again.";

    public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) =>
    [
        new VerificationTask(Text(QuickSeeds), ComesToRest, true, context => Judge(QuickSeeds, context)),
        new VerificationTask(Text(CampaignResult.CompleteFrom), ComesToRest + "; every fault strikes at every call, and every probe is hit", false, context => Judge(CampaignResult.CompleteFrom, context)),
    ];

    private static string Text(int seeds) => string.Create(CultureInfo.InvariantCulture, $"{seeds} seeds");

    private static VerificationFinding Judge(int seeds, VerificationContext context)
    {
        if (context.Program.IsDefaultOrEmpty)
        {
            return new VerificationFinding { Status = VerificationStatus.Failed, Problem = "no program was named that makes the runs" };
        }

        // A check has a thread of its own, and so one process.
        CampaignResult result = Campaign.RunAsync(
            context.Program, [.. Enumerable.Range(1, seeds).Select(seed => new SimulationRequest(seed))], 1, null, context.CancellationToken).GetAwaiter().GetResult();
        SimulationRun? wrong = result.Failed.FirstOrDefault();
        string? problem = wrong is not null ? string.Create(CultureInfo.InvariantCulture, $"{result.Failed.Count()} of {seeds} runs are wrong; seed {wrong.Seed}: {wrong.Problem}")
            : result.Holds ? null
            : $"never reached: {string.Join(", ", result.UnhitFaults.Concat(result.UnhitProbes))}; calls without faults: {string.Join(", ", result.UnlistedCalls)}";
        return new VerificationFinding
        {
            Status = problem is null ? VerificationStatus.Holds : VerificationStatus.Failed,
            Size = [new("runs", result.Runs.Length), new("faults", result.Runs.Sum(run => run.Struck.Length))],
            Problem = problem,
            Counterexample = wrong is null ? null : new Counterexample($"tenon simulate --seed {wrong.Seed} --shrink", [.. wrong.Struck.Select(fault => new CounterexampleStep(fault.ToString(), []))], null),
            Witnesses = [.. Probes.All.Select(probe => new VerificationWitness(probe.Name, null, result.Runs.Any(probe.IsHitBy)))],
        };
    }
}
