using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Reading;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests.Tables;
using Tenon.Parquet.Writing;

namespace Tenon.Parquet.Tests.Reading;

public sealed class WriterVersionTests
{
    [Theory]
    [InlineData("parquet-mr", true)]
    [InlineData("parquet-mr version 1.2.8 (build abc)", true)]
    [InlineData("parquet-mr version 1.2.9 (build abc)", false)]
    [InlineData("parquet-mr version 1.12.0-SNAPSHOT (build abc)", false)]
    [InlineData("impala version 1.0.0", false)]
    [InlineData("parquet-cpp-arrow version 1.0.0", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_early_parquet_java_forgets_the_dictionary_header(string? createdBy, bool expected) =>
        Assert.Equal(expected, WriterVersion.ForgetsDictionaryHeader(createdBy));

    [Theory]
    [InlineData("parquet-cpp", true)]
    [InlineData("parquet-cpp version 1.5.1-SNAPSHOT", true)]
    [InlineData("parquet-cpp version 2.0.0", false)]
    [InlineData("parquet-cpp-arrow version 1.0.0", false)]
    [InlineData("parquet-mr version 1.5.0", false)]
    [InlineData(null, false)]
    public void Only_early_parquet_cpp_denies_that_it_compresses(string? createdBy, bool expected) =>
        Assert.Equal(expected, WriterVersion.DeniesCompression(createdBy));

    // Goal: ARROW-10353. What early parquet-cpp compressed and calls uncompressed is read; from others it is refused, as what its sizes make it.
    // Method: our own file under their name, with the flag of each v2 page turned over.
    [Theory]
    [InlineData("parquet-cpp version 1.5.1-SNAPSHOT", true)]
    [InlineData("tenon version 0.1.0", false)]
    public void Pages_that_deny_their_compression_are_read_where_their_writer_was_known_for_it(string createdBy, bool isRead)
    {
        const byte True = 0x11; // A boolean field after its neighbour, in Thrift's compact form.
        const byte False = 0x12;
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Optional("a", LeafType.String));
        TableData table = TableGenerator.Make(schema, Seed.Of(6200), 2000, 0.2);
        using var stream = new MemoryStream();
        var column = new ColumnWriterOptions { Codec = CompressionCodec.Gzip, DataPageV2 = true, WriteCrc = false };
        _ = TableWriter.Write(stream, table, _ => column, _ => PageStyle.Values, 2000, () => 1000, new ParquetFileWriterOptions { CreatedBy = createdBy });
        byte[] bytes = stream.ToArray();
        using var pool = new BufferPool();
        int turned = 0;
        using (ParquetFile file = ParquetFile.Open(new MemoryRangeSource(stream.ToArray()), pool))
        {
            using ColumnChunkPages pages = file.OpenColumn(0, 0);
            while (pages.TryReadHeader(out PageEntry page))
            {
                Span<byte> header = bytes.AsSpan((int)page.HeaderOffset, page.HeaderLength);
                Assert.Equal([True, 0, 0], header[^3..].ToArray()); // Large enough to be compressed, all of them.
                header[^3] = False;
                turned++;
            }
        }

        Assert.Equal(2, turned);
        using ParquetFile changed = ParquetFile.Open(new MemoryRangeSource(bytes), pool);
        if (isRead)
        {
            TableReader.AssertHolds(changed, table);
        }
        else
        {
            ParquetFormatException refused = Assert.Throws<ParquetFormatException>(() => TableReader.AssertHolds(changed, table));
            Assert.Contains("an uncompressed page", refused.Message, StringComparison.Ordinal);
        }
    }
}
