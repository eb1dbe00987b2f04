using Tenon.Metastore;
using Tenon.Models.Pipelines;

namespace Tenon.Verification.Generated;

/// <summary>Tests made from the model of the pipeline: what it says that a metastore does, a metastore does, and what it does not allow there is refused.</summary>
public static class GeneratedRuns
{
    /// <summary>Does on a metastore what the model does in a configuration: runs that together take every step of metastore and planner, each in an index of its own. After each
    /// step, the metastore has the splits, the claims, the failures and the lease that the model has.</summary>
    /// <param name="store">The metastore, which has none of these indexes yet.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="configuration">The configuration's name in <see cref="MergePipelineConfigurations"/>.</param>
    /// <param name="cancellationToken">Ends it between two runs.</param>
    /// <returns>How many runs that took.</returns>
    /// <exception cref="ModelWalkException">It does something else.</exception>
    public static async Task<int> FollowAsync(IMetastore store, TimeProvider clock, string configuration, CancellationToken cancellationToken = default)
    {
        var model = new MergePipeline(MergePipelineConfigurations.All[configuration]);
        int count = 0;
        foreach (IReadOnlyList<PathStep> path in PathCover.Of(model))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await new ModelWalk(store, clock, model, ++count).FollowAsync(path);
        }

        return count;
    }
}
