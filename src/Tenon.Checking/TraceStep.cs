using System.Collections.Immutable;

namespace Tenon.Checking;

/// <summary>A state of a trace and the action that led to it.</summary>
/// <param name="Action">The action as people read it; null for the initial state and for stuttering.</param>
/// <param name="Ordinal">Which initial state, or which successor of the state before, it is; -1 for stuttering.</param>
/// <param name="State">The state's parts.</param>
public sealed record TraceStep(string? Action, int Ordinal, ImmutableArray<StateField> State);
