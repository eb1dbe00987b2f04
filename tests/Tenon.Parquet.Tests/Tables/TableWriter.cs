using System.Runtime.InteropServices;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Parquet.Tests.Tables;

/// <summary>How the rows of a column become pages.</summary>
internal enum PageStyle
{
    /// <summary>Values in the encoding of the options.</summary>
    Values,

    /// <summary>Indices into a dictionary.</summary>
    Dictionary,

    /// <summary>Indices in the first pages, values in the others.</summary>
    DictionaryThenValues,
}

/// <summary>Writes a table page by page through <see cref="ColumnChunkWriter"/>.</summary>
internal static unsafe class TableWriter
{
    /// <param name="destination">Where to.</param>
    /// <param name="table">The rows.</param>
    /// <param name="options">For each column.</param>
    /// <param name="style">For each column.</param>
    /// <param name="rowsOfGroup">Rows of a row group.</param>
    /// <param name="rowsOfPage">Rows of a page, asked anew for each.</param>
    /// <param name="file">What the file says of itself.</param>
    public static FileMetadata Write(
        Stream destination,
        TableData table,
        Func<ColumnDescriptor, ColumnWriterOptions> options,
        Func<ColumnDescriptor, PageStyle> style,
        int rowsOfGroup,
        Func<int> rowsOfPage,
        ParquetFileWriterOptions? file = null)
    {
        using var pool = new BufferPool();
        using var writer = new ParquetFileWriter(destination, table.Schema, file ?? new ParquetFileWriterOptions());
        for (int row = 0; row < table.RowCount; row += rowsOfGroup)
        {
            int rows = Math.Min(rowsOfGroup, table.RowCount - row);
            writer.WriteRowGroup([.. table.Columns.Select(column => WriteChunk(column, options(column.Column), style(column.Column), row, rows, rowsOfPage, pool))], rows);
        }

        FileMetadata footer = writer.Finish([new KeyValue("made by", "a test"), new KeyValue("empty", null)]);
        Assert.Equal(0, pool.RentedBytes);
        return footer;
    }

    /// <summary>Writes a table row by row, as a user of the library would.</summary>
    public static FileMetadata WriteByRows(Stream destination, TableData table, ParquetWriterOptions options, int rowsOfGroup, Func<int> rowsOfCall)
    {
        using var pool = new BufferPool();
        FileMetadata footer;
        using (var writer = new ParquetWriter(destination, table.Schema, options with { Pool = pool }))
        {
            for (int row = 0; row < table.RowCount; row += rowsOfGroup)
            {
                int rows = Math.Min(rowsOfGroup, table.RowCount - row);
                for (int i = 0; i < table.Columns.Length; i++)
                {
                    for (int at = row; at < row + rows;)
                    {
                        int taken = Math.Min(rowsOfCall(), row + rows - at);
                        Add(writer.Columns[i], table.Columns[i].Slice(at, taken));
                        at += taken;
                    }
                }

                writer.EndRowGroup();
            }

            footer = writer.Finish();
        }

        Assert.Equal(0, pool.RentedBytes);
        return footer;
    }

    private static void Add(ParquetColumnWriter column, (byte[] Repetition, byte[] Definition, byte[][] Values) rows)
    {
        byte[] all = [.. rows.Values.SelectMany(value => value)];
        switch (column.Column.ValueWidth)
        {
            case 0:
                column.WriteLevels(rows.Repetition, rows.Definition, rows.Values);
                break;
            case 1:
                column.WriteLevels<byte>(rows.Repetition, rows.Definition, all);
                break;
            case 4:
                column.WriteLevels<int>(rows.Repetition, rows.Definition, MemoryMarshal.Cast<byte, int>(all));
                break;
            case 8:
                column.WriteLevels<long>(rows.Repetition, rows.Definition, MemoryMarshal.Cast<byte, long>(all));
                break;
            case 2:
                column.WriteLevels<Half>(rows.Repetition, rows.Definition, MemoryMarshal.Cast<byte, Half>(all));
                break;
            case 5:
                column.WriteLevels<Five>(rows.Repetition, rows.Definition, MemoryMarshal.Cast<byte, Five>(all));
                break;
            case 12:
                column.WriteLevels<Twelve>(rows.Repetition, rows.Definition, MemoryMarshal.Cast<byte, Twelve>(all));
                break;
            case 16:
                column.WriteLevels<Int128>(rows.Repetition, rows.Definition, MemoryMarshal.Cast<byte, Int128>(all));
                break;
            default:
                throw new NotSupportedException($"no struct of {column.Column.ValueWidth} bytes");
        }
    }

