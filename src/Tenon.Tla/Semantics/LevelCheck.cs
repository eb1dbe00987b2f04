using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>Finds expressions that are about more than their place allows: a prime on something that has one already, a run where a state is meant.</summary>
internal static class LevelCheck
{
    public static void Run(ImmutableArray<OperatorDefinition> definitions, DiagnosticBag diagnostics)
    {
        foreach (OperatorDefinition definition in definitions)
        {
            Check(definition.Body, diagnostics);
        }
    }

    public static void RequireAll(IEnumerable<Expr> exprs, ExprLevel highest, string what, string? hint, DiagnosticBag diagnostics)
    {
        foreach (Expr expr in exprs)
        {
            Require(expr, highest, what, hint, diagnostics);
        }
    }

    private static void Check(Expr expr, DiagnosticBag diagnostics)
    {
        switch (expr)
        {
            case PrimeExpr prime:
                Require(prime.Operand, ExprLevel.State, "what is primed", "a prime means the next state; there is no state after that", diagnostics);
                break;
            case UnchangedExpr unchanged:
                Require(unchanged.Operand, ExprLevel.State, "the operand of UNCHANGED", "it is written UNCHANGED <<x, y>>, without primes", diagnostics);
                break;
            case EnabledExpr enabled:
                Require(enabled.Action, ExprLevel.Action, "the operand of ENABLED", null, diagnostics);
                break;
            case BoxActionExpr box:
                CheckSubscripted(box.Action, box.Subscript, diagnostics);
                break;
            case AngleActionExpr angle:
                CheckSubscripted(angle.Action, angle.Subscript, diagnostics);
                break;
            case ComposeExpr compose:
                Require(compose.First, ExprLevel.Action, "the operand of \\cdot", null, diagnostics);
                Require(compose.Second, ExprLevel.Action, "the operand of \\cdot", null, diagnostics);
                break;
            case BuiltInExpr { Operator: BuiltInOperator.Always } always when always.Arguments[0] is not BoxActionExpr && always.Arguments[0].Facts.Level == ExprLevel.Action:
                diagnostics.Error(always.Span, "[] stands before an action without a subscript", "[] before an action is written [][A]_v: every step is an A step or changes nothing of v");
                break;
            case BuiltInExpr { Operator: BuiltInOperator.Eventually } eventually when eventually.Arguments[0] is not AngleActionExpr && eventually.Arguments[0].Facts.Level == ExprLevel.Action:
                diagnostics.Error(eventually.Span, "<> stands before an action without a subscript", "<> before an action is written <><<A>>_v: some step is an A step that changes v");
                break;
            case BuiltInExpr { Operator: BuiltInOperator.LeadsTo or BuiltInOperator.WhilePlus } leads:
                foreach (Expr side in leads.Arguments.Where(side => side.Facts.Level == ExprLevel.Action))
                {
                    diagnostics.Error(side.Span, "an action stands beside ~>, which is about states and runs");
                }

                break;
            case BuiltInExpr { Operator: not (BuiltInOperator.And or BuiltInOperator.Or or BuiltInOperator.Not or BuiltInOperator.Implies or BuiltInOperator.Equivalent or BuiltInOperator.Always or BuiltInOperator.Eventually) } op:
                foreach (Expr argument in op.Arguments)
                {
                    Require(argument, ExprLevel.Action, "an operand", null, diagnostics);
                }

                break;
        }

        foreach (Expr child in ExprChildren.Of(expr))
        {
            Check(child, diagnostics);
        }
    }

    private static void CheckSubscripted(Expr action, Expr subscript, DiagnosticBag diagnostics)
    {
        Require(action, ExprLevel.Action, "what stands before a subscript", null, diagnostics);
        Require(subscript, ExprLevel.State, "a subscript", "it is a variable, or a tuple of variables, without primes", diagnostics);
    }

    private static void Require(Expr expr, ExprLevel highest, string what, string? hint, DiagnosticBag diagnostics)
    {
        if (expr.Facts.Level > highest)
        {
            diagnostics.Error(expr.Span, $"{what} is {Shown(expr.Facts.Level)}, expected at most {Shown(highest)}", hint);
        }
    }

    /// <summary>A level as messages name it.</summary>
    public static string Shown(ExprLevel level) => level switch
    {
        ExprLevel.Constant => "a constant",
        ExprLevel.State => "an expression of one state",
        ExprLevel.Action => "an action, with primed variables",
        _ => "a temporal formula",
    };
}
