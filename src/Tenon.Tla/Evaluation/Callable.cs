using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>An operator that was given as an argument. Arguments of its own are values, thunks, or callables again.</summary>
internal abstract class Callable : Value
{
    public override ValueKind Kind => ValueKind.Operator;

    public abstract Value Invoke(object[] arguments, StatePair states);

    public Value Invoke(StatePair states, Value argument) => Invoke([argument], states);

    public Value Invoke(StatePair states, Value first, Value second) => Invoke([first, second], states);

    /// <summary>Whether a predicate holds.</summary>
    public bool Test(StatePair states, Value argument) => Node.RequireBoolean(Invoke(states, argument), "the value of an operator");

    /// <summary>The body and its locals, for operators that are actions; null if there are none.</summary>
    public virtual (Node Body, Env Env)? Enter(object[] arguments) => null;

    public override bool HasSameContent(Value other) => ReferenceEquals(this, other);

    protected override ulong ComputeHash() => throw new EvaluationException("An operator is not a value");
}

/// <summary>A definition or LAMBDA, with the locals around it.</summary>
/// <param name="code">What it means.</param>
/// <param name="parent">The call that it is defined in; null for a definition of a module.</param>
/// <param name="bound">The first arguments of each application.</param>
internal sealed class Closure(OperatorCode code, Env? parent, object[] bound) : Callable
{
    public override Value Invoke(object[] arguments, StatePair states)
    {
        Env env = code.NewEnv(parent, bound, arguments);
        return code.Call(env, states);
    }

    public override (Node Body, Env Env)? Enter(object[] arguments) => (code.Body, code.NewEnv(parent, bound, arguments));
}

/// <summary>A built-in or native operator.</summary>
internal sealed class DirectOperator(Func<Value[], StatePair, Value> apply) : Callable
{
    public override Value Invoke(object[] arguments, StatePair states)
    {
        Value[] values = new Value[arguments.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i] is Thunk thunk ? thunk.Eval(states) : (Value)arguments[i];
        }

        return apply(values, states);
    }
}
