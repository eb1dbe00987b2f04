using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary><c>\A</c>.</summary>
internal sealed class ForAllNode(Expr source, Binder binder, Node body) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states)
    {
        try
        {
            Binder.Cursor cursor = binder.Start(env, states);
            while (cursor.Next())
            {
                if (!body.Test(env, states))
                {
                    return false;
                }
            }

            return true;
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }

    // A conjunction: each instance keeps its bindings in locals of its own, since the search comes back to it after later ones were bound.
    public override bool Search(Env env, StatePair states, Continuation then)
    {
        List<Env> instances = [];
        Binder.Cursor cursor = binder.Start(env, states);
        while (cursor.Next())
        {
            instances.Add(env.Copy());
        }

        for (int i = instances.Count - 1; i > 0; i--)
        {
            then = new ThenSearch(body, instances[i], then);
        }

        return instances.Count == 0 ? then.Run(states) : body.Search(instances[0], states, then);
    }
}

/// <summary><c>\E</c>.</summary>
internal sealed class ExistsNode(Expr source, Binder binder, Node body) : FormulaNode(source)
{
    public Binder Binder => binder;

    public Node Body => body;

    public override bool Test(Env env, StatePair states)
    {
        try
        {
            Binder.Cursor cursor = binder.Start(env, states);
            while (cursor.Next())
            {
                if (body.Test(env, states))
                {
                    return true;
                }
            }

            return false;
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }

    public override bool Search(Env env, StatePair states, Continuation then)
    {
        Binder.Cursor cursor = binder.Start(env, states);
        while (cursor.Next())
        {
            if (body.Search(env, states, then))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary><c>CHOOSE x \in S : P</c>.</summary>
internal sealed class ChooseNode(Expr source, Binder binder, Node predicate) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        try
        {
            Binder.Cursor cursor = binder.Start(env, states);
            while (cursor.Next())
            {
                if (predicate.Test(env, states))
                {
                    return cursor.BoundTo(0);
                }
            }
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }

        throw Fail("No element of the set of this CHOOSE satisfies its predicate");
    }
}

/// <summary><c>{x \in S : P}</c>.</summary>
internal sealed class FilterNode(Expr source, Binder binder, Node predicate) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        SetValue set = binder.Sets[0].Set(env, states);
        if (set is not FiniteSet finite)
        {
            Env kept = env.Keep(FreeLocals, states);
            return new FilteredSet(set, element => Holds(element, kept.Copy(), states));
        }

        Value[] chosen = new Value[finite.Count];
        int count = 0;
        for (int i = 0; i < chosen.Length; i++)
        {
            Value element = finite[i];
            if (Holds(element, env, states))
            {
                chosen[count++] = element;
            }
        }

        return count == chosen.Length ? finite : FiniteSet.FromSorted(chosen[..count]);
    }

    private bool Holds(Value element, Env env, StatePair states)
    {
        Binder.Bind(binder.Wheels[0], element, env);
        return predicate.Test(env, states);
    }
}

/// <summary><c>{e : x \in S}</c>.</summary>
internal sealed class MapNode(Expr source, Binder binder, Node element) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        SetBuilder builder = new();
        Binder.Cursor cursor = binder.Start(env, states);
        while (cursor.Next())
        {
            builder.Add(element.Eval(env, states));
        }

        return builder.ToSet();
    }

    /// <summary>The elements as they come, equal ones not joined: for UNION, which need not tell them apart.</summary>
    public SetValue[] Parts(Env env, StatePair states)
    {
        List<SetValue> parts = [];
        Binder.Cursor cursor = binder.Start(env, states);
        while (cursor.Next())
        {
            parts.Add(SetAlgebra.RequireSet(element.Eval(env, states)));
        }

        return [.. parts];
    }
}

/// <summary><c>[x \in S |-> e]</c>.</summary>
internal sealed class FunctionNode(Expr source, Binder binder, Node body, int selfSlot) : Node(source)
{
    /// <summary>Functions on more arguments are computed argument by argument: most will never be asked for.</summary>
    private const int EagerLimit = 20_000;

    private bool IsSimple => binder.Wheels.Length == 1;

    public override Value Eval(Env env, StatePair states)
    {
        SetValue[] sets = new SetValue[binder.Sets.Length];
        for (int i = 0; i < sets.Length; i++)
        {
            sets[i] = binder.Sets[i].Set(env, states);
        }

        SetValue domain = IsSimple ? sets[0] : Product(sets);
        if (selfSlot >= 0 || domain is not FiniteSet and not SetOfRecords || !domain.IsEnumerable || domain.Cardinality() > EagerLimit)
        {
            return Lazy(domain, env, states);
        }

        FiniteSet arguments = domain.ToFinite();
        Value[] values = new Value[arguments.Count];
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                Bind(arguments[i], env);
                values[i] = body.Eval(env, states);
            }
        }
        catch (EvaluationException)
        {
            return Lazy(domain, env, states); // It matters only if that argument is asked for.
        }

        return values.Length == 0 ? FiniteFunction.Empty : new FiniteFunction(arguments, values);
    }

    private LazyFunction Lazy(SetValue domain, Env env, StatePair states)
    {
        Env kept = env.Keep(FreeLocals, states);
        LazyFunction function = new(domain, argument => Compute(kept, argument, states));
        if (selfSlot >= 0)
        {
            kept.Slots[selfSlot] = function;
        }

        return function;
    }

    private Value Compute(Env kept, Value argument, StatePair states)
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return DeepStack.Continue(() => Compute(kept, argument, states));
        }

        Env env = kept.Copy();
        Bind(argument, env);
        return body.Eval(env, states);
    }

    private void Bind(Value argument, Env env)
    {
        if (IsSimple)
        {
            Binder.Bind(binder.Wheels[0], argument, env);
            return;
        }

        Value[] parts = ((FunctionValue)argument).ToFinite().Values;
        for (int i = 0; i < parts.Length; i++)
        {
            Binder.Bind(binder.Wheels[i], parts[i], env);
        }
    }

    private SetOfRecords Product(SetValue[] sets) => new(IntervalSet.OneTo(binder.Wheels.Length), [.. binder.Wheels.Select(wheel => sets[wheel.Set])]);
}
