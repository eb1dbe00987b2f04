using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Metadata;

/// <summary>Serialises page headers as parquet.thrift's PageHeader.</summary>
internal static class PageHeaderWriter
{
    /// <summary>Appends the header of a dictionary page or of a data page of either version.</summary>
    /// <exception cref="ArgumentException">The page type is none of these.</exception>
    public static void Write(CompactWriter writer, PageHeader header)
    {
        writer.BeginStruct();
        writer.Int32(1, (int)header.Type);
        writer.Int32(2, header.UncompressedSize);
        writer.Int32(3, header.CompressedSize);
        if (header.Crc is int crc)
        {
            writer.Int32(4, crc);
        }

        switch (header.Type)
        {
            case PageType.DataPage:
                writer.BeginStruct(5);
                writer.Int32(1, header.ValueCount);
                writer.Int32(2, (int)header.Encoding);
                writer.Int32(3, (int)header.DefinitionLevelEncoding);
                writer.Int32(4, (int)header.RepetitionLevelEncoding);
                WriteStatistics(writer, 5, header.Statistics);
                writer.EndStruct();
                break;
            case PageType.DictionaryPage:
                writer.BeginStruct(7);
                writer.Int32(1, header.ValueCount);
                writer.Int32(2, (int)header.Encoding);
                writer.EndStruct();
                break;
            case PageType.DataPageV2:
                writer.BeginStruct(8);
                writer.Int32(1, header.ValueCount);
                writer.Int32(2, header.NullCount ?? 0);
                writer.Int32(3, header.RowCount ?? header.ValueCount);
                writer.Int32(4, (int)header.Encoding);
                writer.Int32(5, header.DefinitionLevelsByteLength);
                writer.Int32(6, header.RepetitionLevelsByteLength);
                writer.Boolean(7, header.IsCompressed);
                WriteStatistics(writer, 8, header.Statistics);
                writer.EndStruct();
                break;
            default:
                throw new ArgumentException($"page type {header.Type} is not written", nameof(header));
        }

        writer.EndStruct();
    }

    internal static void WriteStatistics(CompactWriter writer, int field, Statistics? statistics)
    {
        if (statistics is null)
        {
            return;
        }

        writer.BeginStruct(field);
        WriteBound(writer, 1, statistics.DeprecatedMax);
        WriteBound(writer, 2, statistics.DeprecatedMin);
        if (statistics.NullCount is long nulls)
        {
            writer.Int64(3, nulls);
        }

        if (statistics.DistinctCount is long distinct)
        {
            writer.Int64(4, distinct);
        }

        WriteBound(writer, 5, statistics.MaxValue);
        WriteBound(writer, 6, statistics.MinValue);
        if (statistics.IsMaxExact is bool maxExact)
        {
            writer.Boolean(7, maxExact);
        }

        if (statistics.IsMinExact is bool minExact)
        {
            writer.Boolean(8, minExact);
        }

        writer.EndStruct();
    }

    private static void WriteBound(CompactWriter writer, int field, byte[]? bound)
    {
        if (bound is not null)
        {
            writer.Binary(field, bound);
        }
    }
}
