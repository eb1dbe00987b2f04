using System.Collections.Immutable;

namespace Tenon.Tla.Syntax;

/// <summary>A module as it is written. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Span">All of it.</param>
/// <param name="Extends">The modules that it extends, by name.</param>
/// <param name="Units">Declarations, definitions and the rest, in order.</param>
internal sealed record ModuleSyntax(NameToken Name, SourceSpan Span, ImmutableArray<NameToken> Extends, ImmutableArray<UnitSyntax> Units)
{
    public SourceText Source => Span.Source!; // Every module has a text.
}

/// <summary>A part of a module, or of a LET.</summary>
/// <param name="Span">Where it is.</param>
internal abstract record UnitSyntax(SourceSpan Span);

/// <summary>A declared or formal name: <c>x</c>, <c>F(_, _)</c>, <c>_ + _</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Arity">How many arguments it takes; 0 for a value.</param>
/// <param name="Span">Where it is.</param>
internal sealed record DeclaredName(string Name, int Arity, SourceSpan Span);

internal sealed record ConstantsSyntax(SourceSpan Span, ImmutableArray<DeclaredName> Names) : UnitSyntax(Span);

internal sealed record VariablesSyntax(SourceSpan Span, ImmutableArray<NameToken> Names) : UnitSyntax(Span);

internal sealed record RecursiveSyntax(SourceSpan Span, ImmutableArray<DeclaredName> Names) : UnitSyntax(Span);

/// <summary><c>Op(a, F(_)) == e</c>, also by a symbol: <c>a (+) b == e</c>.</summary>
internal sealed record DefinitionSyntax(SourceSpan Span, DeclaredName Name, ImmutableArray<DeclaredName> Parameters, SyntaxNode Body, bool IsLocal) : UnitSyntax(Span);

/// <summary><c>f[x \in S] == e</c>.</summary>
internal sealed record FunctionDefinitionSyntax(SourceSpan Span, DeclaredName Name, ImmutableArray<BindingSyntax> Bindings, SyntaxNode Body, bool IsLocal) : UnitSyntax(Span);

/// <summary><c>INSTANCE M WITH x &lt;- e</c>, with the name and parameters under which its definitions are known if there are.</summary>
internal sealed record InstanceSyntax(
    SourceSpan Span, DeclaredName? Name, ImmutableArray<DeclaredName> Parameters, NameToken Module, ImmutableArray<(NameToken Name, SyntaxNode Value)> Substitutions, bool IsLocal)
    : UnitSyntax(Span);

internal sealed record AssumeSyntax(SourceSpan Span, NameToken? Name, SyntaxNode Body) : UnitSyntax(Span);

/// <summary>A theorem. Its proof is not kept; nor is its statement if that has assumptions of its own.</summary>
internal sealed record TheoremSyntax(SourceSpan Span, NameToken? Name, SyntaxNode? Body) : UnitSyntax(Span);

internal sealed record NestedModuleSyntax(SourceSpan Span, ModuleSyntax Module) : UnitSyntax(Span);
