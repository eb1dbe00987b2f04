using System.Collections.Immutable;
using Tenon.Simulation.Faults;
using Tenon.Simulation.Worlds;

namespace Tenon.Simulation.Campaigns;

/// <summary>Makes a run in which something is wrong smaller: fewer faults, fewer files, and still wrong.</summary>
public static class Shrinker
{
    /// <summary>Shrinks.</summary>
    /// <param name="worker">Makes runs.</param>
    /// <param name="failed">The run.</param>
    /// <param name="progress">Told of each smaller one; null for nobody.</param>
    /// <param name="cancellationToken">Ends it between two runs.</param>
    /// <returns>A run from which no single fault, and no file at the end, can be left out; and what became of it.</returns>
    public static (SimulationRequest Request, SimulationRun Run) Shrink(SimulationWorker worker, SimulationRun failed, IProgress<SimulationRequest>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentNullException.ThrowIfNull(failed);

        // What never struck changes nothing.
        var smallest = new SimulationRequest(failed.Seed) { Faults = failed.Struck, Files = failed.FileCount };
        SimulationRun run = worker.Run(smallest);
        if (run.Problem is null)
        {
            return (new SimulationRequest(failed.Seed), failed); // Not even that: leave it as it was found.
        }

        for (bool isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            foreach (SimulationRequest candidate in Smaller(smallest))
            {
                cancellationToken.ThrowIfCancellationRequested();
                SimulationRun tried = worker.Run(candidate);
                if (tried.Problem is not null)
                {
                    (smallest, run, isSmaller) = (candidate, tried, true);
                    progress?.Report(smallest);
                    break;
                }
            }
        }

        return (smallest, run);
    }

    private static IEnumerable<SimulationRequest> Smaller(SimulationRequest request)
    {
        ImmutableArray<Fault> faults = request.Faults ?? [];
        for (int i = 0; i < faults.Length; i++)
        {
            yield return request with { Faults = faults.RemoveAt(i) };
        }

        int files = request.Files ?? 0;
        for (int left = files / 2; left > 0; left = (left + files) / 2 > left ? (left + files) / 2 : 0)
        {
            if (left < files)
            {
                yield return request with { Files = left };
            }
        }
    }
}
