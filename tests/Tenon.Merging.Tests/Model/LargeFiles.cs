using System.Buffers.Binary;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Tests.Model;

/// <summary>Files too large for a model in memory, written a page at a time.</summary>
internal sealed class LargeFiles : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly List<string> _paths = [];

    public LargeFiles() => Directory.CreateDirectory(_folder.Path);

    public IReadOnlyList<MergeInput> Inputs => [.. _paths.Select(path => new MergeInput(path, () => FileRangeSource.Open(path), new FileInfo(path).Length))];

    public string Output(int ordinal) => Path.Combine(_folder.Path, $"out-{ordinal}.parquet");

    /// <summary>A file of <c>k</c>, a number that grows by a step, and <c>v</c>, byte strings that begin with it.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="firstKey">The first key.</param>
    /// <param name="step">The distance to the next.</param>
    /// <param name="lengthOf">Bytes of the value of a row: at least 8, or -1 for null.</param>
    /// <param name="rowGroupRows">Rows of a row group.</param>
    /// <param name="pageRows">Rows of a page.</param>
    /// <param name="isNoise">Whether the values do not compress.</param>
    public unsafe void AddValues(int rows, long firstKey, long step, Func<int, int> lengthOf, int rowGroupRows, int pageRows, bool isNoise)
    {
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Required("k", LeafType.Int64), SchemaField.Optional("v", LeafType.Bytes));
        using var pool = new BufferPool();
        using FileStream stream = Create();
        using var writer = new ParquetFileWriter(stream, schema, new ParquetFileWriterOptions { SortingColumns = [new SortingColumn(0, false, false)] });
        var options = new ColumnWriterOptions { Level = 1, Codec = isNoise ? CompressionCodec.Uncompressed : CompressionCodec.Zstd };
        var random = new Random(rows);
        for (int first = 0; first < rows; first += rowGroupRows)
        {
            int count = Math.Min(rowGroupRows, rows - first);
            long[] keys = [.. Enumerable.Range(first, count).Select(i => firstKey + (i * step))];
            using var keyWriter = new ColumnChunkWriter(schema.Columns[0], options, pool);
            using var valueWriter = new ColumnChunkWriter(schema.Columns[1], options, pool);
            keyWriter.AddFixedPage(count, default, default, System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(keys));
            for (int row = 0; row < count; row += pageRows)
            {
                int pageCount = Math.Min(pageRows, count - row);
                int[] lengths = [.. Enumerable.Range(first + row, pageCount).Select(lengthOf)];
                byte[] levels = [.. lengths.Select(length => (byte)(length < 0 ? 0 : 1))];
                using PooledBuffer body = pool.Rent(lengths.Sum(length => Math.Max(0L, length)));
                var values = new List<ByteArrayRef>();
                byte* at = body.Pointer;
                for (int i = 0; i < pageCount; i++)
                {
                    if (lengths[i] >= 0)
                    {
                        var value = new Span<byte>(at, lengths[i]);
                        Fill(value, keys[row + i], isNoise ? random : null);
                        values.Add(new ByteArrayRef((nint)at, lengths[i]));
                        at += lengths[i];
                    }
                }

                valueWriter.AddByteArrayPage(pageCount, default, levels, values.ToArray());
            }

            writer.WriteRowGroup([keyWriter.Finish(null), valueWriter.Finish(null)], count);
        }

        writer.Finish([]);
    }

    /// <summary>A file of many columns, numbers and texts by turns; the first is the key.</summary>
    public void AddWide(int columns, int rows, int firstKey, int step)
    {
        using FileStream stream = Create();
        ParquetSchema schema = SchemaBuilder.Build([.. Enumerable.Range(0, columns).Select(c => SchemaField.Optional($"c{c:d5}", c % 2 == 0 ? LeafType.Int64 : LeafType.String))]);
        Cell[][] cells = [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns).Select(c =>
            Cell.Of(Build.Plain(c == 0 ? firstKey + (row * (long)step) : (row + c) % 11 == 0 ? null : c % 2 == 0 ? (object)(long)(row * c) : $"text {row % 7} of {c}"))).ToArray())];
        stream.Write(FileMaker.Write(new Table(schema, cells), Build.Layout(storage: Storage.Dictionary, claims: 0)));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The key is the value's beginning; the rest is one byte again and again, or noise.</summary>
    public static void Fill(Span<byte> value, long key, Random? noise)
    {
        if (noise is null)
        {
            value.Fill(unchecked((byte)key)); // Its lowest byte.
        }
        else
        {
            noise.NextBytes(value);
        }

        BinaryPrimitives.WriteInt64LittleEndian(value, key);
    }

    private FileStream Create()
    {
        _paths.Add(Path.Combine(_folder.Path, $"in-{_paths.Count:d3}.parquet"));
        return File.Create(_paths[^1]);
    }
}
