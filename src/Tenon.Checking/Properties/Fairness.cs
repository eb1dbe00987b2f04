namespace Tenon.Checking.Properties;

/// <summary>A fairness assumption: runs that break it are not counterexamples to temporal properties. Immutable.</summary>
/// <remarks>
/// The steps it speaks of are those that satisfy its predicate and change the state. It is enabled in a state that has such a step, unless the model says itself where it is.
/// </remarks>
/// <typeparam name="TState">The type of states.</typeparam>
/// <typeparam name="TAction">The type of actions.</typeparam>
public sealed class Fairness<TState, TAction>
    where TState : allows ref struct
{
    internal Fairness(bool isStrong, Func<TState, TAction, TState, bool> step, Func<TState, bool>? enabled = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        (IsStrong, Step, Enabled) = (isStrong, step, enabled);
    }

    /// <summary>
    /// True for strong fairness: enabled again and again means taken again and again. False for weak: enabled from some time on without a
    /// break means taken again and again.
    /// </summary>
    public bool IsStrong { get; }

    internal Func<TState, TAction, TState, bool> Step { get; }

    /// <summary>Where it is enabled; null if where there is such a step.</summary>
    internal Func<TState, bool>? Enabled { get; }
}
