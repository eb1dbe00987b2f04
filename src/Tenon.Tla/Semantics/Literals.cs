using System.Numerics;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>A whole number as written, never negative. Of any size: evaluation decides what is too large.</summary>
internal sealed class NumberExpr(SourceSpan span, BigInteger value) : Expr(span)
{
    public BigInteger Value => value;
}

/// <summary>A number with a decimal point, as written. It can be parsed and not evaluated.</summary>
internal sealed class DecimalExpr(SourceSpan span, string text) : Expr(span)
{
    public string Text => text;
}

/// <summary>A text, its escapes resolved.</summary>
internal sealed class StringExpr(SourceSpan span, string value) : Expr(span)
{
    public string Value => value;
}

/// <summary>TRUE or FALSE.</summary>
internal sealed class BooleanExpr(SourceSpan span, bool value) : Expr(span)
{
    public bool Value => value;
}

/// <summary>A model value of the configuration. Those of one name are one value; one named like <c>A_x</c> is typed.</summary>
internal sealed class ModelValueExpr(SourceSpan span, string name) : Expr(span)
{
    public string Name => name;
}
