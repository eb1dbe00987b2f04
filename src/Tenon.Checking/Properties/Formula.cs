namespace Tenon.Checking.Properties;

/// <summary>A formula of linear temporal logic over states and steps. Immutable.</summary>
/// <remarks>
/// A formula speaks of an infinite run: a state, the step taken there, the next state, and so on. A run that ends, because nothing is
/// enabled any more, is continued by repeating its last state; such a stuttering step satisfies no step predicate.
/// </remarks>
/// <typeparam name="TState">The type of states.</typeparam>
/// <typeparam name="TAction">The type of actions.</typeparam>
public abstract class Formula<TState, TAction>
    where TState : allows ref struct
{
    private protected Formula()
    {
    }

    /// <summary>Both hold.</summary>
    public static Formula<TState, TAction> operator &(Formula<TState, TAction> left, Formula<TState, TAction> right) => new And(left, right);

    /// <summary>At least one holds.</summary>
    public static Formula<TState, TAction> operator |(Formula<TState, TAction> left, Formula<TState, TAction> right) => new Or(left, right);

    /// <summary>It does not hold.</summary>
    public static Formula<TState, TAction> operator !(Formula<TState, TAction> operand) => new Not(operand);

    /// <summary>This and the other hold: <c>&amp;</c> by name.</summary>
    /// <param name="other">The other formula.</param>
    public Formula<TState, TAction> BitwiseAnd(Formula<TState, TAction> other) => this & other;

    /// <summary>This or the other holds: <c>|</c> by name.</summary>
    /// <param name="other">The other formula.</param>
    public Formula<TState, TAction> BitwiseOr(Formula<TState, TAction> other) => this | other;

    /// <summary>This does not hold: <c>!</c> by name.</summary>
    public Formula<TState, TAction> LogicalNot() => !this;

    /// <summary>If this holds, so does the other.</summary>
    /// <param name="consequent">The other formula.</param>
    public Formula<TState, TAction> Implies(Formula<TState, TAction> consequent) => !this | consequent;

    /// <summary>It holds from the next state on.</summary>
    public Formula<TState, TAction> InNext() => new Next(this);

    /// <summary>It holds at some time, now or later.</summary>
    public Formula<TState, TAction> Eventually() => new UntilNode(Constant.True, this);

    /// <summary>It holds now and at every later time.</summary>
    public Formula<TState, TAction> Always() => new ReleaseNode(Constant.False, this);

    /// <summary>The goal holds at some time, and this holds at every time before.</summary>
    /// <param name="goal">What must come.</param>
    public Formula<TState, TAction> Until(Formula<TState, TAction> goal) => new UntilNode(this, goal);

    /// <summary>The other holds up to and including the time when this holds, or for ever if this never does.</summary>
    /// <param name="held">What must hold.</param>
    public Formula<TState, TAction> Releases(Formula<TState, TAction> held) => new ReleaseNode(this, held);

    /// <summary>Whenever this holds, the goal holds then or later.</summary>
    /// <param name="goal">What must follow.</param>
    public Formula<TState, TAction> LeadsTo(Formula<TState, TAction> goal) => Implies(goal.Eventually()).Always();

    internal sealed class Constant(bool value) : Formula<TState, TAction>
    {
        public static readonly Constant True = new(true);
        public static readonly Constant False = new(false);

        public bool Value => value;
    }

    internal sealed class StateAtom(Func<TState, bool> predicate, string text) : Formula<TState, TAction>
    {
        public Func<TState, bool> Predicate => predicate;

        /// <summary>The predicate as people read it.</summary>
        public string Text => text;
    }

    internal sealed class StepAtom(Func<TState, TAction, TState, bool> predicate, string text) : Formula<TState, TAction>
    {
        public Func<TState, TAction, TState, bool> Predicate => predicate;

        /// <summary>The predicate as people read it.</summary>
        public string Text => text;
    }

    internal sealed class Not(Formula<TState, TAction> operand) : Formula<TState, TAction>
    {
        public Formula<TState, TAction> Operand => operand;
    }

    internal sealed class And(Formula<TState, TAction> left, Formula<TState, TAction> right) : Formula<TState, TAction>
    {
        public Formula<TState, TAction> Left => left;

        public Formula<TState, TAction> Right => right;
    }

    internal sealed class Or(Formula<TState, TAction> left, Formula<TState, TAction> right) : Formula<TState, TAction>
    {
        public Formula<TState, TAction> Left => left;

        public Formula<TState, TAction> Right => right;
    }

    internal sealed class Next(Formula<TState, TAction> operand) : Formula<TState, TAction>
    {
        public Formula<TState, TAction> Operand => operand;
    }

    internal sealed class UntilNode(Formula<TState, TAction> left, Formula<TState, TAction> right) : Formula<TState, TAction>
    {
        public Formula<TState, TAction> Left => left;

        public Formula<TState, TAction> Right => right;
    }

    internal sealed class ReleaseNode(Formula<TState, TAction> left, Formula<TState, TAction> right) : Formula<TState, TAction>
    {
        public Formula<TState, TAction> Left => left;

        public Formula<TState, TAction> Right => right;
    }
}
