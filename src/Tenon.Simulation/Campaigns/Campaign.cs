using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Tenon.Simulation.Faults;
using Tenon.Simulation.Interception;
using Tenon.Simulation.Worlds;

namespace Tenon.Simulation.Campaigns;

/// <summary>How far a campaign is.</summary>
/// <param name="Done">Runs that were made.</param>
/// <param name="Total">Runs that there are.</param>
/// <param name="Failed">Those in which something was wrong.</param>
public readonly record struct CampaignProgress(int Done, int Total, int Failed);

/// <summary>What a campaign came to. Immutable.</summary>
/// <param name="Runs">Its runs, by their seeds.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record CampaignResult(ImmutableArray<SimulationRun> Runs, double Seconds)
{
    /// <summary>Seeds from which on a campaign must have reached everything that there is to be reached.</summary>
    public const int CompleteFrom = 2000;

    /// <summary>Runs in which something was wrong.</summary>
    public IEnumerable<SimulationRun> Failed => Runs.Where(run => run.Problem is not null);

    /// <summary>How often each fault struck.</summary>
    public ImmutableDictionary<(FaultKind Kind, CallSite Site), int> Strikes { get; } =
        Runs.SelectMany(run => run.Struck).GroupBy(fault => (fault.Kind, fault.Site)).ToImmutableDictionary(group => group.Key, group => group.Count());

    /// <summary>Faults that never struck.</summary>
    public IEnumerable<string> UnhitFaults => FaultTable.All.Where(fault => !Strikes.ContainsKey(fault)).Select(fault => $"{fault.Kind}@{fault.Site}");

    /// <summary>Calls that were made and stand in no table, so that no fault can strike there.</summary>
    public IEnumerable<CallSite> UnlistedCalls => Runs.SelectMany(run => run.Calls.Keys).Distinct().Except(FaultTable.Sites).Order();

    /// <summary>What must happen in some runs, and happened in too few.</summary>
    public IEnumerable<string> UnhitProbes => Probes.All.Where(probe => Runs.Count(probe.IsHitBy) < probe.Runs).Select(probe => probe.Name);

    /// <summary>Whether it is of a size at which what it never reached is a failure.</summary>
    public bool IsComplete => Runs.Length >= CompleteFrom;

    /// <summary>Whether all is well.</summary>
    public bool Holds => !Failed.Any() && !UnlistedCalls.Any() && (!IsComplete || (!UnhitFaults.Any() && !UnhitProbes.Any()));
}

/// <summary>Makes runs from many seeds, in several processes at once.</summary>
public static class Campaign
{
    /// <summary>Runs it.</summary>
    /// <param name="program">The program that serves, and its arguments.</param>
    /// <param name="requests">The runs.</param>
    /// <param name="workers">Processes at once; what comes out does not depend on it.</param>
    /// <param name="progress">Told after each run; null for nobody.</param>
    /// <param name="cancellationToken">Ends it between two runs.</param>
    /// <returns>What it came to.</returns>
    /// <exception cref="IOException">A process died.</exception>
    public static async Task<CampaignResult> RunAsync(
        IReadOnlyList<string> program, IReadOnlyCollection<SimulationRequest> requests, int workers, IProgress<CampaignProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        long began = Stopwatch.GetTimestamp();
        var waiting = new ConcurrentQueue<SimulationRequest>(requests);
        var runs = new ConcurrentBag<SimulationRun>();
        int failed = 0;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(workers, Math.Max(1, requests.Count))).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var worker = SimulationWorker.Start(program);
                while (waiting.TryDequeue(out SimulationRequest? request))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    SimulationRun run = worker.Run(request);
                    runs.Add(run);
                    int wrong = run.Problem is null ? Volatile.Read(ref failed) : Interlocked.Increment(ref failed);
                    progress?.Report(new CampaignProgress(runs.Count, requests.Count, wrong));
                }
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        return new CampaignResult([.. runs.OrderBy(run => run.Seed)], Stopwatch.GetElapsedTime(began).TotalSeconds);
    }
}
