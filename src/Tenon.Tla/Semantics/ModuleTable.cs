using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>Makes modules with their tables of names out of syntax, and those that they need before them.</summary>
internal sealed class ModuleTable(ModuleLibrary library, DiagnosticBag diagnostics)
{
    private readonly Dictionary<ModuleSyntax, ModuleEntity> _entities = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _inProgress = [];
    private int _order;

    /// <summary>All modules so far, in the order in which they were begun.</summary>
    public List<ModuleEntity> All { get; } = [];

    public ModuleLibrary Library => library;

    public ModuleEntity Of(ModuleSyntax syntax, ModuleEntity? parent = null)
    {
        if (_entities.TryGetValue(syntax, out ModuleEntity? known))
        {
            return known;
        }

        ModuleEntity module = new(syntax, parent);
        _entities.Add(syntax, module);
        All.Add(module);
        _inProgress.Add(module.Name);
        module.Extended.Add(module);
        foreach (ModuleSymbol outer in parent?.Names.Values ?? Enumerable.Empty<ModuleSymbol>())
        {
            module.Names.Add(outer.Name, new OuterSymbol(outer is OuterSymbol further ? further.Inner : outer, module, _order++));
        }

        foreach (NameToken extended in syntax.Extends)
        {
            if (Find(extended, module) is ModuleEntity other)
            {
                Extend(module, other, extended.Span);
            }
        }

        HashSet<string> recursive = new(StringComparer.Ordinal);
        foreach (UnitSyntax unit in syntax.Units)
        {
            AddUnit(module, unit, recursive);
        }

        _inProgress.RemoveAt(_inProgress.Count - 1);
        return module;
    }

    /// <summary>The module of a name as another module sees it: one nested in it or around it, or from a file.</summary>
    public ModuleEntity? Find(NameToken name, ModuleEntity from)
    {
        for (ModuleEntity? around = from; around is not null; around = around.Parent)
        {
            if (around.Nested.TryGetValue(name.Name, out ModuleEntity? nested))
            {
                return nested;
            }
        }

        if (_inProgress.Contains(name.Name))
        {
            diagnostics.Error(name.Span, $"the module {name.Name} needs itself: {string.Join(", ", _inProgress.SkipWhile(each => each != name.Name))}, {name.Name}");
            return null;
        }

        if (library.Find(name.Name) is ModuleSyntax syntax)
        {
            return Of(syntax);
        }

        string? near = Spelling.Nearest(name.Name, ModuleLibrary.StandardNames);
        diagnostics.Error(
            name.Span,
            $"there is no module {name.Name}: no file {name.Name}.tla in {string.Join(", ", library.Folders.DefaultIfEmpty("any folder"))}, and none comes with this program",
            near is null ? null : $"did you mean {near}?");
        return null;
    }

    private void Extend(ModuleEntity module, ModuleEntity other, SourceSpan span)
    {
        foreach (ModuleSymbol symbol in other.Names.Values.Where(symbol => !symbol.IsLocal))
        {
            Add(module, symbol, span);
        }

        module.Extended.UnionWith(other.Extended);
        AddNew(module.Variables, other.Variables);
        AddNew(module.Constants, other.Constants);
        AddNew(module.Assumptions, other.Assumptions);
        foreach ((string name, ModuleEntity nested) in other.Nested)
        {
            module.Nested.TryAdd(name, nested);
        }
    }

    private static void AddNew<T>(List<T> list, List<T> more) => list.AddRange(more.Where(each => !list.Contains(each)));

    private void AddUnit(ModuleEntity module, UnitSyntax unit, HashSet<string> recursive)
    {
        switch (unit)
        {
            case ConstantsSyntax constants:
                foreach (DeclaredName name in constants.Names)
                {
                    DeclaredConstant constant = new(name.Name, name.Arity, name.Span, module, _order++);
                    Add(module, constant, name.Span);
                    AddDeclared(module.Constants, constant, module);
                }

                break;
            case VariablesSyntax variables:
                foreach (NameToken name in variables.Names)
                {
                    DeclaredVariable variable = new(name.Name, name.Span, module, _order++);
                    Add(module, variable, name.Span);
                    AddDeclared(module.Variables, variable, module);
                }

                break;
            case RecursiveSyntax declared:
                AddRecursive(module, declared, recursive);
                break;
            case DefinitionSyntax definition:
                Add(module, new DefinedOperator(definition.Name.Name, definition.Parameters.Length, definition.Span, module, definition.IsLocal, _order++, definition, recursive.Contains(definition.Name.Name)), definition.Name.Span);
                break;
            case FunctionDefinitionSyntax function:
                Add(module, new DefinedOperator(function.Name.Name, 0, function.Span, module, function.IsLocal, _order++, function, recursive.Contains(function.Name.Name)), function.Name.Span);
                break;
            case AssumeSyntax assumption:
                module.Assumptions.Add((assumption, module));
                if (assumption.Name is NameToken assumed)
                {
                    Add(module, new DefinedOperator(assumed.Name, 0, assumption.Span, module, false, _order++, assumption, false), assumed.Span);
                }

                break;
            case TheoremSyntax { Name: NameToken theorem, Body: not null }:
                Add(module, new DefinedOperator(theorem.Name, 0, unit.Span, module, false, _order++, unit, false), theorem.Span);
                break;
            case InstanceSyntax instance:
                AddInstance(module, instance);
                break;
            case NestedModuleSyntax nested:
                if (!module.Nested.TryAdd(nested.Module.Name.Name, Of(nested.Module, module)))
                {
                    diagnostics.Error(nested.Module.Name.Span, $"there is another module {nested.Module.Name.Name} in this module");
                }

                break;
        }
    }

