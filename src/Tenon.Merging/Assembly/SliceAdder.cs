using System.Runtime.CompilerServices;
using Tenon.Merging.Content;
using Tenon.Merging.Copying;
using Tenon.Merging.Planning;
using Tenon.Merging.Reading;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Assembly;

/// <summary>Adds the cells of slices to the hashes of their rows, and to a frame as codes of the output's dictionary or as values. Not thread-safe.</summary>
/// <param name="column">The output column.</param>
/// <param name="output">The output's dictionary.</param>
/// <param name="copies">Told what became of dictionary indices; or null.</param>
/// <param name="pinned">Keeps what values in the frame point into.</param>
internal sealed unsafe class SliceAdder(ColumnDescriptor column, OutputDictionary output, PageCopies? copies, PinnedSources pinned)
{
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
    /// <param name="rowHashes">Each cell's hash is added to its row's; null if they are not hashed.</param>
    public void Add(FlatSlice slice, byte[]? translation, FlatFrame? frame, int offset, ulong* rowHashes)
    {
        if (slice.Form == ValueForm.Indices)
        {
            AddIndices(slice, slice.Dictionary!, translation, frame, offset, rowHashes); // A slice of indices has its dictionary.
            return;
        }

        if (rowHashes is not null)
        {
            HashValues(slice, translation, rowHashes + offset);
        }

        if (frame is null)
        {
            return;
        }

        frame.AddLevels(offset, slice, translation);
        if (frame.Codes is not null)
        {
            CodeValues(slice, frame.Codes + offset);
        }
        else
        {
            frame.AddValues(offset, slice, _width);
        }
    }

    /// <summary>The code of a dictionary entry, given by the output's dictionary.</summary>
    public int NewCode(ChunkDictionary dictionary, int entry)
    {
        int generation = output.Generation;
        return NewCode(&dictionary.SlotsFor(generation)[entry], dictionary, entry, generation);
    }

    private void AddIndices(FlatSlice slice, ChunkDictionary dictionary, byte[]? translation, FlatFrame? frame, int offset, ulong* rowHashes)
    {
        frame?.AddLevels(offset, slice, translation);
        int* codes = frame is null ? null : frame.Codes;
        if (rowHashes is not null && codes is not null && HasPlainNulls(slice))
        {
            HashAndMapIndices(slice, dictionary, rowHashes + offset, codes + offset);
        }
        else
        {
            if (rowHashes is not null)
            {
                HashIndices(slice, dictionary, translation, rowHashes + offset);
            }

            if (codes is not null)
            {
                MapIndices(slice, dictionary, codes + offset);
            }
            else if (frame is not null)
            {
                LookUp(slice, dictionary, frame, offset);
            }
        }

        if (codes is not null)
        {
            copies?.Check(slice, offset, codes + offset);
        }
    }

    /// <summary>Whether a row is either present, at level 1 if there are levels, or null at the top of the column, which hashes to 0.</summary>
    private bool HasPlainNulls(FlatSlice slice) => slice.Present == slice.Count || (slice.Maximum == 1 && _maximum == 1 && _nullHashes[0] == 0);

    /// <summary>Dictionary indices to hashes and codes at once; the first use of an entry asks the output's dictionary.</summary>
    private void HashAndMapIndices(FlatSlice slice, ChunkDictionary dictionary, ulong* rowHashes, int* codes)
    {
        int generation = output.Generation;
        DictionarySlot* slots = dictionary.SlotsFor(generation);
        var indices = (int*)slice.Values;
        byte* levels = slice.Present == slice.Count ? null : slice.Levels;
        int count = slice.Count;

        // Overflow is the point: row hashes are sums modulo 2^64. Nothing else here can.
        unchecked
        {
            if (levels is null)
            {
                for (int r = 0; r < count; r++)
                {
                    DictionarySlot* slot = &slots[indices[r]];
                    rowHashes[r] += slot->Hash;
                    codes[r] = slot->Generation == generation ? slot->Code : NewCode(slot, dictionary, indices[r], generation);
                }

                return;
            }

            for (int r = 0; r < count; r++)
            {
                // Without a branch: a null takes slot -1 and does not move on. The slack behind the values may be read.
                int present = levels[r];
                int index = (present * (*indices + 1)) - 1;
                indices += present;
                DictionarySlot* slot = &slots[index];
                rowHashes[r] += slot->Hash;
                codes[r] = slot->Generation == generation ? slot->Code : NewCode(slot, dictionary, index, generation);
            }
        }
    }

