using System.Buffers.Binary;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Tests.Hostile;

/// <summary>A file of one column and one page whose every number can be made to lie.</summary>
internal sealed class CraftedFile
{
    public SchemaElement[] Schema { get; init; } =
    [
        new() { Name = "root", ChildCount = 1 },
        new() { Name = "column", Type = PhysicalType.Int32, Repetition = Repetition.Optional },
    ];

    public PageHeader Header { get; init; } = DataPage(ParquetEncoding.Plain, 1, 10);

    public byte[] Body { get; init; } = [2, 0, 0, 0, 2, 1, 42, 0, 0, 0]; // Levels: a run of one 1. One value.

    public long ValueCount { get; init; } = 1;

    public CompressionCodec Codec { get; init; } = CompressionCodec.Uncompressed;

    public Func<ColumnChunkMetadata, ColumnChunkMetadata> Chunk { get; init; } = chunk => chunk;

    public Func<FileMetadata, FileMetadata> File { get; init; } = file => file;

    public static PageHeader DataPage(ParquetEncoding encoding, int values, int bytes) => new()
    {
        Type = PageType.DataPage,
        UncompressedSize = bytes,
        CompressedSize = bytes,
        ValueCount = values,
        Encoding = encoding,
    };

    public byte[] Build()
    {
        var writer = new CompactWriter();
        PageHeaderWriter.Write(writer, Header);
        byte[] page = [.. writer.Written, .. Body];
        var chunk = new ColumnChunkMetadata
        {
            Type = Schema[^1].Type ?? PhysicalType.Int32,
            Encodings = [Header.Encoding],
            Path = [.. Schema.Skip(1).Select(element => element.Name)],
            Codec = Codec,
            ValueCount = ValueCount,
            TotalUncompressedSize = page.Length,
            TotalCompressedSize = page.Length,
            DataPageOffset = 4,
        };
        var file = new FileMetadata
        {
            Version = 1,
            Schema = Schema,
            RowCount = ValueCount,
            RowGroups = [new RowGroupMetadata { Columns = [Chunk(chunk)], TotalByteSize = page.Length, RowCount = ValueCount }],
        };
        writer.Clear();
        FileMetadataWriter.Write(writer, File(file));
        return Wrap(page, writer.Written);
    }

    /// <summary>A file of some pages and a footer.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> pages, ReadOnlySpan<byte> footer)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        return [.. "PAR1"u8, .. pages, .. footer, .. length, .. "PAR1"u8];
    }

    /// <summary>Reads the whole column.</summary>
    /// <returns>Level entries.</returns>
    public long Read(BufferPool pool, ParquetReaderOptions? options = null)
    {
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(Build(), "crafted"), pool, options);
        using var reader = new ColumnReader(file, 0, pool);
        long levels = 0;
        while (reader.ReadBatch())
        {
            levels += reader.LevelCount;
        }

        return levels;
    }
}
