using System.Collections.Immutable;

namespace Tenon.Invariants.State;

/// <summary>A <see cref="PipelineState"/> as the predicates see it: a split is mature by its level, or because it is settled.</summary>
/// <remarks>It looks through the merges and windows for each answer: states of models are small.</remarks>
/// <param name="state">The state.</param>
/// <param name="maximumLevel">The level at which a split is merged no more.</param>
public readonly struct PipelineStateView(PipelineState state, int maximumLevel) : IPipelineView<int, int>
{
    private readonly PipelineState _state = state;

    /// <inheritdoc/>
    public bool IsAlive => _state.IsAlive;

    /// <inheritdoc/>
    public bool IsConnected => _state.IsConnected;

    /// <inheritdoc/>
    public bool IsShutdownComplete => _state.IsShutdownComplete;

    /// <inheritdoc/>
    public int MaximumLevel { get; } = maximumLevel;

    /// <inheritdoc/>
    public long IngestedRowCount => _state.IngestedRowCount;

    /// <inheritdoc/>
    public long PublishedRowCount
    {
        get
        {
            long rows = 0;
            foreach (int split in _state.Published)
            {
                rows += TryGetFacts(split, out SplitFacts<int> facts) ? facts.RowCount : 0;
            }

            return rows;
        }
    }

    /// <inheritdoc/>
    public long RewrittenRowCount => _state.RewrittenRowCount;

    /// <inheritdoc/>
    public IEnumerable<int> PublishedSplits => _state.Published;

    /// <inheritdoc/>
    public IEnumerable<int> VisibleSplits => _state.Visible.SelectMany(window => window);

    /// <inheritdoc/>
    public IEnumerable<IMergeView<int, int>> Merges => _state.Merges;

    /// <inheritdoc/>
    public IEnumerable<int> OrphanedOutputs => _state.Orphans;

    /// <inheritdoc/>
    public IEnumerable<int> KnownSplits => _state.Splits.Keys;

    /// <inheritdoc/>
    public bool TryGetFacts(int split, out SplitFacts<int> facts) => _state.Splits.TryGetValue(split, out facts);

    /// <inheritdoc/>
    public bool IsMature(int split, in SplitFacts<int> facts) => facts.Level >= MaximumLevel || _state.Settled.Contains(split);

    /// <inheritdoc/>
    public bool IsPublished(int split) => _state.Published.Contains(split);

    /// <inheritdoc/>
    public bool IsVisible(int split)
    {
        foreach (ImmutableSortedSet<int> window in _state.Visible)
        {
            if (window.Contains(split))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool IsVisibleIn(int split, int window) => (uint)window < (uint)_state.Visible.Length && _state.Visible[window].Contains(split);

    /// <inheritdoc/>
    public int LockCount(int split)
    {
        int count = 0;
        foreach (MergeInFlight merge in _state.Merges)
        {
            foreach (int input in merge.Inputs)
            {
                count += input == split ? 1 : 0;
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public int MergeCount(int merge)
    {
        int count = 0;
        foreach (MergeInFlight other in _state.Merges)
        {
            count += other.Id == merge ? 1 : 0;
        }

        return count;
    }

    /// <inheritdoc/>
    public bool IsOutputInFlight(int split)
    {
        foreach (MergeInFlight merge in _state.Merges)
        {
            if (merge.Outputs.Contains(split))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool IsOrphaned(int split) => _state.Orphans.Contains(split);

    /// <inheritdoc/>
    public bool IsAwaited(int split) => _state.Awaited.Contains(split);

    /// <inheritdoc/>
    public bool IsGone(int split) => _state.Gone.Contains(split);
}
