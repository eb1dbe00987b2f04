using Tenon.Parquet.Encodings;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Writing;

/// <content>Pages that are copied as another file stores them, by a caller who has decoded them: what is said of them is computed from the
/// values, as if they had been encoded here.</content>
public sealed unsafe partial class ColumnChunkWriter
{
    /// <summary>Adds a page of dictionary indices as it is stored elsewhere, compressed by the codec of this chunk's options.</summary>
    /// <param name="header">Its header; written anew, with the options' checksum, counts from the levels, and without statistics.</param>
    /// <param name="storedBody">Its body. The dictionary given to <see cref="Finish"/> must hold at each index of it what its own did.</param>
    /// <param name="rowCount">Rows in the page.</param>
    /// <param name="repetition">Its repetition levels.</param>
    /// <param name="definition">Its definition levels.</param>
    /// <param name="indices">Its indices, one for each value, 0 or more.</param>
    /// <exception cref="ArgumentException">Header, body, levels, values and rows do not fit together, or the column is boolean.</exception>
    /// <exception cref="InvalidOperationException">The chunk is finished.</exception>
    public void AddCopiedIndexPage(
        PageHeader header, ReadOnlySpan<byte> storedBody, int rowCount, ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<int> indices)
    {
        ThrowIfDone();
        PageHeader rewritten = CheckCopied(header, isIndices: true, rowCount, repetition, definition, indices.Length);
        int largest = IndexMaximum.Of(indices);
        StoredPage page = _assembler.Copy(rewritten, storedBody, rowCount, rewritten.NullCount, valuesAreKnown: true);
        try
        {
            page.Use = largest < 0 ? null : UseOf(indices, largest);
            page.Bounds = PageBounds.OfNothing; // Until the dictionary is known.
            _hasIndexPages = true;
            Append(page);
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    /// <summary>Adds a page of values of a fixed width as it is stored elsewhere, compressed by the codec of this chunk's options.</summary>
    /// <param name="header">Its header; written anew, with the options' checksum, counts from the levels, and without statistics.</param>
    /// <param name="storedBody">Its body.</param>
    /// <param name="rowCount">Rows in the page.</param>
    /// <param name="repetition">Its repetition levels.</param>
    /// <param name="definition">Its definition levels.</param>
    /// <param name="values">Its values in PLAIN form, little-endian; booleans one byte each, 0 or 1.</param>
    /// <exception cref="ArgumentException">Header, body, levels, values and rows do not fit together, or the column holds byte arrays.</exception>
    /// <exception cref="InvalidOperationException">The chunk is finished.</exception>
    public void AddCopiedFixedPage(
        PageHeader header, ReadOnlySpan<byte> storedBody, int rowCount, ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<byte> values)
    {
        ThrowIfDone();
        int width = Column.ValueWidth;
        if (width == 0 || values.Length % width != 0)
        {
            throw new ArgumentException($"column {Column.DottedPath} is {Column.Type} of width {width}; {values.Length} bytes are no such values", nameof(values));
        }

        int count = values.Length / width;
        PageHeader rewritten = CheckCopied(header, isIndices: false, rowCount, repetition, definition, count);
        PageBounds bounds;
        fixed (byte* first = values)
        {
            bounds = FixedBounds.Find(_order, width, first, count, _options.StatisticsTruncateBytes, null);
        }

        StoredPage page = _assembler.Copy(rewritten, storedBody, rowCount, rewritten.NullCount, valuesAreKnown: true);
        page.Bounds = bounds;
        Append(page);
        if (!_bloomIsGiven)
        {
            _bloom?.AddFixed(values, width);
        }
    }

    /// <summary>Adds a page of byte arrays as it is stored elsewhere, compressed by the codec of this chunk's options.</summary>
    /// <param name="header">Its header; written anew, with the options' checksum, counts from the levels, and without statistics.</param>
    /// <param name="storedBody">Its body.</param>
    /// <param name="rowCount">Rows in the page.</param>
    /// <param name="repetition">Its repetition levels.</param>
    /// <param name="definition">Its definition levels.</param>
    /// <param name="values">Its values.</param>
    /// <exception cref="ArgumentException">Header, body, levels, values and rows do not fit together, or the column does not hold byte arrays.</exception>
    /// <exception cref="InvalidOperationException">The chunk is finished.</exception>
    public void AddCopiedByteArrayPage(
        PageHeader header, ReadOnlySpan<byte> storedBody, int rowCount, ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<ByteArrayRef> values)
    {
        ThrowIfDone();
        ThrowIfNotByteArrays();
        PageHeader rewritten = CheckCopied(header, isIndices: false, rowCount, repetition, definition, values.Length);
        var bounds = new ByteArrayBounds(_order);
        foreach (ByteArrayRef value in values)
        {
            bounds.Add(value);
        }

        long bytes = PlainEncoder.ByteArrayBytes(values) - (4L * values.Length);
        StoredPage page = _assembler.Copy(rewritten, storedBody, rowCount, rewritten.NullCount, valuesAreKnown: true, bytes);
        page.Bounds = bounds.Bounds(_options.StatisticsTruncateBytes);
        Append(page);
        if (_bloom is not null && !_bloomIsGiven)
        {
            foreach (ByteArrayRef value in values)
            {
                _bloom.Add(value.Span);
            }
        }
    }

    /// <summary>The header that says of the page what its levels and values are.</summary>
    private PageHeader CheckCopied(PageHeader header, bool isIndices, int rowCount, ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, int valueCount)
    {
        ArgumentNullException.ThrowIfNull(header);
        bool saysIndices = header.Encoding is ParquetEncoding.PlainDictionary or ParquetEncoding.RleDictionary;
        if (header.Type is not (PageType.DataPage or PageType.DataPageV2) || saysIndices != isIndices || (isIndices && Column.Type == PhysicalType.Boolean))
        {
            throw new ArgumentException(
                $"column {Column.DottedPath}: a page of type {header.Type} in encoding {EncodingNames.Of(header.Encoding)} is no page of {(isIndices ? "indices" : "values")}", nameof(header));
        }

        int levels = _assembler.CheckLevels(rowCount, repetition, definition, valueCount);
        if (levels != header.ValueCount)
        {
            throw new ArgumentException($"column {Column.DottedPath}: the page has {levels} level entries; its header says {header.ValueCount}", nameof(header));
        }

        // The old name of the encoding asks for the old one in the dictionary's header too; the bytes are the same.
        return header with
        {
            Encoding = isIndices ? ParquetEncoding.RleDictionary : header.Encoding,
            NullCount = levels - valueCount,
            RowCount = rowCount,
        };
    }

    private DictionaryUse UseOf(ReadOnlySpan<int> indices, int largest)
    {
        if (!DictionaryUse.IsWorthMarking(largest, indices.Length))
        {
            return DictionaryUse.FromIndices(indices, largest, _pool);
        }

        using PooledBuffer marks = _pool.Rent(largest + 1L + 64);
        marks.Span.Clear();
        byte* at = marks.Pointer;
        foreach (int index in indices)
        {
            at[index] = 1;
        }

        return DictionaryUse.FromMarks(at, largest, _pool);
    }
}
