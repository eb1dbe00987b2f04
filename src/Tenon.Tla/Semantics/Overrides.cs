using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>What a configuration says of constants and definitions. Immutable.</summary>
internal sealed record Overrides
{
    public static readonly Overrides None = new();

    /// <summary>By name, for the root module and what it extends.</summary>
    public ImmutableDictionary<string, Override> Root { get; init; } = ImmutableDictionary.Create<string, Override>(StringComparer.Ordinal);

    /// <summary>By module and name.</summary>
    public ImmutableDictionary<(string Module, string Name), Override> Modules { get; init; } = ImmutableDictionary<(string, string), Override>.Empty;
}

/// <summary>What a name means instead: another definition, or a value.</summary>
/// <param name="Span">Where the configuration says so.</param>
/// <param name="Definition">The name of the definition; null for values.</param>
/// <param name="Values">The value; or for an operator the values for arguments. Empty for a definition.</param>
internal sealed record Override(SourceSpan Span, string? Definition, ImmutableArray<(ImmutableArray<Expr> Arguments, Expr Value)> Values);
