namespace Tenon.Invariants.State;

/// <content>Of splits.</content>
public readonly partial struct PipelinePredicates<TView, TId, TWindow>
{
    /// <summary>MP-5: if published, it is known and of at most the highest level.</summary>
    /// <param name="split">The split.</param>
    public bool LevelBounded(TId split) =>
        !_view.IsPublished(split) || (_view.TryGetFacts(split, out SplitFacts<TWindow> facts) && facts.Level <= _view.MaximumLevel);

    /// <summary>MP-5 of all published splits.</summary>
    public bool LevelBounded() => OfAll(_view.PublishedSplits, static (all, split) => all.LevelBounded(split));

    /// <summary>MP-8: it is not both visible to the planner and an input of a merge in flight.</summary>
    /// <param name="split">The split.</param>
    public bool InputsInvisible(TId split) => !(_view.IsVisible(split) && _view.LockCount(split) > 0);

    /// <summary>MP-9: if the planner lives and is connected, and the split is published and immature, it is visible, an input of a merge in flight, or awaited.</summary>
    /// <param name="split">The split.</param>
    public bool ImmatureTracked(TId split) => !(_view.IsAlive && _view.IsConnected) || _view.IsAwaited(split) || !IsUntracked(split);

    /// <summary>MP-9 of all published splits.</summary>
    public bool ImmatureTracked() =>
        !(_view.IsAlive && _view.IsConnected) || OfAll(_view.PublishedSplits, static (all, split) => all.ImmatureTracked(split));

    /// <summary>MP-10: if orphaned, it is neither published nor an output of a merge in flight.</summary>
    /// <param name="split">The split.</param>
    public bool OrphansUnpublished(TId split) => !_view.IsOrphaned(split) || !(_view.IsPublished(split) || _view.IsOutputInFlight(split));

    /// <summary>MP-10 of all orphaned outputs.</summary>
    public bool OrphansUnpublished() => OfAll(_view.OrphanedOutputs, static (all, split) => all.OrphansUnpublished(split));

    /// <summary>MP-11, after a restart: if published and immature, it is visible in its own window.</summary>
    /// <param name="split">The split.</param>
    public bool ImmatureSeeded(TId split) =>
        !_view.IsPublished(split)
        || (_view.TryGetFacts(split, out SplitFacts<TWindow> facts) && (_view.IsMature(split, facts) || _view.IsVisibleIn(split, facts.Window)));

    /// <summary>MP-11, after a restart, of all published splits.</summary>
    public bool ImmatureSeeded() => OfAll(_view.PublishedSplits, static (all, split) => all.ImmatureSeeded(split));

    /// <summary>TN-6: if known, it is published, an output of a merge in flight, orphaned, retired or collected.</summary>
    /// <param name="split">The split.</param>
    public bool OutputsAccountedFor(TId split) =>
        !_view.TryGetFacts(split, out _)
        || _view.IsPublished(split) || _view.IsOutputInFlight(split) || _view.IsOrphaned(split) || _view.IsGone(split);

    /// <summary>TN-6 of all known splits. Means something only where what is gone is remembered or no longer known.</summary>
    public bool OutputsAccountedFor() => OfAll(_view.KnownSplits, static (all, split) => all.OutputsAccountedFor(split));

    /// <summary>TN-7: if visible, it is known, published and immature.</summary>
    /// <param name="split">The split.</param>
    public bool VisibleIsMergeable(TId split) =>
        !_view.IsVisible(split)
        || (_view.TryGetFacts(split, out SplitFacts<TWindow> facts) && _view.IsPublished(split) && !_view.IsMature(split, facts));

    /// <summary>TN-7 of all visible splits.</summary>
    public bool VisibleIsMergeable() => OfAll(_view.VisibleSplits, static (all, split) => all.VisibleIsMergeable(split));

    /// <summary>TN-9, after finalize: what was visible before is visible or an input of a merge in flight.</summary>
    /// <param name="split">A split that was visible before.</param>
    public bool FinalizeDiscardsNothing(TId split) => _view.IsVisible(split) || _view.LockCount(split) > 0;

    /// <summary>TN-11, at any time: if retired or collected, it is not published.</summary>
    /// <param name="split">The split.</param>
    public bool ReplacedOnce(TId split) => !(_view.IsGone(split) && _view.IsPublished(split));

    /// <summary>TN-11, at any time, of all published splits.</summary>
    public bool ReplacedOnce() => OfAll(_view.PublishedSplits, static (all, split) => all.ReplacedOnce(split));

    /// <summary>
    /// Whether a split is published, not known to be mature, and neither visible nor an input of a merge in flight: nobody will merge it before the next
    /// restart or reconciliation. Not an error by itself: a publish after the disconnect leaves its outputs so.
    /// </summary>
    /// <param name="split">The split.</param>
    public bool IsUntracked(TId split) =>
        _view.IsPublished(split)
        && !(_view.TryGetFacts(split, out SplitFacts<TWindow> facts) && (_view.IsMature(split, facts) || _view.IsVisible(split) || _view.LockCount(split) > 0));

    /// <summary>The splits of <see cref="IsUntracked"/>.</summary>
    public IEnumerable<TId> UntrackedSplits()
    {
        PipelinePredicates<TView, TId, TWindow> all = this;
        return _view.PublishedSplits.Where(all.IsUntracked);
    }
}
