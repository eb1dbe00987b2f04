using System.Runtime.InteropServices;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests.Tables;
using Tenon.Parquet.Writing;

namespace Tenon.Parquet.Tests.Writing;

/// <summary>Pages copied by a caller who knows their values.</summary>
public sealed class CopiedValuesTests : IDisposable
{
    private static readonly ParquetSchema Schema = SchemaBuilder.Build(
        SchemaField.Optional("number", LeafType.Int32), SchemaField.Optional("text", LeafType.String), SchemaField.Required("flag", LeafType.Boolean));

    private static readonly byte[] Levels = [1, 0, 1, 1];
    private static readonly byte[] Text = [1, 0, 0, 0, (byte)'b', 0, 0, 0, 0, 2, 0, 0, 0, (byte)'a', (byte)'x'];

    private readonly BufferPool _pool = new();

    public void Dispose()
    {
        Assert.Equal(0, _pool.RentedBytes);
        _pool.Dispose();
    }

    // Goal: a copied page is as good as one that was encoded here: same bytes, same bounds, counts and filter.
    // Method: a chunk of two pages; the first is copied into another chunk, the second encoded again. Everything must be equal, whatever the
    // version of the pages and whatever their headers claim.
    [Theory]
    [InlineData("number", false, false)]
    [InlineData("number", true, false)]
    [InlineData("number", false, true)]
    [InlineData("number", true, true)]
    [InlineData("text", false, false)]
    [InlineData("text", true, true)]
    public void A_copied_page_is_described_by_its_values(string column, bool isV2, bool hasIndices)
    {
        var options = new ColumnWriterOptions { DataPageV2 = isV2, WriteBloomFilter = true };
        byte[] original = Write(column, options, hasIndices, null);
        using ParquetFile source = ParquetFile.Open(new MemoryRangeSource(original), _pool);
        using ColumnChunkPages pages = source.OpenColumn(0, 0);
        Assert.True(pages.TryReadHeader(out PageEntry page));
        using PooledBuffer body = pages.ReadStored(page);
        PageHeader wrong = page.Header with { NullCount = 0, RowCount = 77, Crc = 5, Statistics = new Statistics { MinValue = [9, 9, 9, 9], MaxValue = [9, 9, 9, 9], NullCount = 4 } };
        byte[] stored = body.Span.ToArray();
        Assert.Equal(original, Write(column, options, hasIndices, (wrong, stored)));
    }

    [Fact]
    public void What_does_not_fit_a_copied_page_is_refused()
    {
        var header = new PageHeader { Type = PageType.DataPage, ValueCount = 2, Encoding = ParquetEncoding.Plain, CompressedSize = 3, UncompressedSize = 3 };
        PageHeader indices = header with { Encoding = ParquetEncoding.PlainDictionary };
        Refuse("number", writer => writer.AddCopiedFixedPage(indices, new byte[3], 2, default, [1, 1], new byte[8]), "in encoding PLAIN_DICTIONARY is no page of values");
        Refuse("number", writer => writer.AddCopiedIndexPage(header, new byte[3], 2, default, [1, 1], [0, 1]), "in encoding PLAIN is no page of indices");
        Refuse("number", writer => writer.AddCopiedFixedPage(header with { Type = PageType.DictionaryPage }, new byte[3], 2, default, [1, 1], new byte[8]), "type DictionaryPage");
        Refuse("number", writer => writer.AddCopiedFixedPage(header, new byte[3], 3, default, [1, 1, 1], new byte[12]), "has 3 level entries; its header says 2");
        Refuse("number", writer => writer.AddCopiedFixedPage(header, new byte[3], 2, default, [1, 0], new byte[8]), "values 2, where 1 is expected");
        Refuse("number", writer => writer.AddCopiedFixedPage(header, new byte[3], 1, default, [1, 1], new byte[8]), "rows 1, where 2 is expected");
        Refuse("number", writer => writer.AddCopiedFixedPage(header, new byte[4], 2, default, [1, 1], new byte[8]), "has 4 stored bytes; its header says 3");
        Refuse("number", writer => writer.AddCopiedFixedPage(header, new byte[3], 2, default, [1, 1], new byte[7]), "7 bytes are no such values");
        Refuse("number", writer => writer.AddCopiedByteArrayPage(header, new byte[3], 2, default, [0, 0], default), "byte arrays are not its values");
        Refuse("number", writer => writer.AddCopiedIndexPage(indices, new byte[3], 2, default, [1, 1], [0, -1]), "0 or more");
        Refuse("text", writer => writer.AddCopiedFixedPage(header, new byte[3], 2, default, [1, 1], new byte[8]), "no such values");
        Refuse("flag", writer => writer.AddCopiedIndexPage(indices, new byte[3], 2, default, default, [0, 1]), "is no page of indices");
        Refuse("number", writer =>
        {
            writer.AddCopiedIndexPage(indices, new byte[3], 2, default, [1, 1], [0, 2]);
            writer.Finish(DictionaryValues.OfFixed(new byte[8], 4));
        }, "index 2 is used; the dictionary has 2 entries");
    }

