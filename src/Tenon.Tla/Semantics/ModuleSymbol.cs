using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>What a name of a module stands for, before anything is instantiated. Compared by identity.</summary>
/// <param name="name">The name.</param>
/// <param name="arity">How many arguments it takes.</param>
/// <param name="span">Where it was given.</param>
/// <param name="owner">The module whose text has it.</param>
/// <param name="isLocal">Whether only that module sees it.</param>
/// <param name="order">Its place among all symbols ever made: a name can be used only after it.</param>
internal abstract class ModuleSymbol(string name, int arity, SourceSpan span, ModuleEntity owner, bool isLocal, int order)
{
    public string Name => name;

    public int Arity => arity;

    public SourceSpan Span => span;

    public ModuleEntity Owner => owner;

    public bool IsLocal => isLocal;

    public int Order => order;

    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

internal sealed class DeclaredConstant(string name, int arity, SourceSpan span, ModuleEntity owner, int order)
    : ModuleSymbol(name, arity, span, owner, false, order)
{
    public override string Kind => "constant";
}

internal sealed class DeclaredVariable(string name, SourceSpan span, ModuleEntity owner, int order) : ModuleSymbol(name, 0, span, owner, false, order)
{
    public override string Kind => "variable";
}

/// <summary>A definition: <see cref="DefinitionSyntax"/>, <see cref="FunctionDefinitionSyntax"/>, or an assumption or a theorem with a name.</summary>
internal sealed class DefinedOperator(string name, int arity, SourceSpan span, ModuleEntity owner, bool isLocal, int order, UnitSyntax syntax, bool isRecursive)
    : ModuleSymbol(name, arity, span, owner, isLocal, order)
{
    public UnitSyntax Syntax => syntax;

    public bool IsRecursive => isRecursive;

    public override string Kind => "definition";
}

/// <summary>An INSTANCE, with a name or without.</summary>
internal sealed class InstanceSymbol(InstanceSyntax syntax, ModuleEntity owner, ModuleEntity target, int order)
    : ModuleSymbol(syntax.Name?.Name ?? "", syntax.Parameters.Length, syntax.Span, owner, syntax.IsLocal, order)
{
    public InstanceSyntax Syntax => syntax;

    public ModuleEntity Target => target;

    public ImmutableArray<DeclaredName> Parameters => syntax.Parameters;

    public override string Kind => "instance";
}

/// <summary>A definition that an INSTANCE without a name brought.</summary>
internal sealed class ImportedSymbol(InstanceSymbol instance, ModuleSymbol inner, ModuleEntity owner, bool isLocal, int order)
    : ModuleSymbol(inner.Name, inner.Arity, inner.Span, owner, isLocal, order)
{
    public InstanceSymbol Instance => instance;

    public ModuleSymbol Inner => inner;

    public override string Kind => inner.Kind;
}

/// <summary>A name of the module around a nested one.</summary>
internal sealed class OuterSymbol(ModuleSymbol inner, ModuleEntity owner, int order) : ModuleSymbol(inner.Name, inner.Arity, inner.Span, owner, true, order)
{
    public ModuleSymbol Inner => inner;

    public override string Kind => inner.Kind;
}
