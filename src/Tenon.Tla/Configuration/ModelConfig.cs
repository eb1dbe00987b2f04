using System.Collections.Immutable;
using Tenon.Tla.Semantics;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Configuration;

/// <summary>A name in a configuration: that of a definition, perhaps of a named instance.</summary>
/// <param name="Name">The name, such as <c>TypeOK</c> or <c>I!TypeOK</c>.</param>
/// <param name="Span">Where it is.</param>
internal sealed record ConfigName(string Name, SourceSpan Span)
{
    /// <summary>The name as an expression.</summary>
    public NameSyntax ToSyntax() => new(Span, [.. Name.Split('!').Select(part => new NamePart(Span, part, []))]);
}

/// <summary>What a <c>.cfg</c> file says. Immutable.</summary>
internal sealed record ModelConfig
{
    public ConfigName? Specification { get; init; }

    public ConfigName? Init { get; init; }

    public ConfigName? Next { get; init; }

    public ImmutableArray<ConfigName> Invariants { get; init; } = [];

    public ImmutableArray<ConfigName> Properties { get; init; } = [];

    public ImmutableArray<ConfigName> Constraints { get; init; } = [];

    public ImmutableArray<ConfigName> ActionConstraints { get; init; } = [];

    public ConfigName? Symmetry { get; init; }

    public ConfigName? View { get; init; }

    public ConfigName? Alias { get; init; }

    public ImmutableArray<ConfigName> Postconditions { get; init; } = [];

    /// <summary>Whether a state without successors is an error; null if the file says nothing, which means that it is.</summary>
    public bool? CheckDeadlock { get; init; }

    /// <summary>What constants and definitions are to mean.</summary>
    public Overrides Overrides { get; init; } = Overrides.None;

    /// <summary>All names of definitions, in the order of the file.</summary>
    public IEnumerable<ConfigName> Names => new[] { Specification, Init, Next, Symmetry, View, Alias }.OfType<ConfigName>()
        .Concat(Invariants).Concat(Properties).Concat(Constraints).Concat(ActionConstraints).Concat(Postconditions);
}
