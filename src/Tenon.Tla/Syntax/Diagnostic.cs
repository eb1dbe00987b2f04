using System.Globalization;
using System.Text;

namespace Tenon.Tla.Syntax;

/// <summary>Something wrong with a text, or worth knowing about it.</summary>
/// <param name="Span">Where.</param>
/// <param name="Message">What was found and what was expected, in one sentence without a full stop.</param>
/// <param name="Hint">What to do about it; null if nothing is known.</param>
/// <param name="IsWarning">Whether the text is still good.</param>
internal sealed record Diagnostic(SourceSpan Span, string Message, string? Hint = null, bool IsWarning = false)
{
    /// <summary>The message with file, line and column, the line of source, and a caret below the place.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        string kind = IsWarning ? "warning" : "error";
        if (Span.Source is null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{kind}: {Message}\n");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"{Span.Source.Path}:{Span.StartLine}:{Span.StartColumn}: {kind}: {Message}\n");
            string number = Span.StartLine.ToString(CultureInfo.InvariantCulture);
            string line = Span.Source.DisplayLine(Span.StartLine).TrimEnd();
            int end = Span.EndLine == Span.StartLine ? Span.EndColumn : Math.Max(Span.StartColumn, line.EnumerateRunes().Count());
            text.Append(CultureInfo.InvariantCulture, $" {number} | {line}\n");
            text.Append(' ', number.Length + 1).Append(" | ").Append(' ', Math.Max(0, Span.StartColumn - 1)).Append('^', Math.Max(1, end - Span.StartColumn + 1)).Append('\n');
        }

        if (Hint is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"  hint: {Hint}\n");
        }

        return text.ToString();
    }
}
