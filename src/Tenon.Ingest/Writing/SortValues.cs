using Tenon.Ingest.Rows;
using Tenon.Parquet.Metadata;
using Tenon.Splits;
using Tenon.Splits.Keys;

namespace Tenon.Ingest.Writing;

/// <summary>Takes sort columns out of rows.</summary>
internal static class SortValues
{
    /// <summary>The columns of a key; null where the rows lack one.</summary>
    public static ColumnBuffer?[] Columns(SortKey key, RowBlock rows) => [.. key.Columns.Select(column => rows.Find(column.Name)?.Values)];

    /// <summary>The value of a row, copied.</summary>
    public static SortValue Of(ColumnBuffer? column, int row)
    {
        if (column is null || !column.IsPresent(row))
        {
            return SortValue.Null;
        }

        return column.Column.Type switch
        {
            PhysicalType.Boolean => SortValue.OfBoolean(column.BytesAt(row)[0] != 0),
            PhysicalType.Int32 => SortValue.OfInt64(column.Int32At(row)),
            PhysicalType.Int64 => SortValue.OfInt64(column.Int64At(row)), // Without sign too: the same 64 bits.
            PhysicalType.Float => SortValue.OfFloat64(BitConverter.ToSingle(column.BytesAt(row))),
            PhysicalType.Double => SortValue.OfFloat64(column.DoubleAt(row)),
            _ => SortValue.OfText(column.BytesAt(row).ToArray()),
        };
    }

    /// <summary>Whether a column has the same, or null, in two rows of two blocks.</summary>
    public static bool AreEqual(ColumnBuffer? left, int leftRow, ColumnBuffer? right, int rightRow)
    {
        bool isPresent = left is not null && left.IsPresent(leftRow);
        bool isOtherPresent = right is not null && right.IsPresent(rightRow);
        return isPresent && isOtherPresent ? left!.BytesAt(leftRow).SequenceEqual(right!.BytesAt(rightRow)) : isPresent == isOtherPresent; // Present, so there.
    }
}
