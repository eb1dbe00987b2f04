using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary><c>{a, b, c}</c>.</summary>
internal sealed class SetEnumExpr(SourceSpan span, ImmutableArray<Expr> elements) : Expr(span)
{
    public ImmutableArray<Expr> Elements => elements;
}

/// <summary><c>{x \in S : P}</c>. One name or one tuple of names, always with a set.</summary>
internal sealed class SetFilterExpr(SourceSpan span, Binding binding, Expr predicate) : Expr(span)
{
    public Binding Binding => binding;

    public Expr Predicate => predicate;
}

/// <summary><c>{e : x \in S, y \in T}</c>.</summary>
internal sealed class SetMapExpr(SourceSpan span, Expr element, ImmutableArray<Binding> bindings) : Expr(span)
{
    public Expr Element => element;

    public ImmutableArray<Binding> Bindings => bindings;
}
