using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tenon.Simulation.Campaigns;
using Tenon.Simulation.Worlds;

namespace Tenon.Cli.Output;

/// <summary>What <c>tenon simulate --json</c> prints.</summary>
internal sealed record SimulateResult(
    int Runs,
    int Wrong,
    long Events,
    int FaultsStruck,
    double Seconds,
    ImmutableArray<SimulateRunResult> Failures,
    ImmutableArray<SimulateRunResult> First,
    string? Smallest,
    string? SmallestProblem,
    ImmutableArray<string> NeverReached,
    int ExitCode)
{
    /// <summary>Runs whose hashes are printed.</summary>
    private const int RunsShown = 1000;

    public static SimulateResult Of(CampaignResult result, (SimulationRequest Request, SimulationRun Run)? smallest, int exitCode) => new(
        result.Runs.Length,
        result.Failed.Count(),
        result.Runs.Sum(run => (long)run.EventCount),
        result.Runs.Sum(run => run.Struck.Length),
        result.Seconds,
        [.. result.Failed.Select(SimulateRunResult.Of)],
        [.. result.Runs.Take(RunsShown).Select(SimulateRunResult.Of)],
        smallest?.Request.ToString(),
        smallest?.Run.Problem,
        [.. result.UnhitFaults, .. result.UnhitProbes],
        exitCode);
}

/// <summary>A run in it.</summary>
internal sealed record SimulateRunResult(int Seed, string Hash, string? Problem, ImmutableArray<string> Faults, ImmutableArray<string> Struck, int Events, double Seconds)
{
    public static SimulateRunResult Of(SimulationRun run) => new(
        run.Seed, run.Hash, run.Problem, [.. run.Faults.Select(fault => fault.ToString())], [.. run.Struck.Select(fault => fault.ToString())], run.EventCount, run.Duration.TotalSeconds);
}

/// <summary>Serializers made by the compiler: no reflection at start.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SimulateResult))]
internal sealed partial class SimulateResults : JsonSerializerContext;
