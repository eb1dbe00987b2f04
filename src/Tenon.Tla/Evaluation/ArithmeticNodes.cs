using Tenon.Tla.Semantics;
using Tenon.Tla.StandardModules;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>An operator on two numbers whose value is a number.</summary>
internal sealed class ArithmeticNode(Expr source, Node left, Node right, Func<long, long, long> apply) : Node(source)
{
    public override Value Eval(Env env, StatePair states) => IntegerValue.Of(Number(env, states));

    public override long Number(Env env, StatePair states)
    {
        long first = left.Number(env, states);
        long second = right.Number(env, states);
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

/// <summary>A comparison of two numbers.</summary>
internal sealed class ComparisonNode(Expr source, Node left, Node right, Func<long, long, bool> apply) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states) => apply(left.Number(env, states), right.Number(env, states));
}

/// <summary><c>a .. b</c>.</summary>
internal sealed class IntervalNode(Expr source, Node left, Node right) : Node(source)
{
    public override Value Eval(Env env, StatePair states) => IntervalSet.Of(left.Number(env, states), right.Number(env, states));
}

/// <summary><c>-a</c>.</summary>
internal sealed class NegateNode(Expr source, Node operand) : Node(source)
{
    public override Value Eval(Env env, StatePair states) => IntegerValue.Of(Number(env, states));

    public override long Number(Env env, StatePair states) => Arithmetic.Subtract(0, operand.Number(env, states));
}
