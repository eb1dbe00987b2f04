using System.Linq.Expressions;
using Tenon.Tla.Semantics;
using E = System.Linq.Expressions.Expression;

namespace Tenon.Tla.Compilation;

/// <summary>Guards that can hold for several reasons: as in TLC, a step is generated once for each of them.</summary>
internal sealed partial class Emitter
{
    // Of an expression by itself, whatever its parameters stand for.
    private readonly Dictionary<Expr, bool> _branches = new(ReferenceEqualityComparer.Instance);

    /// <summary>Counts the ways in which a guard holds, and then goes on so often: what follows is in the code once.</summary>
    private BlockExpression Repeated(Expr guard, At at, Func<At, E> then)
    {
        ParameterExpression ways = Variable(typeof(long), "ways");
        return E.Block(typeof(void), CountWays(guard, at, ways), Repeat(ways, then(at)));
    }

    /// <summary>In a count: the ways of all instances, multiplied.</summary>
    private BlockExpression RepeatedForAll(QuantifierExpr e, At at, Func<At, E> then)
    {
        ParameterExpression product = Variable(typeof(long), "product");
        ParameterExpression ways = Variable(typeof(long), "ways");
        E instances = ForEach(e.Bindings, at, inner => E.IfThen(
            E.NotEqual(product, E.Constant(0L)),
            E.Block(typeof(void), CountWays(e.Body, inner, ways), E.Assign(product, E.MultiplyChecked(product, ways)))));
        return E.Block(typeof(void), E.Assign(product, E.Constant(1L)), instances, Repeat(product, then(at)));
    }

    private BlockExpression CountWays(Expr guard, At at, ParameterExpression ways) => E.Block(
        typeof(void), E.Assign(ways, E.Constant(0L)), Search(guard, at with { IsCounting = true }, _ => E.PreIncrementAssign(ways)));

    private static LoopExpression Repeat(ParameterExpression times, E code)
    {
        LabelTarget end = E.Label("end");
        return E.Loop(E.IfThenElse(E.GreaterThan(times, E.Constant(0L)), E.Block(typeof(void), E.PreDecrementAssign(times), code), E.Break(end)), end);
    }

    /// <summary>Whether a search may go on from an expression more than once. True too often costs time and changes nothing.</summary>
    private bool Branches(Expr expr, Lexical scope) => BranchesItself(expr) || expr.Facts.FreeLocals.Any(local =>
        scope.Locals.TryGetValue(local, out Meaning? meaning) && meaning is Meaning.Delayed delayed && Branches(delayed.Expr, delayed.Scope));

    private bool BranchesItself(Expr expr)
    {
        if (!_branches.TryGetValue(expr, out bool known))
        {
            known = expr switch
            {
                BuiltInExpr { Operator: BuiltInOperator.Or } or LocalApplyExpr => true,
                BuiltInExpr { Operator: BuiltInOperator.And } e => e.Arguments.Any(BranchesItself),
                BuiltInExpr { Operator: BuiltInOperator.Implies } e => BranchesItself(e.Arguments[1]),
                IfExpr e => BranchesItself(e.Then) || BranchesItself(e.Else),
                CaseExpr e => e.Arms.Any(arm => BranchesItself(arm.Value)) || (e.Other is not null && BranchesItself(e.Other)),
                LetExpr e => BranchesItself(e.Body),
                LabelExpr e => BranchesItself(e.Body),
                QuantifierExpr e => e.Bindings.All(binding => binding.Domain is not null) && (!e.IsForAll || BranchesItself(e.Body)),
                ApplyExpr e => CanExpand(e) && (BranchesItself(e.Definition.Body) || e.Arguments.Any(BranchesItself)),
                _ => false,
            };
            _branches.Add(expr, known);
        }

        return known;
    }
}
