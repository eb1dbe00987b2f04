using System.Collections.Immutable;

namespace Tenon.Models.Pipelines;

/// <summary>The configurations of <see cref="MergePipeline"/>: each is small, is searched to its end, and is there for something.</summary>
internal static class MergePipelineConfigurations
{
    public static ImmutableSortedDictionary<string, MergePipelineBounds> All { get; } = new Dictionary<string, MergePipelineBounds>
    {
        // The path that all goes, twice: two merges at once, then one of their outputs.
        ["calm"] = new() { Ingests = 4, MaximumMerges = 2 },
        ["crash"] = new() { Ingests = 2, Crashes = 1 },
        ["failure"] = new() { Ingests = 2, Failures = 1 },
        ["lost_message"] = new() { Ingests = 2, LostMessages = 1 },
        ["retention"] = new() { Ingests = 2, Withdrawals = 1, Failures = 1 },
        ["rival"] = new() { Ingests = 2, Rivals = 1 },
        ["stop"] = new() { Ingests = 3, Stops = 1 },
        ["outputs"] = new() { Ingests = 2, MaximumOutputs = 2, MaximumRows = 2, Crashes = 1 },
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
