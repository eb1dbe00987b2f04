using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests.Tables;
using Tenon.Parquet.Writing;

namespace Tenon.Parquet.Tests.Writing;

public sealed class ParquetFileWriterTests : IDisposable
{
    private static readonly IReadOnlyList<ColumnChunkMetadata> NoChunks = [];
    private static readonly IReadOnlyList<SortingColumn> NoSorting = [];
    private readonly BufferPool _pool = new();

    public void Dispose()
    {
        Assert.Equal(0, _pool.RentedBytes);
        _pool.Dispose();
    }

    // Goal: what the footer returned by the writer says is what a reader of the file finds, member by member.
    // Method: a schema with every kind of annotation, one known only by its bytes; compare both footers' parts.
    [Fact]
    public void The_footer_survives_being_written_and_read()
    {
        var variant = new LogicalType(LogicalTypeKind.Variant, new byte[] { 0x0C, 0x20, 0x13, 0x01, 0x00, 0x00 }) { FieldId = 16 };
        var geometry = new LogicalType(LogicalTypeKind.Geometry, new byte[] { 0x0C, 0x22, 0x18, 0x03, (byte)'c', (byte)'r', (byte)'s', 0x00, 0x00 }) { FieldId = 17 };
        var unheardOf = new LogicalType(LogicalTypeKind.Unknown, new byte[] { 0x0C, 0x28, 0x15, 0x0E, 0x00, 0x00 }) { FieldId = 20 };
        ParquetSchema schema = SchemaBuilder.Build(
        [
            .. LeafTypes.All.Select((leaf, i) => SchemaField.Optional(leaf.Name, leaf.Type, fieldId: i * 100)),
            SchemaField.Annotated("variant", true, variant, SchemaField.Required("metadata", LeafType.Bytes), SchemaField.Required("value", LeafType.Bytes)),
            SchemaField.Optional("geometry", LeafType.Of(PhysicalType.ByteArray, logical: geometry)),
            SchemaField.Optional("unheard of", LeafType.Of(PhysicalType.Int32, logical: unheardOf)),
            SchemaField.Map("map", true, SchemaField.Required("key", LeafType.String), SchemaField.Optional("value", LeafType.Int32)),
            SchemaField.Repeated("repeated", LeafType.Float),
        ]);
        TableData table = TableGenerator.Make(schema, Seed.Of(12), 50, 0.2);
        using var stream = new MemoryStream();
        var options = new ParquetFileWriterOptions { SortingColumns = [new SortingColumn(2, true, false), new SortingColumn(0, false, true)] };
        FileMetadata written = TableWriter.Write(stream, table, column => new ColumnWriterOptions { WriteBloomFilter = column.Type != PhysicalType.Boolean }, _ => PageStyle.DictionaryThenValues, 20, () => 7, options);
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(stream.ToArray()), _pool);
        FileMetadata read = file.Metadata;
        Assert.Equal(written.Schema, read.Schema);
        Assert.Equal(written.KeyValues, read.KeyValues);
        Assert.Equal("tenon version 0.1.0", read.CreatedBy);
        Assert.Equal(Enumerable.Repeat(1, schema.Columns.Count), read.ColumnOrders);
        Assert.Equal(3, read.RowGroups.Count);
        foreach ((RowGroupMetadata a, RowGroupMetadata b) in written.RowGroups.Zip(read.RowGroups))
        {
            Assert.Equal(options.SortingColumns, b.SortingColumns);
            Assert.Equal(a with { Columns = NoChunks, SortingColumns = NoSorting }, b with { Columns = NoChunks, SortingColumns = NoSorting });
            foreach ((ColumnChunkMetadata x, ColumnChunkMetadata y) in a.Columns.Zip(b.Columns))
            {
                Assert.Equal(Flat(x), Flat(y));
            }
        }

