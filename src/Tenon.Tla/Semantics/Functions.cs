using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>
/// <c>[x \in S, y \in T |-> e]</c>. With one name (or one tuple of names) its arguments are the elements of the set; with more, tuples of as many parts as
/// there are names (a tuple of names being one part).
/// </summary>
/// <remarks>
/// A recursive function <c>f[x \in S] == e</c> is the body of the definition f, with <see cref="Self"/>, which <c>e</c> refers to by a <see cref="LocalExpr"/>: to be
/// evaluated argument by argument as needed.
/// </remarks>
internal sealed class FunctionExpr(SourceSpan span, ImmutableArray<Binding> bindings, Expr body, LocalSymbol? self = null) : Expr(span)
{
    public ImmutableArray<Binding> Bindings => bindings;

    public Expr Body => body;

    /// <summary>Of a recursive function, the name of itself; null for others.</summary>
    public LocalSymbol? Self => self;
}

/// <summary><c>[S -> T]</c>.</summary>
internal sealed class FunctionSetExpr(SourceSpan span, Expr domain, Expr range) : Expr(span)
{
    public Expr Domain => domain;

    public Expr Range => range;
}

/// <summary><c>f[e]</c>; <c>f[a, b]</c> has the tuple as its argument.</summary>
internal sealed class FunctionApplyExpr(SourceSpan span, Expr function, Expr argument) : Expr(span)
{
    public Expr Function => function;

    public Expr Argument => argument;
}

/// <summary><c>&lt;&lt;a, b>></c>.</summary>
internal sealed class TupleExpr(SourceSpan span, ImmutableArray<Expr> elements) : Expr(span)
{
    public ImmutableArray<Expr> Elements => elements;
}

/// <summary>A field's name with a value, or with a set of values.</summary>
internal sealed record FieldExpr(string Name, Expr Value);

/// <summary><c>[a |-> 1, b |-> 2]</c>. Names are distinct, in the order of the text.</summary>
internal sealed class RecordExpr(SourceSpan span, ImmutableArray<FieldExpr> fields) : Expr(span)
{
    public ImmutableArray<FieldExpr> Fields => fields;
}

/// <summary><c>[a : S, b : T]</c>.</summary>
internal sealed class RecordSetExpr(SourceSpan span, ImmutableArray<FieldExpr> fields) : Expr(span)
{
    public ImmutableArray<FieldExpr> Fields => fields;
}

/// <summary><c>r.name</c>: <c>r["name"]</c>.</summary>
internal sealed class SelectExpr(SourceSpan span, Expr record, string name) : Expr(span)
{
    public Expr Record => record;

    public string Name => name;
}
