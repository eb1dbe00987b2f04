using System.Collections.Immutable;

namespace Tenon.Splits.Policy;

/// <summary>Splits to be merged. Immutable.</summary>
/// <param name="Level">The level of all of them (MP-1).</param>
/// <param name="Inputs">At least two (MP-2), in the order in which they were chosen.</param>
public sealed record PlannedMerge(int Level, ImmutableArray<MergeCandidate> Inputs);
