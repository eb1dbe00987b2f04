using Tenon.Merging.Reading;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Packs the sort columns of a block into keys. One per input; not thread-safe.</summary>
/// <remarks>
/// A word of all keys is written at once: what is the same in every row, which in sorted rows the leading columns are, and for each
/// other dictionary-encoded field what the row's entry adds. Plain values are added one field at a time.
/// </remarks>
internal sealed unsafe class KeyPacker : IDisposable
{
    private readonly KeyLayout _layout;
    private readonly BufferPool _pool;
    private readonly ulong[] _constant;
    private readonly List<EntrySource>[] _sources;

    public KeyPacker(KeyLayout layout, BufferPool pool)
    {
        (_layout, _pool) = (layout, pool);
        Readers = [.. layout.Fields.Select(field => new KeyFieldReader(field, pool))];
        _constant = new ulong[layout.Words];
        _sources = [.. Enumerable.Range(0, layout.Words).Select(_ => new List<EntrySource>())];
    }

    /// <summary>Read the fields, in key order.</summary>
    public KeyFieldReader[] Readers { get; }

    /// <summary>Packs the first and the last row of a block.</summary>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    public void PackEnds(KeyBlock block)
    {
        int stride = _layout.Stride;
        block.Ends = _pool.Rent(2L * stride * sizeof(ulong));
        var first = (ulong*)block.Ends.Pointer;
        ulong* last = first + stride;
        new Span<ulong>(first, 2 * stride).Clear();
        for (int i = 0; i < Readers.Length; i++)
        {
            if (Readers[i].Field.IsPacked)
            {
                KeySlice? slice = block.Columns[i];
                if (slice is { Form: ValueForm.Runs })
                {
                    EntryWords words = Readers[i].WordsOf(slice);
                    AddEntry(Readers[i].Place, words, slice.Runs[0].Index, first);
                    AddEntry(Readers[i].Place, words, slice.Runs[^1].Index, last);
                    continue;
                }

                AddRow(Readers[i], slice, IsNull(slice, 0), 0, first);
                AddRow(Readers[i], slice, IsNull(slice, block.Count - 1), slice is null ? 0 : slice.Present - 1, last);
            }
        }

        if (_layout.HasTail)
        {
            PackTailsOfEnds(block, first, last);
        }
    }

    /// <summary>Packs all rows of a block.</summary>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    public void Pack(KeyBlock block)
    {
        int count = block.Count;
        int stride = _layout.Stride;
        block.Keys = _pool.Rent((long)count * stride * sizeof(ulong));
        var keys = (ulong*)block.Keys.Pointer;
        Array.Clear(_constant);
        for (int i = 0; i < Readers.Length; i++)
        {
            if (Readers[i].Field.IsPacked)
            {
                AddSources(Readers[i], block.Columns[i], count);
            }
        }

        for (int word = 0; word < _constant.Length; word++)
        {
            Combine(word, count, keys + word, stride);
        }

        for (int i = 0; i < Readers.Length; i++)
        {
            if (Readers[i].Field.IsPacked && block.Columns[i] is { Form: not (ValueForm.Indices or ValueForm.Runs) } slice)
            {
                PutPlain(Readers[i], slice, count, keys, stride);
            }
        }

        if (_layout.HasTail)
        {
            PackTails(block, keys);
        }
    }

    public void Dispose()
    {
        foreach (KeyFieldReader reader in Readers)
        {
            reader.Dispose();
        }
    }

    private static bool IsNull(KeySlice? slice, int row) => slice is null || (slice.DefinitionLevels is not null && slice.DefinitionLevels[row] == 0);

