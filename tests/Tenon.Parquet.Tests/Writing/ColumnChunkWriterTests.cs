using System.Runtime.InteropServices;
using System.Text;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests.Tables;
using Tenon.Parquet.Writing;

namespace Tenon.Parquet.Tests.Writing;

public sealed class ColumnChunkWriterTests : IDisposable
{
    private static readonly ParquetSchema Schema = SchemaBuilder.Build(
        SchemaField.Required("number", LeafType.Int32),
        SchemaField.Optional("text", LeafType.String),
        SchemaField.List("list", true, SchemaField.Required("element", LeafType.Double)),
        SchemaField.Required("flag", LeafType.Boolean),
        SchemaField.Optional("float", LeafType.Double));

    private readonly BufferPool _pool = new();

    public void Dispose()
    {
        Assert.Equal(0, _pool.RentedBytes);
        _pool.Dispose();
    }

    // Goal: bounds come from the entries a page uses, not from all of the dictionary.
    // Method: pages that use neither the smallest nor the largest entry.
    [Fact]
    public void F52_Bounds_of_a_page_are_those_of_the_entries_it_uses()
    {
        using ColumnChunkWriter writer = Begin("number");
        writer.AddIndexPage(4, default, default, [2, 2, 2, 2]);
        writer.AddIndexPage(3, default, default, [1, 3, 1]);
        writer.AddIndexPage(40, default, default, Enumerable.Repeat(4, 40).ToArray());
        using EncodedColumnChunk chunk = writer.Finish(Numbers(-1000, 5, 7, -8, 9, 2000));
        Assert.Equal([Bytes(7), Bytes(-8), Bytes(9)], chunk.ColumnIndex!.MinValues);
        Assert.Equal([Bytes(7), Bytes(5), Bytes(9)], chunk.ColumnIndex.MaxValues);
        Assert.Equal(BoundaryOrder.Unordered, chunk.ColumnIndex.BoundaryOrder);
        Assert.Equal(Bytes(-8), chunk.Statistics.MinValue);
        Assert.Equal(Bytes(9), chunk.Statistics.MaxValue);
        Assert.True(chunk.Statistics.IsMinExact);
    }

    // Goal: a page of few values and a large dictionary keeps its indices instead of marks, and says the same.
    // Method: the same pages with indices that are far apart.
    [Fact]
    public void Bounds_are_the_same_where_a_small_page_uses_a_huge_dictionary()
    {
        int[] entries = [.. Enumerable.Range(0, 200_000).Select(i => unchecked(i * 7919))];
        using ColumnChunkWriter writer = Begin("number");
        writer.AddIndexPage(3, default, default, [199_999, 5, 100_000]);
        writer.AddIndexPage(200_000, default, default, Enumerable.Range(0, 200_000).ToArray());
        using EncodedColumnChunk chunk = writer.Finish(Numbers(entries));
        int[] few = [entries[199_999], entries[5], entries[100_000]];
        Assert.Equal([Bytes(few.Min()), Bytes(entries.Min())], chunk.ColumnIndex!.MinValues);
        Assert.Equal([Bytes(few.Max()), Bytes(entries.Max())], chunk.ColumnIndex.MaxValues);
    }

    [Fact]
    public void The_order_of_the_pages_is_told()
    {
        Assert.Equal(BoundaryOrder.Ascending, OrderOf([1, 2], [2, 3], [3, 3]));
        Assert.Equal(BoundaryOrder.Descending, OrderOf([5, 6], [4, 6], [1]));
        Assert.Equal(BoundaryOrder.Unordered, OrderOf([1, 9], [2, 3]));
        Assert.Equal(BoundaryOrder.Ascending, OrderOf([1, 1]));

        BoundaryOrder OrderOf(params int[][] pages)
        {
            using ColumnChunkWriter writer = Begin("number");
            foreach (int[] page in pages)
            {
                writer.AddFixedPage(page.Length, default, default, MemoryMarshal.AsBytes(page.AsSpan()));
            }

            using EncodedColumnChunk chunk = writer.Finish(null);
            return chunk.ColumnIndex!.BoundaryOrder;
        }
    }

