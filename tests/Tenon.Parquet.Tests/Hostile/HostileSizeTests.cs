using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Tests.Hostile;

public sealed class HostileSizeTests
{
    // What a file of a few hundred bytes may take of unmanaged memory: windows, a small page, a batch of levels and values.
    private const long SmallBytes = 1 << 20;

    [Fact]
    public void The_crafted_file_itself_is_sound()
    {
        using var pool = new BufferPool();
        Assert.Equal(1, new CraftedFile().Read(pool));
    }

    [Theory]
    [InlineData(CompressionCodec.Snappy)]
    [InlineData(CompressionCodec.Gzip)]
    [InlineData(CompressionCodec.Lz4)]
    [InlineData(CompressionCodec.Lz4Raw)]
    public void F44_A_page_that_claims_more_than_its_codec_can_give_takes_no_memory(CompressionCodec codec) =>
        Refused(new CraftedFile { Codec = codec, Header = CraftedFile.DataPage(ParquetEncoding.Plain, 1, 10) with { UncompressedSize = 2_000_000_000 } }, "at most");

    [Theory]
    [InlineData(CompressionCodec.Zstd, 8 << 20)]
    [InlineData(CompressionCodec.Brotli, int.MaxValue - 100)]
    public void F44_A_page_that_claims_what_its_codec_could_give_is_refused_when_it_does_not(CompressionCodec codec, int claimed)
    {
        using var pool = new BufferPool();
        var file = new CraftedFile { Codec = codec, Body = new byte[100], Header = CraftedFile.DataPage(ParquetEncoding.Plain, 1, 100) with { UncompressedSize = claimed } };
        ParquetFormatException error = Assert.Throws<ParquetFormatException>(() => file.Read(pool));
        Assert.Equal(("crafted", 0, "column", 4L), (error.File, error.RowGroup, error.Column, error.Offset));
        Assert.Equal(0, pool.RentedBytes);

        // A lower limit refuses it before any memory is taken.
        using var small = new BufferPool();
        Assert.Contains("limit", Assert.Throws<ParquetFormatException>(() => file.Read(small, new ParquetReaderOptions { MaximumPageBytes = 1 << 20 })).Message, StringComparison.Ordinal);
        Assert.InRange(small.PeakBytes, 0, SmallBytes);
    }

    [Fact]
    public void F44_A_page_larger_than_its_chunk_is_refused() =>
        Refused(new CraftedFile { Header = CraftedFile.DataPage(ParquetEncoding.Plain, 1, 10) with { CompressedSize = int.MaxValue, UncompressedSize = int.MaxValue } }, "left in the chunk");

    [Fact]
    public void F44_Two_hundred_million_nulls_in_a_few_bytes_are_read_in_bounded_memory()
    {
        const int Count = 200_000_000;
        var file = new CraftedFile { ValueCount = Count, Header = CraftedFile.DataPage(ParquetEncoding.Plain, Count, 10), Body = [6, 0, 0, 0, 0x80, 0x88, 0xDE, 0xBE, 0x01, 0] };
        using var pool = new BufferPool();
        Assert.Equal(Count, file.Read(pool));
        Assert.InRange(pool.PeakBytes, 0, SmallBytes);
    }

