using System.Globalization;
using System.Runtime.InteropServices;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits.Keys;

namespace Tenon.Merging.Facts;

/// <summary>Takes values of a sort column out of a file: those of the first and the last row, and the only one of a row group.</summary>
internal sealed class SortColumnValues(ParquetFile file, string column, BufferPool pool)
{
    // A column that the file lacks is null in all rows (SS-3).
    private readonly ColumnDescriptor? _leaf = file.Schema.Root.Children.FirstOrDefault(child => child.Name == column)?.Column;

    /// <summary>The value of the first row of a file that has rows.</summary>
    public SortValue First()
    {
        int group = Enumerable.Range(0, file.Metadata.RowGroups.Count).First(i => file.Metadata.RowGroups[i].RowCount > 0);
        using ColumnReader? reader = Open(group);
        return reader?.ReadBatch() == true ? ValueAt(reader, 0) : SortValue.Null;
    }

    /// <summary>The value of the last row of a file that has rows.</summary>
    public SortValue Last()
    {
        int group = Enumerable.Range(0, file.Metadata.RowGroups.Count).Last(i => file.Metadata.RowGroups[i].RowCount > 0);
        using ColumnReader? reader = Open(group);
        SortValue last = SortValue.Null;
        while (reader?.ReadBatch() == true)
        {
            last = ValueAt(reader, reader.LevelCount - 1);
        }

        return last;
    }

    /// <summary>The one value that all rows of a row group have (PA-1), found in the rows: statistics may be cut.</summary>
    /// <exception cref="ContentMismatchException">They have several.</exception>
    public SortValue Only(int group)
    {
        using ColumnReader? reader = Open(group);
        SortValue? only = null;
        while (reader?.ReadBatch() == true)
        {
            SortValue first = ValueAt(reader, 0);
            only ??= first;
            if (first != only || DifferentAt(reader) is int row && row >= 0)
            {
                throw new ContentMismatchException(string.Create(
                    CultureInfo.InvariantCulture, $"{file.Name}, row group {group}, column '{column}': another value beside {only} in an aligned row group (PA-1)"));
            }
        }

        return only ?? SortValue.Null;
    }

    private ColumnReader? Open(int group) => _leaf is null ? null : new ColumnReader(file, _leaf.Index, pool, group, 1);

    /// <summary>A level entry of the batch that is not what the first one is; -1 if there is none.</summary>
    private static int DifferentAt(ColumnReader reader)
    {
        if (reader.ValueCount is var values && values > 0 && values < reader.LevelCount)
        {
            return values;
        }

        int width = reader.Column.ValueWidth;
        for (int i = 1; i < values; i++)
        {
            bool isSame = width > 0
                ? reader.Fixed.Slice(i * width, width).SequenceEqual(reader.Fixed[..width])
                : reader.ByteArrays[i].Span.SequenceEqual(reader.ByteArrays[0].Span);
            if (!isSame)
            {
                return i;
            }
        }

        return -1;
    }

    private static SortValue ValueAt(ColumnReader reader, int entry)
    {
        ReadOnlySpan<byte> definition = reader.DefinitionLevels;
        var present = (byte)reader.Column.MaxDefinitionLevel;
        if (present > 0 && definition[entry] != present)
        {
            return SortValue.Null;
        }

        int value = present > 0 ? definition[..entry].Count(present) : entry;
        int width = reader.Column.ValueWidth;
        ReadOnlySpan<byte> bytes = width > 0 ? reader.Fixed.Slice(value * width, width) : reader.ByteArrays[value].Span;
        return reader.Column.Type switch
        {
            PhysicalType.Boolean => SortValue.OfBoolean(bytes[0] != 0),
            PhysicalType.Int32 => SortValue.OfInt64(MemoryMarshal.Read<int>(bytes)),
            PhysicalType.Int64 => SortValue.OfInt64(MemoryMarshal.Read<long>(bytes)), // Without sign too: the same 64 bits.
            PhysicalType.Float => SortValue.OfFloat64(MemoryMarshal.Read<float>(bytes)),
            PhysicalType.Double => SortValue.OfFloat64(MemoryMarshal.Read<double>(bytes)),
            _ => SortValue.OfText(bytes.ToArray()),
        };
    }
}
