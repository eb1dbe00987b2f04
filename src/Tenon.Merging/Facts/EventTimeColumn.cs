using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;
using Tenon.Splits.Indexes;

namespace Tenon.Merging.Facts;

/// <summary>How a column's numbers are event times. Immutable.</summary>
/// <param name="Column">The column's name; a top-level column that does not repeat.</param>
/// <param name="PerSecond">How many of its numbers are a second.</param>
/// <param name="IsUnsigned">Whether they have no sign.</param>
public sealed record EventTimeColumn(string Column, long PerSecond, bool IsUnsigned)
{
    /// <summary>The event time of metrics and sketches.</summary>
    public static EventTimeColumn OfSeries { get; } = new(SortSchema.TimestampSeconds, 1, IsUnsigned: true);

    /// <summary>The event time of an index's rows in a file.</summary>
    /// <param name="config">The index's definition.</param>
    /// <param name="schema">The file's schema.</param>
    /// <returns>Null if the index has none, or the file not that column, which is null in all its rows then.</returns>
    public static EventTimeColumn? Of(IndexConfig config, ParquetSchema schema)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(schema);
        ColumnDescriptor? column = schema.Root.Children.FirstOrDefault(child => child.Name == config.EventTimeColumn)?.Column;
        return column is null ? null : config.Kind == SplitKind.Table ? Of(column.Node.Element, config.TimestampUnit) : OfSeries;
    }

    /// <summary>Of a column of a table: a timestamp by its type, or integers that count what the index says.</summary>
    /// <param name="column">The column.</param>
    /// <param name="unit">What integers count.</param>
    /// <returns>Null if it is neither.</returns>
    public static EventTimeColumn? Of(SchemaElement column, TimestampUnit unit)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Type != PhysicalType.Int64 || column.Repetition == Repetition.Repeated)
        {
            return null;
        }

        if (column.IsA(LeafType.Int64) || column.IsA(LeafType.Integer(64, false)))
        {
            return new EventTimeColumn(column.Name, unit.PerSecond(), !column.IsA(LeafType.Int64));
        }

        long perSecond = column.LogicalType is { Kind: LogicalTypeKind.Timestamp } logical
            ? logical.Unit switch { TimeUnit.Millis => 1000, TimeUnit.Micros => 1_000_000, _ => 1_000_000_000 }
            : column.ConvertedType switch { ConvertedType.TimestampMillis => 1000, ConvertedType.TimestampMicros => 1_000_000, _ => 0 };
        return perSecond == 0 ? null : new EventTimeColumn(column.Name, perSecond, false);
    }

    /// <summary>A number of the column as whole seconds since the Unix epoch, rounded down.</summary>
    /// <param name="value">Its 64 bits.</param>
    /// <returns>The seconds.</returns>
    /// <exception cref="OverflowException">The time is beyond a signed number of 64 bits.</exception>
    public long ToSeconds(long value)
    {
        if (IsUnsigned && value < 0)
        {
            throw new OverflowException();
        }

        long remainder = value % PerSecond;
        return (value / PerSecond) - (remainder < 0 ? 1 : 0);
    }
}
