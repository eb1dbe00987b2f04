using Tenon.Parquet.Encodings;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Writing;

/// <content>What is known only at the end: the dictionary, the bounds of its pages, the statistics of the chunk.</content>
public sealed unsafe partial class ColumnChunkWriter
{
    /// <summary>Ends the chunk.</summary>
    /// <param name="dictionary">The entries to which the index pages refer, in index order; null if no index page was added. An entry that no page uses is
    /// allowed: it takes its space and, if there is one, its bits in the Bloom filter.</param>
    /// <returns>The chunk, which owns all memory of its pages; the caller disposes it or gives it to a file writer.</returns>
    /// <exception cref="ArgumentException">The dictionary is missing, of the wrong width, or shorter than an index asks for.</exception>
    /// <exception cref="InvalidOperationException">The chunk is finished.</exception>
    public EncodedColumnChunk Finish(DictionaryValues? dictionary)
    {
        ThrowIfDone();
        CheckDictionary(dictionary);
        StoredPage? dictionaryPage = _copiedDictionary;
        if (dictionary is not null)
        {
            foreach (StoredPage page in _pages)
            {
                if (page.Use is { } use)
                {
                    page.Bounds = BoundsOf(use, dictionary);
                    use.Dispose();
                    page.Use = null;
                }
            }

            dictionaryPage ??= EncodeDictionary(dictionary);
        }

        Statistics statistics = ChunkStatistics();
        BloomFilter? bloom = _copiedBloom ?? BuildBloom(dictionary);
        ColumnIndex? index = BuildColumnIndex();
        _isDone = true;
        return new EncodedColumnChunk(Column, _options.Codec, dictionaryPage, _pages, statistics, index, bloom);
    }

    private void CheckDictionary(DictionaryValues? dictionary)
    {
        if (dictionary is null)
        {
            if (_hasIndexPages)
            {
                throw new ArgumentException($"column {Column.DottedPath} has index pages and no dictionary", nameof(dictionary));
            }

            return;
        }

        if (dictionary.Width != Column.ValueWidth)
        {
            throw new ArgumentException($"column {Column.DottedPath} has values of width {Column.ValueWidth}; the dictionary's have {dictionary.Width}", nameof(dictionary));
        }

        foreach (StoredPage page in _pages)
        {
            if (page.Use is { } use && use.Largest >= dictionary.Count)
            {
                throw new ArgumentException($"column {Column.DottedPath}: index {use.Largest} is used; the dictionary has {dictionary.Count} entries", nameof(dictionary));
            }
        }
    }

