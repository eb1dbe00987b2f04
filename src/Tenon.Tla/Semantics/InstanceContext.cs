using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>One way in which a module's definitions are filled in: the root itself, or one instance. Compared by identity.</summary>
/// <remarks>
/// Contexts form a tree: an instance inside of an instanced module has one for each context of that module. What an instance puts in the place of a
/// constant or variable is resolved anew wherever that is referred to, in the scope of the INSTANCE; so substitutions compose by themselves.
/// </remarks>
internal sealed class InstanceContext
{
    /// <summary>The module whose definitions are filled in.</summary>
    public required ModuleEntity Module { get; init; }

    /// <summary>The context of the module that has the INSTANCE; null for the root.</summary>
    public InstanceContext? Outer { get; init; }

    /// <summary>The scope of the INSTANCE, without the locals of its parameters; null for the root.</summary>
    public Scope? Scope { get; init; }

    /// <summary>The instance; null for the root.</summary>
    public InstanceSyntax? Instance { get; init; }

    /// <summary>What stands before names: <c>I!</c>; empty for the root and for instances without a name.</summary>
    public required string Prefix { get; init; }

    /// <summary>Of an instance in a LET, where its definitions go; null for others.</summary>
    public LetHost? Host { get; init; }

    /// <summary>Whether variables that are no variables of the root are bound, because this is inside of ENABLED.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>What is put in the place of constants and variables, by name.</summary>
    public ImmutableDictionary<string, SyntaxNode> Substitutions { get; init; } = ImmutableDictionary<string, SyntaxNode>.Empty;

    /// <summary>The definitions made so far.</summary>
    public Dictionary<ModuleSymbol, OperatorDefinition> Definitions { get; } = [];

    /// <summary>The contexts of instances in this module, made so far.</summary>
    public Dictionary<InstanceSyntax, InstanceContext> Instances { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The same for the inside of ENABLED, once it was needed: itself if nothing is different there.</summary>
    public InstanceContext? Enabled { get; set; }

    /// <summary>Of an <see cref="IsEnabled"/> one, the same outside.</summary>
    public InstanceContext? Plain { get; init; }

    /// <summary>The shadows of variables, by name, if <see cref="IsEnabled"/>.</summary>
    public Dictionary<string, int> Shadows { get; } = new(StringComparer.Ordinal);

    /// <summary>The parameters of all instances on the way here, outermost first: the first parameters of each definition.</summary>
    public IEnumerable<(InstanceContext Context, DeclaredName Parameter)> Parameters =>
        (Outer?.Parameters ?? []).Concat(Instance?.Parameters.Select(parameter => ((Plain ?? this), parameter)) ?? []);
}

/// <summary>A LET in the making, which takes the definitions of the instances in it as they are made.</summary>
internal sealed class LetHost(Frame frame)
{
    public Frame Frame => frame;

    public ImmutableArray<OperatorDefinition>.Builder Definitions { get; } = ImmutableArray.CreateBuilder<OperatorDefinition>();
}