        TableReader.AssertHolds(file, table);
    }

    // Goal: tools that add the sizes up find no gap that is not an index or a filter.
    [Fact]
    public void Sizes_in_the_footer_add_up()
    {
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Optional("a", LeafType.String), SchemaField.Required("b", LeafType.Double));
        TableData table = TableGenerator.Make(schema, Seed.Of(13), 500, 0.2);
        using var stream = new MemoryStream();
        FileMetadata footer = TableWriter.Write(stream, table, _ => new ColumnWriterOptions { Codec = CompressionCodec.Uncompressed }, _ => PageStyle.DictionaryThenValues, 200, () => 30);
        long at = 4;
        foreach (RowGroupMetadata group in footer.RowGroups)
        {
            Assert.Equal(at, group.FileOffset);
            foreach (ColumnChunkMetadata chunk in group.Columns)
            {
                Assert.Equal(at, chunk.StartOffset);
                Assert.Equal(chunk.TotalUncompressedSize, chunk.TotalCompressedSize);
                at += chunk.TotalCompressedSize;
            }

            Assert.Equal(group.Columns.Sum(chunk => chunk.TotalCompressedSize), group.TotalCompressedSize);
            Assert.Equal(group.Columns.Sum(chunk => chunk.TotalUncompressedSize), group.TotalByteSize);
        }
    }

    [Fact]
    public void Chunks_that_are_not_those_of_the_schema_are_refused_and_their_memory_is_given_back()
    {
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Required("a", LeafType.Int32), SchemaField.Required("b", LeafType.Int32));
        using var writer = new ParquetFileWriter(Stream.Null, schema, new ParquetFileWriterOptions());
        Refuse([Chunk(0, 1)], 1, "1 chunks; the schema has 2 columns");
        Refuse([Chunk(1, 1), Chunk(0, 1)], 1, "chunk 0 is of column b; a is expected");
        Refuse([Chunk(0, 1), Chunk(1, 2)], 1, "column b has 2 rows; the row group has 1");
        Refuse([Chunk(0, 0), Chunk(1, 0)], 0, "rowCount");
        Assert.Throws<ArgumentException>(() => new ParquetFileWriter(Stream.Null, schema, new ParquetFileWriterOptions { SortingColumns = [new SortingColumn(2, false, false)] }));

        void Refuse(EncodedColumnChunk[] chunks, long rows, string expected) =>
            Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => writer.WriteRowGroup(chunks, rows)).Message, StringComparison.Ordinal);

        EncodedColumnChunk Chunk(int column, int rows)
        {
            using var chunk = new ColumnChunkWriter(schema.Columns[column], new ColumnWriterOptions(), _pool);
            chunk.AddFixedPage(rows, default, default, new byte[4 * rows]);
            return chunk.Finish(null);
        }
    }

    [Fact]
    public void F45_A_footer_beyond_its_limit_is_refused()
    {
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Required("a", LeafType.Int32));
        using var writer = new ParquetFileWriter(Stream.Null, schema, new ParquetFileWriterOptions { MaximumFooterBytes = 1000 });
        for (int i = 0; i < 20; i++)
        {
            using var chunk = new ColumnChunkWriter(schema.Columns[0], new ColumnWriterOptions(), _pool);
            chunk.AddFixedPage(1, default, default, new byte[4]);
            writer.WriteRowGroup([chunk.Finish(null)], 1);
        }

        Assert.Contains("20 row groups", Assert.Throws<InvalidOperationException>(() => writer.Finish([])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_input_gives_equal_bytes()
    {
        Assert.Equal(Write(), Write());

        static byte[] Write()
        {
            var random = new Random(5);
            ParquetSchema schema = TableGenerator.RandomSchema(random);
            using var stream = new MemoryStream();
            TableWriter.Write(stream, TableGenerator.Make(schema, random, 1000, 0.3), _ => new ColumnWriterOptions(), _ => PageStyle.DictionaryThenValues, 400, () => 100);
            return stream.ToArray();
        }
    }

    private static string Flat(ColumnChunkMetadata chunk)
    {
        Statistics statistics = chunk.Statistics!; // The writer always has some.
        return string.Join(
            '|',
            chunk.Type,
            string.Join(',', chunk.Encodings),
            string.Join(',', chunk.Path),
            chunk.Codec,
            chunk.ValueCount,
            chunk.TotalUncompressedSize,
            chunk.TotalCompressedSize,
            chunk.DataPageOffset,
            chunk.DictionaryPageOffset,
            Convert.ToHexString(statistics.MinValue ?? []),
            Convert.ToHexString(statistics.MaxValue ?? []),
            statistics.IsMinExact,
            statistics.IsMaxExact,
            statistics.NullCount,
            string.Join(',', chunk.EncodingStats),
            chunk.BloomFilterOffset,
            chunk.BloomFilterLength,
            chunk.OffsetIndexOffset,
            chunk.OffsetIndexLength,
            chunk.ColumnIndexOffset,
            chunk.ColumnIndexLength,
            chunk.UnencodedByteArrayBytes);
    }
}