    [Fact]
    public void A_page_of_nulls_has_no_bounds_and_does_not_break_the_order()
    {
        using ColumnChunkWriter writer = Begin("text");
        writer.AddByteArrayPlainPage(2, default, [1, 0], [1, 0, 0, 0, (byte)'a'], 1);
        writer.AddIndexPage(3, default, [0, 0, 0], []);
        writer.AddByteArrayPlainPage(1, default, [1], [1, 0, 0, 0, (byte)'b'], 1);
        using EncodedColumnChunk chunk = writer.Finish(DictionaryValues.OfByteArrays(ReadOnlyMemory<ByteArrayRef>.Empty));
        Assert.Equal([false, true, false], chunk.ColumnIndex!.NullPages);
        Assert.Equal([1, 3, 0], chunk.ColumnIndex.NullCounts);
        Assert.Equal(BoundaryOrder.Ascending, chunk.ColumnIndex.BoundaryOrder);
        Assert.Equal(4, chunk.Statistics.NullCount);
        Assert.Equal("a"u8.ToArray(), chunk.Statistics.MinValue);
    }

    [Fact]
    public void F51_A_page_with_NaN_leaves_chunk_and_index_without_bounds()
    {
        using ColumnChunkWriter writer = Begin("float");
        writer.AddFixedPage(1, default, [1], BitConverter.GetBytes(1.5));
        writer.AddFixedPage(2, default, [1, 1], [.. BitConverter.GetBytes(double.NaN), .. BitConverter.GetBytes(0.5)]);
        using EncodedColumnChunk chunk = writer.Finish(null);
        Assert.Null(chunk.Statistics.MinValue);
        Assert.Null(chunk.Statistics.MaxValue);
        Assert.Equal(0, chunk.Statistics.NullCount);
        Assert.Null(chunk.ColumnIndex);
    }

    [Fact]
    public void F51_A_NaN_in_the_dictionary_counts_only_for_pages_that_use_it()
    {
        using ColumnChunkWriter writer = Begin("float");
        writer.AddIndexPage(2, default, [1, 1], [0, 2]);
        using EncodedColumnChunk chunk = writer.Finish(DictionaryValues.OfFixed(MemoryMarshal.AsBytes((ReadOnlySpan<double>)[1.0, double.NaN, 3.0]).ToArray(), 8));
        Assert.Equal(BitConverter.GetBytes(3.0), chunk.Statistics.MaxValue);
        Assert.NotNull(chunk.ColumnIndex);
    }