    private void HashIndices(FlatSlice slice, ChunkDictionary dictionary, byte[]? translation, ulong* rowHashes)
    {
        DictionarySlot* slots = dictionary.SlotsFor(0);
        var indices = (int*)slice.Values;

        // Overflow is the point: row hashes are sums modulo 2^64.
        unchecked
        {
            if (slice.Present == slice.Count)
            {
                for (int r = 0; r < slice.Count; r++)
                {
                    rowHashes[r] += slots[indices[r]].Hash;
                }

                return;
            }

            int at = 0;
            if (HasPlainNulls(slice))
            {
                // Without a branch: a null takes slot -1, which is 0, and does not move on. The slack behind the values may be read.
                for (int r = 0; r < slice.Count; r++)
                {
                    int present = slice.Levels[r];
                    rowHashes[r] += slots[(present * (indices[at] + 1)) - 1].Hash;
                    at += present;
                }

                return;
            }

            for (int r = 0; r < slice.Count; r++)
            {
                byte level = slice.Levels[r];
                rowHashes[r] += level == slice.Maximum ? slots[indices[at++]].Hash : NullHash(level, translation);
            }
        }
    }

    private void HashValues(FlatSlice slice, byte[]? translation, ulong* rowHashes)
    {
        CellHash hash = _hash;
        byte* values = slice.Values;
        int at = 0;

        // Overflow is the point: row hashes are sums modulo 2^64.
        unchecked
        {
            if (_width == 8 && slice.Present == slice.Count)
            {
                for (int r = 0; r < slice.Count; r++)
                {
                    rowHashes[r] += hash.Fixed(((ulong*)values)[r]);
                }

                return;
            }

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

    /// <summary>Dictionary indices to codes; the first use of an entry asks the output's dictionary.</summary>
    private void MapIndices(FlatSlice slice, ChunkDictionary dictionary, int* codes)
    {
        int generation = output.Generation;
        DictionarySlot* slots = dictionary.SlotsFor(generation);
        var indices = (int*)slice.Values;
        byte* levels = slice.Present == slice.Count ? null : slice.Levels;
        for (int r = 0; r < slice.Count; r++)
        {
            // After the last value this reads the buffer's slack and ignores it; what is there may overflow.
            int isPresent = levels is null || levels[r] == slice.Maximum ? 1 : 0;
            int index = unchecked((isPresent * (*indices + 1)) - 1); // -1 for null.
            indices += isPresent;
            DictionarySlot* slot = &slots[index];
            codes[r] = slot->Generation == generation ? slot->Code : NewCode(slot, dictionary, index, generation);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NewCode(DictionarySlot* slot, ChunkDictionary dictionary, int index, int generation)
    {
        (slot->Code, slot->Generation) = (IsNumber ? output.Code(dictionary.FixedValue(index), slot->Hash) : output.Code(dictionary.Bytes(index), slot->Hash), generation);
        return slot->Code;
    }

    private void CodeValues(FlatSlice slice, int* codes)
    {
        int at = 0;
        for (int r = 0; r < slice.Count; r++)
        {
            if (slice.Levels is not null && slice.Levels[r] != slice.Maximum)
            {
                codes[r] = ChunkDictionary.NullCode;
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
                codes[r] = output.Code(value, _hash.Fixed(value));
            }
            else
            {
                ReadOnlySpan<byte> value = _width == 0 ? ((ByteArrayRef*)values)[at].Span : new ReadOnlySpan<byte>(values + ((long)at * _width), _width);
                codes[r] = output.Code(value, _hash.Bytes(value));
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
