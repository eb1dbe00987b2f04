using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tenon.Merging.Content;
using Tenon.Merging.Copying;
using Tenon.Merging.Planning;
using Tenon.Merging.Reading;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Assembly;

/// <summary>Adds the cells of slices to the hashes of their rows, and to a frame as symbols or as values. Not thread-safe.</summary>
/// <param name="column">The output column.</param>
/// <param name="output">The output's dictionary.</param>
/// <param name="copies">Told what became of dictionary indices; or null.</param>
/// <param name="pinned">Keeps what values in the frame point into.</param>
internal sealed unsafe class SliceAdder(ColumnDescriptor column, OutputDictionary output, PageCopies? copies, PinnedSources pinned)
{
    private const int EntriesAtOnce = 1024;

    private readonly CellHash _hash = new(column.DottedPath);
    private readonly ulong[] _nullHashes = [.. LevelMap.PresentNodes(column).Select(nodes => new CellHash(column.DottedPath).Null(nodes))];
    private readonly byte _maximum = (byte)column.MaxDefinitionLevel;
    private readonly int _width = column.ValueWidth;

    private bool IsNumber => _width is > 0 and <= 8;

    /// <summary>Adds the cells of a slice.</summary>
    /// <param name="slice">Some rows as a page had them.</param>
    /// <param name="translation">What the input's definition levels are in the output; null if they are the same.</param>
    /// <param name="frame">Where they go; null if they are only hashed.</param>
    /// <param name="offset">Their place in the frame and in the row hashes.</param>
    /// <param name="rowHashes">Each cell's hash is added to its row's, if they are wanted.</param>
    public void Add(FlatSlice slice, byte[]? translation, FlatFrame? frame, int offset, RowHashes rowHashes)
    {
        if (slice.Form == ValueForm.Indices)
        {
            AddIndices(slice, slice.Dictionary!, translation, frame, offset, rowHashes); // A slice of indices has its dictionary.
            return;
        }

        if (rowHashes.AreWanted)
        {
            HashValues(slice, translation, rowHashes.Rows + offset);
        }

        if (frame is null)
        {
            return;
        }

        frame.AddLevels(offset, slice, translation);
        if (frame.Symbols is not null)
        {
            NumberValues(slice, frame.Symbols + offset);
        }
        else
        {
            frame.AddValues(offset, slice, _width);
        }
    }

    /// <summary>Whether a null is at the top of the column wherever it is null, so that it hashes to 0: what <see cref="HashRuns"/> takes for granted.</summary>
    public bool HasTopNulls => _nullHashes[0] == 0;

    /// <summary>Adds the hashes of cells that come as runs.</summary>
    /// <param name="runs">The runs; only of columns that <see cref="HasTopNulls"/> and whose maximum definition level is at most 1.</param>
    /// <param name="from">The first row of them that is wanted.</param>
    /// <param name="count">How many are.</param>
    /// <param name="dictionary">Their dictionary.</param>
    /// <param name="offset">The place of the first in the row hashes.</param>
    /// <param name="rowHashes">What to add to; they are wanted.</param>
    public void HashRuns(ReadOnlySpan<IndexRun> runs, int from, int count, ChunkDictionary dictionary, int offset, RowHashes rowHashes)
    {
        ulong* hashes = dictionary.Hashes();
        int end = from + count;
        int first = from;
        foreach (IndexRun run in runs)
        {
            if (run.End > first)
            {
                int stop = Math.Min(run.End, end);
                if (run.Index >= 0)
                {
                    rowHashes.AddRun(offset + first - from, offset + stop - from, hashes[run.Index]);
                }

                first = stop;
                if (first == end)
                {
                    return;
                }
            }
        }
    }

    /// <summary>The symbol of a dictionary entry.</summary>
    public int SymbolOf(ChunkDictionary dictionary, int entry)
    {
        int* symbol = dictionary.Symbols(output.Symbols.Epoch) + entry;
        if (*symbol == ChunkDictionary.NoSymbol)
        {
            *symbol = IsNumber
                ? output.Symbols.SymbolOf(dictionary.FixedValue(entry), _hash.Fixed(dictionary.FixedValue(entry)))
                : output.Symbols.SymbolOf(dictionary.Bytes(entry), _hash.Bytes(dictionary.Bytes(entry)));
        }

        return *symbol;
    }

    private void AddIndices(FlatSlice slice, ChunkDictionary dictionary, byte[]? translation, FlatFrame? frame, int offset, RowHashes rowHashes)
    {
        frame?.AddLevels(offset, slice, translation);
        int* symbols = frame is null || frame.Symbols is null ? null : frame.Symbols + offset;
        if (frame is not null && symbols is null)
        {
            LookUp(slice, dictionary, frame, offset);
        }

        bool isSummed = rowHashes.AreWanted && HasPlainNulls(slice);
        if (isSummed || symbols is not null)
        {
            AddEntries(slice, dictionary, isSummed ? rowHashes : default, offset, symbols);
        }

        if (rowHashes.AreWanted && !isSummed)
        {
            HashWithNulls(slice, dictionary, translation, rowHashes.Rows + offset);
        }

        if (symbols is not null)
        {
            copies?.Check(slice, offset, symbols, output);
        }
    }

    /// <summary>Whether a row is either present, or null at the top of the column, which hashes to 0.</summary>
    private bool HasPlainNulls(FlatSlice slice) => slice.Present == slice.Count || (slice.Maximum == 1 && _maximum == 1 && _nullHashes[0] == 0);

