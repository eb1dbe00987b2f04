using System.Collections.Immutable;

namespace Tenon.Checking.Refinement;

/// <summary>What steps of a specification one step of a model that implements it may consist of. Immutable.</summary>
/// <remarks>
/// Several steps at once are sound: the states in between are states of the specification, in which its invariants hold, and nobody sees them.
/// </remarks>
/// <param name="MaximumSteps">The most steps; at least 1.</param>
/// <param name="Kinds">The kinds that they may have; empty for any.</param>
public sealed record RefinementPath(int MaximumSteps, ImmutableArray<string> Kinds)
{
    /// <summary>One step of any kind.</summary>
    public static RefinementPath OneStep { get; } = new(1, []);

    internal bool Permits(string kind) => Kinds.IsEmpty || Kinds.Contains(kind);
}