    private static void AddRow(KeyFieldReader reader, KeySlice? slice, bool isNull, int value, ulong* key)
    {
        FieldPlace place = reader.Place;
        if (!isNull && slice!.Form == ValueForm.Indices) // Not null, so there is a slice.
        {
            AddEntry(place, reader.WordsOf(slice), ((int*)slice.Values.Pointer)[value], key);
            return;
        }

        ulong code = isNull ? 0 : KeyCodes.OfPlain(reader.Field, slice!, value); // Likewise.
        AddWords(place, isNull ? place.LowNull : place.Low(code), isNull ? place.HighNull : place.High(code), key);
    }

    private static void AddEntry(FieldPlace place, EntryWords words, int entry, ulong* key) =>
        AddWords(place, words.Low[entry], words.High is null ? 0 : words.High[entry], key);

    private static void AddWords(FieldPlace place, ulong low, ulong high, ulong* key)
    {
        key[place.Word] |= low;
        if (place.TouchesWordBefore)
        {
            key[place.Word - 1] |= high;
        }
    }

    private void AddSources(KeyFieldReader reader, KeySlice? slice, int count)
    {
        FieldPlace place = reader.Place;
        if (slice is null)
        {
            _constant[place.Word] |= place.LowNull;
            AddHigh(place, place.HighNull);
        }
        else if (slice.Form is ValueForm.Indices or ValueForm.Runs)
        {
            EntryWords words = reader.WordsOf(slice);
            int* entries = reader.EntriesOf(slice, count);
            if (entries[0] == entries[count - 1] && !new ReadOnlySpan<int>(entries, count).ContainsAnyExcept(entries[0]))
            {
                _constant[place.Word] |= words.Low[entries[0]];
                AddHigh(place, words.High is null ? 0 : words.High[entries[0]]);
                return;
            }

            _sources[place.Word].Add(new EntrySource((nint)entries, (nint)words.Low));
            if (words.High is not null)
            {
                _sources[place.Word - 1].Add(new EntrySource((nint)entries, (nint)words.High));
            }
        }
    }

    private void AddHigh(FieldPlace place, ulong high)
    {
        if (place.TouchesWordBefore)
        {
            _constant[place.Word - 1] |= high;
        }
    }

    /// <summary>Writes one word of all keys from its constant part and the entries of its fields.</summary>
    private void Combine(int word, int count, ulong* to, int stride)
    {
        List<EntrySource> sources = _sources[word];
        ulong constant = _constant[word];
        EntrySource a = sources.Count > 0 ? sources[0] : default;
        EntrySource b = sources.Count > 1 ? sources[1] : default;
        EntrySource c = sources.Count > 2 ? sources[2] : default;
        ulong* end = to + ((long)count * stride);
        int r = 0;

        // Nothing here can overflow: rows of a block.
        unchecked
        {
            switch (sources.Count)
            {
                case 0:
                    for (; to != end; to += stride)
                    {
                        *to = constant;
                    }

                    break;
                case 1:
                    for (; to != end; to += stride, r++)
                    {
                        *to = constant | a.Of(r);
                    }

                    break;
                case 2:
                    for (; to != end; to += stride, r++)
                    {
                        *to = constant | a.Of(r) | b.Of(r);
                    }

                    break;
                case 3:
                    for (; to != end; to += stride, r++)
                    {
                        *to = constant | a.Of(r) | b.Of(r) | c.Of(r);
                    }

                    break;
                default:
                    EntrySource d = sources[3];
                    for (; to != end; to += stride, r++)
                    {
                        *to = constant | a.Of(r) | b.Of(r) | c.Of(r) | d.Of(r);
                    }

                    break;
            }
        }

        for (int i = 4; i < sources.Count; i++)
        {
            AddEntries(sources[i], count, end - ((long)count * stride), stride);
        }

        sources.Clear();
    }

    private static void AddEntries(EntrySource source, int count, ulong* to, int stride)
    {
        for (int r = 0; r < count; r++, to += stride)
        {
            *to |= source.Of(r);
        }
    }

