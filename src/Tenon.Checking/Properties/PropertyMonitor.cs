namespace Tenon.Checking.Properties;

/// <summary>
/// Judges single states and steps by a specification's properties, outside of any search: for a monitor of a real run, or the replay of one. Invariants and
/// invariants of steps are judged; what only whole runs can satisfy is not. Thread-safe if the specification is.
/// </summary>
/// <typeparam name="TState">The type of states.</typeparam>
/// <typeparam name="TAction">The type of actions.</typeparam>
public sealed class PropertyMonitor<TState, TAction>
{
    private readonly Property<TState, TAction>[] _ofStates;
    private readonly Property<TState, TAction>[] _ofSteps;

    /// <summary>A monitor.</summary>
    /// <param name="specification">Whose properties are judged by.</param>
    public PropertyMonitor(Specification<TState, TAction> specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        Property<TState, TAction>[] properties = [.. specification.Properties];
        _ofStates = [.. properties.Where(property => property.Kind == PropertyKind.Always)];
        _ofSteps = [.. properties.Where(property => property.Kind == PropertyKind.AlwaysStep)];
    }

    /// <summary>The names of the properties that are judged.</summary>
    public IEnumerable<string> Names => _ofStates.Concat(_ofSteps).Select(property => property.Name);

    /// <summary>The invariants that a state violates.</summary>
    /// <param name="state">The state.</param>
    /// <returns>Their names, in the order of the specification.</returns>
    public IEnumerable<string> ViolatedBy(TState state) =>
        from property in _ofStates
        where property.Antecedent?.Invoke(state) != false && !property.Condition!(state) // An invariant has a condition.
        select property.Name;

    /// <summary>The invariants of steps that a step violates, and those of states that its end does.</summary>
    /// <param name="before">Where it begins.</param>
    /// <param name="action">What it does.</param>
    /// <param name="after">Where it ends.</param>
    /// <returns>Their names, in the order of the specification.</returns>
    public IEnumerable<string> ViolatedBy(TState before, TAction action, TState after) =>
        ViolatedBy(after).Concat(_ofSteps.Where(property => !property.StepCondition!(before, action, after)).Select(property => property.Name)); // As above.
}
