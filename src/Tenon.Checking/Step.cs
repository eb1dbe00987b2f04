namespace Tenon.Checking;

/// <summary>A step from a state: the action that is enabled there and a state it leads to.</summary>
/// <param name="Action">The action, with its arguments.</param>
/// <param name="Next">The next state.</param>
/// <typeparam name="TState">The type of states.</typeparam>
/// <typeparam name="TAction">The type of actions.</typeparam>
public readonly record struct Step<TState, TAction>(TAction Action, TState Next);
