namespace Tenon.Tla.Syntax;

/// <summary>A text cannot be parsed or resolved; the messages say why.</summary>
/// <param name="diagnostics">What was found, errors among it.</param>
/// <param name="isConfiguration">Whether a configuration is at fault and not a module.</param>
internal sealed class SpecificationException(IReadOnlyList<Diagnostic> diagnostics, bool isConfiguration = false)
    : Exception(string.Concat(diagnostics.Select(diagnostic => diagnostic.ToString())))
{
    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;

    public bool IsConfiguration => isConfiguration;
}
