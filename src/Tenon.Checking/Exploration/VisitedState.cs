using System.Collections.Immutable;

namespace Tenon.Checking.Exploration;

/// <summary>A state of a run that is explored.</summary>
/// <param name="Action">The action that led to it, as people read it; null for the initial state.</param>
/// <param name="Ordinal">Which initial state, or which step of the state before.</param>
/// <param name="Fields">Its parts.</param>
/// <param name="Changes">What differs from the state before; of the initial state, all of its parts.</param>
/// <param name="Violated">The properties that are violated in it, or by the step that led to it.</param>
public sealed record VisitedState(
    string? Action, int Ordinal, ImmutableArray<StateField> Fields, ImmutableArray<FieldChange> Changes, ImmutableArray<string> Violated);
