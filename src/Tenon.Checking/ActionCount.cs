namespace Tenon.Checking;

/// <summary>How often an action was seen.</summary>
/// <param name="Name">The action.</param>
/// <param name="TransitionCount">Steps with it, repeated successors included.</param>
/// <param name="EnabledStateCount">States that have such a step. Zero: the action is dead, or the search did not get there.</param>
public readonly record struct ActionCount(string Name, long TransitionCount, long EnabledStateCount);
