using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Tests.Tables;

/// <summary>A table held in the plainest way: levels and values of each leaf, and the canonical text of each row of each top-level field.</summary>
internal sealed class TableData(ParquetSchema schema, int rowCount)
{
    public ParquetSchema Schema { get; } = schema;

    public int RowCount { get; } = rowCount;

    public TableColumn[] Columns { get; } = [.. schema.Columns.Select(column => new TableColumn(column))];

    /// <summary>By name of the top-level field; see canonical.mjs of the interop tests for the form.</summary>
    public Dictionary<string, List<string>> Texts { get; } = schema.Root.Children.ToDictionary(field => field.Name, _ => new List<string>());
}

/// <summary>Levels and values of one leaf.</summary>
internal sealed class TableColumn(ColumnDescriptor column)
{
    private readonly List<(int Level, int Value)> _rows = [];

    public ColumnDescriptor Column { get; } = column;

    public List<byte> Repetition { get; } = [];

    public List<byte> Definition { get; } = [];

    /// <summary>The values present, in PLAIN form without length prefix; booleans one byte.</summary>
    public List<byte[]> Values { get; } = [];

    public int RowCount => _rows.Count;

    /// <summary>Adds an entry; the value is null where the definition level is below the maximum.</summary>
    public void Add(int repetition, int definition, byte[]? value)
    {
        if (repetition == 0)
        {
            _rows.Add((Repetition.Count, Values.Count));
        }

        Repetition.Add((byte)repetition);
        Definition.Add((byte)definition);
        if (value is not null)
        {
            Values.Add(value);
        }
    }

    /// <summary>The levels of some rows, as the writer wants them: empty where the maximum is 0.</summary>
    public (byte[] Repetition, byte[] Definition, byte[][] Values) Slice(int firstRow, int rowCount)
    {
        (int level, int value) = At(firstRow);
        (int levelEnd, int valueEnd) = At(firstRow + rowCount);
        return (
            Column.MaxRepetitionLevel == 0 ? [] : [.. Repetition[level..levelEnd]],
            Column.MaxDefinitionLevel == 0 ? [] : [.. Definition[level..levelEnd]],
            [.. Values[value..valueEnd]]);
    }

    /// <summary>Adds a page as a reader gives it.</summary>
    public void AddPage(ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, IEnumerable<byte[]> values)
    {
        using IEnumerator<byte[]> next = values.GetEnumerator();
        int count = Math.Max(repetition.Length, definition.Length);
        for (int i = 0; i < count || Column.MaxDefinitionLevel == 0; i++)
        {
            int level = definition.IsEmpty ? 0 : definition[i];
            bool isPresent = level == Column.MaxDefinitionLevel;
            if (isPresent && !next.MoveNext())
            {
                break;
            }

            Add(repetition.IsEmpty ? 0 : repetition[i], level, isPresent ? next.Current : null);
        }
    }

    private (int Level, int Value) At(int row) => row == _rows.Count ? (Repetition.Count, Values.Count) : _rows[row];
}
