using System.Collections.Immutable;
using Tenon.Parquet;
using Tenon.Parquet.Encodings;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Cli.Inspection;

/// <summary>Reads what a file says of itself; of its pages the headers only.</summary>
internal static class Inspector
{
    /// <exception cref="ParquetFormatException">A page header or an index is damaged.</exception>
    public static InspectResult Inspect(ParquetFile file, bool withPages) => new(
        file.Name,
        file.Source.Length,
        file.RowCount,
        file.Metadata.Version,
        file.Metadata.CreatedBy,
        file.FooterOffset,
        [.. file.Metadata.KeyValues.Select(entry => new KeyValueResult(entry.Key, entry.Value))],
        [.. file.Schema.Root.Children.Select(Node)],
        [.. file.Metadata.RowGroups.Select((_, ordinal) => RowGroup(file, ordinal, withPages))]);

    private static NodeResult Node(SchemaNode node)
    {
        SchemaElement element = node.Element;
        return new NodeResult(
            node.Name,
            Upper(node.Repetition),
            element.Type is PhysicalType type ? TypeText(type, element.TypeLength) : null,
            element.LogicalType?.ToString(),
            element.ConvertedType is ConvertedType converted ? ConvertedText(converted, element) : null,
            element.FieldId,
            [.. node.Children.Select(Node)]);
    }

    private static RowGroupResult RowGroup(ParquetFile file, int ordinal, bool withPages)
    {
        RowGroupMetadata group = file.Metadata.RowGroups[ordinal];
        return new RowGroupResult(
            ordinal,
            group.RowCount,
            group.TotalByteSize,
            group.Columns.Sum(chunk => chunk.TotalCompressedSize),
            [.. group.SortingColumns.Select(column => new SortingResult(NameOf(file, column.ColumnIndex), column.Descending, column.NullsFirst))],
            [.. group.Columns.Select((chunk, column) => Chunk(file, ordinal, column, chunk, withPages))]);
    }

    private static string NameOf(ParquetFile file, int column) =>
        column >= 0 && column < file.Schema.Columns.Count ? file.Schema.Columns[column].DottedPath : $"(column {column}, which does not exist)";

    private static ChunkResult Chunk(ParquetFile file, int rowGroup, int column, ColumnChunkMetadata chunk, bool withPages)
    {
        ColumnDescriptor descriptor = file.Schema.Columns[column];
        ColumnIndex? bounds = withPages ? file.ReadColumnIndex(rowGroup, column) : null;
        return new ChunkResult(
            descriptor.DottedPath,
            CodecText(chunk.Codec),
            [.. chunk.Encodings.Select(EncodingNames.Of)],
            chunk.ValueCount,
            chunk.TotalUncompressedSize,
            chunk.TotalCompressedSize,
            chunk.StartOffset,
            chunk.DictionaryPageOffset,
            chunk.Statistics is Statistics statistics ? Statistics(statistics, descriptor) : null,
            chunk.ColumnIndexOffset is long columnIndex ? new IndexResult(columnIndex, chunk.ColumnIndexLength, bounds?.BoundaryOrder.ToString()) : null,
            chunk.OffsetIndexOffset is long offsetIndex ? new IndexResult(offsetIndex, chunk.OffsetIndexLength, null) : null,
            chunk.BloomFilterOffset is long bloomFilter ? new IndexResult(bloomFilter, chunk.BloomFilterLength, null) : null,
            withPages ? Pages(file, rowGroup, column, bounds) : null);
    }

    private static StatisticsResult Statistics(Statistics statistics, ColumnDescriptor column)
    {
        bool isDeprecated = statistics.MinValue is null && statistics.MaxValue is null && (statistics.DeprecatedMin ?? statistics.DeprecatedMax) is not null;
        return new StatisticsResult(
            ValueText.Of(isDeprecated ? statistics.DeprecatedMin : statistics.MinValue, column),
            ValueText.Of(isDeprecated ? statistics.DeprecatedMax : statistics.MaxValue, column),
            statistics.IsMinExact,
            statistics.IsMaxExact,
            statistics.NullCount,
            statistics.DistinctCount,
            isDeprecated);
    }

    private static ImmutableArray<PageResult> Pages(ParquetFile file, int rowGroup, int column, ColumnIndex? bounds)
    {
        var pages = ImmutableArray.CreateBuilder<PageResult>();
        using ColumnChunkPages chunk = file.OpenColumn(rowGroup, column);
        OffsetIndex? places = file.ReadOffsetIndex(rowGroup, column);
        if (chunk.TryGetDictionary(out PageEntry dictionary))
        {
            pages.Add(Page(dictionary, null, null, null));
        }

        while (chunk.TryReadHeader(out PageEntry page))
        {
            int i = page.Ordinal;
            bool hasBounds = bounds is not null && i < bounds.NullPages.Count && !bounds.NullPages[i];
            pages.Add(Page(
                page,
                places is not null && i < places.Pages.Count ? places.Pages[i].FirstRowIndex : null,
                hasBounds ? ValueText.Of(bounds!.MinValues[i], chunk.Column) : null, // Not null: it has bounds.
                hasBounds ? ValueText.Of(bounds!.MaxValues[i], chunk.Column) : null));
        }

        return pages.ToImmutable();
    }

    private static PageResult Page(in PageEntry page, long? firstRow, string? min, string? max) => new(
        page.Header.Type switch
        {
            PageType.DictionaryPage => "dictionary",
            PageType.DataPage => "data v1",
            PageType.DataPageV2 => "data v2",
            PageType other => other.ToString(),
        },
        page.HeaderOffset,
        page.HeaderLength,
        page.Header.CompressedSize,
        page.Header.UncompressedSize,
        page.Header.ValueCount,
        page.Header.RowCount,
        page.Header.NullCount,
        EncodingNames.Of(page.Header.Encoding),
        page.Header.Crc is not null,
        firstRow,
        min,
        max);

    private static string TypeText(PhysicalType type, int length) => type switch
    {
        PhysicalType.FixedLenByteArray => $"FIXED_LEN_BYTE_ARRAY({length})",
        PhysicalType.ByteArray => "BYTE_ARRAY",
        _ => Upper(type),
    };

    private static string ConvertedText(ConvertedType type, SchemaElement element) => type switch
    {
        ConvertedType.Decimal => $"DECIMAL({element.Precision}, {element.Scale ?? 0})",
        ConvertedType.MapKeyValue => "MAP_KEY_VALUE",
        ConvertedType.TimeMillis => "TIME_MILLIS",
        ConvertedType.TimeMicros => "TIME_MICROS",
        ConvertedType.TimestampMillis => "TIMESTAMP_MILLIS",
        ConvertedType.TimestampMicros => "TIMESTAMP_MICROS",
        _ => Upper(type),
    };

    private static string CodecText(CompressionCodec codec) => codec == CompressionCodec.Lz4Raw ? "LZ4_RAW" : Upper(codec);

    private static string Upper<T>(T value)
        where T : struct, Enum => value.ToString().ToUpperInvariant();
}
