using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>Names and the set that they range over: <c>x, y \in S</c>, <c>&lt;&lt;x, y>> \in S</c>, or without a set <c>x, y</c>.</summary>
/// <param name="Variables">The names, one or more.</param>
/// <param name="IsTuple">Whether they are the parts of one element, which has to be a tuple of that length.</param>
/// <param name="Domain">
/// The set, evaluated once even if several names range over it, and before any name of the same binder is bound; null if there is none.
/// </param>
internal sealed record Binding(ImmutableArray<LocalSymbol> Variables, bool IsTuple, Expr? Domain);

/// <summary><c>\A</c> and <c>\E</c>.</summary>
internal sealed class QuantifierExpr(SourceSpan span, bool isForAll, ImmutableArray<Binding> bindings, Expr body) : Expr(span)
{
    public bool IsForAll => isForAll;

    /// <summary>The first varies slowest. A domain does not see the names of other bindings.</summary>
    public ImmutableArray<Binding> Bindings => bindings;

    public Expr Body => body;
}

/// <summary><c>\AA</c> and <c>\EE</c>, quantifiers over runs: parsed, never evaluated. The names are variables inside, as locals.</summary>
internal sealed class TemporalQuantifierExpr(SourceSpan span, bool isForAll, ImmutableArray<LocalSymbol> variables, Expr body) : Expr(span)
{
    public bool IsForAll => isForAll;

    public ImmutableArray<LocalSymbol> Variables => variables;

    public Expr Body => body;
}

/// <summary><c>CHOOSE x \in S : P</c>: the first element in the order of values. One name or one tuple of names.</summary>
internal sealed class ChooseExpr(SourceSpan span, Binding binding, Expr predicate) : Expr(span)
{
    public Binding Binding => binding;

    public Expr Predicate => predicate;
}
