using System.Collections.Immutable;
using System.Reflection;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>Finds modules by name: in the root module's folder, then in library folders, then among those that come with this library.</summary>
internal sealed class ModuleLibrary
{
    private static readonly Assembly Home = typeof(ModuleLibrary).Assembly;
    private static readonly Lazy<ImmutableArray<string>> Embedded = new(() =>
        [.. Home.GetManifestResourceNames().Where(name => name.EndsWith(".tla", StringComparison.Ordinal)).Select(name => name[..^4]).Order(StringComparer.Ordinal)]);

    private readonly ImmutableArray<string> _folders;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, ModuleSyntax?> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModuleSyntax?> _knownEmbedded = new(StringComparer.Ordinal);

    /// <param name="folders">Where to look, in order.</param>
    /// <param name="diagnostics">Takes what is wrong with the texts.</param>
    public ModuleLibrary(IEnumerable<string> folders, DiagnosticBag diagnostics) => (_folders, _diagnostics) = ([.. folders], diagnostics);

    /// <summary>The names of the modules that come with this library, in order.</summary>
    public static ImmutableArray<string> StandardNames => Embedded.Value;

    /// <summary>The folders, as messages name them.</summary>
    public IEnumerable<string> Folders => _folders;

    /// <summary>Parses the root module's file; the file's other modules can be found by name afterwards.</summary>
    /// <returns>The module; null, with errors, if there is none.</returns>
    public ModuleSyntax? AddRoot(SourceText source)
    {
        ImmutableArray<ModuleSyntax> modules = Parser.ParseFile(source, _diagnostics);
        foreach (ModuleSyntax module in modules)
        {
            _known.TryAdd(module.Name.Name, module);
        }

        if (modules.Length == 0)
        {
            return null;
        }

        string expected = Path.GetFileNameWithoutExtension(source.Path);
        if (modules[0].Name.Name != expected && source.Path.EndsWith(".tla", StringComparison.Ordinal))
        {
            _diagnostics.Error(modules[0].Name.Span, $"the file {Path.GetFileName(source.Path)} has a module named {modules[0].Name.Name}", $"module and file need the same name: rename one of them to the other");
        }

        return modules[0];
    }

    /// <summary>The module of this name; null if there is none, or none that can be parsed at all.</summary>
    public ModuleSyntax? Find(string name)
    {
        if (_known.TryGetValue(name, out ModuleSyntax? module))
        {
            return module;
        }

        string? path = _folders.Select(folder => Path.Combine(folder, name + ".tla")).FirstOrDefault(File.Exists);
        module = path is null ? FindStandard(name) : Parser.ParseFile(new SourceText(path, File.ReadAllText(path)), _diagnostics).FirstOrDefault();
        _known.Add(name, module);
        return module;
    }

    /// <summary>The module of this name that comes with this library; null if there is none.</summary>
    public ModuleSyntax? FindStandard(string name)
    {
        if (!_knownEmbedded.TryGetValue(name, out ModuleSyntax? module))
        {
            using Stream? stream = Home.GetManifestResourceStream(name + ".tla");
            if (stream is not null)
            {
                using StreamReader reader = new(stream);
                module = Parser.ParseFile(new SourceText(name + ".tla", reader.ReadToEnd(), isStandard: true), _diagnostics).FirstOrDefault();
            }

            _knownEmbedded.Add(name, module);
        }

        return module;
    }

    /// <summary>The modules that come with this library and define a name.</summary>
    public IEnumerable<string> StandardModulesWith(string name) => StandardNames.Where(module => FindStandard(module)?.Units.Any(unit => unit switch
    {
        DefinitionSyntax { IsLocal: false } definition => definition.Name.Name == name,
        FunctionDefinitionSyntax { IsLocal: false } function => function.Name.Name == name,
        _ => false,
    }) == true);
}
