using System.Collections.Immutable;

namespace Tenon.Checking.Exploration;

/// <summary>A step that is possible in a state; before the first state, an initial state.</summary>
/// <param name="Ordinal">Its number among the state's steps, from 0, by which paths name it.</param>
/// <param name="Action">Its action as people read it; null for an initial state.</param>
/// <param name="Changes">What it changes; of an initial state, all of its parts.</param>
/// <param name="SameAs">The index of the first state of the run that equals the one it leads to; null if there is none.</param>
/// <param name="Violated">The properties that are violated where it leads to, or by the step itself.</param>
public sealed record ExploredStep(int Ordinal, string? Action, ImmutableArray<FieldChange> Changes, int? SameAs, ImmutableArray<string> Violated);
