namespace Tenon.Invariants.State;

/// <summary>What the predicates need to know of a split. Immutable.</summary>
/// <param name="RowCount">Its rows.</param>
/// <param name="Level">By how many merges its rows were written; 0 as ingested.</param>
/// <param name="Window">Where it may be merged: its time window, and its scope where there are several.</param>
/// <typeparam name="TWindow">The type of windows.</typeparam>
public readonly record struct SplitFacts<TWindow>(long RowCount, int Level, TWindow Window)
    where TWindow : notnull
{
    /// <inheritdoc/>
    public override string ToString() => $"{RowCount} rows at level {Level} in window {Window}";
}
