using Tenon.Parquet.Encodings;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>Builds one column of one row group in memory, page by page. Not thread-safe; independent of other columns, so that
/// columns are encoded in parallel.</summary>
/// <remarks>
/// Each call of an <c>Add…</c> method makes exactly one data page, encoded and compressed at once, of whole rows. Levels are
/// one byte per entry, and empty where the column's maximum level is 0; values are those whose definition level is the maximum.
/// Statistics are computed from what is added, never taken over from elsewhere, except for copied pages.
/// Spans are read during the call only.
/// </remarks>
public sealed unsafe partial class ColumnChunkWriter : IDisposable
{
    private readonly ColumnWriterOptions _options;
    private readonly BufferPool _pool;
    private readonly PageAssembler _assembler;
    private readonly ValueOrder _order;
    private readonly List<StoredPage> _pages = [];
    private readonly BloomBuilder? _bloom;
    private bool _bloomIsGiven;
    private StoredPage? _copiedDictionary;
    private Statistics? _copiedStatistics;
    private BloomFilter? _copiedBloom;
    private bool _hasIndexPages;
    private bool _isDone;

    /// <summary>Begins a chunk.</summary>
    /// <param name="column">The column.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="pool">Where memory comes from; it must outlive the chunk.</param>
    /// <exception cref="ArgumentException">Encoding, codec, level, truncation or false-positive rate do not suit the column.</exception>
    /// <exception cref="ParquetFormatException">The codec is not supported.</exception>
    public ColumnChunkWriter(ColumnDescriptor column, ColumnWriterOptions options, BufferPool pool)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StatisticsTruncateBytes, 1, nameof(options));
        ValueEncodings.Check(column, options.ValueEncoding);
        (Column, _options, _pool) = (column, options, pool);
        _order = ValueOrders.Of(column);
        _assembler = new PageAssembler(column, options, pool);
        if (options.WriteBloomFilter)
        {
            if (column.Type == PhysicalType.Boolean)
            {
                throw new ArgumentException($"column {column.DottedPath} is boolean; the format has no Bloom filters for booleans", nameof(options));
            }

            _ = BloomFilter.OptimalBytes(1, options.BloomFalsePositiveRate); // Checks the rate.
            _bloom = new BloomBuilder(_order, options.BloomFalsePositiveRate, pool);
        }
    }

    /// <summary>Gives the distinct values of all pages, so that a Bloom filter need not look at every value.</summary>
    /// <param name="values">Every value that the pages will hold; read at once, so nothing has to be kept.</param>
    /// <exception cref="InvalidOperationException">Pages were added already, or the chunk is finished.</exception>
    public void SetDistinctValues(DictionaryValues values)
    {
        ThrowIfDone();
        ArgumentNullException.ThrowIfNull(values);
        if (_pages.Count > 0)
        {
            throw new InvalidOperationException($"the chunk of column {Column.DottedPath} has pages already; distinct values come first");
        }

        if (_bloom is not null)
        {
            AddToBloom(_bloom, values);
            _bloomIsGiven = true;
        }
    }

    /// <summary>The column.</summary>
    public ColumnDescriptor Column { get; }

    /// <summary>Rows added.</summary>
    public long RowCount { get; private set; }

    /// <summary>Data pages added.</summary>
    public int PageCount => _pages.Count;

    /// <summary>Stored bytes so far, headers included, the dictionary not.</summary>
    public long EncodedBytes { get; private set; }

    /// <summary>Adds a page of dictionary indices. The dictionary itself comes with <see cref="Finish"/>.</summary>
    /// <param name="rowCount">Rows in the page.</param>
    /// <param name="repetition">Repetition levels.</param>
    /// <param name="definition">Definition levels.</param>
    /// <param name="indices">One index for each value, 0 or more.</param>
    /// <exception cref="ArgumentException">Levels, values and rows do not fit together, or the column is boolean.</exception>
    /// <exception cref="InvalidOperationException">The chunk is finished.</exception>
    public void AddIndexPage(int rowCount, ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<int> indices)
    {
        ThrowIfDone();
        if (Column.Type == PhysicalType.Boolean)
        {
            throw new ArgumentException($"column {Column.DottedPath} is boolean; booleans have no dictionary", nameof(indices));
        }

        int largest = IndexMaximum.Of(indices);

        // Never 0 bits, though the format allows it for a dictionary of one entry: some readers take it amiss.
        int width = Math.Max(1, HybridEncoder.WidthOf(Math.Max(largest, 0)));
        PageDraft draft = _assembler.Begin(rowCount, repetition, definition, indices.Length, 1 + HybridEncoder.MaximumBytes(indices.Length, width));
        DictionaryUse? use = null;
        try
        {
            byte* at = (byte*)draft.Values;
            *at++ = (byte)width;
            fixed (int* values = indices)
            {
                if (largest >= 0 && DictionaryUse.IsWorthMarking(largest, indices.Length))
                {
                    using PooledBuffer marks = _pool.Rent(largest + 1L + 64);
                    marks.Span.Clear();
                    at = HybridEncoder.Encode(values, indices.Length, width, at, marks.Pointer);
                    use = DictionaryUse.FromMarks(marks.Pointer, largest, _pool);
                }
                else
                {
                    at = HybridEncoder.Encode(values, indices.Length, width, at, null);
                    use = largest < 0 ? null : DictionaryUse.FromIndices(indices, largest, _pool);
                }
            }

            StoredPage page = _assembler.Complete(draft, at, ParquetEncoding.RleDictionary);
            page.Use = use;
            page.Bounds = PageBounds.OfNothing; // Until the dictionary is known.
            _hasIndexPages = true;
            Append(page);
        }
        catch
        {
            use?.Dispose();
            draft.Buffer.Dispose();
            throw;
        }
    }

    /// <summary>Adds a page of values of a fixed width.</summary>
    /// <param name="rowCount">Rows in the page.</param>
    /// <param name="repetition">Repetition levels.</param>
    /// <param name="definition">Definition levels.</param>
    /// <param name="values">The values in PLAIN form, little-endian; booleans one byte each, 0 or 1.</param>
    /// <exception cref="ArgumentException">Levels, values and rows do not fit together, or the column holds byte arrays.</exception>
    /// <exception cref="InvalidOperationException">The chunk is finished.</exception>
    public void AddFixedPage(int rowCount, ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<byte> values)
    {
        ThrowIfDone();
        int width = Column.ValueWidth;
        if (width == 0 || values.Length % width != 0)
        {
            throw new ArgumentException($"column {Column.DottedPath} is {Column.Type} of width {width}; {values.Length} bytes are no such values", nameof(values));
        }

        if (Column.Type == PhysicalType.Boolean && values.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            throw new ArgumentException($"column {Column.DottedPath} is boolean; a value is neither 0 nor 1", nameof(values));
        }

        int count = values.Length / width;
        PageDraft draft = _assembler.Begin(rowCount, repetition, definition, count, ValueEncodings.MaximumFixedBytes(_options.ValueEncoding, Column, count));
        try
        {
            fixed (byte* first = values)
            {
                byte* copyTo = ValueEncodings.IsCopy(_options.ValueEncoding, Column.Type) ? (byte*)draft.Values : null;
                PageBounds bounds = FixedBounds.Find(_order, width, first, count, _options.StatisticsTruncateBytes, copyTo);
                byte* end = copyTo != null
                    ? copyTo + values.Length
                    : ValueEncodings.EncodeFixed(_options.ValueEncoding, Column, first, count, (byte*)draft.Values, _pool);
                if (!_bloomIsGiven)
                {
                    _bloom?.AddFixed(values, width);
                }

                StoredPage page = _assembler.Complete(draft, end, _options.ValueEncoding);
                page.Bounds = bounds;
                Append(page);
            }
        }
        catch
        {
            draft.Buffer.Dispose();
            throw;
        }
    }

    /// <summary>Adds a page of byte arrays.</summary>
    /// <param name="rowCount">Rows in the page.</param>
    /// <param name="repetition">Repetition levels.</param>
    /// <param name="definition">Definition levels.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="ArgumentException">Levels, values and rows do not fit together, the column does not hold byte arrays, or they do not fit in a page.</exception>
    /// <exception cref="InvalidOperationException">The chunk is finished.</exception>
    public void AddByteArrayPage(int rowCount, ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<ByteArrayRef> values)
    {
        ThrowIfDone();
        ThrowIfNotByteArrays();
        long bytes = PlainEncoder.ByteArrayBytes(values);
        PageDraft draft = _assembler.Begin(rowCount, repetition, definition, values.Length, ValueEncodings.MaximumByteArrayBytes(_options.ValueEncoding, values.Length, bytes));
        try
        {
            var bounds = new ByteArrayBounds(_order);
            byte* at = (byte*)draft.Values;
            if (_options.ValueEncoding == ParquetEncoding.Plain)
            {
                foreach (ByteArrayRef value in values)
                {
                    bounds.Add(value);
                    at = PlainEncoder.Write(value, at);
                }
            }
            else
            {
                foreach (ByteArrayRef value in values)
                {
                    bounds.Add(value);
                }

                at = ValueEncodings.EncodeByteArrays(_options.ValueEncoding, values, at, _pool);
            }

            if (_bloom is not null && !_bloomIsGiven)
            {
                foreach (ByteArrayRef value in values)
                {
                    _bloom.Add(value.Span);
                }
            }

            AppendByteArrays(draft, at, bounds.Bounds(_options.StatisticsTruncateBytes), bytes - (4L * values.Length));
        }
        catch
        {
            draft.Buffer.Dispose();
            throw;
        }
    }

    /// <summary>Adds a page of byte arrays that already are in PLAIN form.</summary>
    /// <param name="rowCount">Rows in the page.</param>
    /// <param name="repetition">Repetition levels.</param>
    /// <param name="definition">Definition levels.</param>
    /// <param name="plain">The values, each behind its length in 4 bytes, little-endian.</param>
    /// <param name="valueCount">How many.</param>
    /// <exception cref="ArgumentException">Levels, values and rows do not fit together, the lengths do not add up, the column does not hold byte arrays, or they do not fit in a page.</exception>
    /// <exception cref="InvalidOperationException">The chunk is finished.</exception>
    public void AddByteArrayPlainPage(int rowCount, ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<byte> plain, int valueCount)
    {
        ThrowIfDone();
        ThrowIfNotByteArrays();
        ArgumentOutOfRangeException.ThrowIfNegative(valueCount);
        if (_options.ValueEncoding != ParquetEncoding.Plain)
        {
            using PooledBuffer references = _pool.Rent((long)valueCount * sizeof(ByteArrayRef));
            fixed (byte* first = plain)
            {
                Span<ByteArrayRef> values = references.SpanOf<ByteArrayRef>()[..valueCount];
                var walk = new PlainWalk(first, plain.Length);
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = Next(ref walk, i, valueCount);
                }

                CheckEnd(walk, valueCount);
                AddByteArrayPage(rowCount, repetition, definition, values);
            }

            return;
        }

        PageDraft draft = _assembler.Begin(rowCount, repetition, definition, valueCount, plain.Length);
        try
        {
            fixed (byte* first = plain)
            {
                var bounds = new ByteArrayBounds(_order);
                var walk = new PlainWalk(first, plain.Length);
                for (int i = 0; i < valueCount; i++)
                {
                    ByteArrayRef value = Next(ref walk, i, valueCount);
                    bounds.Add(value);
                    if (_bloom is not null && !_bloomIsGiven)
                    {
                        _bloom.Add(value.Span);
                    }
                }

                CheckEnd(walk, valueCount);
                plain.CopyTo(new Span<byte>((void*)draft.Values, plain.Length));
                AppendByteArrays(draft, (byte*)draft.Values + plain.Length, bounds.Bounds(_options.StatisticsTruncateBytes), plain.Length - (4L * valueCount));
            }
        }
        catch
        {
            draft.Buffer.Dispose();
            throw;
        }
    }

    /// <summary>Gives all memory back. After <see cref="Finish"/> the pages belong to the chunk and stay.</summary>
    public void Dispose()
    {
        _bloom?.Dispose();
        if (_isDone)
        {
            return;
        }

        _isDone = true;
        _copiedDictionary?.Dispose();
        foreach (StoredPage page in _pages)
        {
            page.Dispose();
        }
    }

    private ByteArrayRef Next(ref PlainWalk walk, int index, int count)
    {
        if (!walk.TryNext(out ByteArrayRef value))
        {
            throw new ArgumentException($"column {Column.DottedPath}: the bytes hold no {count} byte arrays: value {index} at byte {walk.Position} has length {value.Length}");
        }

        return value;
    }

    private void CheckEnd(in PlainWalk walk, int count)
    {
        if (walk.Position != walk.Length)
        {
            throw new ArgumentException($"column {Column.DottedPath}: {count} byte arrays take {walk.Position} bytes, {walk.Length} are given");
        }
    }

    private void AppendByteArrays(in PageDraft draft, byte* end, in PageBounds bounds, long valueBytes)
    {
        StoredPage page = _assembler.Complete(draft, end, _options.ValueEncoding, valueBytes);
        page.Bounds = bounds;
        Append(page);
    }

    private void Append(StoredPage page)
    {
        _pages.Add(page);
        RowCount += page.RowCount;
        EncodedBytes += page.FileLength;
    }

    private void ThrowIfNotByteArrays()
    {
        if (Column.Type != PhysicalType.ByteArray)
        {
            throw new ArgumentException($"column {Column.DottedPath} is {Column.Type}; byte arrays are not its values");
        }
    }

    private void ThrowIfDone()
    {
        if (_isDone)
        {
            throw new InvalidOperationException($"the chunk of column {Column.DottedPath} is finished or disposed");
        }
    }
}
