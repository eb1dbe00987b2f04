using Tenon.Parquet.Hashing;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>A finished column chunk: its pages as they will lie in the file, and all that footer and indexes say of them.</summary>
/// <remarks>Owns the memory of the pages; a file writer that takes it disposes it. Not thread-safe.</remarks>
public sealed class EncodedColumnChunk : IDisposable
{
    internal EncodedColumnChunk(
        ColumnDescriptor column,
        CompressionCodec codec,
        StoredPage? dictionary,
        IReadOnlyList<StoredPage> pages,
        Statistics statistics,
        ColumnIndex? columnIndex,
        BloomFilter? bloomFilter)
    {
        (Column, Codec, Dictionary, Pages) = (column, codec, dictionary, pages);
        (Statistics, ColumnIndex, BloomFilter) = (statistics, columnIndex, bloomFilter);
        foreach (StoredPage page in pages)
        {
            RowCount += page.RowCount;
            ValueCount += page.ValueCount;
            StoredBytes += page.FileLength;
            UncompressedBytes += page.Header.Length + page.UncompressedLength;
        }

        StoredBytes += dictionary?.FileLength ?? 0;
        UncompressedBytes += dictionary is null ? 0 : dictionary.Header.Length + dictionary.UncompressedLength;
    }

    /// <summary>The column.</summary>
    public ColumnDescriptor Column { get; }

    /// <summary>The codec of the pages.</summary>
    public CompressionCodec Codec { get; }

    /// <summary>Rows.</summary>
    public long RowCount { get; }

    /// <summary>Values including nulls; for repeated columns, level entries.</summary>
    public long ValueCount { get; }

    /// <summary>Bytes in the file: pages with their headers, the dictionary included.</summary>
    public long StoredBytes { get; }

    /// <summary>Bytes of pages and headers when decompressed.</summary>
    public long UncompressedBytes { get; }

    /// <summary>Data pages.</summary>
    public int PageCount => Pages.Count;

    /// <summary>Bounds and nulls of the chunk.</summary>
    public Statistics Statistics { get; }

    /// <summary>Bounds of each page; null if a page's are unknown.</summary>
    public ColumnIndex? ColumnIndex { get; }

    /// <summary>The Bloom filter, if one was asked for or copied.</summary>
    public BloomFilter? BloomFilter { get; }

    internal StoredPage? Dictionary { get; }

    internal IReadOnlyList<StoredPage> Pages { get; }

    /// <summary>Gives the memory of the pages back.</summary>
    public void Dispose()
    {
        Dictionary?.Dispose();
        foreach (StoredPage page in Pages)
        {
            page.Dispose();
        }
    }

    internal IReadOnlyList<ParquetEncoding> Encodings()
    {
        var encodings = new SortedSet<ParquetEncoding>();
        if (Column.MaxDefinitionLevel > 0 || Column.MaxRepetitionLevel > 0)
        {
            encodings.Add(ParquetEncoding.Rle);
        }

        foreach (StoredPage page in Pages)
        {
            encodings.Add(page.Encoding);
        }

        if (Dictionary is not null)
        {
            encodings.Add(Dictionary.Encoding);
        }

        return [.. encodings];
    }

    internal IReadOnlyList<PageEncodingStats> EncodingStats()
    {
        var counts = new SortedDictionary<(PageType Type, ParquetEncoding Encoding), int>();
        foreach (StoredPage page in Dictionary is null ? Pages : Pages.Prepend(Dictionary))
        {
            counts[(page.Type, page.Encoding)] = counts.GetValueOrDefault((page.Type, page.Encoding)) + 1;
        }

        return [.. counts.Select(entry => new PageEncodingStats(entry.Key.Type, entry.Key.Encoding, entry.Value))];
    }

    internal long? UnencodedByteArrayBytes()
    {
        long? sum = Column.Type == PhysicalType.ByteArray ? 0 : null;
        foreach (StoredPage page in Pages)
        {
            sum += page.UnencodedByteArrayBytes;
        }

        return sum;
    }
}
