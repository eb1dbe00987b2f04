using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>A definition applied to arguments; without, its value. Arguments are passed by name, evaluated at most once for each pair of states.</summary>
internal sealed class ApplyExpr(SourceSpan span, OperatorDefinition definition, ImmutableArray<Expr> arguments) : Expr(span)
{
    public OperatorDefinition Definition => definition;

    /// <summary>One for each parameter; an <see cref="OperatorValueExpr"/> where the parameter takes an operator.</summary>
    public ImmutableArray<Expr> Arguments => arguments;
}

/// <summary>An operator parameter, of arity 1 or more, applied.</summary>
internal sealed class LocalApplyExpr(SourceSpan span, LocalSymbol local, ImmutableArray<Expr> arguments) : Expr(span)
{
    public LocalSymbol Local => local;

    public ImmutableArray<Expr> Arguments => arguments;
}

/// <summary>A built-in operator applied: see <see cref="BuiltInOperator"/> for the number of arguments of each.</summary>
internal sealed class BuiltInExpr(SourceSpan span, BuiltInOperator op, ImmutableArray<Expr> arguments) : Expr(span)
{
    public BuiltInOperator Operator => op;

    public ImmutableArray<Expr> Arguments => arguments;
}

/// <summary>An operator of a standard module that is implemented in C#, applied. Arguments that are operators are an <see cref="OperatorValueExpr"/>.</summary>
internal sealed class NativeExpr(SourceSpan span, NativeOperator op, ImmutableArray<Expr> arguments) : Expr(span)
{
    public NativeOperator Operator => op;

    public ImmutableArray<Expr> Arguments => arguments;
}

/// <summary>A declared constant operator, such as <c>CONSTANT F(_)</c>, that was given no meaning, applied: evaluating it is an error that names it.</summary>
internal sealed class ConstantApplyExpr(SourceSpan span, ConstantSymbol constant, ImmutableArray<Expr> arguments) : Expr(span)
{
    public ConstantSymbol Constant => constant;

    public ImmutableArray<Expr> Arguments => arguments;
}
