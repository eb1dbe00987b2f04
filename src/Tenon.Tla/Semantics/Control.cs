using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary><c>IF c THEN a ELSE b</c>.</summary>
internal sealed class IfExpr(SourceSpan span, Expr condition, Expr whenTrue, Expr whenFalse) : Expr(span)
{
    public Expr Condition => condition;

    public Expr Then => whenTrue;

    public Expr Else => whenFalse;
}

/// <summary>An arm of CASE.</summary>
internal sealed record CaseArm(Expr Guard, Expr Value);

/// <summary><c>CASE a -> x [] b -> y [] OTHER -> z</c>: the first arm whose guard is true.</summary>
internal sealed class CaseExpr(SourceSpan span, ImmutableArray<CaseArm> arms, Expr? other) : Expr(span)
{
    public ImmutableArray<CaseArm> Arms => arms;

    /// <summary>What it is if no guard is true; null if that is an error.</summary>
    public Expr? Other => other;
}

/// <summary>
/// <c>LET d1 == .. d2 == .. IN e</c>. Definitions without parameters are evaluated when first needed, and at most once for each time the LET is entered and
/// each pair of states; those with parameters are closures.
/// </summary>
internal sealed class LetExpr(SourceSpan span, ImmutableArray<OperatorDefinition> definitions, Expr body) : Expr(span)
{
    /// <summary>In the order of the text: each may use those before it, and recursive ones any declared RECURSIVE before.</summary>
    public ImmutableArray<OperatorDefinition> Definitions => definitions;

    public Expr Body => body;
}

/// <summary><c>name(x, y) :: e</c>: means e.</summary>
internal sealed class LabelExpr(SourceSpan span, string name, Expr body) : Expr(span)
{
    public string Name => name;

    public Expr Body => body;
}
