namespace Tenon.Invariants.State;

/// <summary>
/// What the predicates read of a pipeline: implemented by <see cref="PipelineStateView"/> for models and replays, and by the memory of the
/// production core. Nothing of it changes anything.
/// </summary>
/// <remarks>
/// The questions about one split or merge should take constant time: a step asks them about what it touched. The enumerations are for audits
/// and models, and may take time in proportion to what they list. A view is as consistent as its owner makes it: ask between steps.
/// </remarks>
/// <typeparam name="TId">The type of ids of splits and merges.</typeparam>
/// <typeparam name="TWindow">The type of windows.</typeparam>
public interface IPipelineView<TId, TWindow>
    where TId : notnull
    where TWindow : notnull
{
    /// <summary>Whether there is a planner.</summary>
    public bool IsAlive { get; }

    /// <summary>Whether what is published is fed back to the planner.</summary>
    public bool IsConnected { get; }

    /// <summary>Whether the shutdown was declared complete.</summary>
    public bool IsShutdownComplete { get; }

    /// <summary>The level at which a split is merged no more.</summary>
    public int MaximumLevel { get; }

    /// <summary>Rows that should be published: ingested, and not deleted since.</summary>
    public long IngestedRowCount { get; }

    /// <summary>Rows of the published splits, as their owner keeps count; <see cref="PipelinePredicates{TView, TId, TWindow}.PublishedRowsConserved()"/> counts again.</summary>
    public long PublishedRowCount { get; }

    /// <summary>Rows of the outputs of all published merges; -1 if nobody keeps count.</summary>
    public long RewrittenRowCount { get; }

    /// <summary>The published splits.</summary>
    public IEnumerable<TId> PublishedSplits { get; }

    /// <summary>The splits that the planner sees; one that it sees in two windows may be listed twice.</summary>
    public IEnumerable<TId> VisibleSplits { get; }

    /// <summary>The merges in flight; two of one id are listed both.</summary>
    public IEnumerable<IMergeView<TId, TWindow>> Merges { get; }

    /// <summary>The outputs that were abandoned.</summary>
    public IEnumerable<TId> OrphanedOutputs { get; }

    /// <summary>Every split of which anything is known.</summary>
    public IEnumerable<TId> KnownSplits { get; }

    /// <summary>What is known of a split.</summary>
    /// <param name="split">The split.</param>
    /// <param name="facts">What is known.</param>
    /// <returns>Whether anything is.</returns>
    public bool TryGetFacts(TId split, out SplitFacts<TWindow> facts);

    /// <summary>Whether a split is merged no more: by its level, size or age, as of the last step.</summary>
    /// <param name="split">The split.</param>
    /// <param name="facts">What is known of it.</param>
    public bool IsMature(TId split, in SplitFacts<TWindow> facts);

    /// <summary>Whether a split is published.</summary>
    /// <param name="split">The split.</param>
    public bool IsPublished(TId split);

    /// <summary>Whether the planner sees a split, in whatever window.</summary>
    /// <param name="split">The split.</param>
    public bool IsVisible(TId split);

    /// <summary>Whether the planner sees a split in a window.</summary>
    /// <param name="split">The split.</param>
    /// <param name="window">The window.</param>
    public bool IsVisibleIn(TId split, TWindow window);

    /// <summary>How often a split occurs among the inputs of the merges in flight.</summary>
    /// <param name="split">The split.</param>
    public int LockCount(TId split);

    /// <summary>How many merges in flight have an id.</summary>
    /// <param name="merge">The id.</param>
    public int MergeCount(TId merge);

    /// <summary>Whether a split is an output of a merge in flight.</summary>
    /// <param name="split">The split.</param>
    public bool IsOutputInFlight(TId split);

    /// <summary>Whether a split is an output that was abandoned and is not collected yet.</summary>
    /// <param name="split">The split.</param>
    public bool IsOrphaned(TId split);

    /// <summary>
    /// Whether the planner has yet to hear of a published split: the message is under way, or the answer to the publish is outstanding. Always false for a
    /// memory that calls published what it has heard of.
    /// </summary>
    /// <param name="split">The split.</param>
    public bool IsAwaited(TId split);

    /// <summary>Whether a split was published and then replaced, or was abandoned and then collected. Always false where nobody remembers.</summary>
    /// <param name="split">The split.</param>
    public bool IsGone(TId split);
}
