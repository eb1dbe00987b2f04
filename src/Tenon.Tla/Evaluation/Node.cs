using Tenon.Tla.Semantics;
using Tenon.Tla.Syntax;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>Where a local is: so many frames further out, in this slot.</summary>
internal readonly record struct LocalCode(int Hops, int Slot);

/// <summary>A resolved expression in the form in which it is interpreted. Immutable but for what is remembered of constants; used by all threads.</summary>
internal abstract class Node(Expr source)
{
    public Expr Source => source;

    public ExprFacts Facts => source.Facts;

    public SourceSpan Span => source.Span;

    /// <summary>The locals that it refers to and does not bind, as seen from where it stands.</summary>
    public LocalCode[] FreeLocals { get; set; } = [];

    /// <summary>The value.</summary>
    /// <exception cref="EvaluationException">There is none.</exception>
    public abstract Value Eval(Env env, StatePair states);

    /// <summary>The value of a formula.</summary>
    public virtual bool Test(Env env, StatePair states)
    {
        Value value = Eval(env, states);
        return value is BooleanValue boolean ? boolean.IsTrue : throw NotBoolean(value);
    }

    /// <summary>The value of an expression that has to be a number.</summary>
    public virtual long Number(Env env, StatePair states)
    {
        Value value = Eval(env, states);
        return value is IntegerValue number ? number.Number : throw Fail($"A number is needed here, and this is {value.Describe()}");
    }

    /// <summary>The value of an expression that has to be a set.</summary>
    public SetValue Set(Env env, StatePair states)
    {
        Value value = Eval(env, states);
        return value as SetValue ?? throw Fail($"A set is needed here, and this is {value.Describe()}");
    }

    /// <summary>
    /// Finds the ways in which the formula can hold, assigning variables of the next state (or, of an initial state, the present one) as it goes, and
    /// continues each. By default the formula is only tested.
    /// </summary>
    /// <returns>Whether to stop: the continuation has seen enough.</returns>
    public virtual bool Search(Env env, StatePair states, Continuation then) => Test(env, states) && then.Run(states);

    /// <summary>The index of the variable that this leads to, through parameters and definitions, primed or not; -1 if it is something else.</summary>
    public virtual int VariableOf(Env env, bool primed) => -1;

    /// <summary>The same, of <c>UNCHANGED</c>: finds the variables, or tests that the value stays the same.</summary>
    public virtual bool SearchUnchanged(Env env, StatePair states, Continuation then)
    {
        int variable = VariableOf(env, primed: false);
        return variable >= 0 ? Assignments.Keep(variable, Eval(env, states), states, then) : IsUnchanged(env, states) && then.Run(states);
    }

    /// <summary>Whether the value is the same in both states.</summary>
    public bool IsUnchanged(Env env, StatePair states) => Value.AreEqual(Eval(env, states), Eval(env, states.Primed()));

    public EvaluationException Fail(string message)
    {
        EvaluationException failure = new(message);
        failure.Leaves(Span);
        return failure;
    }

    public static bool RequireBoolean(Value value, string what) =>
        value is BooleanValue boolean ? boolean.IsTrue : throw new EvaluationException($"TRUE or FALSE is needed as {what}, and this is {value.Describe()}");

    protected EvaluationException NotBoolean(Value value) => Fail($"TRUE or FALSE is needed here, and this is {value.Describe()}");
}

/// <summary>A formula: its value is computed as a truth value first.</summary>
internal abstract class FormulaNode(Expr source) : Node(source)
{
    public sealed override Value Eval(Env env, StatePair states) => BooleanValue.Of(Test(env, states));

    public abstract override bool Test(Env env, StatePair states);
}

/// <summary>What remains to be done once a formula holds.</summary>
internal abstract class Continuation
{
    /// <summary>Goes on with what is assigned now.</summary>
    /// <returns>Whether to stop the whole search.</returns>
    public abstract bool Run(StatePair states);
}

/// <summary>A formula that has to hold as well.</summary>
internal sealed class ThenSearch(Node node, Env env, Continuation then) : Continuation
{
    public override bool Run(StatePair states) => states.IsComplete
        ? node.Test(env, states) && then.Run(states)
        : node.Search(env, states, then);
}

/// <summary>Formulas from one on that have to hold as well.</summary>
internal sealed class ThenSearchAll(Node[] nodes, int index, Env env, Continuation then) : Continuation
{
    public override bool Run(StatePair states)
    {
        int next = index;
        while (states.IsComplete)
        {
            if (next == nodes.Length)
            {
                return then.Run(states);
            }

            if (!nodes[next++].Test(env, states))
            {
                return false;
            }
        }

        return next == nodes.Length - 1
            ? nodes[next].Search(env, states, then)
            : nodes[next].Search(env, states, new ThenSearchAll(nodes, next + 1, env, then));
    }
}
