using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Tenon.Checking.Generators;

/// <summary>A diagnostic in a form that can be compared, so that the compiler need not report it anew after each keystroke.</summary>
internal sealed record Finding(DiagnosticDescriptor Descriptor, string Path, TextSpan Span, LinePositionSpan Lines, string Arguments)
{
    private const char Separator = '\u001f'; // Occurs in no name.

    public static Finding Of(DiagnosticDescriptor descriptor, Location? place, params string[] arguments)
    {
        FileLinePositionSpan lines = place?.GetLineSpan() ?? default;
        return new(descriptor, lines.Path ?? "", place?.SourceSpan ?? default, lines.Span, string.Join(Separator.ToString(), arguments));
    }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Descriptor, Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines), Arguments.Split(Separator));
}

/// <summary>What became of a model: text, or the reasons why there is none. Compared by value.</summary>
internal sealed class Outcome(string fileName, string? text, ImmutableArray<Finding> findings) : IEquatable<Outcome>
{
    public string FileName => fileName;

    public string? Text => text;

    public ImmutableArray<Finding> Findings => findings;

    public bool Equals(Outcome? other) =>
        other is not null && fileName == other.FileName && text == other.Text && findings.SequenceEqual(other.Findings);

    public override bool Equals(object? obj) => Equals(obj as Outcome);

    public override int GetHashCode() => fileName.GetHashCode();
}
