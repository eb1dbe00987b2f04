using System.Runtime.CompilerServices;

namespace Tenon.Checking.Properties;

/// <summary>What models of both forms share: the words for properties and fairness.</summary>
/// <typeparam name="TState">The type of states.</typeparam>
/// <typeparam name="TAction">The type of actions.</typeparam>
public abstract class Specification<TState, TAction>
    where TState : allows ref struct
{
    private protected Specification()
    {
    }

    /// <summary>The model's name in reports; by default its type's.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>What the model must satisfy, by unique names. Evaluated once per worker, with the same result each time.</summary>
    public virtual IEnumerable<Property<TState, TAction>> Properties => [];

    /// <summary>What temporal properties may assume. Evaluated once.</summary>
    public virtual IEnumerable<Fairness<TState, TAction>> Fairness => [];

    /// <summary>Where a run may repeat its state for ever; by default only where nothing is enabled.</summary>
    public virtual Stuttering Stuttering => Stuttering.AtEnd;

    /// <summary>An invariant.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="condition">Holds in every reachable state.</param>
    protected static Property<TState, TAction> Always(string name, Func<TState, bool> condition) =>
        new(name, PropertyKind.Always) { Condition = Given(condition) };

    /// <summary>An invariant of the form "if, then". A run that never meets the antecedent passes vacuously, and is reported so.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="antecedent">When something is demanded.</param>
    /// <param name="consequent">Holds in every reachable state that satisfies the antecedent.</param>
    protected static Property<TState, TAction> Always(string name, Func<TState, bool> antecedent, Func<TState, bool> consequent) =>
        new(name, PropertyKind.Always) { Antecedent = Given(antecedent), Condition = Given(consequent) };

    /// <summary>An invariant of several parts, all of which hold in every reachable state. A counterexample says which of them do not.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="parts">The parts, each with a name.</param>
    protected static Property<TState, TAction> Always(string name, params (string Name, Func<TState, bool> Condition)[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        (string Name, Func<TState, bool> Condition)[] own = [.. parts.Select(part => (Given(part.Name), Given(part.Condition)))];
        return new(name, PropertyKind.Always) { Condition = state => All(own, state), Parts = own };
    }

    /// <summary>Something that must be possible.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="condition">Holds in at least one reachable state.</param>
    protected static Property<TState, TAction> Sometimes(string name, Func<TState, bool> condition) =>
        new(name, PropertyKind.Sometimes) { Condition = Given(condition) };

    /// <summary>An invariant of steps.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="condition">Holds of every step: state, action, next state.</param>
    protected static Property<TState, TAction> AlwaysStep(string name, Func<TState, TAction, TState, bool> condition) =>
        new(name, PropertyKind.AlwaysStep) { StepCondition = Given(condition) };

    /// <summary>Every reachable state has a step. A step that leaves the boundary counts.</summary>
    /// <param name="name">The property's name.</param>
    protected static Property<TState, TAction> DeadlockFree(string name = "deadlock free") => new(name, PropertyKind.DeadlockFree);

    /// <summary>No reachable state but those that may be the end is without a step.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="isEnd">Where a run may end.</param>
    protected static Property<TState, TAction> DeadlockFree(string name, Func<TState, bool> isEnd) =>
        new(name, PropertyKind.DeadlockFree) { Condition = Given(isEnd) };

    /// <summary>On every fair run, at some time.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="condition">What must come.</param>
    /// <param name="conditionText">The condition as counterexamples name it: by default, as the program writes it.</param>
    protected static Property<TState, TAction> Eventually(string name, Func<TState, bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionText = null) =>
        Temporal(name, When(condition, conditionText).Eventually());

    /// <summary>On every fair run, again and again.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="condition">What must come again and again.</param>
    /// <param name="conditionText">The condition as counterexamples name it: by default, as the program writes it.</param>
    protected static Property<TState, TAction> AlwaysEventually(string name, Func<TState, bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionText = null) =>
        Temporal(name, When(condition, conditionText).Eventually().Always());

    /// <summary>On every fair run, from some time on for ever.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="condition">What must come to stay.</param>
    /// <param name="conditionText">The condition as counterexamples name it: by default, as the program writes it.</param>
    protected static Property<TState, TAction> EventuallyAlways(string name, Func<TState, bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionText = null) =>
        Temporal(name, When(condition, conditionText).Always().Eventually());

    /// <summary>On every fair run, whenever the one, then or later the other.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="condition">What demands.</param>
    /// <param name="goal">What must follow.</param>
    /// <param name="conditionText">What demands, as counterexamples name it: by default, as the program writes it.</param>
    /// <param name="goalText">The goal, likewise.</param>
    protected static Property<TState, TAction> LeadsTo(
        string name,
        Func<TState, bool> condition,
        Func<TState, bool> goal,
        [CallerArgumentExpression(nameof(condition))] string? conditionText = null,
        [CallerArgumentExpression(nameof(goal))] string? goalText = null) =>
        new(name, PropertyKind.Temporal) { Antecedent = Given(condition), Condition = Given(goal), Formula = When(condition, conditionText).LeadsTo(When(goal, goalText)) };

    /// <summary>A formula of temporal logic, of every fair run.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="formula">The formula.</param>
    protected static Property<TState, TAction> Temporal(string name, Formula<TState, TAction> formula) =>
        new(name, PropertyKind.Temporal) { Formula = Given(formula) };

    /// <summary>The formula that a predicate holds in the present state.</summary>
    /// <param name="predicate">The predicate.</param>
    /// <param name="predicateText">The predicate as counterexamples name it: by default, as the program writes it.</param>
    protected static Formula<TState, TAction> When(Func<TState, bool> predicate, [CallerArgumentExpression(nameof(predicate))] string? predicateText = null) =>
        new Formula<TState, TAction>.StateAtom(Given(predicate), predicateText ?? "");

    /// <summary>The formula that the present step (state, action, next state) satisfies a predicate. A stuttering step satisfies none.</summary>
    /// <param name="predicate">The predicate.</param>
    /// <param name="predicateText">The predicate as counterexamples name it: by default, as the program writes it.</param>
    protected static Formula<TState, TAction> WhenStep(
        Func<TState, TAction, TState, bool> predicate, [CallerArgumentExpression(nameof(predicate))] string? predicateText = null) =>
        new Formula<TState, TAction>.StepAtom(Given(predicate), predicateText ?? "");

    /// <summary>Weak fairness of some actions, taken together.</summary>
    /// <param name="action">Which actions.</param>
    protected static Fairness<TState, TAction> WeaklyFair(Func<TAction, bool> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new(isStrong: false, (_, taken, _) => action(taken));
    }

    /// <summary>Weak fairness of some steps, taken together.</summary>
    /// <param name="step">Which steps: state, action, next state.</param>
    protected static Fairness<TState, TAction> WeaklyFair(Func<TState, TAction, TState, bool> step) => new(isStrong: false, step);

    /// <summary>Strong fairness of some actions, taken together.</summary>
    /// <param name="action">Which actions.</param>
    protected static Fairness<TState, TAction> StronglyFair(Func<TAction, bool> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new(isStrong: true, (_, taken, _) => action(taken));
    }

    /// <summary>Strong fairness of some steps, taken together.</summary>
    /// <param name="step">Which steps: state, action, next state.</param>
    protected static Fairness<TState, TAction> StronglyFair(Func<TState, TAction, TState, bool> step) => new(isStrong: true, step);

    /// <summary>Fairness of some steps, taken together, that is enabled where the model says, whether or not there is such a step.</summary>
    /// <param name="isStrong">Whether it is strong.</param>
    /// <param name="step">Which steps: state, action, next state.</param>
    /// <param name="enabled">Where it is enabled. A run that breaks the assumption because nothing can satisfy it does not count either.</param>
    protected static Fairness<TState, TAction> Fair(bool isStrong, Func<TState, TAction, TState, bool> step, Func<TState, bool> enabled) =>
        new(isStrong, step, Given(enabled));

    // A loop, for a state may be a span, which no lambda can take along.
    private static bool All((string Name, Func<TState, bool> Condition)[] parts, TState state)
    {
        foreach ((string _, Func<TState, bool> condition) in parts)
        {
            if (!condition(state))
            {
                return false;
            }
        }

        return true;
    }

    private static T Given<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }
}
