using System.Text;

namespace Tenon.Tla.Syntax;

/// <summary>The text of one file, or of one typed expression, in lines. Immutable.</summary>
internal sealed class SourceText
{
    private readonly string[] _lines;

    /// <param name="path">The file's path as messages show it.</param>
    /// <param name="text">All of its text.</param>
    /// <param name="isStandard">Whether it is one of the modules that come with this library.</param>
    public SourceText(string path, string text, bool isStandard = false)
    {
        (Path, Text, IsStandard) = (path, text, isStandard);
        _lines = text.Split('\n');
        for (int i = 0; i < _lines.Length; i++)
        {
            _lines[i] = _lines[i].TrimEnd('\r');
        }
    }

    /// <summary>The file's path as messages show it.</summary>
    public string Path { get; }

    /// <summary>All of the text.</summary>
    public string Text { get; }

    /// <summary>Whether it is one of the modules that come with this library: its definitions may have native implementations.</summary>
    public bool IsStandard { get; }

    /// <summary>How many lines there are.</summary>
    public int LineCount => _lines.Length;

    /// <summary>A line, without its end.</summary>
    /// <param name="line">Its number, from 1.</param>
    public string Line(int line) => line >= 1 && line <= _lines.Length ? _lines[line - 1] : "";

    /// <summary>The code points of a line with tabs spread to the next multiple of eight, as columns count them.</summary>
    /// <param name="line">Its number, from 1.</param>
    public string DisplayLine(int line)
    {
        StringBuilder shown = new();
        int column = 0;
        foreach (Rune rune in Line(line).EnumerateRunes())
        {
            int width = rune.Value == '\t' ? 8 - (column % 8) : 1;
            _ = rune.Value == '\t' ? shown.Append(' ', width) : shown.Append(rune);
            column += width;
        }

        return shown.ToString();
    }

    public override string ToString() => Path;
}
