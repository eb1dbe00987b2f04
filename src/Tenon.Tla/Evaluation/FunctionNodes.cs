using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary><c>&lt;&lt;a, b>></c>.</summary>
internal sealed class TupleNode(Expr source, Node[] elements) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        Value[] values = new Value[elements.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = elements[i].Eval(env, states);
        }

        return FiniteFunction.Tuple(values);
    }

    public override bool SearchUnchanged(Env env, StatePair states, Continuation then) => ThenUnchanged.From(elements, 0, env, then).Run(states);

    private sealed class ThenUnchanged(Node[] nodes, int index, Env env, Continuation then) : Continuation
    {
        public static Continuation From(Node[] nodes, int index, Env env, Continuation then) =>
            index == nodes.Length ? then : new ThenUnchanged(nodes, index, env, then);

        public override bool Run(StatePair states) => nodes[index].SearchUnchanged(env, states, From(nodes, index + 1, env, then));
    }
}

/// <summary><c>[a |-> 1]</c>.</summary>
/// <param name="source">The expression.</param>
/// <param name="domain">The names of the fields.</param>
/// <param name="fields">The values in the order of the text.</param>
/// <param name="places">Where each is in the order of the domain.</param>
internal sealed class RecordNode(Expr source, FiniteSet domain, Node[] fields, int[] places) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        Value[] values = new Value[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            values[places[i]] = fields[i].Eval(env, states);
        }

        return new FiniteFunction(domain, values);
    }
}

/// <summary><c>f[e]</c>.</summary>
internal sealed class FunctionApplyNode(Expr source, Node function, Node argument) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        Value applied = function.Eval(env, states);
        if (applied is not FunctionValue first)
        {
            throw Fail($"A function is needed to be applied, and this is {applied.Describe()}");
        }

        Value second = argument.Eval(env, states);
        try
        {
            return first.Apply(second);
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }
}

/// <summary><c>r.name</c>.</summary>
internal sealed class SelectNode(Expr source, Node record, StringValue name) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        Value value = record.Eval(env, states);
        if (value is FiniteFunction finite)
        {
            int index = finite.FiniteDomain is EnumeratedSet ? finite.FiniteDomain.IndexOf(name) : -1;
            return index >= 0 ? finite.Values[index] : throw Fail($"There is no field {name.Text} in {value.Describe()}");
        }

        return value is FunctionValue function ? function.Apply(name) : throw Fail($"A record with the field {name.Text} is needed, and this is {value.Describe()}");
    }
}

/// <summary><c>DOMAIN f</c>.</summary>
internal sealed class DomainNode(Expr source, Node function) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        Value value = function.Eval(env, states);
        return value is FunctionValue applied ? applied.Domain : throw Fail($"DOMAIN needs a function, and this is {value.Describe()}");
    }
}

/// <summary>A clause of EXCEPT.</summary>
/// <param name="Path">The arguments from the outside in.</param>
/// <param name="AtSlot">The slot of @, or -1.</param>
/// <param name="Value">The new component.</param>
internal sealed record ClauseCode(Node[] Path, int AtSlot, Node Value);

/// <summary><c>[f EXCEPT ![i] = e]</c>.</summary>
internal sealed class ExceptNode(Expr source, Node function, ClauseCode[] clauses) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        Value value = function.Eval(env, states);
        try
        {
            foreach (ClauseCode clause in clauses)
            {
                value = Replace(value, clause, 0, env, states);
            }
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }

        return value;
    }

    private static Value Replace(Value value, ClauseCode clause, int depth, Env env, StatePair states)
    {
        if (depth == clause.Path.Length)
        {
            if (clause.AtSlot >= 0)
            {
                env.Slots[clause.AtSlot] = value;
            }

            return clause.Value.Eval(env, states);
        }

        if (value is not FunctionValue function)
        {
            throw new EvaluationException($"EXCEPT needs a function, and this is {value.Describe()}");
        }

        Value argument = clause.Path[depth].Eval(env, states);
        if (function is LazyFunction && !function.Domain.IsEnumerable)
        {
            if (!function.Domain.Contains(argument))
            {
                return value;
            }

            Value changed = Replace(function.Apply(argument), clause, depth + 1, env, states);
            return new LazyFunction(function.Domain, other => Value.AreEqual(other, argument) ? changed : function.Apply(other));
        }

        // An argument outside of the domain changes nothing.
        FiniteFunction finite = function.ToFinite();
        int index = finite.FiniteDomain.IndexOf(argument);
        return index < 0 ? value : finite.With(index, Replace(finite.Values[index], clause, depth + 1, env, states));
    }
}
