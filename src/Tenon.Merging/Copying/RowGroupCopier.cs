using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tenon.Merging.Running;
using Tenon.Parquet;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Copying;

/// <summary>Copies row groups as they are stored: compressed bytes, bounds and Bloom filters; only page headers and offsets are made anew.</summary>
/// <remarks>
/// A row group is copied if it goes to the output whole and unbroken, is of about the wanted size, is stored with the codec asked
/// for, and its columns have the levels of the union. Small row groups are rewritten: stacking them would keep them small for ever.
/// </remarks>
internal sealed class RowGroupCopier(PassSettings settings, IReadOnlyList<PassInput> inputs, BufferPool pool)
{
    /// <summary>Whether a row group of an input may be copied.</summary>
    public bool MayCopy(int input, int rowGroup)
    {
        PassInput source = inputs[input];
        if (!settings.CopyRowGroups || source.Source.IsScratch || !source.HasUnionLevels)
        {
            return false;
        }

        RowGroupMetadata group = source.File.Metadata.RowGroups[rowGroup];
        return group.RowCount >= settings.Memory.RowGroupRows / 2
            && group.RowCount <= settings.Memory.RowGroupRows * 3L / 2
            && group.Columns.All(column => column.Codec == settings.Codec && !column.IsEncrypted && column.FilePath is null)
            && source.File.Schema.Columns.All(column => column.MaxRepetitionLevel == 0 || group.Columns[column.Index].OffsetIndexOffset is not null);
    }

    /// <summary>Copies a row group.</summary>
    /// <returns>The columns of the union, and for each XXH64 of the stored bodies of its pages.</returns>
    /// <exception cref="ParquetFormatException">A page header is damaged, or a page's checksum differs.</exception>
    public (IReadOnlyList<EncodedColumnChunk> Chunks, ImmutableArray<ulong> Hashes) Copy(int input, int rowGroup)
    {
        PassInput source = inputs[input];
        int rows = (int)source.File.Metadata.RowGroups[rowGroup].RowCount;
        var chunks = new List<EncodedColumnChunk>();
        ImmutableArray<ulong>.Builder hashes = ImmutableArray.CreateBuilder<ulong>();
        try
        {
            foreach (ColumnDescriptor column in settings.Union.Columns)
            {
                int leaf = source.Columns[column.Index].Leaf;
                var options = new ColumnWriterOptions { Codec = settings.Codec, Level = settings.Level };
                using var writer = new ColumnChunkWriter(column, options, pool);
                if (leaf < 0)
                {
                    AddNulls(writer, column, rows);
                    hashes.Add(0);
                }
                else
                {
                    hashes.Add(CopyPages(source.File, rowGroup, leaf, rows, writer));
                }

                chunks.Add(writer.Finish(null));
            }

            return (chunks, hashes.ToImmutable());
        }
        catch
        {
            chunks.ForEach(chunk => chunk.Dispose());
            throw;
        }
    }

    /// <summary>XXH64 of the stored bodies of a chunk's pages and of what their headers say of reading them, dictionary first.</summary>
    public static ulong HashOf(ParquetFile file, int rowGroup, int column)
    {
        using ColumnChunkPages pages = file.OpenColumn(rowGroup, column);
        ulong hash = 0;
        if (pages.TryGetDictionary(out PageEntry dictionary))
        {
            using PooledBuffer body = pages.ReadStored(dictionary);
            hash = HashOf(dictionary.Header, body.Span, hash);
        }

        while (pages.TryReadHeader(out PageEntry page))
        {
            using PooledBuffer body = pages.ReadStored(page);
            hash = HashOf(page.Header, body.Span, hash);
        }

        return hash;
    }

    // A body means nothing without these: another encoding makes other values of the same bytes.
    private static ulong HashOf(PageHeader header, ReadOnlySpan<byte> body, ulong hash)
    {
        ReadOnlySpan<int> reading =
        [
            (int)header.Type, header.ValueCount, (int)header.Encoding, header.UncompressedSize, (int)header.DefinitionLevelEncoding, (int)header.RepetitionLevelEncoding,
            header.DefinitionLevelsByteLength, header.RepetitionLevelsByteLength, header.IsCompressed ? 1 : 0,
        ];
        return XxHash64.Compute(body, XxHash64.Compute(MemoryMarshal.AsBytes(reading), hash));
    }

    private static void AddNulls(ColumnChunkWriter writer, ColumnDescriptor column, int rows)
    {
        byte[] levels = new byte[rows];
        byte[] repetition = column.MaxRepetitionLevel > 0 ? levels : [];
        if (column.ValueWidth > 0)
        {
            writer.AddFixedPage(rows, repetition, levels, default);
        }
        else
        {
            writer.AddByteArrayPage(rows, repetition, levels, default);
        }
    }

    private static ulong CopyPages(ParquetFile file, int rowGroup, int leaf, int rows, ColumnChunkWriter writer)
    {
        using ColumnChunkPages pages = file.OpenColumn(rowGroup, leaf);
        ulong hash = 0;
        if (pages.TryGetDictionary(out PageEntry dictionary))
        {
            using PooledBuffer body = pages.ReadStored(dictionary);
            hash = HashOf(dictionary.Header, body.Span, hash);
            writer.SetCopiedDictionary(dictionary.Header, body.Span);
        }

        ColumnIndex? columnIndex = file.ReadColumnIndex(rowGroup, leaf);
        OffsetIndex? offsetIndex = file.ReadOffsetIndex(rowGroup, leaf);
        bool isRepeated = pages.Column.MaxRepetitionLevel > 0;
        int rowsLeft = rows;
        while (pages.TryReadHeader(out PageEntry page))
        {
            using PooledBuffer body = pages.ReadStored(page);
            hash = HashOf(page.Header, body.Span, hash);
            bool isOnlyPage = page.Header.ValueCount == pages.Chunk.ValueCount;
            int pageRows = !isRepeated ? page.Header.ValueCount
                : isOnlyPage ? rows
                : RowsFromIndex(offsetIndex, page.Ordinal, rows) ?? throw RowsUnknown(file, rowGroup, pages.Column.DottedPath, page);
            rowsLeft -= pageRows;
            writer.AddCopiedPage(page.Header, pageRows, body.Span, page.Header.Statistics ?? BoundsFromIndex(columnIndex, page.Ordinal) ?? (isOnlyPage ? pages.Chunk.Statistics : null));
        }

        if (rowsLeft != 0)
        {
            throw new ParquetFormatException($"the pages hold {rows - rowsLeft} rows, the row group {rows}", file.Name, rowGroup, pages.Column.DottedPath);
        }

        writer.SetCopiedStatistics(pages.Chunk.Statistics, file.ReadBloomFilter(rowGroup, leaf));
        return hash;
    }

    private static int? RowsFromIndex(OffsetIndex? index, int page, int rows)
    {
        if (index is null || page >= index.Pages.Count)
        {
            return null;
        }

        long end = page + 1 < index.Pages.Count ? index.Pages[page + 1].FirstRowIndex : rows;
        return (int)(end - index.Pages[page].FirstRowIndex);
    }

    private static Statistics? BoundsFromIndex(ColumnIndex? index, int page) => index is null || page >= index.MinValues.Count || index.NullPages[page]
        ? null
        : new Statistics { MinValue = index.MinValues[page], MaxValue = index.MaxValues[page], NullCount = index.NullCounts?[page] };

    private static ParquetFormatException RowsUnknown(ParquetFile file, int rowGroup, string column, PageEntry page) =>
        new("the rows of a page of a repeated column are unknown without an offset index", file.Name, rowGroup, column, page.HeaderOffset);
}
