using System.Collections.Immutable;

namespace Tenon.Tla.Syntax;

/// <summary>An expression as it is written: names are not resolved, operators are grouped. Immutable.</summary>
/// <param name="Span">Where it is.</param>
internal abstract record SyntaxNode(SourceSpan Span);

/// <summary>A whole number as written, in any base.</summary>
internal sealed record NumberSyntax(SourceSpan Span, string Text) : SyntaxNode(Span);

internal sealed record DecimalSyntax(SourceSpan Span, string Text) : SyntaxNode(Span);

internal sealed record StringSyntax(SourceSpan Span, string Value) : SyntaxNode(Span);

/// <summary><c>@</c> in EXCEPT.</summary>
internal sealed record AtSyntax(SourceSpan Span) : SyntaxNode(Span);

/// <summary>TRUE, FALSE, BOOLEAN or STRING.</summary>
internal sealed record WordSyntax(SourceSpan Span, string Word) : SyntaxNode(Span);

/// <summary>One part of a name such as <c>I(p)!J!Op(x)</c>.</summary>
/// <param name="Span">The name, without the arguments.</param>
/// <param name="Name">A name, a symbol of an operator, or a selector of a subexpression such as <c>1</c>, <c>&lt;&lt;</c>, <c>@</c>, <c>:</c>.</param>
/// <param name="Arguments">What it is applied to; empty if there are no parentheses.</param>
internal sealed record NamePart(SourceSpan Span, string Name, ImmutableArray<SyntaxNode> Arguments);

/// <summary>A name, with the instances on the way to it, applied or not; also an operator's symbol given as an argument.</summary>
internal sealed record NameSyntax(SourceSpan Span, ImmutableArray<NamePart> Parts) : SyntaxNode(Span)
{
    public string LastName => Parts[^1].Name;
}

/// <summary>An operator's symbol between, before or after its operands: one or two of them.</summary>
/// <param name="Span">All of it.</param>
/// <param name="OperatorSpan">The symbol.</param>
/// <param name="Symbol">Its canonical spelling. Unary minus is <c>-.</c></param>
/// <param name="Operands">The operands in order.</param>
internal sealed record OperatorSyntax(SourceSpan Span, SourceSpan OperatorSpan, string Symbol, ImmutableArray<SyntaxNode> Operands) : SyntaxNode(Span);

/// <summary>A list of bullets.</summary>
internal sealed record JunctionSyntax(SourceSpan Span, bool IsAnd, ImmutableArray<SyntaxNode> Items) : SyntaxNode(Span);

/// <summary><c>A \X B \X C</c>.</summary>
internal sealed record ProductSyntax(SourceSpan Span, ImmutableArray<SyntaxNode> Factors) : SyntaxNode(Span);

/// <summary>Something in parentheses; kept because <c>(A \X B) \X C</c> is not <c>A \X B \X C</c>.</summary>
internal sealed record ParenthesizedSyntax(SourceSpan Span, SyntaxNode Inner) : SyntaxNode(Span);

internal sealed record IfSyntax(SourceSpan Span, SyntaxNode Condition, SyntaxNode Then, SyntaxNode Else) : SyntaxNode(Span);

internal sealed record CaseSyntax(SourceSpan Span, ImmutableArray<(SyntaxNode Guard, SyntaxNode Value)> Arms, SyntaxNode? Other) : SyntaxNode(Span);

internal sealed record LetSyntax(SourceSpan Span, ImmutableArray<UnitSyntax> Definitions, SyntaxNode Body) : SyntaxNode(Span);

/// <summary>A name that is bound.</summary>
internal sealed record NameToken(string Name, SourceSpan Span);

/// <summary><c>x, y \in S</c> or <c>&lt;&lt;x, y>> \in S</c> or, without a set, <c>x, y</c>.</summary>
internal sealed record BindingSyntax(ImmutableArray<NameToken> Names, bool IsTuple, SyntaxNode? Domain);

/// <summary><c>\A \E \AA \EE</c> with one of these as <see cref="Symbol"/>.</summary>
internal sealed record QuantifierSyntax(SourceSpan Span, string Symbol, ImmutableArray<BindingSyntax> Bindings, SyntaxNode Body) : SyntaxNode(Span);

internal sealed record ChooseSyntax(SourceSpan Span, BindingSyntax Binding, SyntaxNode Predicate) : SyntaxNode(Span);

internal sealed record LambdaSyntax(SourceSpan Span, ImmutableArray<NameToken> Parameters, SyntaxNode Body) : SyntaxNode(Span);

internal sealed record SetEnumSyntax(SourceSpan Span, ImmutableArray<SyntaxNode> Elements) : SyntaxNode(Span);

internal sealed record SetFilterSyntax(SourceSpan Span, BindingSyntax Binding, SyntaxNode Predicate) : SyntaxNode(Span);

internal sealed record SetMapSyntax(SourceSpan Span, SyntaxNode Element, ImmutableArray<BindingSyntax> Bindings) : SyntaxNode(Span);

internal sealed record TupleSyntax(SourceSpan Span, ImmutableArray<SyntaxNode> Elements) : SyntaxNode(Span);

internal sealed record FunctionSyntax(SourceSpan Span, ImmutableArray<BindingSyntax> Bindings, SyntaxNode Body) : SyntaxNode(Span);

internal sealed record FunctionSetSyntax(SourceSpan Span, SyntaxNode Domain, SyntaxNode Range) : SyntaxNode(Span);

internal sealed record RecordSyntax(SourceSpan Span, bool IsSet, ImmutableArray<(NameToken Name, SyntaxNode Value)> Fields) : SyntaxNode(Span);

internal sealed record ApplySyntax(SourceSpan Span, SyntaxNode Function, ImmutableArray<SyntaxNode> Arguments) : SyntaxNode(Span);

internal sealed record SelectSyntax(SourceSpan Span, SyntaxNode Record, NameToken Field) : SyntaxNode(Span);

/// <summary>A step of a path in EXCEPT: arguments in brackets, or a field.</summary>
internal sealed record PathStep(ImmutableArray<SyntaxNode> Arguments, NameToken? Field);

internal sealed record ExceptSyntax(SourceSpan Span, SyntaxNode Function, ImmutableArray<(SourceSpan Span, ImmutableArray<PathStep> Path, SyntaxNode Value)> Clauses) : SyntaxNode(Span);

/// <summary><c>[A]_v</c>, or <c>&lt;&lt;A>>_v</c> if <see cref="IsAngle"/>.</summary>
internal sealed record SubscriptedSyntax(SourceSpan Span, bool IsAngle, SyntaxNode Action, SyntaxNode Subscript) : SyntaxNode(Span);

internal sealed record FairnessSyntax(SourceSpan Span, bool IsStrong, SyntaxNode Subscript, SyntaxNode Action) : SyntaxNode(Span);

internal sealed record LabelSyntax(SourceSpan Span, string Name, SyntaxNode Body) : SyntaxNode(Span);
