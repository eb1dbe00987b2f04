using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Tenon.Tla.Semantics;

/// <summary>A root module with all that it extends and instances, and with what a configuration replaces, as definitions that can be evaluated.</summary>
internal sealed class ResolvedSpec
{
    /// <summary>The root module's name.</summary>
    public required string Name { get; init; }

    /// <summary>The state variables, each at its index.</summary>
    public required ImmutableArray<VariableSymbol> Variables { get; init; }

    /// <summary>How many <see cref="ShadowVariableExpr"/> there are: room that ENABLED needs after the variables.</summary>
    public required int ShadowCount { get; init; }

    /// <summary>
    /// The definitions that the root module can refer to by name without arguments of an instance: its own, what it extends, unnamed instances, and
    /// constants with a value.
    /// </summary>
    public required FrozenDictionary<string, OperatorDefinition> Definitions { get; init; }

    /// <summary>The constants without a value.</summary>
    public required ImmutableArray<ConstantSymbol> Unassigned { get; init; }

    /// <summary>The ASSUMEs of the root module and what it extends, in order.</summary>
    public required ImmutableArray<Assumption> Assumptions { get; init; }

    /// <summary>All definitions that anything in <see cref="Definitions"/> or <see cref="Assumptions"/> leads to, those in LETs included.</summary>
    public required ImmutableArray<OperatorDefinition> AllDefinitions { get; init; }

    /// <summary>The expressions beside the modules, each as the body of a definition without parameters, in the order in which they were given.</summary>
    public ImmutableArray<OperatorDefinition> Extras { get; init; } = [];
}

/// <summary>An ASSUME.</summary>
/// <param name="Name">Its name; null if it has none.</param>
/// <param name="Body">What is assumed.</param>
/// <param name="Definition">The definition around the body, whose frame has the body's locals.</param>
internal sealed record Assumption(string? Name, Expr Body, OperatorDefinition Definition);
