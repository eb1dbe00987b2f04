using System.Collections.Immutable;
using Tenon.Invariants.State;

namespace Tenon.Invariants.Tests;

/// <summary>Makes states of a few splits, in any combination, possible or not.</summary>
internal static class StateBuilder
{
    public static PipelineState Empty => PipelineState.Initial(2);

    /// <summary>With a split that is known.</summary>
    public static PipelineState Known(this PipelineState state, int split, long rows = 1, int level = 0, int window = 0) =>
        state with { Splits = state.Splits.SetItem(split, new SplitFacts<int>(rows, level, window)) };

    /// <summary>With splits that are published, whether known or not.</summary>
    public static PipelineState Published(this PipelineState state, params int[] splits) => state with { Published = state.Published.Union(splits) };

    /// <summary>With splits that the planner sees.</summary>
    public static PipelineState Visible(this PipelineState state, int window, params int[] splits) =>
        state.WithVisible(window, state.Visible[window].Union(splits));

    /// <summary>With rows ever ingested.</summary>
    public static PipelineState Ingested(this PipelineState state, long rows) => state with { IngestedRowCount = rows };

    /// <summary>With one more merge in flight.</summary>
    public static PipelineState Merging(this PipelineState state, int id, int[] inputs, int level = 0, int window = 0, int[]? outputs = null) =>
        state with { Merges = state.Merges.Add(Merge(id, inputs, level, window, outputs)) };

    /// <summary>A merge; uploaded if it has outputs.</summary>
    public static MergeInFlight Merge(int id, int[] inputs, int level = 0, int window = 0, int[]? outputs = null) =>
        new(id, [.. inputs], level, window, outputs is not null, [.. outputs ?? []]);

    /// <summary>The predicates at a highest level of 2.</summary>
    public static PipelinePredicates<PipelineStateView, int, int> Holds(this PipelineState state) => state.Judged(2);

    /// <summary>With orphaned outputs.</summary>
    public static PipelineState Orphaned(this PipelineState state, params int[] splits) => state with { Orphans = [.. splits] };

    /// <summary>With splits that were replaced or collected.</summary>
    public static PipelineState Gone(this PipelineState state, params int[] splits) => state with { Gone = [.. splits] };
}
