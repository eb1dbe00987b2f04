using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary><c>e'</c>.</summary>
internal sealed class PrimeNode(Expr source, Node operand) : Node(source)
{
    public override Value Eval(Env env, StatePair states) => operand.Eval(env, states.Primed());

    public override bool Test(Env env, StatePair states) => operand.Test(env, states.Primed());

    public override int VariableOf(Env env, bool primed) => primed ? operand.VariableOf(env, primed: false) : -1;
}

/// <summary><c>UNCHANGED e</c>.</summary>
internal sealed class UnchangedNode(Expr source, Node operand) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states) => operand.IsUnchanged(env, states);

    public override bool Search(Env env, StatePair states, Continuation then) => operand.SearchUnchanged(env, states, then);
}

/// <summary><c>ENABLED A</c>.</summary>
internal sealed class EnabledNode(Expr source, Node action) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states)
    {
        try
        {
            return action.Search(env, states.WithFreshNext(), Found.Instance);
        }
        catch (EvaluationException e) when (e.Leaves(Span))
        {
            throw;
        }
    }

    private sealed class Found : Continuation
    {
        public static readonly Found Instance = new();

        public override bool Run(StatePair states) => true;
    }
}

/// <summary><c>[A]_v</c>.</summary>
internal sealed class BoxActionNode(Expr source, Node action, Node subscript) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states) => action.Test(env, states) || subscript.IsUnchanged(env, states);

    public override bool Search(Env env, StatePair states, Continuation then) =>
        action.Search(env, states, then) || subscript.SearchUnchanged(env, states, then);
}

/// <summary><c>&lt;&lt;A>>_v</c>.</summary>
internal sealed class AngleActionNode(Expr source, Node action, Node subscript) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states) => action.Test(env, states) && !subscript.IsUnchanged(env, states);

    public override bool Search(Env env, StatePair states, Continuation then) => action.Search(env, states, new ThenChanged(subscript, env, then));

    private sealed class ThenChanged(Node subscript, Env env, Continuation then) : Continuation
    {
        public override bool Run(StatePair states) => !subscript.IsUnchanged(env, states) && then.Run(states);
    }
}

/// <summary><c>A \cdot B</c>.</summary>
internal sealed class ComposeNode(Expr source, Node first, Node second) : FormulaNode(source)
{
    // As a formula about a given pair of states: some state between leads from the one to the other.
    public override bool Test(Env env, StatePair states) => first.Search(env, states.WithFreshNext(), new ThenSecond(second, env, states, new Matches(states)));

    public override bool Search(Env env, StatePair states, Continuation then) =>
        first.Search(env, states.WithFreshNext(), new ThenSecond(second, env, states, new Transfer(states, then)));

    private sealed class ThenSecond(Node second, Env env, StatePair outer, Continuation then) : Continuation
    {
        public override bool Run(StatePair states) => states.RequireComplete(outer.Worker.Evaluator.Spec.Variables) && second.Search(env.Copy(), states.Advanced(), then);
    }

    private sealed class Matches(StatePair outer) : Continuation
    {
        public override bool Run(StatePair states) => !states.Next.Where((value, i) => value is not null && outer.Next[i] is Value given && !Value.AreEqual(value, given)).Any();
    }

    private sealed class Transfer(StatePair outer, Continuation then) : Continuation
    {
        public override bool Run(StatePair states) => From(states.Next, 0, then).Run(outer);

        private static Continuation From(Value?[] next, int index, Continuation then)
        {
            while (index < next.Length && next[index] is null)
            {
                index++;
            }

            return index == next.Length ? then : new AssignFrom(next, index, then);
        }

        private sealed class AssignFrom(Value?[] next, int index, Continuation then) : Continuation
        {
            private readonly Value _value = next[index]!; // Not null where From stopped.

            public override bool Run(StatePair states) => Assignments.Equal(index, _value, states, From(next, index + 1, then));
        }
    }
}
