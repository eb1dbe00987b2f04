using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Metadata;

/// <summary>Serialises a footer as parquet.thrift's FileMetaData.</summary>
internal static class FileMetadataWriter
{
    /// <summary>Appends the footer's Thrift bytes, without length and magic.</summary>
    public static void Write(CompactWriter writer, FileMetadata file)
    {
        writer.BeginStruct();
        writer.Int32(1, file.Version);
        writer.BeginList(2, CompactType.Struct, file.Schema.Count);
        foreach (SchemaElement element in file.Schema)
        {
            WriteSchemaElement(writer, element);
        }

        writer.Int64(3, file.RowCount);
        writer.BeginList(4, CompactType.Struct, file.RowGroups.Count);
        foreach (RowGroupMetadata group in file.RowGroups)
        {
            WriteRowGroup(writer, group);
        }

        WriteKeyValues(writer, 5, file.KeyValues);
        if (file.CreatedBy is not null)
        {
            writer.String(6, file.CreatedBy);
        }

        if (file.ColumnOrders is { } orders)
        {
            writer.BeginList(7, CompactType.Struct, orders.Count);
            foreach (int order in orders)
            {
                writer.BeginStruct();
                writer.BeginStruct(order);
                writer.EndStruct();
                writer.EndStruct();
            }
        }

        writer.EndStruct();
    }

    private static void WriteSchemaElement(CompactWriter writer, SchemaElement element)
    {
        writer.BeginStruct();
        if (element.Type is { } type)
        {
            writer.Int32(1, (int)type);
        }

        if (element.Type == PhysicalType.FixedLenByteArray)
        {
            writer.Int32(2, element.TypeLength);
        }

        if (element.Repetition is { } repetition)
        {
            writer.Int32(3, (int)repetition);
        }

        writer.String(4, element.Name);
        if (element.Type is null)
        {
            writer.Int32(5, element.ChildCount);
        }

        if (element.ConvertedType is { } converted)
        {
            writer.Int32(6, (int)converted);
        }

        WriteOptional(writer, 7, element.Scale);
        WriteOptional(writer, 8, element.Precision);
        WriteOptional(writer, 9, element.FieldId);
        if (element.LogicalType is { } logical)
        {
            writer.RawStruct(10, logical.Encoded.Span);
        }

        writer.EndStruct();
    }

    private static void WriteRowGroup(CompactWriter writer, RowGroupMetadata group)
    {
        writer.BeginStruct();
        writer.BeginList(1, CompactType.Struct, group.Columns.Count);
        foreach (ColumnChunkMetadata chunk in group.Columns)
        {
            WriteChunk(writer, chunk);
        }

        writer.Int64(2, group.TotalByteSize);
        writer.Int64(3, group.RowCount);
        if (group.SortingColumns.Count > 0)
        {
            writer.BeginList(4, CompactType.Struct, group.SortingColumns.Count);
            foreach (SortingColumn column in group.SortingColumns)
            {
                writer.BeginStruct();
                writer.Int32(1, column.ColumnIndex);
                writer.Boolean(2, column.Descending);
                writer.Boolean(3, column.NullsFirst);
                writer.EndStruct();
            }
        }

        WriteOptional(writer, 5, group.FileOffset);
        WriteOptional(writer, 6, group.TotalCompressedSize);

        // The format has 16 bits for it; beyond them readers count themselves.
        if (group.Ordinal is int ordinal and >= 0 and <= short.MaxValue)
        {
            writer.Int16(7, (short)ordinal);
        }

        writer.EndStruct();
    }

    private static void WriteChunk(CompactWriter writer, ColumnChunkMetadata chunk)
    {
        writer.BeginStruct();
        if (chunk.FilePath is not null)
        {
            writer.String(1, chunk.FilePath);
        }

        // Deprecated and required: the format asks writers for 0 where no copy of the metadata lies in the file.
        writer.Int64(2, 0);
        writer.BeginStruct(3);
        WriteChunkMetadata(writer, chunk);
        writer.EndStruct();
        WriteOptional(writer, 4, chunk.OffsetIndexOffset);
        WriteOptional(writer, 5, chunk.OffsetIndexLength);
        WriteOptional(writer, 6, chunk.ColumnIndexOffset);
        WriteOptional(writer, 7, chunk.ColumnIndexLength);
        writer.EndStruct();
    }

    private static void WriteChunkMetadata(CompactWriter writer, ColumnChunkMetadata chunk)
    {
        writer.Int32(1, (int)chunk.Type);
        writer.BeginList(2, CompactType.Int32, chunk.Encodings.Count);
        foreach (ParquetEncoding encoding in chunk.Encodings)
        {
            writer.Int32Element((int)encoding);
        }

        writer.BeginList(3, CompactType.Binary, chunk.Path.Count);
        foreach (string name in chunk.Path)
        {
            writer.StringElement(name);
        }

        writer.Int32(4, (int)chunk.Codec);
        writer.Int64(5, chunk.ValueCount);
        writer.Int64(6, chunk.TotalUncompressedSize);
        writer.Int64(7, chunk.TotalCompressedSize);
        WriteKeyValues(writer, 8, chunk.KeyValues);
        writer.Int64(9, chunk.DataPageOffset);
        WriteOptional(writer, 11, chunk.DictionaryPageOffset);
        PageHeaderWriter.WriteStatistics(writer, 12, chunk.Statistics);
        if (chunk.EncodingStats.Count > 0)
        {
            writer.BeginList(13, CompactType.Struct, chunk.EncodingStats.Count);
            foreach (PageEncodingStats stats in chunk.EncodingStats)
            {
                writer.BeginStruct();
                writer.Int32(1, (int)stats.PageType);
                writer.Int32(2, (int)stats.Encoding);
                writer.Int32(3, stats.Count);
                writer.EndStruct();
            }
        }

        WriteOptional(writer, 14, chunk.BloomFilterOffset);
        WriteOptional(writer, 15, chunk.BloomFilterLength);
        if (chunk.UnencodedByteArrayBytes is long bytes)
        {
            writer.BeginStruct(16);
            writer.Int64(1, bytes);
            writer.EndStruct();
        }

        if (!chunk.GeospatialStatistics.IsEmpty)
        {
            writer.RawStruct(17, chunk.GeospatialStatistics.Span);
        }
    }

    private static void WriteKeyValues(CompactWriter writer, int field, IReadOnlyList<KeyValue> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        writer.BeginList(field, CompactType.Struct, entries.Count);
        foreach (KeyValue entry in entries)
        {
            writer.BeginStruct();
            writer.String(1, entry.Key);
            if (entry.Value is not null)
            {
                writer.String(2, entry.Value);
            }

            writer.EndStruct();
        }
    }

    private static void WriteOptional(CompactWriter writer, int field, int? value)
    {
        if (value is int present)
        {
            writer.Int32(field, present);
        }
    }

    private static void WriteOptional(CompactWriter writer, int field, long? value)
    {
        if (value is long present)
        {
            writer.Int64(field, present);
        }
    }
}
