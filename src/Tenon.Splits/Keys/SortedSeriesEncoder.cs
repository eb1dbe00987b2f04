using System.Buffers;

namespace Tenon.Splits.Keys;

/// <summary>Writes the <c>sorted_series</c> of rows: bytes that order rows as the sort schema does, up to and including <c>timeseries_id</c>.
/// Immutable, so thread-safe.</summary>
/// <remarks>
/// For each column before <c>timeseries_id</c> that has a value: its place in the schema as one byte, then the value; values of descending
/// columns are complemented bit by bit, places never. Then the place of <c>timeseries_id</c> and its value, always ascending. What is null
/// writes nothing, and the next byte is a greater place, so nulls are last in both directions. Equal bytes mean the same series.
/// </remarks>
public sealed class SortedSeriesEncoder
{
    /// <summary>The most columns of a schema: places are bytes.</summary>
    public const int MaximumColumns = 256;

    private readonly bool[] _descending;

    /// <summary>An encoder for rows of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <exception cref="SortSchemaException">The schema has more than 256 columns, no <c>timeseries_id</c> or one that is not an int64, or before it a column that is neither text nor int64.</exception>
    public SortedSeriesEncoder(SortSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (ProblemOf(schema) is string problem)
        {
            throw new SortSchemaException(SortSchemaError.Validation, $"sort schema '{schema}': {problem}");
        }

        SeriesOrdinal = IndexOfSeries(schema);
        ColumnCount = schema.Columns.TakeWhile((column, index) => index < SeriesOrdinal && SortSchema.TimestampAlias(column.Name) is null).Count();
        _descending = [.. schema.Columns.Take(ColumnCount).Select(column => column.Descending)];
    }

    /// <summary>How many columns are part of the key beside <c>timeseries_id</c>: the first so many of the schema.</summary>
    public int ColumnCount { get; }

    /// <summary>The place of <c>timeseries_id</c> in the schema.</summary>
    public int SeriesOrdinal { get; }

    /// <summary>Says why rows of a schema have no <c>sorted_series</c>.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? ProblemOf(SortSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.Columns.Length > MaximumColumns)
        {
            return $"{schema.Columns.Length} columns; at most {MaximumColumns} are expected";
        }

        int series = IndexOfSeries(schema);
        if (series < 0)
        {
            return "no column 'timeseries_id'; it is expected before the timestamp";
        }

        foreach (SortSchemaColumn column in schema.Columns.Take(series))
        {
            if (column.Type is not (SortColumnType.String or SortColumnType.Int64))
            {
                return $"column '{column.Name}' before timeseries_id is {SortColumnTypes.NameOf(column.Type)}; dense-string or dense-int64 is expected";
            }
        }

        return schema.Columns[series].Type == SortColumnType.Int64 ? null : $"column 'timeseries_id' is {SortColumnTypes.NameOf(schema.Columns[series].Type)}; dense-int64 is expected";
    }

    /// <summary>Writes the part of one column that has a value. Columns are written in ascending order of their places.</summary>
    /// <param name="ordinal">The column's place; below <see cref="ColumnCount"/>.</param>
    /// <param name="utf8">The value in UTF-8.</param>
    /// <param name="destination">Where the bytes go.</param>
    public void WriteText(int ordinal, ReadOnlySpan<byte> utf8, IBufferWriter<byte> destination)
    {
        bool descending = _descending[ordinal];
        KeyEncoding.WriteOrdinal((byte)ordinal, destination);
        KeyEncoding.WriteText(utf8, descending, destination);
    }

    /// <inheritdoc cref="WriteText"/>
    /// <param name="ordinal">The column's place; below <see cref="ColumnCount"/>.</param>
    /// <param name="value">The value.</param>
    /// <param name="destination">Where the bytes go.</param>
    public void WriteInt64(int ordinal, long value, IBufferWriter<byte> destination)
    {
        bool descending = _descending[ordinal];
        KeyEncoding.WriteOrdinal((byte)ordinal, destination);
        KeyEncoding.WriteInt64(value, descending, destination);
    }

    /// <summary>Writes the last part, after those of all columns.</summary>
    /// <param name="timeseriesId">The id.</param>
    /// <param name="destination">Where the bytes go.</param>
    public void WriteSeries(long timeseriesId, IBufferWriter<byte> destination)
    {
        KeyEncoding.WriteOrdinal((byte)SeriesOrdinal, destination);
        KeyEncoding.WriteInt64(timeseriesId, descending: false, destination);
    }

    /// <summary>Writes the key of one row.</summary>
    /// <param name="values">At least <see cref="ColumnCount"/> values, in the order of the schema; absent columns are null.</param>
    /// <param name="timeseriesId">The id.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <exception cref="ArgumentException">There are too few values, or one is neither null, text nor int64.</exception>
    public void Write(ReadOnlySpan<SortValue> values, long timeseriesId, IBufferWriter<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, ColumnCount, nameof(values));
        for (int i = 0; i < ColumnCount; i++)
        {
            if (values[i].Kind is not (SortValueKind.Null or SortValueKind.Text or SortValueKind.Int64))
            {
                throw new ArgumentException($"column {i} of the sort schema is {values[i].Kind}; text, int64 or null is expected", nameof(values));
            }

            KeyEncoding.TryWrite(i, values[i], _descending[i], destination);
        }

        WriteSeries(timeseriesId, destination);
    }

    private static int IndexOfSeries(SortSchema schema)
    {
        for (int i = 0; i < schema.Columns.Length; i++)
        {
            if (schema.Columns[i].Name == SortSchema.TimeseriesId)
            {
                return i;
            }
        }

        return -1;
    }
}
