using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>An operator given as an argument. Never evaluated to a value.</summary>
internal abstract class OperatorValueExpr(SourceSpan span, int arity) : Expr(span)
{
    /// <summary>How many arguments it takes, 1 or more.</summary>
    public int Arity => arity;
}

/// <summary><c>LAMBDA x, y : e</c>: a closure over the frame around it.</summary>
internal sealed class LambdaExpr(SourceSpan span, Frame frame, ImmutableArray<LocalSymbol> parameters, Expr body) : OperatorValueExpr(span, parameters.Length)
{
    /// <summary>Its own frame; the parent is the frame around it.</summary>
    public Frame Frame => frame;

    public ImmutableArray<LocalSymbol> Parameters => parameters;

    public Expr Body => body;
}

/// <summary>
/// The name of a definition. <see cref="Bound"/> arguments are those of a parameterised instance, <c>I(p)!Op</c>, which come first in each
/// application.
/// </summary>
internal sealed class DefinitionOperatorExpr(SourceSpan span, OperatorDefinition definition, ImmutableArray<Expr> bound)
    : OperatorValueExpr(span, definition.Parameters.Length - bound.Length)
{
    public OperatorDefinition Definition => definition;

    /// <summary>The first arguments of each application; usually none.</summary>
    public ImmutableArray<Expr> Bound => bound;
}

/// <summary>The name of an operator parameter, handed on.</summary>
internal sealed class LocalOperatorExpr(SourceSpan span, LocalSymbol local) : OperatorValueExpr(span, local.Arity)
{
    public LocalSymbol Local => local;
}

/// <summary>A built-in operator by its symbol, such as <c>\cup</c>, or its word, such as <c>DOMAIN</c>.</summary>
internal sealed class BuiltInOperatorExpr(SourceSpan span, BuiltInOperator op, int arity) : OperatorValueExpr(span, arity)
{
    public BuiltInOperator Operator => op;
}

/// <summary>An operator of a standard module that is implemented in C#, such as <c>+</c>.</summary>
internal sealed class NativeOperatorExpr(SourceSpan span, NativeOperator op) : OperatorValueExpr(span, op.Arity)
{
    public NativeOperator Operator => op;
}

/// <summary>A declared constant operator that was given no meaning.</summary>
internal sealed class ConstantOperatorExpr(SourceSpan span, ConstantSymbol constant) : OperatorValueExpr(span, constant.Arity)
{
    public ConstantSymbol Constant => constant;
}