    /// <summary>Dictionary indices to hashes and symbols, some rows at a time so that what is done with them finds them in the cache.</summary>
    [SkipLocalsInit]
    private void AddEntries(FlatSlice slice, ChunkDictionary dictionary, RowHashes rowHashes, int offset, int* symbols)
    {
        int* room = stackalloc int[EntriesAtOnce];
        var indices = (int*)slice.Values;
        for (int done = 0; done < slice.Count; done += EntriesAtOnce)
        {
            int count = Math.Min(EntriesAtOnce, slice.Count - done);
            int* entries = indices + done;
            if (slice.Present < slice.Count)
            {
                entries = room;
                indices = DictionaryRows.Spread(slice.Levels + done, slice.Maximum, indices, count, entries);
            }

            if (symbols is not null)
            {
                MapEntries(entries, count, dictionary, symbols + done);
            }

            if (rowHashes.AreWanted && symbols is not null)
            {
                DictionaryRows.AddHashes(symbols + done, count, output.Symbols.Hashes, rowHashes, offset + done); // One table for all inputs: it stays in the cache.
            }
            else if (rowHashes.AreWanted)
            {
                DictionaryRows.AddHashes(entries, count, dictionary.Hashes(), rowHashes, offset + done);
            }
        }
    }

    /// <summary>Dictionary entries to symbols; the first use of one asks the table.</summary>
    private void MapEntries(int* entries, int count, ChunkDictionary dictionary, int* symbols)
    {
        int* known = dictionary.Symbols(output.Symbols.Epoch);
        for (int done = DictionaryRows.LookUp(entries, count, known, symbols); done < count; done += DictionaryRows.LookUp(entries + done, count - done, known, symbols + done))
        {
            for (int end = Math.Min(count, done + Vector256<int>.Count); done < end; done++)
            {
                symbols[done] = entries[done] < 0 ? ChunkDictionary.NullSymbol : SymbolOf(dictionary, entries[done]);
            }
        }
    }

    private void HashWithNulls(FlatSlice slice, ChunkDictionary dictionary, byte[]? translation, ulong* rowHashes)
    {
        ulong* hashes = dictionary.Hashes();
        var indices = (int*)slice.Values;
        for (int r = 0; r < slice.Count; r++)
        {
            byte level = slice.Levels[r];

            // Overflow is the point: row hashes are sums modulo 2^64.
            rowHashes[r] = unchecked(rowHashes[r] + (level == slice.Maximum ? hashes[*indices++] : NullHash(level, translation)));
        }
    }

    private void HashValues(FlatSlice slice, byte[]? translation, ulong* rowHashes)
    {
        CellHash hash = _hash;
        byte* values = slice.Values;
        if (_width == sizeof(ulong) && slice.Present == slice.Count)
        {
            hash.AddFixed((ulong*)values, slice.Count, rowHashes);
            return;
        }

        int at = 0;

        // Overflow is the point: row hashes are sums modulo 2^64.
        unchecked
        {
            for (int r = 0; r < slice.Count; r++)
            {
                if (slice.Levels is not null && slice.Levels[r] != slice.Maximum)
                {
                    rowHashes[r] += NullHash(slice.Levels[r], translation);
                    continue;
                }

                rowHashes[r] += _width switch
                {
                    0 => hash.Bytes(((ByteArrayRef*)values)[at].Span),
                    1 => hash.Fixed(values[at]),
                    4 => hash.Fixed(((uint*)values)[at]),
                    8 => hash.Fixed(((ulong*)values)[at]),
                    < 8 => hash.Fixed(ChunkDictionary.Widen(new ReadOnlySpan<byte>(values + ((long)at * _width), _width))),
                    _ => hash.Bytes(new ReadOnlySpan<byte>(values + ((long)at * _width), _width)),
                };
                at++;
            }
        }
    }

    private ulong NullHash(byte level, byte[]? translation) => _nullHashes[translation is null ? level : translation[level]];

    private void NumberValues(FlatSlice slice, int* symbols)
    {
        int at = 0;
        for (int r = 0; r < slice.Count; r++)
        {
            if (slice.Levels is not null && slice.Levels[r] != slice.Maximum)
            {
                symbols[r] = ChunkDictionary.NullSymbol;
                continue;
            }

            byte* values = slice.Values;
            if (IsNumber)
            {
                ulong value = _width switch
                {
                    8 => ((ulong*)values)[at],
                    4 => ((uint*)values)[at],
                    _ => ChunkDictionary.Widen(new ReadOnlySpan<byte>(values + ((long)at * _width), _width)),
                };
                symbols[r] = output.Symbols.SymbolOf(value, _hash.Fixed(value));
            }
            else
            {
                ReadOnlySpan<byte> value = _width == 0 ? ((ByteArrayRef*)values)[at].Span : new ReadOnlySpan<byte>(values + ((long)at * _width), _width);
                symbols[r] = output.Symbols.SymbolOf(value, _hash.Bytes(value));
            }

            at++;
        }
    }

    /// <summary>Dictionary indices to values, for a frame of values.</summary>
    private void LookUp(FlatSlice slice, ChunkDictionary dictionary, FlatFrame frame, int offset)
    {
        if (_width == 0)
        {
            pinned.Add(dictionary);
        }

        var indices = (int*)slice.Values;
        int at = 0;
        for (int r = 0; r < slice.Count; r++)
        {
            if (slice.Levels is not null && slice.Levels[r] != slice.Maximum)
            {
                continue;
            }

            int index = indices[at++];
            if (_width == 0)
            {
                ((ByteArrayRef*)frame.Values)[offset + r] = dictionary.Ref(index);
            }
            else
            {
                dictionary.Bytes(index).CopyTo(new Span<byte>(frame.Values + ((long)(offset + r) * _width), _width));
            }
        }
    }
}
