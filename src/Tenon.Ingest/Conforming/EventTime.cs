using Tenon.Ingest.Rows;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits.Indexes;

namespace Tenon.Ingest.Conforming;

/// <summary>How a column's numbers are event times. Immutable.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="PerSecond">How many of its numbers are a second.</param>
/// <param name="IsUnsigned">Whether they have no sign.</param>
internal sealed record EventTime(string Column, long PerSecond, bool IsUnsigned)
{
    /// <summary>Of a column of a table: a timestamp by its type, or integers that count what the index says.</summary>
    /// <returns>Null if it is neither.</returns>
    public static EventTime? Of(ColumnShape shape, TimestampUnit unit)
    {
        SchemaElement element = shape.Elements[0];
        if (!shape.IsFlat || element.Type != PhysicalType.Int64)
        {
            return null;
        }

        if (element.IsA(LeafType.Int64) || element.IsA(LeafType.Integer(64, false)))
        {
            return new EventTime(shape.Name, unit.PerSecond(), !element.IsA(LeafType.Int64));
        }

        long perSecond = element.LogicalType is { Kind: LogicalTypeKind.Timestamp } logical
            ? logical.Unit switch { TimeUnit.Millis => 1000, TimeUnit.Micros => 1_000_000, _ => 1_000_000_000 }
            : element.ConvertedType switch { ConvertedType.TimestampMillis => 1000, ConvertedType.TimestampMicros => 1_000_000, _ => 0 };
        return perSecond == 0 ? null : new EventTime(shape.Name, perSecond, false);
    }

    /// <summary>The time of a row, in whole seconds since the Unix epoch, rounded down.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="seconds">The time.</param>
    /// <returns>False if the row has none.</returns>
    /// <exception cref="OverflowException">The time is beyond a signed number of 64 bits.</exception>
    public bool TryGet(RowBlock rows, int row, out long seconds)
    {
        seconds = 0;
        if (rows.Find(Column)?.Values is not ColumnBuffer values || !values.IsPresent(row))
        {
            return false;
        }

        long value = values.Int64At(row);
        if (IsUnsigned && value < 0)
        {
            throw new OverflowException();
        }

        long remainder = value % PerSecond;
        seconds = (value / PerSecond) - (remainder < 0 ? 1 : 0);
        return true;
    }
}
