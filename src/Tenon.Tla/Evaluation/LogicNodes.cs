using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary><c>/\</c>.</summary>
internal sealed class AndNode(Expr source, Node[] parts) : FormulaNode(source)
{
    public Node[] Parts => parts;

    public override bool Test(Env env, StatePair states)
    {
        foreach (Node part in parts)
        {
            if (!part.Test(env, states))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Search(Env env, StatePair states, Continuation then) => parts[0].Search(env, states, new ThenSearchAll(parts, 1, env, then));
}

/// <summary><c>\/</c>.</summary>
internal sealed class OrNode(Expr source, Node[] parts) : FormulaNode(source)
{
    public Node[] Parts => parts;

    public override bool Test(Env env, StatePair states)
    {
        foreach (Node part in parts)
        {
            if (part.Test(env, states))
            {
                return true;
            }
        }

        return false;
    }

    public override bool Search(Env env, StatePair states, Continuation then)
    {
        foreach (Node part in parts)
        {
            if (part.Search(env, states, then))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary><c>~</c>.</summary>
internal sealed class NotNode(Expr source, Node operand) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states) => !operand.Test(env, states);
}

/// <summary><c>=></c>.</summary>
internal sealed class ImpliesNode(Expr source, Node left, Node right) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states) => !left.Test(env, states) || right.Test(env, states);

    public override bool Search(Env env, StatePair states, Continuation then) =>
        left.Test(env, states) ? right.Search(env, states, then) : then.Run(states);
}

/// <summary><c>&lt;=></c>.</summary>
internal sealed class EquivalentNode(Expr source, Node left, Node right) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states) => left.Test(env, states) == right.Test(env, states);
}

/// <summary><c>=</c> and <c>#</c>.</summary>
internal sealed class EqualNode(Expr source, Node left, Node right, bool isNegated) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states)
    {
        Value first = left.Eval(env, states);
        Value second = right.Eval(env, states);
        try
        {
            return Value.AreEqual(first, second) != isNegated;
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }

    public override bool Search(Env env, StatePair states, Continuation then)
    {
        int variable = isNegated ? -1 : left.VariableOf(env, !states.IsInitial);
        return variable >= 0 ? Assignments.Equal(variable, right.Eval(env, states), states, then) : Test(env, states) && then.Run(states);
    }
}

/// <summary><c>\in</c> and <c>\notin</c>.</summary>
internal sealed class InNode(Expr source, Node element, Node set, bool isNegated) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states)
    {
        Value first = element.Eval(env, states);
        if (set is SetEnumNode listed)
        {
            return listed.HasEqual(first, env, states) != isNegated;
        }

        SetValue second = set.Set(env, states);
        try
        {
            return second.Contains(first) != isNegated;
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }

    public override bool Search(Env env, StatePair states, Continuation then)
    {
        int variable = isNegated ? -1 : element.VariableOf(env, !states.IsInitial);
        return variable >= 0 ? Assignments.In(variable, set.Set(env, states), states, then) : Test(env, states) && then.Run(states);
    }
}

/// <summary><c>\subseteq</c>.</summary>
internal sealed class SubsetOfNode(Expr source, Node left, Node right) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states)
    {
        SetValue first = left.Set(env, states);
        SetValue second = right.Set(env, states);
        try
        {
            return first.IsSubsetOf(second);
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }

    public override bool Search(Env env, StatePair states, Continuation then)
    {
        int variable = left.VariableOf(env, !states.IsInitial);
        return variable >= 0 ? Assignments.In(variable, new PowerSet(right.Set(env, states)), states, then) : Test(env, states) && then.Run(states);
    }
}

/// <summary><c>IF</c>.</summary>
internal sealed class IfNode(Expr source, Node condition, Node whenTrue, Node whenFalse) : Node(source)
{
    public override Value Eval(Env env, StatePair states) => Chosen(env, states).Eval(env, states);

    public override bool Test(Env env, StatePair states) => Chosen(env, states).Test(env, states);

    public override long Number(Env env, StatePair states) => Chosen(env, states).Number(env, states);

    public override bool Search(Env env, StatePair states, Continuation then) => Chosen(env, states).Search(env, states, then);

    private Node Chosen(Env env, StatePair states) => condition.Test(env, states) ? whenTrue : whenFalse;
}

/// <summary><c>CASE</c>.</summary>
internal sealed class CaseNode(Expr source, Node[] guards, Node[] values, Node? other) : Node(source)
{
    public override Value Eval(Env env, StatePair states) => Chosen(env, states).Eval(env, states);

    public override bool Test(Env env, StatePair states) => Chosen(env, states).Test(env, states);

    public override bool Search(Env env, StatePair states, Continuation then) => Chosen(env, states).Search(env, states, then);

    private Node Chosen(Env env, StatePair states)
    {
        for (int i = 0; i < guards.Length; i++)
        {
            if (guards[i].Test(env, states))
            {
                return values[i];
            }
        }

        return other ?? throw Fail("No guard of this CASE is true, and it has no OTHER");
    }
}

/// <summary>A LET: its definitions without parameters become thunks.</summary>
internal sealed class LetNode(Expr source, (int Slot, Node Code)[] definitions, Node body) : Node(source)
{
    public override Value Eval(Env env, StatePair states) => body.Eval(Enter(env), states);

    public override bool Test(Env env, StatePair states) => body.Test(Enter(env), states);

    public override long Number(Env env, StatePair states) => body.Number(Enter(env), states);

    public override bool Search(Env env, StatePair states, Continuation then) => body.Search(Enter(env), states, then);

    /// <summary>Makes the definitions known in the call.</summary>
    public Env Enter(Env env)
    {
        foreach ((int slot, Node code) in definitions)
        {
            env.Slots[slot] = null;
        }

        foreach ((int slot, Node code) in definitions)
        {
            env.Slots[slot] = new Thunk(code, env);
        }

        return env;
    }
}

/// <summary>Stands for its body: a label.</summary>
internal sealed class LabelNode(Expr source, Node body) : Node(source)
{
    public override Value Eval(Env env, StatePair states) => body.Eval(env, states);

    public override bool Test(Env env, StatePair states) => body.Test(env, states);

    public override bool Search(Env env, StatePair states, Continuation then) => body.Search(env, states, then);

    public override int VariableOf(Env env, bool primed) => body.VariableOf(env, primed);

    public override bool SearchUnchanged(Env env, StatePair states, Continuation then) => body.SearchUnchanged(env, states, then);
}
