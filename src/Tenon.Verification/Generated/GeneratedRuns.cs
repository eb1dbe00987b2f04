using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Models.Pipelines;

namespace Tenon.Verification.Generated;

/// <summary>What runs made from the model come to. Immutable.</summary>
/// <param name="Runs">Runs that together take every step of metastore and planner.</param>
/// <param name="Refusals">Requests at their ends that the model does not allow, and that were refused.</param>
public readonly record struct GeneratedCount(int Runs, int Refusals);

/// <summary>Tests made from the model of the pipeline: what it says that a metastore does, a metastore does, and what it does not allow there is refused.</summary>
public static class GeneratedRuns
{
    /// <summary>The configurations of <see cref="MergePipelineConfigurations"/> that runs are made from, and what they come to: a cover that shrinks is noticed.</summary>
    public static ImmutableSortedDictionary<string, GeneratedCount> Known { get; } = new Dictionary<string, GeneratedCount>
    {
        ["calm"] = new(1366, 609),
        ["crash"] = new(185, 83),
        ["failure"] = new(354, 136),
        ["fan_in"] = new(1862, 849),
        ["outputs"] = new(468, 192),
        ["quarantine"] = new(770, 264),
        ["rival"] = new(1342, 932),
        ["stop"] = new(283, 76),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Does on a metastore what the model does in a configuration, each run in an index of its own. After each step, the metastore has the splits, the claims, the failures
    /// and the lease that the model has.</summary>
    /// <param name="store">The metastore, which has none of these indexes yet.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="configuration">The configuration's name.</param>
    /// <param name="cancellationToken">Ends it between two runs.</param>
    /// <returns>What it came to.</returns>
    /// <exception cref="ModelWalkException">It does something else.</exception>
    public static async Task<GeneratedCount> FollowAsync(IMetastore store, TimeProvider clock, string configuration, CancellationToken cancellationToken = default)
    {
        var model = new MergePipeline(MergePipelineConfigurations.All[configuration]);
        var count = default(GeneratedCount);
        foreach (IReadOnlyList<PathStep> path in PathCover.Of(model))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var walk = new ModelWalk(store, clock, model, count.Runs + 1);
            await walk.FollowAsync(path);
            count = new(count.Runs + 1, count.Refusals + walk.RefusalCount);
        }

        return count;
    }
}