    private static EncodedColumnChunk WriteChunk(TableColumn column, ColumnWriterOptions options, PageStyle style, int firstRow, int rowCount, Func<int> rowsOfPage, BufferPool pool)
    {
        using var writer = new ColumnChunkWriter(column.Column, options, pool);
        using var memory = new ValueMemory(pool);
        var entries = new List<byte[]>();
        var indices = new Dictionary<string, int>();
        int end = firstRow + rowCount;
        for (int row = firstRow; row < end;)
        {
            int rows = Math.Min(rowsOfPage(), end - row);
            (byte[] repetition, byte[] definition, byte[][] values) = column.Slice(row, rows);
            bool isDictionary = column.Column.Type != PhysicalType.Boolean
                && (style == PageStyle.Dictionary || (style == PageStyle.DictionaryThenValues && row < firstRow + (rowCount / 2)));
            if (isDictionary)
            {
                writer.AddIndexPage(rows, repetition, definition, [.. values.Select(IndexOf)]);
            }
            else if (column.Column.Type == PhysicalType.ByteArray && row % 2 == 0)
            {
                writer.AddByteArrayPlainPage(rows, repetition, definition, [.. values.SelectMany(value => (IEnumerable<byte>)[.. BitConverter.GetBytes(value.Length), .. value])], values.Length);
            }
            else if (column.Column.Type == PhysicalType.ByteArray)
            {
                writer.AddByteArrayPage(rows, repetition, definition, memory.Add(values));
            }
            else
            {
                writer.AddFixedPage(rows, repetition, definition, [.. values.SelectMany(value => value)]);
            }

            row += rows;
        }

        bool hasIndexPages = column.Column.Type != PhysicalType.Boolean && style != PageStyle.Values;
        return writer.Finish(!hasIndexPages ? null
            : column.Column.ValueWidth > 0 ? DictionaryValues.OfFixed(entries.SelectMany(entry => entry).ToArray(), column.Column.ValueWidth)
            : DictionaryValues.OfByteArrays(memory.Add([.. entries])));

        int IndexOf(byte[] value)
        {
            string key = Convert.ToHexString(value);
            if (!indices.TryGetValue(key, out int index))
            {
                index = entries.Count;
                entries.Add(value);
                indices.Add(key, index);
            }

            return index;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(5)]
    private struct Five
    {
        private byte _first;
    }

    [System.Runtime.CompilerServices.InlineArray(12)]
    private struct Twelve
    {
        private byte _first;
    }

    /// <summary>Byte arrays in memory that does not move.</summary>
    private sealed class ValueMemory(BufferPool pool) : IDisposable
    {
        private readonly List<PooledBuffer> _buffers = [];

        public ByteArrayRef[] Add(byte[][] values)
        {
            PooledBuffer buffer = pool.Rent(values.Sum(value => (long)value.Length));
            _buffers.Add(buffer);
            byte* at = buffer.Pointer;
            var references = new ByteArrayRef[values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i].CopyTo(new Span<byte>(at, values[i].Length));
                references[i] = new ByteArrayRef((nint)at, values[i].Length);
                at += values[i].Length;
            }

            return references;
        }

        public void Dispose() => _buffers.ForEach(buffer => buffer.Dispose());
    }
}
