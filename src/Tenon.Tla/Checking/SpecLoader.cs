using System.Collections.Immutable;
using Tenon.Tla.Configuration;
using Tenon.Tla.Semantics;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Checking;

/// <summary>Reads a specification and its configuration from files.</summary>
internal static class SpecLoader
{
    /// <summary>Reads both.</summary>
    /// <param name="specPath">The root module's file.</param>
    /// <param name="configPath">The configuration; null for the file beside the module, or one inside of it.</param>
    /// <param name="libraries">Further folders with modules.</param>
    /// <exception cref="SpecificationException">There are errors; all that were found are in it.</exception>
    public static LoadedSpec Load(string specPath, string? configPath, IReadOnlyList<string> libraries)
    {
        SourceText source = Read(specPath);
        DiagnosticBag configDiagnostics = new();
        SourceText? configText = FindConfig(source, configPath);
        ModelConfig config = configText is null ? new ModelConfig() : ConfigParser.Parse(configText, configDiagnostics);
        if (configText is null)
        {
            configDiagnostics.Error(
                SourceSpan.None,
                $"there is no configuration for {source.Path}: no file {Path.ChangeExtension(source.Path, ".cfg")}",
                "a configuration names what to check, for example: SPECIFICATION Spec INVARIANT TypeOK");
        }

        Throw(configDiagnostics, isConfiguration: true);
        DiagnosticBag diagnostics = new();
        ModuleEntity root = Modules(source, libraries, diagnostics, out ModuleTable modules);
        CheckOverrides(config.Overrides, root, modules, configDiagnostics);
        ImmutableArray<ConfigName> names = [.. config.Names.Distinct()];
        CheckNames(names, root, configDiagnostics);
        Throw(configDiagnostics, isConfiguration: true);
        ResolvedSpec spec = Resolver.Resolve(root, modules, config.Overrides, [.. names.Select(name => new ExtraExpression(name.Name, name.ToSyntax()))], diagnostics);
        Throw(diagnostics);
        foreach (ConstantSymbol constant in spec.Unassigned)
        {
            configDiagnostics.Error(
                constant.Span,
                $"the constant {constant.Name} is given no value by the configuration",
                constant.Arity == 0 ? $"add to the configuration: CONSTANT {constant.Name} = ..." : $"add to the configuration: CONSTANT {constant.Name} <- an operator with {constant.Arity} parameters");
        }

        Throw(configDiagnostics, isConfiguration: true);
        return new LoadedSpec(
            spec,
            config,
            names.Select((name, i) => KeyValuePair.Create(name, spec.Extras[i])).ToImmutableDictionary(),
            [.. diagnostics.All, .. configDiagnostics.All]);
    }

    /// <summary>Reads and resolves modules without a configuration.</summary>
    /// <param name="source">The root module.</param>
    /// <param name="libraries">Folders with modules; the root's own is searched first.</param>
    /// <param name="extras">Expressions beside the modules.</param>
    /// <param name="diagnostics">Takes what is wrong, and warnings.</param>
    public static ResolvedSpec? Resolve(SourceText source, IReadOnlyList<string> libraries, IReadOnlyList<ExtraExpression> extras, DiagnosticBag diagnostics)
    {
        try
        {
            ModuleEntity root = Modules(source, libraries, diagnostics, out ModuleTable modules);
            return Resolver.Resolve(root, modules, Overrides.None, extras, diagnostics);
        }
        catch (SpecificationException)
        {
            return null; // What is wrong is in the bag.
        }
    }

    public static SourceText Read(string path)
    {
        string full = File.Exists(path) || path.EndsWith(".tla", StringComparison.Ordinal) ? path : path + ".tla";
        try
        {
            return new SourceText(full, File.ReadAllText(full));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SpecificationException([new Diagnostic(SourceSpan.None, $"there is no file {full}")]);
        }
    }