    [Fact]
    public void The_filter_of_a_double_denies_neither_zero_nor_any_NaN()
    {
        using ColumnChunkWriter writer = Begin("float", new ColumnWriterOptions { WriteBloomFilter = true, BloomFalsePositiveRate = 0.0001 });
        writer.AddFixedPage(2, default, [1, 1], [.. BitConverter.GetBytes(0.0), .. BitConverter.GetBytes(BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001))]);
        using EncodedColumnChunk chunk = writer.Finish(null);
        foreach (double value in (double[])[0.0, -0.0, BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001), BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000), BitConverter.UInt64BitsToDouble(0xFFF8_0000_0000_0000)])
        {
            Assert.True(chunk.BloomFilter!.MightContain(XxHash64.Compute(BitConverter.GetBytes(value))));
        }

        Assert.False(chunk.BloomFilter!.MightContain(XxHash64.Compute(BitConverter.GetBytes(1.0))));
    }

    // Goal: a filter is as large as the distinct values ask for, however often they occur.
    // Method: many repetitions of few values, as values and by dictionary.
    [Fact]
    public void A_filter_is_sized_by_the_distinct_values()
    {
        var options = new ColumnWriterOptions { WriteBloomFilter = true, BloomFalsePositiveRate = 0.01 };
        using ColumnChunkWriter values = Begin("number", options);
        values.AddFixedPage(30_000, default, default, MemoryMarshal.AsBytes(Enumerable.Range(0, 30_000).Select(i => i % 100).ToArray().AsSpan()));
        using EncodedColumnChunk byValues = values.Finish(null);
        using ColumnChunkWriter indices = Begin("number", options);
        indices.AddIndexPage(30_000, default, default, [.. Enumerable.Range(0, 30_000).Select(i => i % 100)]);
        using EncodedColumnChunk byDictionary = indices.Finish(Numbers([.. Enumerable.Range(0, 100)]));
        Assert.Equal(BloomFilter.OptimalBytes(100, 0.01), byValues.BloomFilter!.Bits.Length);
        Assert.Equal(byValues.BloomFilter.Bits, byDictionary.BloomFilter!.Bits);
    }

    // Goal: copied pages keep their bytes, and the chunk says of them what it is told, or what the pages say.
    // Method: encode a chunk, copy its pages into another, compare the files' content and statistics.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Copied_pages_read_as_their_originals(bool withChunkStatistics)
    {
        byte[] original = WriteFile(writer =>
        {
            writer.AddIndexPage(3, default, [1, 0, 1], [0, 1]);
            writer.AddIndexPage(2, default, [1, 1], [2, 2]);
            return writer.Finish(Texts("b", "a", "c"));
        });
        using ParquetFile source = ParquetFile.Open(new MemoryRangeSource(original), _pool);
        ColumnIndex index = source.ReadColumnIndex(0, 0)!; // The writer makes one.
        byte[] copy = WriteFile(writer =>
        {
            using ColumnChunkPages pages = source.OpenColumn(0, 0);
            Assert.True(pages.TryGetDictionary(out PageEntry dictionary));
            using (PooledBuffer body = pages.ReadStored(dictionary))
            {
                writer.SetCopiedDictionary(dictionary.Header, body.Span);
            }

            for (int i = 0; pages.TryReadHeader(out PageEntry page); i++)
            {
                using PooledBuffer body = pages.ReadStored(page);
                writer.AddCopiedPage(page.Header, i == 0 ? 3 : 2, body.Span, new Statistics { MinValue = index.MinValues[i], MaxValue = index.MaxValues[i], NullCount = index.NullCounts![i] }); // It counts.
            }

            if (withChunkStatistics)
            {
                writer.SetCopiedStatistics(source.Metadata.RowGroups[0].Columns[0].Statistics, null);
            }

            return writer.Finish(null);
        });
        using ParquetFile result = ParquetFile.Open(new MemoryRangeSource(copy), _pool);
        Assert.Equal(TableReader.Read(source)[0].Values, TableReader.Read(result)[0].Values);
        Assert.Equal(TableReader.Read(source)[0].Definition, TableReader.Read(result)[0].Definition);
        StatisticsCheck.AssertTrue(result);
        Assert.Equal("a"u8.ToArray(), result.Metadata.RowGroups[0].Columns[0].Statistics!.MinValue);
        int end = 4 + (int)result.Metadata.RowGroups[0].Columns[0].TotalCompressedSize;
        Assert.Equal(original[..end], copy[..end]);
    }

    // Goal: a page of version 2 never grows by compression; one of version 1 has no way to say that it is not compressed.
    // Method: noise and zeros, read back.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_page_of_version_2_is_stored_as_it_is_where_compression_does_not_help(bool isV2)
    {
        byte[] noise = new byte[800];
        Seed.Of(30).NextBytes(noise);
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Required("a", LeafType.Int64));
        using var stream = new MemoryStream();
        using var file = new ParquetFileWriter(stream, schema, new ParquetFileWriterOptions());
        using var writer = new ColumnChunkWriter(schema.Columns[0], new ColumnWriterOptions { DataPageV2 = isV2 }, _pool);
        writer.AddFixedPage(100, default, default, noise);
        writer.AddFixedPage(100, default, default, new byte[800]);
        file.WriteRowGroup([writer.Finish(null)], 200);
        file.Finish([]);
        using ParquetFile result = ParquetFile.Open(new MemoryRangeSource(stream.ToArray()), _pool);
        using ColumnChunkPages pages = result.OpenColumn(0, 0);
        Assert.True(pages.TryReadHeader(out PageEntry first));
        Assert.True(pages.TryReadHeader(out PageEntry second));
        Assert.Equal(!isV2, first.Header.IsCompressed);
        Assert.True(isV2 ? first.Header.CompressedSize == 800 : first.Header.CompressedSize > 800);
        Assert.True(second.Header.IsCompressed && second.Header.CompressedSize < 100);
        Assert.Equal(noise, TableReader.Read(result)[0].Values.Take(100).SelectMany(value => value));
    }

    [Fact]
    public void Copied_pages_of_which_nothing_is_known_leave_the_chunk_without_bounds()
    {
        byte[] original = WriteFile(writer =>
        {
            writer.AddByteArrayPlainPage(1, default, [1], [1, 0, 0, 0, (byte)'x'], 1);
            return writer.Finish(null);
        });
        using ParquetFile source = ParquetFile.Open(new MemoryRangeSource(original), _pool);
        using ColumnChunkWriter writer = Begin("text", new ColumnWriterOptions { WriteBloomFilter = true });
        using (ColumnChunkPages pages = source.OpenColumn(0, 0))
        {
            Assert.True(pages.TryReadHeader(out PageEntry page));
            using PooledBuffer body = pages.ReadStored(page);
            writer.AddCopiedPage(page.Header, 1, body.Span, null);
        }

        writer.AddByteArrayPlainPage(1, default, [1], [1, 0, 0, 0, (byte)'y'], 1);
        using EncodedColumnChunk chunk = writer.Finish(null);
        Assert.Null(chunk.Statistics.MinValue);
        Assert.Null(chunk.Statistics.NullCount);
        Assert.Null(chunk.ColumnIndex);
        Assert.Null(chunk.BloomFilter);
    }

    [Fact]
    public void What_does_not_fit_together_is_refused_with_the_column_named()
    {
        Refuse("number", writer => writer.AddFixedPage(2, default, default, [1, 2, 3, 4]), "rows 2, where 1 is expected");
        Refuse("number", writer => writer.AddFixedPage(1, default, default, [1, 2, 3]), "3 bytes are no such values");
        Refuse("number", writer => writer.AddFixedPage(1, default, [1], [1, 2, 3, 4]), "definition levels 1, where 0 is expected");
        Refuse("number", writer => writer.AddByteArrayPage(0, default, default, default), "byte arrays are not its values");
        Refuse("text", writer => writer.AddByteArrayPlainPage(1, default, [2], [], 0), "a definition level of 2, where 1 is expected");
        Refuse("text", writer => writer.AddByteArrayPlainPage(1, default, [1], [], 0), "values 0, where 1 is expected");
        Refuse("text", writer => writer.AddByteArrayPlainPage(1, default, [1], [5, 0, 0, 0, 1], 1), "value 0 at byte 0 has length 5");
        Refuse("text", writer => writer.AddByteArrayPlainPage(1, default, [1], [0, 0, 0, 0, 1], 1), "take 4 bytes, 5 are given");
        Refuse("text", writer => writer.AddByteArrayPlainPage(1, default, [1], [0xFF, 0xFF, 0xFF, 0xFF], 1), "has length -1");
        Refuse("list.list.element", writer => writer.AddFixedPage(1, [1], [2], new byte[8]), "the first repetition level 1, where 0 is expected");
        Refuse("list.list.element", writer => writer.AddFixedPage(1, [0, 2], [2, 2], new byte[16]), "a repetition level of 2");
        Refuse("list.list.element", writer => writer.AddFixedPage(2, [0, 1], [2, 2], new byte[16]), "rows 2, where 1 is expected");
        Refuse("flag", writer => writer.AddFixedPage(1, default, default, [2]), "neither 0 nor 1");
        Refuse("flag", writer => writer.AddIndexPage(1, default, default, [0]), "booleans have no dictionary");
        Refuse("number", writer => writer.AddIndexPage(1, default, default, [-1]), "0 or more");
        Refuse("number", writer => AddAndFinish(writer, null), "index pages and no dictionary");
        Refuse("number", writer => AddAndFinish(writer, Numbers(1, 2)), "index 2 is used; the dictionary has 2 entries");
        Refuse("number", writer => AddAndFinish(writer, DictionaryValues.OfFixed(new byte[8], 8)), "the dictionary's have 8");

        static void AddAndFinish(ColumnChunkWriter writer, DictionaryValues? dictionary)
        {
            writer.AddIndexPage(1, default, default, [2]);
            writer.Finish(dictionary);
        }
    }

    [Fact]
    public void Options_that_do_not_suit_the_column_are_refused()
    {
        Assert.Contains("encoding DeltaBinaryPacked", Assert.Throws<ArgumentException>(() => Begin("text", new ColumnWriterOptions { ValueEncoding = ParquetEncoding.DeltaBinaryPacked })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Begin("text", new ColumnWriterOptions { ValueEncoding = ParquetEncoding.RleDictionary }));
        Assert.Throws<ArgumentException>(() => Begin("flag", new ColumnWriterOptions { WriteBloomFilter = true }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Begin("text", new ColumnWriterOptions { Level = 1000 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Begin("text", new ColumnWriterOptions { StatisticsTruncateBytes = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Begin("text", new ColumnWriterOptions { WriteBloomFilter = true, BloomFalsePositiveRate = 1 }));
        Assert.Throws<ParquetFormatException>(() => Begin("text", new ColumnWriterOptions { Codec = CompressionCodec.Lzo }));
    }

    [Fact]
    public void A_finished_chunk_takes_no_more_pages_and_a_disposed_one_gives_its_memory_back()
    {
        ColumnChunkWriter finished = Begin("number");
        finished.AddFixedPage(1, default, default, new byte[4]);
        finished.Finish(null).Dispose();
        Assert.Throws<InvalidOperationException>(() => finished.AddFixedPage(1, default, default, new byte[4]));
        Assert.Throws<InvalidOperationException>(() => finished.Finish(null));

        ColumnChunkWriter abandoned = Begin("number", new ColumnWriterOptions { WriteBloomFilter = true });
        abandoned.AddIndexPage(1, default, default, [3]);
        Assert.NotEqual(0, _pool.RentedBytes);
        abandoned.Dispose();
    }

    private void Refuse(string column, Action<ColumnChunkWriter> act, string expected)
    {
        using ColumnChunkWriter writer = Begin(column);
        Exception exception = Assert.ThrowsAny<ArgumentException>(() => act(writer));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private ColumnChunkWriter Begin(string column, ColumnWriterOptions? options = null) =>
        new(Schema.Columns.Single(leaf => leaf.DottedPath == column), options ?? new ColumnWriterOptions(), _pool);

    private byte[] WriteFile(Func<ColumnChunkWriter, EncodedColumnChunk> build)
    {
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Optional("text", LeafType.String));
        using var stream = new MemoryStream();
        using var file = new ParquetFileWriter(stream, schema, new ParquetFileWriterOptions());
        using var writer = new ColumnChunkWriter(schema.Columns[0], new ColumnWriterOptions(), _pool);
        EncodedColumnChunk chunk = build(writer);
        file.WriteRowGroup([chunk], chunk.RowCount);
        file.Finish([]);
        return stream.ToArray();
    }

    private static DictionaryValues Numbers(params int[] values) => DictionaryValues.OfFixed(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), 4);

    // The memory is never moved nor freed: literals of a test.
    private static unsafe DictionaryValues Texts(params string[] values)
    {
        var references = new ByteArrayRef[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            byte[] bytes = GC.AllocateArray<byte>(values[i].Length, pinned: true);
            Encoding.ASCII.GetBytes(values[i], bytes);
            Pinned.Add(bytes);
            references[i] = new ByteArrayRef(Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0), bytes.Length);
        }

        return DictionaryValues.OfByteArrays(references);
    }

    private static readonly List<byte[]> Pinned = [];

    private static byte[] Bytes(int value) => BitConverter.GetBytes(value);
}