    [Fact]
    public void F44_A_dictionary_of_more_entries_than_bytes_is_refused()
    {
        byte[] bytes = new CraftedFile { Header = CraftedFile.DataPage(ParquetEncoding.Plain, int.MaxValue, 10) with { Type = PageType.DictionaryPage } }.Build();
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool);
        using ColumnChunkPages pages = file.OpenColumn(0, 0);
        Assert.Contains("2147483647 entries in 10 bytes", Assert.Throws<ParquetFormatException>(pages.ReadDictionary).Message, StringComparison.Ordinal);
        Assert.InRange(pool.PeakBytes, 0, SmallBytes);
    }

    [Fact]
    public void F44_A_fixed_length_of_two_gigabytes_takes_no_memory_for_values_that_are_not_there()
    {
        SchemaElement[] schema =
        [
            new() { Name = "root", ChildCount = 1 },
            new() { Name = "column", Type = PhysicalType.FixedLenByteArray, TypeLength = int.MaxValue, Repetition = Repetition.Optional },
        ];
        foreach (ParquetEncoding encoding in (ParquetEncoding[])[ParquetEncoding.Plain, ParquetEncoding.DeltaByteArray, ParquetEncoding.ByteStreamSplit])
        {
            Refused(new CraftedFile { Schema = schema, Header = CraftedFile.DataPage(encoding, 1, 10) }, "");
        }
    }

    [Fact]
    public void F44_Levels_and_strings_longer_than_their_page_are_refused()
    {
        Refused(new CraftedFile { Body = [0xFF, 0xFF, 0xFF, 0x7F, 2, 1, 42, 0, 0, 0] }, "levels of");
        Refused(
            new CraftedFile
            {
                Schema = [new() { Name = "root", ChildCount = 1 }, new() { Name = "column", Type = PhysicalType.ByteArray, Repetition = Repetition.Optional }],
                Body = [2, 0, 0, 0, 2, 1, 0xFF, 0xFF, 0xFF, 0x7F],
            },
            "byte array of");
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(1, 3)]
    public void More_or_fewer_values_than_the_chunk_says_are_refused(int inPage, int inChunk) =>
        Refused(new CraftedFile { ValueCount = inChunk, Header = CraftedFile.DataPage(ParquetEncoding.Plain, inPage, 10) }, "values");

    [Fact]
    public void A_chunk_that_begins_inside_a_list_or_has_other_rows_than_its_group_is_refused()
    {
        SchemaElement[] schema = [new() { Name = "root", ChildCount = 1 }, new() { Name = "column", Type = PhysicalType.Int32, Repetition = Repetition.Repeated }];
        byte[] insideList = [2, 0, 0, 0, 2, 1, 2, 0, 0, 0, 2, 1, 42, 0, 0, 0];
        Refused(new CraftedFile { Schema = schema, Body = insideList, Header = CraftedFile.DataPage(ParquetEncoding.Plain, 1, 16) }, "begins inside a list");
        byte[] oneRowOfTwo = [2, 0, 0, 0, 3, 0b10, 2, 0, 0, 0, 4, 1, 42, 0, 0, 0, 43, 0, 0, 0];
        Refused(new CraftedFile { Schema = schema, Body = oneRowOfTwo, ValueCount = 2, Header = CraftedFile.DataPage(ParquetEncoding.Plain, 2, 20) }, "1 rows, the row group 2");
    }

    [Fact]
    public void F44_Indexes_and_filters_beyond_the_file_are_refused()
    {
        using var pool = new BufferPool();
        byte[] bytes = new CraftedFile
        {
            Chunk = chunk => chunk with
            {
                ColumnIndexOffset = 4,
                ColumnIndexLength = int.MaxValue,
                OffsetIndexOffset = long.MaxValue,
                OffsetIndexLength = 100,
                BloomFilterOffset = 5,
                BloomFilterLength = -1,
            },
        }.Build();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool);
        Assert.Throws<ParquetFormatException>(() => file.ReadColumnIndex(0, 0));
        Assert.Throws<ParquetFormatException>(() => file.ReadOffsetIndex(0, 0));
        Assert.Throws<ParquetFormatException>(() => file.ReadBloomFilter(0, 0));
    }

    [Fact]
    public void What_is_not_read_is_refused_by_name()
    {
        Refused(new CraftedFile { Header = CraftedFile.DataPage(ParquetEncoding.Alp, 1, 10) }, "ALP");
        Refused(new CraftedFile { Header = CraftedFile.DataPage((ParquetEncoding)77, 1, 10) }, "77");
        Refused(new CraftedFile { Header = CraftedFile.DataPage(ParquetEncoding.DeltaLengthByteArray, 1, 10) }, "DELTA_LENGTH_BYTE_ARRAY of Int32");
        Refused(new CraftedFile { Codec = CompressionCodec.Lzo }, "LZO");
        Refused(new CraftedFile { Chunk = chunk => chunk with { FilePath = "other.parquet" } }, "other.parquet");
        Refused(new CraftedFile { Chunk = chunk => chunk with { Path = ["elsewhere"] } }, "elsewhere");
        Refused(new CraftedFile { Chunk = chunk => chunk with { Type = PhysicalType.Double } }, "Double");
        Refused(new CraftedFile { File = file => file with { RowCount = 7 } }, "7 rows");
    }

    [Fact]
    public void F45_A_footer_above_the_limit_is_refused_before_it_is_read()
    {
        using var pool = new BufferPool();
        byte[] bytes = CraftedFile.Wrap(new byte[1000], new byte[200_000]);
        ParquetFormatException error = Assert.Throws<ParquetFormatException>(
            () => ParquetFile.Open(new MemoryRangeSource(bytes), pool, new ParquetReaderOptions { MaximumFooterBytes = 100_000 }));
        Assert.Contains("a footer of 200000 bytes; the limit is 100000", error.Message, StringComparison.Ordinal);
        Assert.InRange(pool.PeakBytes, 0, 128 << 10);
    }

    [Fact]
    public void F45_Row_groups_without_end_are_refused_by_their_number()
    {
        using var pool = new BufferPool();
        var file = new CraftedFile { ValueCount = 0, File = file => file with { RowGroups = [.. Enumerable.Repeat(file.RowGroups[0], 1001)] } };
        Assert.Equal(0, file.Read(pool));
        ParquetFormatException error = Assert.Throws<ParquetFormatException>(() => file.Read(pool, new ParquetReaderOptions { MaximumColumnChunks = 1000 }));
        Assert.Contains("1001 row groups of 1 columns; the limit is 1000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F45_A_list_of_row_groups_longer_than_the_footer_is_refused()
    {
        // 2: schema of a root with one leaf; 4: a list of 2^31-1 structs.
        byte[] footer =
        [
            0x15, 0x02, 0x19, 0x2C, 0x48, 0x01, 0x72, 0x15, 0x02, 0x00, 0x15, 0x02, 0x25, 0x00, 0x18, 0x01, 0x63, 0x00,
            0x16, 0x00, 0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00, 0x00,
        ];
        using var pool = new BufferPool();
        ParquetFormatException error = Assert.Throws<ParquetFormatException>(() => ParquetFile.Open(new MemoryRangeSource(CraftedFile.Wrap([], footer)), pool));
        Assert.Contains("a list announces 2147483647 elements", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F45_Paths_that_multiply_a_schema_are_refused()
    {
        // 50 groups, one in the other, with names of 30 kB, and 5000 leaves below: 1.5 MB of names, 7.5 GB of paths.
        string name = new('n', 30_000);
        SchemaElement[] schema =
        [
            new() { Name = "root", ChildCount = 1 },
            .. Enumerable.Range(1, 50).Select(i => new SchemaElement { Name = name, ChildCount = i == 50 ? 5000 : 1 }),
            .. Enumerable.Range(0, 5000).Select(_ => new SchemaElement { Name = "c", Type = PhysicalType.Int32 }),
        ];
        var writer = new CompactWriter();
        FileMetadataWriter.Write(writer, new FileMetadata { Version = 1, Schema = schema, RowCount = 0, RowGroups = [] });
        byte[] bytes = CraftedFile.Wrap([], writer.Written);
        using var pool = new BufferPool();
        long before = GC.GetAllocatedBytesForCurrentThread();
        ParquetFormatException error = Assert.Throws<ParquetFormatException>(() => ParquetFile.Open(new MemoryRangeSource(bytes), pool));
        Assert.Contains("paths", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400L << 20);
    }

    private static void Refused(CraftedFile file, string expected)
    {
        using var pool = new BufferPool();
        ParquetFormatException error = Assert.Throws<ParquetFormatException>(() => file.Read(pool));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal("crafted", error.File);
        Assert.NotNull(error.Offset);
        Assert.InRange(pool.PeakBytes, 0, SmallBytes);
        Assert.Equal(0, pool.RentedBytes);
    }
}
