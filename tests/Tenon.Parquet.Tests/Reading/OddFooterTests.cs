using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Reading;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests.Hostile;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Tests.Reading;

/// <summary>Footers that break the letter of the format, as files in circulation do, and say clearly what is in them all the same.</summary>
public sealed class OddFooterTests
{
    [Fact]
    public void A_root_with_a_physical_type_is_a_group_and_written_as_one()
    {
        SchemaElement[] elements = [new() { Name = "root", Type = PhysicalType.Int32, ChildCount = 1 }, new() { Name = "column", Type = PhysicalType.Int32, Repetition = Repetition.Optional }];
        var schema = new ParquetSchema(elements);
        Assert.Equal("column", Assert.Single(schema.Columns).DottedPath);
        using var pool = new BufferPool();
        Assert.Equal(1, new CraftedFile { Schema = [.. schema.Elements] }.Read(pool));
    }

    // Goal: no value is taken for a null, or the other way round, because levels were packed in an order that is not the format's.
    // Method: one page of eight levels in the format's order, under the name of a writer that is known for the other one, and under another.
    [Theory]
    [InlineData("impala version 2.11.0-SNAPSHOT (build 6320ae23)", false)]
    [InlineData("parquet-mr version 1.8.0", true)]
    public void Levels_that_Impala_packed_are_refused(string createdBy, bool isRead)
    {
        byte[] body = [0b1010_0000, 1, 0, 0, 0, 2, 0, 0, 0]; // Rows 0 and 2 have values.
        var file = new CraftedFile
        {
            Header = CraftedFile.DataPage(ParquetEncoding.Plain, 8, body.Length) with { DefinitionLevelEncoding = ParquetEncoding.BitPacked },
            Body = body,
            ValueCount = 8,
            File = metadata => metadata with { CreatedBy = createdBy },
        };
        using var pool = new BufferPool();
        if (isRead)
        {
            Assert.Equal(8, file.Read(pool));
        }
        else
        {
            Assert.Contains("BIT_PACKED", Assert.Throws<ParquetFormatException>(() => file.Read(pool)).Message, StringComparison.Ordinal);
        }
    }

    // Goal: fields that a writer used for something else before the format took their numbers are passed over. Method: each with a type of its own.
    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    public void Later_fields_of_a_chunk_with_another_type_are_passed_over(int odd)
    {
        var writer = new CompactWriter();
        writer.BeginStruct();
        writer.BeginStruct(3);
        writer.Int32(1, (int)PhysicalType.Int32);
        writer.BeginList(2, CompactType.Int32, 1);
        writer.Int32Element((int)ParquetEncoding.Plain);
        writer.BeginList(3, CompactType.Binary, 1);
        writer.StringElement("column");
        writer.Int32(4, (int)CompressionCodec.Snappy);
        writer.Int64(5, 39);
        writer.Int64(6, 100);
        writer.Int64(7, 90);
        writer.Int64(9, 4);
        writer.BeginList(odd, CompactType.Int32, 2);
        writer.Int32Element(1);
        writer.Int32Element(2);
        writer.EndStruct();
        writer.Int64(4, 77);
        writer.EndStruct();
        ColumnDescriptor column = new ParquetSchema([new() { Name = "root", ChildCount = 1 }, new() { Name = "column", Type = PhysicalType.Int32 }]).Columns[0];
        var reader = new CompactReader(writer.Written, 0);
        ColumnChunkMetadata chunk = ChunkReader.Read(ref reader, column);
        Assert.Equal((39, 77, null, null, null, 0), (
            chunk.ValueCount, chunk.OffsetIndexOffset, chunk.BloomFilterOffset, chunk.BloomFilterLength, chunk.UnencodedByteArrayBytes, chunk.GeospatialStatistics.Length));
    }

    [Fact]
    public void A_key_value_entry_whose_value_is_a_number_is_passed_over()
    {
        var writer = new CompactWriter();
        writer.BeginStruct();
        writer.BeginList(1, CompactType.Struct, 3);
        foreach (string key in (string[])["a", "number", "b"])
        {
            writer.BeginStruct();
            writer.String(1, key);
            if (key == "number")
            {
                writer.Int64(2, 5);
            }
            else if (key == "a")
            {
                writer.String(2, "x");
            }

            writer.EndStruct();
        }

        writer.EndStruct();
        var reader = new CompactReader(writer.Written, 0);
        int id = 0;
        Assert.True(reader.TryReadField(ref id, out CompactType type));
        Assert.Equal([new KeyValue("a", "x"), new KeyValue("b", null)], KeyValueReader.ReadList(ref reader, type));
    }
}
