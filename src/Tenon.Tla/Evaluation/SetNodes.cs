using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary><c>{a, b, c}</c>.</summary>
internal sealed class SetEnumNode(Expr source, Node[] elements) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        if (elements.Length == 0)
        {
            return FiniteSet.Empty;
        }

        SetBuilder builder = new(elements.Length);
        try
        {
            foreach (Node element in elements)
            {
                builder.Add(element.Eval(env, states));
            }

            return builder.ToSet();
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }

    /// <summary>Whether an element equals the value. They are compared one after the other, so elements of other kinds after it do no harm.</summary>
    public bool HasEqual(Value value, Env env, StatePair states)
    {
        foreach (Node element in elements)
        {
            if (Value.AreEqual(value, element.Eval(env, states)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The set of the elements for which something holds.</summary>
    public FiniteSet Where(Func<Value, bool> isKept, Env env, StatePair states)
    {
        SetBuilder builder = new();
        foreach (Node element in elements)
        {
            Value value = element.Eval(env, states);
            if (isKept(value))
            {
                builder.Add(value);
            }
        }

        return builder.ToSet();
    }

    /// <summary>The elements as they are written, for UNION.</summary>
    public SetValue[] Parts(Env env, StatePair states)
    {
        SetValue[] parts = new SetValue[elements.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = elements[i].Set(env, states);
        }

        return parts;
    }
}

/// <summary><c>\cup</c>, <c>\cap</c> and <c>\</c>.</summary>
internal sealed class SetOperationNode(Expr source, Node left, Node right, Func<SetValue, SetValue, SetValue> apply) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        SetValue first = left.Set(env, states);
        SetValue second = right.Set(env, states);
        try
        {
            return apply(first, second);
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }
}

/// <summary>
/// <c>{a, b} \cap S</c> and <c>{a, b} \ S</c>, of a short list: elements of kinds that cannot be compared do no harm if they are not kept.
/// </summary>
internal sealed class ListedOperationNode(Expr source, SetEnumNode left, Node right, bool keepsCommon) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        SetValue other = right.Set(env, states);
        try
        {
            return left.Where(element => other.Contains(element) == keepsCommon, env, states);
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }
}

/// <summary><c>SUBSET S</c>.</summary>
internal sealed class PowerSetNode(Expr source, Node operand) : Node(source)
{
    public override Value Eval(Env env, StatePair states) => new PowerSet(operand.Set(env, states));
}

/// <summary><c>UNION S</c>.</summary>
internal sealed class BigUnionNode(Expr source, Node operand) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        try
        {
            return operand switch
            {
                MapNode map => SetAlgebra.BigUnion(map.Parts(env, states)),
                SetEnumNode listed => SetAlgebra.BigUnion(listed.Parts(env, states)),
                _ => SetAlgebra.BigUnion(operand.Set(env, states)),
            };
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }
}

/// <summary><c>[S -> T]</c>.</summary>
internal sealed class FunctionSetNode(Expr source, Node domain, Node range) : Node(source)
{
    public override Value Eval(Env env, StatePair states) => new SetOfFunctions(domain.Set(env, states), range.Set(env, states));
}

/// <summary><c>[a : S]</c>, and <c>S \X T</c>: sets of functions of a known domain.</summary>
internal sealed class RecordSetNode(Expr source, FiniteSet domain, Node[] ranges) : Node(source)
{
    public override Value Eval(Env env, StatePair states)
    {
        SetValue[] sets = new SetValue[ranges.Length];
        for (int i = 0; i < sets.Length; i++)
        {
            sets[i] = ranges[i].Set(env, states);
        }

        return new SetOfRecords(domain, sets);
    }
}
