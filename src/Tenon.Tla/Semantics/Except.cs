using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary><c>[f EXCEPT ![i].a = e, !.b[j] = @ + 1]</c>. Clauses apply one after the other; a place that does not exist stays as it is.</summary>
internal sealed class ExceptExpr(SourceSpan span, Expr function, ImmutableArray<ExceptClause> clauses) : Expr(span)
{
    public Expr Function => function;

    public ImmutableArray<ExceptClause> Clauses => clauses;
}

/// <summary>A clause of EXCEPT.</summary>
/// <param name="Span">Where it is.</param>
/// <param name="Path">
/// The arguments from the outside in: of <c>![i].a[j, k]</c> they are i, the <see cref="StringExpr"/> "a", and the tuple of j and k. One or more.
/// </param>
/// <param name="At">What <c>@</c> refers to in the value, by a <see cref="LocalExpr"/>: the component before this clause. Null if it is not used.</param>
/// <param name="Value">The new component.</param>
internal sealed record ExceptClause(SourceSpan Span, ImmutableArray<Expr> Path, LocalSymbol? At, Expr Value);
