using System.Numerics;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging.Tests.Model;

/// <summary>What a merge means: all rows of all inputs, one input after the other, then a stable sort by the key.</summary>
internal static class ReferenceMerge
{
    /// <summary>The rows of the output, with the columns of a given union.</summary>
    public static List<Cell[]> Merge(IReadOnlyList<Table> inputs, ParquetSchema union, SortKey? key)
    {
        var rows = new List<Cell[]>();
        foreach (Table input in inputs)
        {
            int[] leaves = [.. union.Columns.Select(column => IndexOf(input.Schema, column))];
            rows.AddRange(input.Rows.Select(row => leaves.Select(leaf => leaf < 0 ? Cell.Missing : row[leaf]).ToArray()));
        }

        return key is null ? rows : [.. rows.OrderBy(row => row, Comparer<Cell[]>.Create((a, b) => CompareRows(a, b, union, key)))]; // OrderBy is stable.
    }

    /// <summary>Compares by the sort columns.</summary>
    public static int CompareRows(Cell[] a, Cell[] b, ParquetSchema schema, SortKey key)
    {
        foreach (SortColumn sort in key.Columns)
        {
            ColumnDescriptor column = schema.Columns.Single(column => column.DottedPath == sort.Name);
            int order = CompareCells(a[column.Index].Value, b[column.Index].Value, column, sort.Descending);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>Compares present values: NaN is above all numbers and equal to itself, zeros are equal, decimals of fixed bytes are signed.</summary>
    public static int CompareValues(byte[] a, byte[] b, ColumnDescriptor column)
    {
        SchemaElement element = column.Node.Element;
        bool isUnsigned = element.LogicalType is { Kind: LogicalTypeKind.Integer, IsSigned: false };
        switch (column.Type)
        {
            case PhysicalType.Boolean:
                return a[0].CompareTo(b[0]);
            case PhysicalType.Int32:
                return isUnsigned ? BitConverter.ToUInt32(a).CompareTo(BitConverter.ToUInt32(b)) : BitConverter.ToInt32(a).CompareTo(BitConverter.ToInt32(b));
            case PhysicalType.Int64:
                return isUnsigned ? BitConverter.ToUInt64(a).CompareTo(BitConverter.ToUInt64(b)) : BitConverter.ToInt64(a).CompareTo(BitConverter.ToInt64(b));
            case PhysicalType.Float:
                return CompareNumbers(BitConverter.ToSingle(a), BitConverter.ToSingle(b));
            case PhysicalType.Double:
                return CompareNumbers(BitConverter.ToDouble(a), BitConverter.ToDouble(b));
            case PhysicalType.FixedLenByteArray when element.LogicalType is { Kind: LogicalTypeKind.Decimal }:
                return new BigInteger(a, isUnsigned: false, isBigEndian: true).CompareTo(new BigInteger(b, isUnsigned: false, isBigEndian: true));
            default:
                return a.AsSpan().SequenceCompareTo(b);
        }
    }

    /// <summary>Every top-level column of any input, in order of first appearance; optional if it is so, or absent, anywhere.</summary>
    public static List<(string Name, bool IsOptional)> Union(IReadOnlyList<ParquetSchema> schemas)
    {
        var names = new List<string>();
        foreach (string name in schemas.SelectMany(schema => schema.Root.Children).Select(child => child.Name).Where(name => !names.Contains(name)))
        {
            names.Add(name);
        }

        return [.. names.Select(name => (name, schemas.Any(schema => schema.Root.Children.FirstOrDefault(child => child.Name == name) is not { Repetition: Repetition.Required or Repetition.Repeated })))];
    }

    private static int CompareCells(byte[]? a, byte[]? b, ColumnDescriptor column, bool descending)
    {
        if (a is null || b is null)
        {
            return (a is null ? 1 : 0) - (b is null ? 1 : 0); // Nulls are last in both directions.
        }

        int order = CompareValues(a, b, column);
        return descending ? -order : order;
    }

    private static int CompareNumbers(double a, double b) => double.IsNaN(a) || double.IsNaN(b)
        ? (double.IsNaN(a) ? 1 : 0) - (double.IsNaN(b) ? 1 : 0)
        : a.CompareTo(b);

    private static int IndexOf(ParquetSchema schema, ColumnDescriptor column) =>
        schema.Columns.FirstOrDefault(other => other.Path.SequenceEqual(column.Path))?.Index ?? -1;
}
