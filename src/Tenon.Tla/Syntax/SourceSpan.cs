using System.Globalization;

namespace Tenon.Tla.Syntax;

/// <summary>A place in a text: lines and columns from 1, both ends inclusive. Columns count code points, a tab reaching to the next multiple of eight.</summary>
/// <param name="Source">The text.</param>
/// <param name="Module">The module around the place; empty outside of modules.</param>
/// <param name="StartLine">The first line.</param>
/// <param name="StartColumn">The column of the first character.</param>
/// <param name="EndLine">The last line.</param>
/// <param name="EndColumn">The column of the last character.</param>
internal readonly record struct SourceSpan(SourceText? Source, string Module, int StartLine, int StartColumn, int EndLine, int EndColumn)
{
    /// <summary>A place that is in no text: of what a configuration or this program made.</summary>
    public static readonly SourceSpan None = new(null, "", 0, 0, 0, 0);

    /// <summary>From the start of this to the end of the other.</summary>
    /// <param name="end">The other, which ends later, in the same text.</param>
    public SourceSpan To(SourceSpan end) => this with { EndLine = end.EndLine, EndColumn = end.EndColumn };

    /// <summary>As in traces: <c>line 68, col 18 to line 69, col 34 of module DieHard</c>.</summary>
    public override string ToString() => Source is null
        ? "Unknown location"
        : string.Create(CultureInfo.InvariantCulture, $"line {StartLine}, col {StartColumn} to line {EndLine}, col {EndColumn} of module {Module}");
}
