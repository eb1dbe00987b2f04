using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests.Tables;
using Tenon.Parquet.Writing;

namespace Tenon.Parquet.Tests.Writing;

public sealed class RoundTripTests
{
    public static TheoryData<int> Rounds => [.. Enumerable.Range(0, 60)];

    // Goal: what the writer writes, the reader reads, for any schema, null pattern, page cut, codec and encoding that it offers.
    // Method: random schema and rows; compare levels and values of every leaf.
    [Theory]
    [MemberData(nameof(Rounds))]
    public void Any_table_reads_back_as_it_was_written(int round)
    {
        Random random = Seed.Of(1000 + round);
        ParquetSchema schema = TableGenerator.RandomSchema(random);
        TableData table = TableGenerator.Make(schema, random, random.Next(6) == 0 ? random.Next(3) : random.Next(3, 1500), NullShare(random));
        var options = schema.Columns.ToDictionary(column => column, column => RandomOptions(column, random));
        var styles = schema.Columns.ToDictionary(column => column, column => options[column].ValueEncoding == ParquetEncoding.Plain ? (PageStyle)random.Next(3) : PageStyle.Values);
        using var stream = new MemoryStream();
        FileMetadata footer = TableWriter.Write(stream, table, column => options[column], column => styles[column], random.Next(1, 1000), () => random.Next(1, 400));
        Check(stream, table, footer);
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Any_table_written_by_rows_reads_back_as_it_was_written(int round)
    {
        Random random = Seed.Of(2000 + round);
        ParquetSchema schema;
        do
        {
            schema = TableGenerator.RandomSchema(random);
        }
        while (!schema.Columns.All(column => column.ValueWidth is 0 or 1 or 2 or 4 or 5 or 8 or 12 or 16));

        TableData table = TableGenerator.Make(schema, random, random.Next(3, 1500), NullShare(random));
        var options = new ParquetWriterOptions
        {
            Columns = column => new ColumnWriterOptions { Codec = CompressionCodec.Snappy, DataPageV2 = round % 3 == 0 },
            PageRows = random.Next(1, 300),
            PageBytes = random.Next(100, 10_000),
            DictionaryBytes = random.Next(3) == 0 ? 0 : random.Next(1, 5000),
        };
        using var stream = new MemoryStream();
        FileMetadata footer = TableWriter.WriteByRows(stream, table, options, random.Next(1, 1000), () => random.Next(1, 500));
        Check(stream, table, footer);
    }

    internal static double NullShare(Random random) => random.Next(5) switch { 0 => 0, 1 => 1, 2 => 0.02, _ => random.NextDouble() };

    internal static ColumnWriterOptions RandomOptions(ColumnDescriptor column, Random random)
    {
        CompressionCodec[] codecs = [CompressionCodec.Uncompressed, CompressionCodec.Snappy, CompressionCodec.Gzip, CompressionCodec.Brotli, CompressionCodec.Zstd, CompressionCodec.Lz4Raw];
        return new ColumnWriterOptions
        {
            Codec = codecs[random.Next(codecs.Length)],
            ValueEncoding = Encodings(column).ElementAt(random.Next(Encodings(column).Count())),
            DataPageV2 = random.Next(2) == 0,
            WriteCrc = random.Next(4) != 0,
            WriteBloomFilter = column.Type != PhysicalType.Boolean && random.Next(3) == 0,
            StatisticsTruncateBytes = random.Next(3) == 0 ? random.Next(4, 20) : 64,
        };
    }

    /// <summary>The encodings that suit a column.</summary>
    internal static IEnumerable<ParquetEncoding> Encodings(ColumnDescriptor column)
    {
        yield return ParquetEncoding.Plain;
        switch (column.Type)
        {
            case PhysicalType.Boolean:
                yield return ParquetEncoding.Rle;
                break;
            case PhysicalType.Int32 or PhysicalType.Int64:
                yield return ParquetEncoding.DeltaBinaryPacked;
                yield return ParquetEncoding.ByteStreamSplit;
                break;
            case PhysicalType.Float or PhysicalType.Double:
                yield return ParquetEncoding.ByteStreamSplit;
                break;
            case PhysicalType.FixedLenByteArray:
                yield return ParquetEncoding.DeltaByteArray;
                yield return ParquetEncoding.ByteStreamSplit;
                break;
            case PhysicalType.ByteArray:
                yield return ParquetEncoding.DeltaLengthByteArray;
                yield return ParquetEncoding.DeltaByteArray;
                break;
        }
    }

    private static void Check(MemoryStream stream, TableData table, FileMetadata footer)
    {
        using var pool = new BufferPool();
        using (ParquetFile file = ParquetFile.Open(new MemoryRangeSource(stream.ToArray()), pool))
        {
            TableReader.AssertHolds(file, table);
            Assert.Equal(footer.Schema, file.Metadata.Schema);
            Assert.Equal(footer.KeyValues, file.Metadata.KeyValues);
            StatisticsCheck.AssertTrue(file);
        }

        Assert.Equal(0, pool.RentedBytes);
    }
}
