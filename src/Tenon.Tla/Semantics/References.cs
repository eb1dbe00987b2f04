using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>A state variable, or with <see cref="IsPrimed"/> its value in the next state. <c>x'</c> is always this, never a <see cref="PrimeExpr"/>.</summary>
/// <remarks>Inside the operand of a <see cref="PrimeExpr"/>, an unprimed one means the next state.</remarks>
internal sealed class VariableExpr(SourceSpan span, VariableSymbol variable, bool isPrimed) : Expr(span)
{
    public VariableSymbol Variable => variable;

    public bool IsPrimed => isPrimed;
}

/// <summary>
/// Inside ENABLED (and WF, SF, <c>\cdot</c>) of an instance: a variable of the instanced module in whose place the instance puts something other than a
/// variable. Unprimed it means <see cref="Current"/>; primed it is a bound variable that ENABLED looks for a value of, like that of a state variable.
/// </summary>
/// <remarks>
/// <para>
/// ENABLED says that a next value of the instanced module's variables exists, whatever the outer specification could do; so <c>x'</c> is not
/// <c>Current'</c> there. <c>ENABLED (x' = x + 1)</c> is true under <c>x &lt;- 5</c>.
/// </para>
/// <para>
/// The next state that ENABLED builds has room for them after the state variables: at <c>VariableCount + Shadow</c>, unassigned when
/// ENABLED begins. Nothing outside of ENABLED ever contains one. Inside the operand of a <see cref="PrimeExpr"/>, an unprimed one means the shadow.
/// </para>
/// </remarks>
internal sealed class ShadowVariableExpr(SourceSpan span, string name, Expr current, int shadow, bool isPrimed) : Expr(span)
{
    public string Name => name;

    /// <summary>What the instance puts in its place.</summary>
    public Expr Current => current;

    /// <summary>Its number among the shadows of the specification, from 0.</summary>
    public int Shadow => shadow;

    public bool IsPrimed => isPrimed;
}

/// <summary>
/// The value of a local. That of a parameter is an argument passed by name: inside the operand of a <see cref="PrimeExpr"/> it means the argument in the
/// next state, so an action's argument that was evaluated in this state is not to be taken there.
/// </summary>
internal sealed class LocalExpr(SourceSpan span, LocalSymbol local) : Expr(span)
{
    /// <summary>A local of arity 0: of this frame or of one around it.</summary>
    public LocalSymbol Local => local;
}

/// <summary>A declared constant that was given no value: evaluating it is an error that names it.</summary>
internal sealed class ConstantExpr(SourceSpan span, ConstantSymbol constant) : Expr(span)
{
    public ConstantSymbol Constant => constant;
}