    private StoredPage EncodeDictionary(DictionaryValues dictionary)
    {
        ReadOnlySpan<ByteArrayRef> byteArrays = dictionary.ByteArrays;
        long bytes = dictionary.Width == 0 ? PlainEncoder.ByteArrayBytes(byteArrays) : dictionary.Fixed.Length;
        if (bytes > int.MaxValue / 2)
        {
            throw new ArgumentException($"column {Column.DottedPath}: a dictionary of {bytes} bytes; at most {int.MaxValue / 2} fit in its page", nameof(dictionary));
        }

        PooledBuffer buffer = _pool.Rent(bytes);
        byte* at = buffer.Pointer;
        dictionary.Fixed.CopyTo(buffer.Span);
        foreach (ByteArrayRef value in byteArrays)
        {
            at = PlainEncoder.Write(value, at);
        }

        try
        {
            return _assembler.CompleteDictionary(buffer, (int)bytes, dictionary.Count);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private PageBounds BoundsOf(DictionaryUse use, DictionaryValues dictionary)
    {
        if (dictionary.Width == 0)
        {
            fixed (ByteArrayRef* entries = dictionary.ByteArrays)
            {
                var visitor = new ByteArrayVisitor { Entries = entries, Bounds = new ByteArrayBounds(_order) };
                use.ForEach(ref visitor);
                return visitor.Bounds.Bounds(_options.StatisticsTruncateBytes);
            }
        }

        // Gathered first, so that one loop over neighbours serves dictionaries and plain pages alike.
        using PooledBuffer gathered = _pool.Rent((long)use.MaximumVisits * dictionary.Width);
        fixed (byte* entries = dictionary.Fixed)
        {
            var visitor = new FixedVisitor { Entries = entries, Width = dictionary.Width, At = gathered.Pointer };
            use.ForEach(ref visitor);
            int count = (int)((visitor.At - gathered.Pointer) / dictionary.Width);
            return FixedBounds.Find(_order, dictionary.Width, gathered.Pointer, count, _options.StatisticsTruncateBytes, null);
        }
    }

    private Statistics ChunkStatistics()
    {
        PageBounds bounds = PageBounds.OfNothing;
        long? nulls = 0;
        foreach (StoredPage page in _pages)
        {
            if (page.IsCopied && _copiedStatistics is not null)
            {
                continue;
            }

            bounds = bounds.With(page.Bounds, _order);
            nulls += page.NullCount;
        }

        if (_copiedStatistics is { } copied)
        {
            long copiedEntries = _pages.Where(page => page.IsCopied).Sum(page => (long)page.ValueCount);
            bounds = bounds.With(copied.NullCount == copiedEntries ? PageBounds.OfNothing : BoundsOf(copied), _order);
            nulls += copied.NullCount;
        }

        return new Statistics
        {
            MinValue = bounds.Min,
            MaxValue = bounds.Max,
            IsMinExact = bounds.IsMinExact,
            IsMaxExact = bounds.IsMaxExact,
            NullCount = nulls,
        };
    }

    private BloomFilter? BuildBloom(DictionaryValues? dictionary)
    {
        // A filter that misses a value would make readers skip it, so copied pages need theirs to be given.
        if (_bloom is null || (dictionary is null && _pages.Exists(page => page.IsCopied)))
        {
            return null;
        }

        if (dictionary is not null && !_bloomIsGiven)
        {
            AddToBloom(_bloom, dictionary);
        }

        BloomFilter filter = _bloom.Build();
        _bloom.Dispose();
        return filter;
    }

    private static void AddToBloom(BloomBuilder bloom, DictionaryValues values)
    {
        if (values.Width > 0)
        {
            bloom.AddFixed(values.Fixed, values.Width);
            return;
        }

        foreach (ByteArrayRef value in values.ByteArrays)
        {
            bloom.Add(value.Span);
        }
    }

    // The format wants bounds of every page that has values: one page without them, and the chunk has no column index.
    private ColumnIndex? BuildColumnIndex()
    {
        if (_pages.Count == 0 || _order == Schema.ValueOrder.None || _pages.Exists(page => !page.Bounds.IsEmpty && (page.Bounds.Min is null || page.Bounds.Max is null)))
        {
            return null;
        }

        bool ascending = true;
        bool descending = true;
        PageBounds previous = PageBounds.OfNothing;
        foreach (StoredPage page in _pages)
        {
            if (page.Bounds.IsEmpty)
            {
                continue;
            }

            if (!previous.IsEmpty)
            {
                int min = Schema.ValueOrders.Compare(_order, previous.Min, page.Bounds.Min);
                int max = Schema.ValueOrders.Compare(_order, previous.Max, page.Bounds.Max);
                ascending &= min <= 0 && max <= 0;
                descending &= min >= 0 && max >= 0;
            }

            previous = page.Bounds;
        }

        return new ColumnIndex
        {
            NullPages = _pages.ConvertAll(page => page.Bounds.IsEmpty),
            MinValues = _pages.ConvertAll(page => page.Bounds.Min ?? []),
            MaxValues = _pages.ConvertAll(page => page.Bounds.Max ?? []),
            BoundaryOrder = ascending ? BoundaryOrder.Ascending : descending ? BoundaryOrder.Descending : BoundaryOrder.Unordered,
            NullCounts = _pages.Exists(page => page.NullCount is null) ? null : _pages.ConvertAll(page => page.NullCount!.Value), // No page has none.
        };
    }

    private struct ByteArrayVisitor : DictionaryUse.IVisitor
    {
        public ByteArrayRef* Entries;
        public ByteArrayBounds Bounds;

        public void Visit(int index) => Bounds.Add(Entries[index]);
    }

    private struct FixedVisitor : DictionaryUse.IVisitor
    {
        public byte* Entries;
        public byte* At;
        public int Width;

        public void Visit(int index)
        {
            byte* entry = Entries + ((long)index * Width);
            switch (Width)
            {
                case 8:
                    *(ulong*)At = *(ulong*)entry;
                    break;
                case 4:
                    *(uint*)At = *(uint*)entry;
                    break;
                default:
                    Buffer.MemoryCopy(entry, At, Width, Width);
                    break;
            }

            At += Width;
        }
    }
}
