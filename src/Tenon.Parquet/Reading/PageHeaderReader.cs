using Tenon.Parquet.Metadata;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Reading;

/// <summary>Reads parquet.thrift's PageHeader.</summary>
internal static class PageHeaderReader
{
    public static PageHeader Read(ref CompactReader reader)
    {
        int? type = null, uncompressed = null, compressed = null, crc = null;
        PageHeader? v1 = null, v2 = null, dictionary = null;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    type = reader.ReadInt32(field);
                    break;
                case 2:
                    uncompressed = reader.ReadInt32(field);
                    break;
                case 3:
                    compressed = reader.ReadInt32(field);
                    break;
                case 4:
                    crc = reader.ReadInt32(field);
                    break;
                case 5:
                    v1 = ReadData(ref reader, field);
                    break;
                case 7:
                    dictionary = ReadDictionary(ref reader, field);
                    break;
                case 8:
                    v2 = ReadDataV2(ref reader, field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        if (type is null || uncompressed is null || compressed is null)
        {
            throw reader.Error("the page header lacks its type, its uncompressed or its compressed size");
        }

        if (uncompressed < 0 || compressed < 0)
        {
            throw reader.Error($"the page header has sizes {uncompressed} (uncompressed) and {compressed} (compressed); none may be negative");
        }

        PageHeader? header = (PageType)type switch
        {
            PageType.DataPage => v1 ?? throw reader.Error("a DATA_PAGE without data_page_header"),
            PageType.DataPageV2 => v2 ?? throw reader.Error("a DATA_PAGE_V2 without data_page_header_v2"),
            PageType.DictionaryPage => dictionary ?? throw reader.Error("a DICTIONARY_PAGE without dictionary_page_header"),
            _ => Empty, // An index page or a kind of the future: skipped by its size.
        };
        return header with { Type = (PageType)type, UncompressedSize = uncompressed.Value, CompressedSize = compressed.Value, Crc = crc };
    }

    private static PageHeader Empty { get; } = new()
    {
        Type = PageType.IndexPage,
        UncompressedSize = 0,
        CompressedSize = 0,
        ValueCount = 0,
        Encoding = ParquetEncoding.Plain,
    };

    private static PageHeader ReadData(ref CompactReader reader, CompactType type)
    {
        reader.ExpectStruct(type);
        int? values = null, encoding = null;
        int definitions = (int)ParquetEncoding.Rle, repetitions = (int)ParquetEncoding.Rle;
        Statistics? statistics = null;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    values = reader.ReadInt32(field);
                    break;
                case 2:
                    encoding = reader.ReadInt32(field);
                    break;
                case 3:
                    definitions = reader.ReadInt32(field);
                    break;
                case 4:
                    repetitions = reader.ReadInt32(field);
                    break;
                case 5:
                    statistics = StatisticsReader.Read(ref reader, field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        return Empty with
        {
            ValueCount = Count(in reader, values, "values"),
            Encoding = (ParquetEncoding)(encoding ?? throw reader.Error("the data page header lacks its encoding")),
            DefinitionLevelEncoding = (ParquetEncoding)definitions,
            RepetitionLevelEncoding = (ParquetEncoding)repetitions,
            Statistics = statistics,
        };
    }

    private static PageHeader ReadDictionary(ref CompactReader reader, CompactType type)
    {
        reader.ExpectStruct(type);
        int? values = null, encoding = null;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    values = reader.ReadInt32(field);
                    break;
                case 2:
                    encoding = reader.ReadInt32(field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        return Empty with
        {
            ValueCount = Count(in reader, values, "entries"),
            Encoding = (ParquetEncoding)(encoding ?? throw reader.Error("the dictionary page header lacks its encoding")),
        };
    }

    private static PageHeader ReadDataV2(ref CompactReader reader, CompactType type)
    {
        reader.ExpectStruct(type);
        int? values = null, nulls = null, rows = null, encoding = null, definitions = null, repetitions = null;
        bool compressed = true;
        Statistics? statistics = null;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    values = reader.ReadInt32(field);
                    break;
                case 2:
                    nulls = reader.ReadInt32(field);
                    break;
                case 3:
                    rows = reader.ReadInt32(field);
                    break;
                case 4:
                    encoding = reader.ReadInt32(field);
                    break;
                case 5:
                    definitions = reader.ReadInt32(field);
                    break;
                case 6:
                    repetitions = reader.ReadInt32(field);
                    break;
                case 7:
                    compressed = reader.ReadBool(field);
                    break;
                case 8:
                    statistics = StatisticsReader.Read(ref reader, field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        return Empty with
        {
            ValueCount = Count(in reader, values, "values"),
            NullCount = Count(in reader, nulls, "nulls"),
            RowCount = Count(in reader, rows, "rows"),
            Encoding = (ParquetEncoding)(encoding ?? throw reader.Error("the data page header lacks its encoding")),
            DefinitionLevelsByteLength = Count(in reader, definitions, "bytes of definition levels"),
            RepetitionLevelsByteLength = Count(in reader, repetitions, "bytes of repetition levels"),
            IsCompressed = compressed,
            Statistics = statistics,
        };
    }

    private static int Count(in CompactReader reader, int? found, string what) => found switch
    {
        null => throw reader.Error($"the page header lacks its number of {what}"),
        < 0 => throw reader.Error($"the page header has {found} {what}"),
        int count => count,
    };
}
