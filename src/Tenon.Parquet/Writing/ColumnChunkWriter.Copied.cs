using Tenon.Parquet.Hashing;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <content>Pages that are copied as another file stores them.</content>
public sealed unsafe partial class ColumnChunkWriter
{
    /// <summary>Adds a data page as it is stored elsewhere, compressed by the codec of this chunk's options.</summary>
    /// <param name="header">Its header; written anew, with the options' checksum and without statistics.</param>
    /// <param name="rowCount">Rows in the page.</param>
    /// <param name="storedBody">Its body.</param>
    /// <param name="pageStatistics">Bounds and nulls of the page for the column index; null if unknown, which leaves the chunk without column index.</param>
    /// <exception cref="ArgumentException">The header is not that of a data page, or its size is not the body's.</exception>
    /// <exception cref="InvalidOperationException">The chunk is finished.</exception>
    public void AddCopiedPage(PageHeader header, int rowCount, ReadOnlySpan<byte> storedBody, Statistics? pageStatistics)
    {
        ThrowIfDone();
        ArgumentNullException.ThrowIfNull(header);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        if (header.Type is not (PageType.DataPage or PageType.DataPageV2))
        {
            throw new ArgumentException($"column {Column.DottedPath}: a page of type {header.Type} is no data page", nameof(header));
        }

        long? nulls = header.Type == PageType.DataPageV2 ? header.NullCount
            : Column.MaxDefinitionLevel == 0 ? 0
            : pageStatistics?.NullCount;
        StoredPage page = _assembler.Copy(header, storedBody, rowCount, nulls);
        page.Bounds = nulls == header.ValueCount ? PageBounds.OfNothing : BoundsOf(pageStatistics);
        Append(page);
    }

    /// <summary>Takes over the dictionary page to which copied pages refer.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="storedBody">Its body, compressed by the codec of this chunk's options.</param>
    /// <exception cref="ArgumentException">The header is not that of a dictionary page, or its size is not the body's.</exception>
    /// <exception cref="InvalidOperationException">The chunk is finished, or has a dictionary already.</exception>
    public void SetCopiedDictionary(PageHeader header, ReadOnlySpan<byte> storedBody)
    {
        ThrowIfDone();
        ArgumentNullException.ThrowIfNull(header);
        if (header.Type != PageType.DictionaryPage)
        {
            throw new ArgumentException($"column {Column.DottedPath}: a page of type {header.Type} is no dictionary", nameof(header));
        }

        if (_copiedDictionary is not null)
        {
            throw new InvalidOperationException($"the chunk of column {Column.DottedPath} has a dictionary already");
        }

        _copiedDictionary = _assembler.Copy(header, storedBody, 0, null);
    }

    /// <summary>Says what is known of all copied pages together, and gives the filter that covers their values.</summary>
    /// <param name="chunkStatistics">Bounds and nulls of all copied pages; null if unknown: those of the single pages then count.</param>
    /// <param name="bloom">A filter over all values of the chunk; null if there is none. Not together with a filter of the writer's own.</param>
    /// <exception cref="InvalidOperationException">The chunk is finished.</exception>
    public void SetCopiedStatistics(Statistics? chunkStatistics, BloomFilter? bloom)
    {
        ThrowIfDone();
        (_copiedStatistics, _copiedBloom) = (chunkStatistics, bloom);
    }

    // Bounds by others are taken only in the defined order's fields, of the right width, and without NaN.
    private PageBounds BoundsOf(Statistics? statistics)
    {
        if (_order == ValueOrder.None || statistics?.MinValue is not { } min || statistics.MaxValue is not { } max)
        {
            return PageBounds.Unknown;
        }

        int width = _order == ValueOrder.Boolean ? 1 : Column.ValueWidth;
        bool isRaw = _order is ValueOrder.UnsignedBytes or ValueOrder.Text;
        if (!isRaw && width != 0 && (min.Length != width || max.Length != width))
        {
            return PageBounds.Unknown;
        }

        bool hasNaN = _order switch
        {
            ValueOrder.Float16 => Half.IsNaN(BitConverter.ToHalf(min)) || Half.IsNaN(BitConverter.ToHalf(max)),
            ValueOrder.Float => float.IsNaN(BitConverter.ToSingle(min)) || float.IsNaN(BitConverter.ToSingle(max)),
            ValueOrder.Double => double.IsNaN(BitConverter.ToDouble(min)) || double.IsNaN(BitConverter.ToDouble(max)),
            _ => false,
        };
        return hasNaN || ValueOrders.Compare(_order, min, max) > 0
            ? PageBounds.Unknown
            : new PageBounds(min, max, statistics.IsMinExact, statistics.IsMaxExact, false);
    }
}
