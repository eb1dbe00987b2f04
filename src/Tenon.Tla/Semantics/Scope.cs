using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>What names mean at a place: locals from the inside out, then the names of a module in a context. Immutable.</summary>
internal sealed record Scope
{
    /// <summary>Which way the module's definitions are filled in.</summary>
    public required InstanceContext Context { get; init; }

    /// <summary>The module whose text this is: the context's, or one that it extends.</summary>
    public required ModuleEntity Module { get; init; }

    /// <summary>Where new locals go.</summary>
    public required Frame Frame { get; init; }

    /// <summary>The locals.</summary>
    public LocalName? Locals { get; init; }

    /// <summary>The definition's first parameters, by the instance's that they stand for.</summary>
    public IReadOnlyDictionary<(InstanceContext, string), LocalSymbol> InstanceParameters { get; init; } = NoParameters;

    /// <summary>Names of a module with a higher order are not known yet.</summary>
    public int Order { get; init; } = int.MaxValue;

    private static readonly Dictionary<(InstanceContext, string), LocalSymbol> NoParameters = [];

    public Scope With(string name, object meaning, SourceSpan span) => this with { Locals = new LocalName(name, meaning, span, Locals) };

    public Scope With(LocalSymbol local, SourceSpan span) => With(local.Name, local, span);

    public LocalName? FindLocal(string name)
    {
        LocalName? local = Locals;
        while (local is not null && local.Name != name)
        {
            local = local.Next;
        }

        return local;
    }
}

/// <summary>A local name: <see cref="LocalSymbol"/>, <see cref="OperatorDefinition"/>, or <see cref="InstanceContext"/> of an instance in a LET.</summary>
internal sealed record LocalName(string Name, object Meaning, SourceSpan Span, LocalName? Next);