    // The definition that follows may be used from here on, in its own body and in others.
    private void AddRecursive(ModuleEntity module, RecursiveSyntax declared, HashSet<string> recursive)
    {
        foreach (DeclaredName name in declared.Names)
        {
            recursive.Add(name.Name);
            UnitSyntax? definition = module.Syntax.Units.FirstOrDefault(unit => unit switch
            {
                DefinitionSyntax each => each.Name.Name == name.Name,
                FunctionDefinitionSyntax each => each.Name.Name == name.Name,
                _ => false,
            });
            int arity = definition is DefinitionSyntax found ? found.Parameters.Length : 0;
            if (definition is null || arity != name.Arity)
            {
                diagnostics.Error(name.Span, definition is null
                    ? $"{name.Name} is declared RECURSIVE and never defined"
                    : $"{name.Name} is declared RECURSIVE with {name.Arity} parameters and defined with {arity}");
            }
        }
    }

    private void AddInstance(ModuleEntity module, InstanceSyntax syntax)
    {
        if (Find(syntax.Module, module) is not ModuleEntity target)
        {
            return;
        }

        InstanceSymbol instance = new(syntax, module, target, _order++);
        if (syntax.Name is not null)
        {
            Add(module, instance, syntax.Name.Span);
            return;
        }

        foreach (ModuleSymbol symbol in target.Names.Values.Where(symbol => !symbol.IsLocal && symbol is not (DeclaredConstant or DeclaredVariable)))
        {
            Add(module, new ImportedSymbol(instance, symbol, module, syntax.IsLocal, _order++), syntax.Module.Span);
        }
    }

    private void Add(ModuleEntity module, ModuleSymbol symbol, SourceSpan span)
    {
        if (module.Names.TryAdd(symbol.Name, symbol) || module.Names[symbol.Name] is not ModuleSymbol known || Origin(known) == Origin(symbol))
        {
            return;
        }

        if (known is OuterSymbol || (Origin(known).Owner.Name == Origin(symbol).Owner.Name && IsStandard(known) && IsStandard(symbol)))
        {
            module.Names[symbol.Name] = symbol;
            return;
        }

        // Standard modules and their instances have operators in common; whichever it is, it is the same.
        string where = known.Span.Source is null ? "" : $", {(known.Span.Module == span.Module ? $"line {known.Span.StartLine}" : known.Span.ToString())}";
        if (MayMeet(known, symbol, module))
        {
            diagnostics.Warn(span, $"{symbol.Name} has a meaning already, which it keeps: it is a {known.Kind}{where}", "rename one of the two");
            return;
        }

        diagnostics.Error(span, $"{symbol.Name} has a meaning already: it is a {known.Kind}{where}", "each name can have one meaning in a module");
    }

    // As in TLC: what is declared twice is one thing, and of definitions that come from other modules the first is kept. A definition of the module's own has to be the only one.
    private static bool MayMeet(ModuleSymbol known, ModuleSymbol symbol, ModuleEntity module) => (known, symbol) switch
    {
        (DeclaredVariable, DeclaredVariable) => true,
        (DeclaredConstant, DeclaredConstant) => known.Arity == symbol.Arity,
        (DeclaredVariable or DeclaredConstant, _) or (_, DeclaredVariable or DeclaredConstant) => false,
        (_, ImportedSymbol) => true,
        _ => known.Owner != module && symbol.Owner != module,
    };

    // A second declaration of one thing adds nothing.
    private static void AddDeclared<T>(List<T> list, T symbol, ModuleEntity module)
        where T : ModuleSymbol
    {
        if (ReferenceEquals(module.Names[symbol.Name], symbol))
        {
            list.Add(symbol);
        }
    }

    private static bool IsStandard(ModuleSymbol symbol) => symbol.Span.Source?.IsStandard == true;

    // A definition that comes by several ways is one, unless an instance puts something in it.
    internal static ModuleSymbol Origin(ModuleSymbol symbol) => symbol switch
    {
        ImportedSymbol imported when Origin(imported.Inner) is { Owner: { Variables.Count: 0, Constants.Count: 0 } } origin => origin,
        OuterSymbol outer => Origin(outer.Inner),
        _ => symbol,
    };
}
