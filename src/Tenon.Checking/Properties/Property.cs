namespace Tenon.Checking.Properties;

/// <summary>A named property of a model. Immutable.</summary>
/// <typeparam name="TState">The type of states.</typeparam>
/// <typeparam name="TAction">The type of actions.</typeparam>
public sealed class Property<TState, TAction>
    where TState : allows ref struct
{
    internal Property(string name, PropertyKind kind)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Name, Kind) = (name, kind);
    }

    /// <summary>Its name, unique in the model.</summary>
    public string Name { get; }

    /// <summary>What it demands.</summary>
    public PropertyKind Kind { get; }

    /// <summary>Of an implication: when it demands anything; null if always.</summary>
    internal Func<TState, bool>? Antecedent { get; init; }

    /// <summary>The predicate of a property about single states; of "leads to", the goal.</summary>
    internal Func<TState, bool>? Condition { get; init; }

    /// <summary>Of a conjunction: its parts by name, so that a report can say which failed; empty for others.</summary>
    internal IReadOnlyList<(string Name, Func<TState, bool> Condition)> Parts { get; init; } = [];

    internal Func<TState, TAction, TState, bool>? StepCondition { get; init; }

    internal Formula<TState, TAction>? Formula { get; init; }
}