    private static ModuleEntity Modules(SourceText source, IReadOnlyList<string> libraries, DiagnosticBag diagnostics, out ModuleTable modules)
    {
        string folder = Path.GetDirectoryName(source.Path) is { Length: > 0 } own ? own : ".";
        ModuleLibrary library = new([folder, .. libraries], diagnostics);
        ModuleSyntax? syntax = library.AddRoot(source);
        Throw(diagnostics);
        modules = new ModuleTable(library, diagnostics);
        ModuleEntity root = modules.Of(syntax!); // Without one, that was an error.
        Throw(diagnostics);
        return root;
    }

    private static SourceText? FindConfig(SourceText source, string? configPath)
    {
        if (configPath is not null)
        {
            string path = File.Exists(configPath) ? configPath : File.Exists(configPath + ".cfg") ? configPath + ".cfg" : configPath;
            if (!File.Exists(path))
            {
                return ConfigParser.Embedded(source, Path.GetFileNameWithoutExtension(configPath))
                    ?? throw new SpecificationException([new Diagnostic(SourceSpan.None, $"there is no file {configPath}, and no section ---- CONFIG {Path.GetFileNameWithoutExtension(configPath)} ---- in {source.Path}")], isConfiguration: true);
            }

            SourceText text = new(path, File.ReadAllText(path));
            return path.EndsWith(".tla", StringComparison.Ordinal) ? ConfigParser.Embedded(text) : text;
        }

        string beside = Path.ChangeExtension(source.Path, ".cfg");
        return File.Exists(beside) ? new SourceText(beside, File.ReadAllText(beside)) : ConfigParser.Embedded(source);
    }

    private static void CheckOverrides(Overrides overrides, ModuleEntity root, ModuleTable modules, DiagnosticBag diagnostics)
    {
        foreach ((string name, Override instead) in overrides.Root)
        {
            if (!root.Names.TryGetValue(name, out ModuleSymbol? symbol))
            {
                string? near = Spelling.Nearest(name, root.Names.Keys);
                string message = $"{root.Name} has no constant or definition {name}";
                string? hint = near is null ? null : $"did you mean {near}?";
                if (instead.Definition is not null)
                {
                    diagnostics.Error(instead.Span, message, hint);
                }
                else
                {
                    diagnostics.Warn(instead.Span, message, hint);
                }
            }
            else if (symbol is DeclaredVariable)
            {
                diagnostics.Error(instead.Span, $"{name} is a variable and cannot be given a value");
            }
            else if (instead.Definition is null && !instead.Values.All(value => value.Arguments.Length == symbol.Arity))
            {
                diagnostics.Error(instead.Span, $"{name} has {symbol.Arity} parameters", symbol.Arity == 0 ? null : $"put an operator in its place: {name} <- Op");
            }
        }

        foreach (((string module, string name), Override instead) in overrides.Modules)
        {
            ModuleEntity? target = modules.All.FirstOrDefault(each => each.Name == module);
            if (target is null || !target.Names.ContainsKey(name))
            {
                diagnostics.Error(instead.Span, target is null ? $"the specification uses no module {module}" : $"the module {module} has no constant or definition {name}");
            }
        }
    }

    private static void CheckNames(ImmutableArray<ConfigName> names, ModuleEntity root, DiagnosticBag diagnostics)
    {
        foreach (ConfigName name in names)
        {
            string first = name.Name.Split('!')[0];
            if (!root.Names.ContainsKey(first))
            {
                string? near = Spelling.Nearest(first, root.Names.Keys);
                diagnostics.Error(name.Span, $"{root.Name} defines no {first}", near is null ? null : $"did you mean {near}?");
            }
        }
    }

    private static void Throw(DiagnosticBag diagnostics, bool isConfiguration = false)
    {
        if (diagnostics.HasErrors)
        {
            throw new SpecificationException([.. diagnostics.All.Where(diagnostic => !diagnostic.IsWarning)], isConfiguration);
        }
    }
}
