using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>How arguments are passed: known values and operators as they are, names as what they hold, everything else as thunks.</summary>
internal static class Arguments
{
    public static object[] Of(Node[] arguments, Env env)
    {
        if (arguments.Length == 0)
        {
            return [];
        }

        object[] passed = new object[arguments.Length];
        for (int i = 0; i < passed.Length; i++)
        {
            passed[i] = arguments[i] switch
            {
                ValueNode known => known.Value,
                CallableNode callable => callable.Make(env),
                LocalNode local when local.Held(env) is object held => held,
                Node other => new Thunk(other, env),
            };
        }

        return passed;
    }
}

/// <summary>A definition applied.</summary>
/// <param name="source">The expression.</param>
/// <param name="code">The definition.</param>
/// <param name="arguments">The arguments.</param>
/// <param name="parentHops">Of a definition in a LET, how far out the call is that it is defined in; -1 for one of a module.</param>
internal sealed class ApplyNode(Expr source, OperatorCode code, Node[] arguments, int parentHops) : Node(source)
{
    public OperatorCode Code => code;

    public Node[] Passed => arguments;

    public Env Enter(Env env) => code.NewEnv(parentHops < 0 ? null : env.Up(parentHops), [], Arguments.Of(arguments, env));

    public override Value Eval(Env env, StatePair states)
    {
        try
        {
            return code.Call(Enter(env), states);
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }

    public override bool Test(Env env, StatePair states)
    {
        if (code.IsRecursive)
        {
            return base.Test(env, states);
        }

        try
        {
            return code.Body.Test(Enter(env), states);
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }

    public override bool Search(Env env, StatePair states, Continuation then) => code.Body.Search(Enter(env), states, then);

    public override int VariableOf(Env env, bool primed) => arguments.Length == 0 && !code.IsRecursive ? code.Body.VariableOf(Enter(env), primed) : -1;

    public override bool SearchUnchanged(Env env, StatePair states, Continuation then) => arguments.Length == 0 && !code.IsRecursive
        ? code.Body.SearchUnchanged(Enter(env), states, then)
        : base.SearchUnchanged(env, states, then);
}

/// <summary>A definition without parameters about one state: its value is remembered for the state.</summary>
/// <param name="source">The expression.</param>
/// <param name="definition">The definition applied.</param>
/// <param name="memory">Where workers remember its value.</param>
internal sealed class StateDefinitionNode(Expr source, ApplyNode definition, int memory) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        ref Worker.Memory remembered = ref states.Worker.MemoryOf(memory);
        if (remembered.Value is Value known && remembered.Version == states.CurrentVersion)
        {
            return known;
        }

        long version = states.CurrentVersion;
        Value value = definition.Eval(env, states);
        states.Worker.MemoryOf(memory) = new Worker.Memory(value, version);
        return value;
    }

    public override bool Search(Env env, StatePair states, Continuation then) => definition.Search(env, states, then);

    public override int VariableOf(Env env, bool primed) => definition.VariableOf(env, primed);

    public override bool SearchUnchanged(Env env, StatePair states, Continuation then) => definition.SearchUnchanged(env, states, then);
}

/// <summary>An operator parameter applied.</summary>
internal sealed class LocalApplyNode(Expr source, int hops, int slot, Node[] arguments) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        try
        {
            return Held(env).Invoke(Arguments.Of(arguments, env), states);
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }

    public override bool Search(Env env, StatePair states, Continuation then) => Held(env).Enter(Arguments.Of(arguments, env)) is (Node body, Env inner)
        ? body.Search(inner, states, then)
        : base.Search(env, states, then);

    private Callable Held(Env env) => (Callable)env.Up(hops).Slots[slot]!; // Resolution has seen that it is an operator.
}

/// <summary>An operator implemented in C#, applied to values.</summary>
internal sealed class NativeNode(Expr source, Node[] arguments, Func<Value[], StatePair, Value> apply) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        Value[] values = arguments.Length == 0 ? [] : new Value[arguments.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Eval(env, states);
        }

        try
        {
            return apply(values, states);
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }
}
