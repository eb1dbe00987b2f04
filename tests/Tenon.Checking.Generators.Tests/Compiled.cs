using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Generators.Tests;

/// <summary>A source text as the compiler sees it with the generator.</summary>
internal sealed class Compiled
{
    private const string Usings = """
        global using System.Collections.Generic;
        global using System.Collections.Immutable;
        global using Tenon.Checking;
        global using Tenon.Checking.Actors;
        global using Tenon.Checking.Encoding;
        global using Tenon.Checking.Properties;
        global using Tenon.Checking.Symmetry;
        """;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator) // Set by the host.
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(DeriveCodecAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpCompilation _compilation;
    private readonly Compilation _output;
    private GeneratorDriver _driver = CSharpGeneratorDriver.Create(
        [new CodecGenerator().AsSourceGenerator()], parseOptions: Options, driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public Compiled(string source)
    {
        _compilation = CSharpCompilation.Create(
            "Model",
            [CSharpSyntaxTree.ParseText(source, Options, "Model.cs"), CSharpSyntaxTree.ParseText(Usings, Options, "Usings.cs")],
            References,
            new(OutputKind.DynamicallyLinkedLibrary, checkOverflow: true, nullableContextOptions: NullableContextOptions.Enable));
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        Diagnostics = [.. diagnostics.Select(each => (each.Id, TextAt(source, each), each.GetMessage(System.Globalization.CultureInfo.InvariantCulture)))];
        _output = output;
    }

    /// <summary>What the generator said: id, the source text at the place, message.</summary>
    public ImmutableArray<(string Id, string Text, string Message)> Diagnostics { get; }

    /// <summary>Errors and warnings of the compiler itself, generated code included.</summary>
    public IEnumerable<string> CompilerMessages => _output.GetDiagnostics().Where(each => each.Severity >= DiagnosticSeverity.Warning).Select(each => each.ToString());

    /// <summary>Why the generator ran again, or did not, after something else was added to the compilation.</summary>
    public ImmutableArray<IncrementalStepRunReason> ReasonsAfter(string addedSource) =>
    [
        .. _driver.RunGenerators(_compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(addedSource, Options))).GetRunResult().Results[0].TrackedOutputSteps
            .SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason),
    ];

    private static string TextAt(string source, Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().Path == "Model.cs"
        ? source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)
        : diagnostic.Location.ToString();
}
