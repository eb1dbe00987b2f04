using System.Text;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Reading;

/// <summary>Reads parquet.thrift's ColumnChunk with its ColumnMetaData.</summary>
internal static class ChunkReader
{
    public static ColumnChunkMetadata Read(ref CompactReader reader, ColumnDescriptor column)
    {
        string? filePath = null;
        ColumnChunkMetadata? chunk = null;
        long? offsetIndex = null, columnIndex = null;
        int? offsetIndexLength = null, columnIndexLength = null;
        bool encrypted = false;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    filePath = reader.ReadString(field);
                    break;
                case 3:
                    chunk = ReadMetadata(ref reader, field, column);
                    break;
                case 4:
                    offsetIndex = reader.ReadInt64(field);
                    break;
                case 5:
                    offsetIndexLength = reader.ReadInt32(field);
                    break;
                case 6:
                    columnIndex = reader.ReadInt64(field);
                    break;
                case 7:
                    columnIndexLength = reader.ReadInt32(field);
                    break;
                case 8 or 9:
                    encrypted = true;
                    reader.Skip(field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        chunk ??= encrypted ? Hidden(column) : throw reader.Error("the column chunk lacks its metadata");
        return chunk with
        {
            FilePath = filePath,
            OffsetIndexOffset = offsetIndex,
            OffsetIndexLength = offsetIndexLength,
            ColumnIndexOffset = columnIndex,
            ColumnIndexLength = columnIndexLength,
            IsEncrypted = encrypted,
        };
    }

    private static ColumnChunkMetadata ReadMetadata(ref CompactReader reader, CompactType fieldType, ColumnDescriptor column)
    {
        reader.ExpectStruct(fieldType);
        int? type = null, codec = null, bloomLength = null;
        long? values = null, uncompressed = null, compressed = null, dataOffset = null, dictionaryOffset = null, bloomOffset = null, bytes = null;
        IReadOnlyList<ParquetEncoding> encodings = [];
        IReadOnlyList<PageEncodingStats> encodingStats = [];
        IReadOnlyList<KeyValue> keyValues = [];
        IReadOnlyList<string> path = column.Path;
        Statistics? statistics = null;
        byte[] geospatial = [];
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    type = reader.ReadInt32(field);
                    break;
                case 2:
                    encodings = ReadEncodings(ref reader, field);
                    break;
                case 3:
                    path = ReadPath(ref reader, field, column.Path);
                    break;
                case 4:
                    codec = reader.ReadInt32(field);
                    break;
                case 5:
                    values = reader.ReadInt64(field);
                    break;
                case 6:
                    uncompressed = reader.ReadInt64(field);
                    break;
                case 7:
                    compressed = reader.ReadInt64(field);
                    break;
                case 8:
                    keyValues = KeyValueReader.ReadList(ref reader, field);
                    break;
                case 9:
                    dataOffset = reader.ReadInt64(field);
                    break;
                case 11:
                    dictionaryOffset = reader.ReadInt64(field);
                    break;
                case 12:
                    statistics = StatisticsReader.Read(ref reader, field);
                    break;
                case 13:
                    encodingStats = ReadEncodingStats(ref reader, field);
                    break;

                // Writers had given these later fields another meaning before the format gave them this one; with another type they are such.
                case 14 when CompactReader.IsInteger(field):
                    bloomOffset = reader.ReadInt64(field);
                    break;
                case 15 when CompactReader.IsInteger(field):
                    bloomLength = reader.ReadInt32(field);
                    break;
                case 16 when field == CompactType.Struct:
                    bytes = ReadByteArrayBytes(ref reader, field);
                    break;
                case 17 when field == CompactType.Struct:
                    geospatial = reader.ReadRaw(field).ToArray();
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        if (type is null || codec is null || values is null || compressed is null || dataOffset is null)
        {
            throw reader.Error("the column metadata lacks its type, codec, number of values, compressed size or data page offset");
        }

        return new ColumnChunkMetadata
        {
            Type = (PhysicalType)type,
            Encodings = encodings,
            Path = path,
            Codec = (CompressionCodec)codec,
            ValueCount = values.Value,
            TotalUncompressedSize = uncompressed ?? throw reader.Error("the column metadata lacks its uncompressed size"),
            TotalCompressedSize = compressed.Value,
            DataPageOffset = dataOffset.Value,
            DictionaryPageOffset = dictionaryOffset,
            Statistics = statistics,
            EncodingStats = encodingStats,
            BloomFilterOffset = bloomOffset,
            BloomFilterLength = bloomLength,
            KeyValues = keyValues,
            GeospatialStatistics = geospatial,
            UnencodedByteArrayBytes = bytes,
        };
    }

    // Its metadata is encrypted: all that is known is where it stands in the schema. Whoever opens it is told.
    private static ColumnChunkMetadata Hidden(ColumnDescriptor column) => new()
    {
        Type = column.Type,
        Encodings = [],
        Path = column.Path,
        Codec = CompressionCodec.Uncompressed,
        ValueCount = 0,
        TotalUncompressedSize = 0,
        TotalCompressedSize = 0,
        DataPageOffset = 0,
    };

    // Every chunk repeats the path of its column: where it is the schema's, the schema's strings are shared.
    private static IReadOnlyList<string> ReadPath(ref CompactReader reader, CompactType type, IReadOnlyList<string> expected)
    {
        int count = reader.ReadListOf(type, CompactType.Binary);
        List<string>? different = null;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> part = reader.ReadBinary(CompactType.Binary);
            bool same = i < expected.Count && (Ascii.Equals(part, expected[i]) || Encoding.UTF8.GetString(part) == expected[i]);
            if (!same || different is not null)
            {
                different ??= [.. expected.Take(i)];
                different.Add(Encoding.UTF8.GetString(part));
            }
        }

        return different ?? (count == expected.Count ? expected : [.. expected.Take(count)]);
    }

    private static ParquetEncoding[] ReadEncodings(ref CompactReader reader, CompactType type)
    {
        int count = reader.ReadList(type, out CompactType element);
        var encodings = new ParquetEncoding[count];
        for (int i = 0; i < count; i++)
        {
            encodings[i] = (ParquetEncoding)reader.ReadInt32(element);
        }

        return encodings;
    }

    private static List<PageEncodingStats> ReadEncodingStats(ref CompactReader reader, CompactType type)
    {
        int count = reader.ReadListOf(type, CompactType.Struct);
        var all = new List<PageEncodingStats>(Math.Min(count, 16));
        for (int i = 0; i < count; i++)
        {
            int pageType = 0, encoding = 0, pages = 0, id = 0;
            while (reader.TryReadField(ref id, out CompactType field))
            {
                switch (id)
                {
                    case 1:
                        pageType = reader.ReadInt32(field);
                        break;
                    case 2:
                        encoding = reader.ReadInt32(field);
                        break;
                    case 3:
                        pages = reader.ReadInt32(field);
                        break;
                    default:
                        reader.Skip(field);
                        break;
                }
            }

            all.Add(new PageEncodingStats((PageType)pageType, (ParquetEncoding)encoding, pages));
        }

        return all;
    }

    private static long? ReadByteArrayBytes(ref CompactReader reader, CompactType type)
    {
        reader.ExpectStruct(type);
        long? bytes = null;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            if (id == 1)
            {
                bytes = reader.ReadInt64(field);
            }
            else
            {
                reader.Skip(field);
            }
        }

        return bytes;
    }
}
