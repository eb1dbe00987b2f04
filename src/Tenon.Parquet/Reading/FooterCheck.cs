using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Reading;

/// <summary>Checks that a footer agrees with itself and with the file's length, so that the rest of the reader can rely on it.</summary>
internal sealed class FooterCheck(string file, FileMetadata metadata, ParquetSchema schema, long footerOffset)
{
    private const long FirstOffset = 4; // Behind the magic.

    /// <returns>Rows of all row groups.</returns>
    /// <exception cref="ParquetFormatException">Something does not agree.</exception>
    public long Run()
    {
        if (metadata.RowCount < 0)
        {
            throw Fail($"the footer says {metadata.RowCount} rows");
        }

        Int128 rows = 0;
        for (int i = 0; i < metadata.RowGroups.Count; i++)
        {
            RowGroupMetadata group = metadata.RowGroups[i];
            if (group.RowCount < 0)
            {
                throw Fail($"the row group says {group.RowCount} rows", i);
            }

            rows += group.RowCount;
            for (int k = 0; k < group.Columns.Count; k++)
            {
                CheckChunk(group, group.Columns[k], schema.Columns[k], i);
            }
        }

        // Some writers leave the file's number at 0; any other difference is damage.
        return (rows == metadata.RowCount || metadata.RowCount == 0) && rows <= long.MaxValue
            ? (long)rows
            : throw Fail($"the footer says {metadata.RowCount} rows, its row groups hold {rows}");
    }

    private void CheckChunk(RowGroupMetadata group, ColumnChunkMetadata chunk, ColumnDescriptor column, int rowGroup)
    {
        if (chunk.Type != column.Type)
        {
            throw Fail($"the chunk is of type {chunk.Type}, the schema says {column.Type}", rowGroup, column);
        }

        if (!ReferenceEquals(chunk.Path, column.Path) && !chunk.Path.SequenceEqual(column.Path, StringComparer.Ordinal))
        {
            throw Fail($"the chunk belongs to column '{string.Join('.', chunk.Path)}'; chunks are expected in the schema's order", rowGroup, column);
        }

        if (chunk.IsEncrypted || !string.IsNullOrEmpty(chunk.FilePath))
        {
            return; // Nobody reads it.
        }

        if (chunk.ValueCount < 0 || chunk.TotalCompressedSize < 0)
        {
            throw Fail($"the chunk says {chunk.ValueCount} values in {chunk.TotalCompressedSize} bytes", rowGroup, column);
        }

        if (column.MaxRepetitionLevel == 0 ? chunk.ValueCount != group.RowCount : chunk.ValueCount < group.RowCount)
        {
            throw Fail($"the chunk says {chunk.ValueCount} values, the row group {group.RowCount} rows", rowGroup, column);
        }

        if (chunk.ValueCount > 0 && (chunk.StartOffset < FirstOffset || chunk.StartOffset > footerOffset || chunk.TotalCompressedSize > footerOffset - chunk.StartOffset))
        {
            throw Fail($"the chunk lies at byte {chunk.StartOffset}, {chunk.TotalCompressedSize} bytes long; pages lie between bytes {FirstOffset} and {footerOffset}", rowGroup, column);
        }
    }

    private ParquetFormatException Fail(string problem, int? rowGroup = null, ColumnDescriptor? column = null) =>
        new(problem, file, rowGroup, column?.DottedPath, footerOffset);
}
