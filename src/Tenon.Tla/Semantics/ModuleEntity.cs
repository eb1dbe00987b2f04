using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>A module with the names that it knows: its own, those of modules that it extends, those that instances without a name bring.</summary>
internal sealed class ModuleEntity(ModuleSyntax syntax, ModuleEntity? parent)
{
    public string Name => syntax.Name.Name;

    public ModuleSyntax Syntax => syntax;

    /// <summary>Of a nested module, the one around it.</summary>
    public ModuleEntity? Parent => parent;

    /// <summary>All names, by what they stand for.</summary>
    public Dictionary<string, ModuleSymbol> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>The variables, those of extended modules first.</summary>
    public List<DeclaredVariable> Variables { get; } = [];

    /// <summary>The constants, those of extended modules first.</summary>
    public List<DeclaredConstant> Constants { get; } = [];

    /// <summary>The assumptions, those of extended modules first, each with the module that has it.</summary>
    public List<(AssumeSyntax Syntax, ModuleEntity Owner)> Assumptions { get; } = [];

    /// <summary>Modules inside of this one, by name.</summary>
    public Dictionary<string, ModuleEntity> Nested { get; } = new(StringComparer.Ordinal);

    /// <summary>The modules that it extends, directly or not, itself included.</summary>
    public HashSet<ModuleEntity> Extended { get; } = [];

    public override string ToString() => Name;
}
