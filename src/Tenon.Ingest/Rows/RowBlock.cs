using System.Globalization;

namespace Tenon.Ingest.Rows;

/// <summary>A top-level column of some rows.</summary>
internal sealed class RowColumn(ColumnShape shape)
{
    public ColumnShape Shape => shape;

    public string Name => shape.Name;

    /// <summary>One buffer for each leaf.</summary>
    public ColumnBuffer[] Leaves { get; } = [.. shape.Leaves.Select(leaf => new ColumnBuffer(leaf))];

    /// <summary>The only buffer of a flat column, or of a list.</summary>
    public ColumnBuffer Values => Leaves[0];

    public bool HasValues => Leaves.Any(leaf => leaf.ValueCount > 0);
}

/// <summary>Some rows, column by column. Not thread-safe.</summary>
internal sealed class RowBlock
{
    private readonly Dictionary<string, RowColumn> _byName = new(StringComparer.Ordinal);
    private readonly List<RowColumn> _columns = [];

    public IReadOnlyList<RowColumn> Columns => _columns;

    public int RowCount { get; set; }

    /// <summary>Where the first row is in its file, from 0.</summary>
    public long FirstRow { get; set; }

    /// <summary>The line, from 1, on which each row begins; empty where the file has no lines.</summary>
    public List<long> Lines { get; } = [];

    public long MemoryBytes => _columns.Sum(column => column.Leaves.Sum(leaf => leaf.MemoryBytes));

    public RowColumn? Find(string name) => _byName.GetValueOrDefault(name);

    public RowColumn Add(ColumnShape shape) => Add(new RowColumn(shape));

    public RowColumn Add(RowColumn column)
    {
        _byName.Add(column.Name, column);
        _columns.Add(column);
        return column;
    }

    public void Clear()
    {
        RowCount = 0;
        Lines.Clear();
        foreach (RowColumn column in _columns)
        {
            foreach (ColumnBuffer leaf in column.Leaves)
            {
                leaf.Clear();
            }
        }
    }

    /// <summary>Adds some rows of another block. Columns that only one of the two has are null in the rows of the other.</summary>
    public void AppendRows(RowBlock source, ReadOnlySpan<int> rows)
    {
        foreach (RowColumn from in source.Columns)
        {
            RowColumn? to = Find(from.Name);
            if (to is null)
            {
                to = Add(from.Shape);
                AppendNulls(to, RowCount);
            }

            for (int i = 0; i < to.Leaves.Length; i++)
            {
                to.Leaves[i].AppendRows(from.Leaves[i], rows);
            }
        }

        foreach (RowColumn column in _columns)
        {
            if (source.Find(column.Name) is null)
            {
                AppendNulls(column, rows.Length);
            }
        }

        RowCount += rows.Length;
    }

    /// <summary>Names a row for a message.</summary>
    public string Place(int row) => Lines.Count > row
        ? string.Create(CultureInfo.InvariantCulture, $"line {Lines[row]}")
        : string.Create(CultureInfo.InvariantCulture, $"row {FirstRow + row}");

    private static void AppendNulls(RowColumn column, int count)
    {
        if (count > 0)
        {
            foreach (ColumnBuffer leaf in column.Leaves)
            {
                leaf.AppendNull(count);
            }
        }
    }
}
