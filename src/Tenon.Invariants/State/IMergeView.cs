namespace Tenon.Invariants.State;

/// <summary>A merge in flight, as the predicates see it: planned, and not yet published. For classes: a struct would be boxed.</summary>
/// <typeparam name="TId">The type of ids of splits and merges.</typeparam>
/// <typeparam name="TWindow">The type of windows.</typeparam>
public interface IMergeView<TId, TWindow>
    where TId : notnull
    where TWindow : notnull
{
    /// <summary>Its id.</summary>
    public TId Id { get; }

    /// <summary>The splits that it replaces.</summary>
    public ReadOnlySpan<TId> Inputs { get; }

    /// <summary>The level of its inputs, as planned.</summary>
    public int Level { get; }

    /// <summary>The window of its inputs, as planned.</summary>
    public TWindow Window { get; }

    /// <summary>Whether its outputs are uploaded: all of them, so that their rows add up to those of the inputs.</summary>
    public bool IsUploaded { get; }

    /// <summary>The splits that it brings, as far as they have been staged or uploaded; there may be none (no rows) or several.</summary>
    public ReadOnlySpan<TId> Outputs { get; }
}
