using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tenon.Checking.Generators;

/// <summary>Derives codecs for the models that have the attribute DeriveCodec.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class CodecGenerator : IIncrementalGenerator
{
    private const string AttributeName = "Tenon.Checking.Encoding.DeriveCodecAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<Outcome> outcomes = context.SyntaxProvider.ForAttributeWithMetadataName(
            AttributeName, static (node, _) => node is ClassDeclarationSyntax, static (target, cancellation) => ModelFile.Of(target, cancellation));
        context.RegisterSourceOutput(outcomes, static (output, outcome) =>
        {
            foreach (Finding finding in outcome.Findings)
            {
                output.ReportDiagnostic(finding.ToDiagnostic());
            }

            if (outcome.Text is not null)
            {
                output.AddSource(outcome.FileName, outcome.Text);
            }
        });
    }
}
