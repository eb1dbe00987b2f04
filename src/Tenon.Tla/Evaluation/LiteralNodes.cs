using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>A value that is known.</summary>
internal sealed class ValueNode(Expr source, Value value) : Node(source)
{
    public Value Value => value;

    public override Value Eval(Env env, StatePair states) => value;
}

/// <summary>An expression with one value for the whole run, computed when first needed.</summary>
internal sealed class FixedNode(Expr source, Node inner) : Node(source)
{
    private Value? _value;

    public Node Inner => inner;

    public override Value Eval(Env env, StatePair states) => _value ??= inner.Eval(env, states.Worker.Constant);

    // Each way in which a disjunction is true is a way of its own, also where it is always true.
    public override bool Search(Env env, StatePair states, Continuation then) => inner.Search(env, states, then);
}

/// <summary>Something that has no value, such as a constant that was given none.</summary>
internal sealed class FailingNode(Expr source, string message) : Node(source)
{
    public override Value Eval(Env env, StatePair states) => throw Fail(message);
}

/// <summary>A state variable.</summary>
internal sealed class VariableNode(Expr source, int index, bool isPrimed, string name) : Node(source)
{
    public int Index => index;

    public bool IsPrimed => isPrimed;

    public override Value Eval(Env env, StatePair states) => (isPrimed ? states.Next[index] : states.Current[index]) ?? throw Unassigned(states);

    public override int VariableOf(Env env, bool primed) => primed == isPrimed ? index : -1;

    private EvaluationException Unassigned(StatePair states) => Fail(isPrimed || states.IsPrimed
        ? $"{name}' is used before it is assigned. A variable of the next state gets its value by {name}' = e or {name}' \\in S, in a conjunct before those that read it"
        : $"{name} is used before it is assigned. In an initial predicate a variable gets its value by {name} = e or {name} \\in S, in a conjunct before those that read it");
}

/// <summary>See <see cref="ShadowVariableExpr"/>.</summary>
internal sealed class ShadowNode(Expr source, int index, bool isPrimed, string name, Node current) : Node(source)
{
    public int Index => index;

    public override Value Eval(Env env, StatePair states)
    {
        if (!isPrimed && !states.IsPrimed)
        {
            return current.Eval(env, states);
        }

        return (isPrimed ? states.Next[index] : states.Current[index]) ?? throw Fail($"{name}' is used before it is assigned");
    }

    public override int VariableOf(Env env, bool primed) => primed == isPrimed ? index : -1;
}

/// <summary>A local: a bound value, or an argument that is evaluated when first needed.</summary>
internal sealed class LocalNode(Expr source, int hops, int slot, string name) : Node(source)
{
    public int Hops => hops;

    public int Slot => slot;

    public object? Held(Env env) => (hops == 0 ? env : env.Up(hops)).Slots[slot];

    public override Value Eval(Env env, StatePair states)
    {
        object? held = hops == 0 ? env.Slots[slot] : env.Up(hops).Slots[slot];
        return held as Value ?? (held as Thunk)?.Eval(states) ?? throw Fail($"{name} has no value here");
    }

    public override bool Test(Env env, StatePair states) => Held(env) is Thunk thunk ? thunk.Code.Test(thunk.Env, states) : base.Test(env, states);

    public override bool Search(Env env, StatePair states, Continuation then) =>
        Held(env) is Thunk thunk ? thunk.Code.Search(thunk.Env, states, then) : base.Search(env, states, then);

    public override int VariableOf(Env env, bool primed) => Held(env) is Thunk thunk ? thunk.Code.VariableOf(thunk.Env, primed) : -1;

    public override bool SearchUnchanged(Env env, StatePair states, Continuation then) =>
        Held(env) is Thunk thunk ? thunk.Code.SearchUnchanged(thunk.Env, states, then) : base.SearchUnchanged(env, states, then);
}

/// <summary>An operator as an argument.</summary>
internal sealed class CallableNode(Expr source, Func<Env, Callable> make) : Node(source)
{
    public Callable Make(Env env) => make(env);

    public override Value Eval(Env env, StatePair states) => make(env);
}
