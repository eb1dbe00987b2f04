using System.Text;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Tests.Model;

/// <summary>Small tables by hand.</summary>
internal static class Build
{
    /// <summary>The PLAIN form of a value: bool, int, long, float, double, string, bytes; null stays null.</summary>
    public static byte[]? Plain(object? value) => value switch
    {
        null => null,
        bool b => [b ? (byte)1 : (byte)0],
        int i => BitConverter.GetBytes(i),
        uint i => BitConverter.GetBytes(i),
        long l => BitConverter.GetBytes(l),
        ulong l => BitConverter.GetBytes(l),
        float f => BitConverter.GetBytes(f),
        double d => BitConverter.GetBytes(d),
        string s => Encoding.UTF8.GetBytes(s),
        byte[] bytes => bytes,
        _ => throw new ArgumentException($"{value.GetType()} has no PLAIN form here", nameof(value)),
    };

    /// <summary>A table of flat columns.</summary>
    public static Table Table(IReadOnlyList<SchemaField> fields, params IEnumerable<object?[]> rows)
    {
        ParquetSchema schema = SchemaBuilder.Build(fields);
        return new Table(schema, [.. rows.Select(row => row.Select((value, i) => CellOf(value, schema.Columns[i])).ToArray())]);
    }

    /// <summary>A file of flat columns in one row group, uncompressed.</summary>
    public static byte[] File(IReadOnlyList<SchemaField> fields, params IEnumerable<object?[]> rows) => FileMaker.Write(Table(fields, rows), new FileLayout());

    /// <summary>A file of one required column of 64-bit numbers called <c>k</c>.</summary>
    public static byte[] Longs(IEnumerable<long> values, FileLayout? layout = null) =>
        FileMaker.Write(Table([SchemaField.Required("k", LeafType.Int64)], values.Select(value => new object?[] { value })), layout ?? new FileLayout());

    /// <summary>A layout with row groups of some rows that claims to be sorted by leaf columns: 0-based, descending if below 0 by complement.</summary>
    public static FileLayout Layout(int rowGroupRows = int.MaxValue, int pageRows = int.MaxValue, Storage storage = Storage.Plain, params int[] claims) => new()
    {
        RowGroupRows = _ => rowGroupRows,
        PageRows = (_, _, _) => pageRows,
        Storage = (_, _) => storage,
        File = new ParquetFileWriterOptions { SortingColumns = [.. claims.Select(column => new SortingColumn(column < 0 ? ~column : column, column < 0, NullsFirst: false))] },
    };

    private static Cell CellOf(object? value, ColumnDescriptor column)
    {
        byte[]? plain = Plain(value);
        return plain is null && column.MaxDefinitionLevel == 0 ? throw new ArgumentException($"{column.DottedPath} is required", nameof(value)) : Cell.Of(plain);
    }
}