    private byte[] Write(string column, ColumnWriterOptions options, bool hasIndices, (PageHeader Header, byte[] Stored)? copied)
    {
        ColumnDescriptor leaf = Schema.Columns.Single(leaf => leaf.DottedPath == column);
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Optional(column, column == "text" ? LeafType.String : LeafType.Int32));
        using var stream = new MemoryStream();
        using var file = new ParquetFileWriter(stream, schema, new ParquetFileWriterOptions());
        using var writer = new ColumnChunkWriter(schema.Columns[0], options, _pool);
        byte[] numbers = MemoryMarshal.AsBytes<int>([70, -3, 12]).ToArray();
        ByteArrayRef[] texts = References();
        for (int page = 0; page < 2; page++)
        {
            (PageHeader Header, byte[] Stored)? from = page == 0 ? copied : null;
            switch (hasIndices, leaf.ValueWidth, from)
            {
                case (true, _, null):
                    writer.AddIndexPage(4, default, Levels, [2, 0, page]);
                    break;
                case (true, _, { } copy):
                    writer.AddCopiedIndexPage(copy.Header, copy.Stored, 4, default, Levels, [2, 0, page]);
                    break;
                case (false, 0, null):
                    writer.AddByteArrayPage(4, default, Levels, texts);
                    break;
                case (false, 0, { } copy):
                    writer.AddCopiedByteArrayPage(copy.Header, copy.Stored, 4, default, Levels, texts);
                    break;
                case (false, _, null):
                    writer.AddFixedPage(4, default, Levels, numbers);
                    break;
                case (false, _, { } copy):
                    writer.AddCopiedFixedPage(copy.Header, copy.Stored, 4, default, Levels, numbers);
                    break;
            }
        }

        file.WriteRowGroup([writer.Finish(!hasIndices ? null : leaf.ValueWidth > 0 ? DictionaryValues.OfFixed(numbers, 4) : DictionaryValues.OfByteArrays(texts))], 8);
        file.Finish([]);
        byte[] bytes = stream.ToArray();
        using ParquetFile result = ParquetFile.Open(new MemoryRangeSource(bytes), _pool);
        StatisticsCheck.AssertTrue(result);
        return bytes;
    }

    private void Refuse(string column, Action<ColumnChunkWriter> act, string expected)
    {
        using var writer = new ColumnChunkWriter(Schema.Columns.Single(leaf => leaf.DottedPath == column), new ColumnWriterOptions(), _pool);
        Exception exception = Assert.ThrowsAny<ArgumentException>(() => act(writer));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    // The memory is never moved nor freed: literals of a test.
    private static ByteArrayRef[] References()
    {
        byte[] bytes = GC.AllocateArray<byte>(Text.Length, pinned: true);
        Text.CopyTo(bytes, 0);
        Pinned.Add(bytes);
        nint At(int place) => Marshal.UnsafeAddrOfPinnedArrayElement(bytes, place);
        return [new ByteArrayRef(At(4), 1), new ByteArrayRef(At(9), 0), new ByteArrayRef(At(13), 2)];
    }

    private static readonly List<byte[]> Pinned = [];
}
