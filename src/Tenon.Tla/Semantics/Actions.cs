using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>
/// <c>e'</c> for an e that is no variable: e in the next state. As the left side of <c>=</c> or <c>\in</c> in an action it assigns if e leads to nothing but a variable:
/// through a parameter, a label, or a definition without parameters.
/// </summary>
internal sealed class PrimeExpr(SourceSpan span, Expr operand) : Expr(span)
{
    public Expr Operand => operand;
}

/// <summary><c>UNCHANGED e</c>: <c>e' = e</c>; for variables, and tuples and definitions of them, it assigns.</summary>
internal sealed class UnchangedExpr(SourceSpan span, Expr operand) : Expr(span)
{
    public Expr Operand => operand;
}

/// <summary><c>ENABLED A</c>: whether some next state satisfies A with this one. A state-level formula; the primed variables of A are bound here.</summary>
/// <remarks>
/// Evaluated like the search for next states, stopping at the first; variables may stay unassigned. It begins with nothing assigned, whatever
/// is assigned around it. See <see cref="ShadowVariableExpr"/> for what is different inside of instances; the operand already is as it has to be.
/// </remarks>
internal sealed class EnabledExpr(SourceSpan span, Expr action) : Expr(span)
{
    public Expr Action => action;
}

/// <summary><c>[A]_v</c>: <c>A \/ UNCHANGED v</c>.</summary>
internal sealed class BoxActionExpr(SourceSpan span, Expr action, Expr subscript) : Expr(span)
{
    public Expr Action => action;

    public Expr Subscript => subscript;
}

/// <summary><c>&lt;&lt;A>>_v</c>: <c>A /\ (v' # v)</c>.</summary>
internal sealed class AngleActionExpr(SourceSpan span, Expr action, Expr subscript) : Expr(span)
{
    public Expr Action => action;

    public Expr Subscript => subscript;
}

/// <summary><c>A \cdot B</c>: some state lies between, A leads to it and B from it. Like in ENABLED, the state between is bound.</summary>
internal sealed class ComposeExpr(SourceSpan span, Expr first, Expr second) : Expr(span)
{
    public Expr First => first;

    public Expr Second => second;
}

/// <summary><c>WF_v(A)</c> or <c>SF_v(A)</c>.</summary>
internal sealed class FairnessExpr(SourceSpan span, bool isStrong, AngleActionExpr step, EnabledExpr enabled) : Expr(span)
{
    public bool IsStrong => isStrong;

    /// <summary><c>&lt;&lt;A>>_v</c>, of a step.</summary>
    public AngleActionExpr Step => step;

    /// <summary><c>ENABLED &lt;&lt;A>>_v</c>, of a state. In an instance its operand may differ from <see cref="Step"/>.</summary>
    public EnabledExpr Enabled => enabled;
}
