namespace Tenon.Invariants.State;

/// <summary>
/// The predicates of the merge pipeline, each written once: models take them as their properties, production code evaluates them on its own
/// memory. Each is named as its <see cref="InvariantId"/>.
/// </summary>
/// <remarks>
/// A predicate about one merge or split is what a step evaluates on what it touched; without an argument it is the same of all of them, for
/// models and audits. They change nothing, throw nothing, allocate nothing for one element, and fail for ids of which nothing is known.
/// </remarks>
/// <param name="view">The pipeline.</param>
/// <typeparam name="TView">The type of the view; a struct spares virtual calls.</typeparam>
/// <typeparam name="TId">The type of ids of splits and merges.</typeparam>
/// <typeparam name="TWindow">The type of windows.</typeparam>
public readonly partial struct PipelinePredicates<TView, TId, TWindow>(TView view)
    where TView : IPipelineView<TId, TWindow>
    where TId : notnull
    where TWindow : notnull, IEquatable<TWindow>
{
    private readonly TView _view = view;

    /// <summary>MP-4: the published rows, counted split by split, are the ingested ones, and the running count is right.</summary>
    public bool PublishedRowsConserved()
    {
        Int128 rows = 0;
        foreach (TId split in _view.PublishedSplits)
        {
            if (!_view.TryGetFacts(split, out SplitFacts<TWindow> facts))
            {
                return false;
            }

            rows += facts.RowCount;
        }

        return rows == _view.IngestedRowCount && RowTotalsAgree();
    }

    /// <summary>MP-4 by the running counts, in constant time: for a step, which changes them by what it touched.</summary>
    public bool RowTotalsAgree() => _view.PublishedRowCount == _view.IngestedRowCount;

    /// <summary>TN-5: published merges have written at most as many rows as were ingested, times the highest level. True where nobody counts them.</summary>
    public bool RewritesBounded() => _view.RewrittenRowCount <= (Int128)_view.IngestedRowCount * _view.MaximumLevel;

    /// <summary>TN-14: a shutdown is complete only if no merge is in flight.</summary>
    public bool ShutdownOnlyWhenDrained() => !_view.IsShutdownComplete || !_view.Merges.Any();

    private bool OfAll(IEnumerable<TId> splits, Func<PipelinePredicates<TView, TId, TWindow>, TId, bool> predicate)
    {
        foreach (TId split in splits)
        {
            if (!predicate(this, split))
            {
                return false;
            }
        }

        return true;
    }

    private bool OfAllMerges(Func<PipelinePredicates<TView, TId, TWindow>, IMergeView<TId, TWindow>, bool> predicate)
    {
        foreach (IMergeView<TId, TWindow> merge in _view.Merges)
        {
            if (!predicate(this, merge))
            {
                return false;
            }
        }

        return true;
    }
}
