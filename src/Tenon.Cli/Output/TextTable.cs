namespace Tenon.Cli.Output;

/// <summary>Columns that line up.</summary>
internal sealed class TextTable(params string[] titles)
{
    private readonly List<string[]> _rows = [titles];

    /// <summary>Adds a row of as many cells as there are titles.</summary>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, titles.Length);
        _rows.Add(cells);
    }

    /// <summary>Writes all rows; numbers to the right, the rest to the left.</summary>
    public void Write(TextWriter output, string indent)
    {
        int[] widths = [.. Enumerable.Range(0, titles.Length).Select(i => _rows.Max(row => row[i].Length))];
        bool[] isNumber = [.. Enumerable.Range(0, titles.Length).Select(i => _rows.Skip(1).All(row => row[i].Length == 0 || char.IsAsciiDigit(row[i][0])) && _rows.Skip(1).Any(row => row[i].Length > 0))];
        foreach (string[] row in _rows)
        {
            IEnumerable<string> cells = row.Select((cell, i) => isNumber[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            output.WriteLine((indent + string.Join("  ", cells)).TrimEnd());
        }
    }
}