    /// <summary>Adds a field of plain values to all keys.</summary>
    private static void PutPlain(KeyFieldReader reader, KeySlice slice, int count, ulong* keys, int stride)
    {
        FieldPlace place = reader.Place;
        ulong* codes = reader.CodesOf(slice, count);
        ulong* word = keys + place.Word;
        int shift = place.Shift;

        // Nothing here can overflow: rows of a block.
        unchecked
        {
            if (place.Straddles)
            {
                for (int r = 0; r < count; r++, word += stride)
                {
                    word[0] |= codes[r] << shift;
                    word[-1] |= codes[r] >> (64 - shift);
                }
            }
            else
            {
                for (int r = 0; r < count; r++, word += stride)
                {
                    *word |= codes[r] << shift;
                }
            }
        }

        if (slice.Present < count)
        {
            PutNulls(place, slice.DefinitionLevels, count, keys, stride);
        }
    }

    private static void PutNulls(FieldPlace place, byte* definition, int count, ulong* keys, int stride)
    {
        ulong* word = keys + place.Word - (place.TouchesWordBefore ? 1 : 0);
        ulong bit = place.LowNull | place.HighNull; // One of them is 0.
        for (int r = 0; r < count; r++, word += stride)
        {
            *word |= definition[r] == 0 ? bit : 0; // A top-level column has levels 0 and 1.
        }
    }

    private void PackTails(KeyBlock block, ulong* keys)
    {
        int fields = _layout.TailFields;
        TailValue* tails = TailsIn(block);
        if (tails is null)
        {
            block.Tails = _pool.Rent((long)block.Count * fields * sizeof(TailValue));
            tails = (TailValue*)block.Tails.Pointer;
            for (int i = 0; i < fields; i++)
            {
                int field = _layout.FirstTailField + i;
                KeyTails.Fill(_layout.Fields[field], block.Columns[field], block.Count, tails + i, fields);
            }
        }

        ulong* word = keys + _layout.Words;
        for (int r = 0; r < block.Count; r++, tails += fields, word += _layout.Stride)
        {
            *word = (ulong)tails;
        }
    }

    private void PackTailsOfEnds(KeyBlock block, ulong* first, ulong* last)
    {
        int fields = _layout.TailFields;
        TailValue* tails = TailsIn(block);
        if (tails is not null)
        {
            (first[_layout.Words], last[_layout.Words]) = ((ulong)tails, (ulong)(tails + block.Count - 1));
            return;
        }

        block.EndTails = _pool.Rent(2L * fields * sizeof(TailValue));
        tails = (TailValue*)block.EndTails.Pointer;
        for (int i = 0; i < fields; i++)
        {
            KeyField field = _layout.Fields[_layout.FirstTailField + i];
            KeySlice? slice = block.Columns[_layout.FirstTailField + i];
            tails[i] = IsNull(slice, 0) ? new TailValue(0, -1) : KeyTails.Of(field, slice!, 0); // Not null, so there is a slice.
            tails[fields + i] = IsNull(slice, block.Count - 1) ? new TailValue(0, -1) : KeyTails.Of(field, slice!, slice!.Present - 1); // Likewise.
        }

        (first[_layout.Words], last[_layout.Words]) = ((ulong)tails, (ulong)(tails + fields));
    }

    /// <summary>The tail values of a block whose decoded column is them already; else null.</summary>
    private TailValue* TailsIn(KeyBlock block) =>
        _layout.TailFields == 1 && KeyTails.AreIn(block.Columns[_layout.FirstTailField], block.Count)
            ? (TailValue*)block.Columns[_layout.FirstTailField]!.Values.Pointer // It has a slice: just asked.
            : null;

    /// <summary>A dictionary-encoded field as a source of bits: the entry of each row, and what each entry adds to the word.</summary>
    private readonly struct EntrySource(nint entries, nint words)
    {
        private readonly int* _entries = (int*)entries;
        private readonly ulong* _words = (ulong*)words;

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
        public ulong Of(int row) => _words[_entries[row]];
    }
}
