using System.Runtime.CompilerServices;
using Tenon.Merging.Content;
using Tenon.Merging.Copying;
using Tenon.Merging.Ordering;
using Tenon.Merging.Planning;
using Tenon.Merging.Reading;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Assembly;

/// <summary>Assembles a column that is not repeated: one level entry a row.</summary>
/// <remarks>
/// <code>
/// 1. Decode: each input's rows go to the frame, slice by slice; dictionary indices become codes of the output's dictionary on
///    the way, strings are not touched. Every cell's hash is added to its row here, in input order, before anything moves.
/// 2. Gather: the permutation brings the frame into output order and closes the gaps of nulls.
/// 3. Encode: pages. Those that inputs have already, whole and in order, are noted while decoding and copied instead.
/// </code>
/// A sort column takes its slices from the key blocks, which decoded them already.
/// </remarks>
internal sealed unsafe class FlatAssembler : ColumnAssembler
{
    private const int SliceRows = 4096;

    private readonly ParquetFile[] _files;
    private readonly ColumnSource[] _sources;
    private readonly ColumnCursor?[] _cursors;
    private readonly int _keyField;
    private readonly CellHash _hash;
    private readonly ulong[] _nullHashes;
    private readonly byte _maximum;
    private readonly int _width;
    private readonly BufferPool _pool;
    private readonly ChunkEncoder _encoder;
    private readonly long _keptBytes;
    private readonly PageCopies? _copies;
    private readonly List<SharedPage> _pinned = [];
    private readonly List<ChunkDictionary> _pinnedDictionaries = [];

    /// <param name="column">The output column.</param>
    /// <param name="files">The inputs.</param>
    /// <param name="sources">Where the column is in each.</param>
    /// <param name="keyField">Its place in the sort key, or -1.</param>
    /// <param name="encoder">Encodes it.</param>
    /// <param name="copyRules">Which pages may be copied; null for none.</param>
    /// <param name="keptBytes">Rented bytes from which on no page is kept.</param>
    /// <param name="pool">Where buffers live.</param>
    public FlatAssembler(
        ColumnDescriptor column, ParquetFile[] files, ColumnSource[] sources, int keyField, ChunkEncoder encoder, PageCopyRules? copyRules, long keptBytes,
        BufferPool pool)
    {
        (Column, _files, _sources, _keyField, _encoder, _keptBytes, _pool) = (column, files, sources, keyField, encoder, keptBytes, pool);
        _cursors = new ColumnCursor?[files.Length];
        _hash = new CellHash(column.DottedPath);
        _nullHashes = [.. LevelMap.PresentNodes(column).Select(nodes => _hash.Null(nodes))];
        _maximum = (byte)column.MaxDefinitionLevel;
        _width = column.ValueWidth;
        _copies = copyRules is null ? null : new PageCopies(copyRules, files, sources, column);
    }

    public override ColumnDescriptor Column { get; }

    public override long CopiedPages => _encoder.CopiedPages;

    private bool IsNumber => _width is > 0 and <= 8;

    public override EncodedColumnChunk Assemble(Segment segment, nint rowHashes)
    {
        try
        {
            _encoder.Dictionary.Open();
            using var frame = new FlatFrame(segment.RowCount, _maximum, UsesCodes(segment), _width, _pool);
            _copies?.Begin(segment);
            if (frame.Codes is not null && segment.LongRuns.Count > 0)
            {
                AdoptDictionary(segment);
            }

            Decode(segment, frame, (ulong*)rowHashes);
            _copies?.End();
            return Gather(segment, frame);
        }
        finally
        {
            Unpin();
        }
    }

    public override void Digest(Segment segment, nint rowHashes)
    {
        try
        {
            Decode(segment, null, (ulong*)rowHashes);
        }
        finally
        {
            Unpin();
        }
    }

    public override void SkipRowGroup(int input, int rowGroup)
    {
        if (_sources[input].Leaf >= 0 && (_keyField < 0 || _cursors[input] is not null))
        {
            CursorOf(input).SkipRowGroup(rowGroup);
        }
    }

    public override void ReleasePages()
    {
        foreach (ColumnCursor? cursor in _cursors)
        {
            if (cursor is not null)
            {
                ReleaseFrom(cursor);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        foreach (ColumnCursor? cursor in _cursors)
        {
            cursor?.Dispose();
        }

        _encoder.Dispose();
    }

    private ColumnCursor CursorOf(int input) => _cursors[input] ??= new ColumnCursor(_files[input], _sources[input].Leaf, _pool);

    /// <summary>Codes are used when most rows come from chunks that have a dictionary.</summary>
    private bool UsesCodes(Segment segment)
    {
        long withDictionary = 0;
        foreach (SegmentRange range in segment.Ranges)
        {
            if (_sources[range.Input].Leaf < 0)
            {
                continue;
            }

            if (_keyField >= 0 && range.Blocks.Count > 0)
            {
                withDictionary += range.Blocks[0].Block.Columns[_keyField]!.Form == ValueForm.Indices ? range.RowCount : -range.RowCount; // The input has the column.
            }
            else
            {
                ColumnCursor cursor = CursorOf(range.Input);
                withDictionary += cursor.NextIsIndex() ? range.RowCount : -range.RowCount;
            }
        }

        return withDictionary > 0;
    }

    /// <summary>Begins the output's dictionary with that of an input, so that its pages of indices can be copied: the one with the most rows
    /// in long runs.</summary>
    /// <remarks>Only where it is small: what is unused of it costs at most a byte for each row that may be copied.</remarks>
    private void AdoptDictionary(Segment segment)
    {
        ChunkDictionary? best = null;
        int bestRows = 0;
        int run = 0;
        foreach (SegmentRange range in segment.Ranges)
        {
            int rows = 0;
            (ChunkDictionary? dictionary, int pageRows) = CopyableDictionary(range);
            for (; run < segment.LongRuns.Count && segment.LongRuns[run].FrameOffset < range.FrameOffset + range.RowCount; run++)
            {
                rows += segment.LongRuns[run].RowCount >= pageRows ? segment.LongRuns[run].RowCount : 0; // Shorter ones hold no such page.
            }

            if (rows > bestRows && dictionary is not null && dictionary.PlainBytes <= rows)
            {
                (best, bestRows) = (dictionary, rows);
            }
        }

        if (best is null)
        {
            return;
        }

        DictionarySlot* slots = best.SlotsFor(0);
        for (int i = 0; i < best.Count; i++)
        {
            ulong hash = slots[i].Hash;
            _ = IsNumber ? _encoder.Dictionary.Code(best.FixedValue(i), hash) : _encoder.Dictionary.Code(best.Bytes(i), hash);
        }
    }

    /// <summary>The dictionary of the page at which a range begins, and the rows of that page, if it could be copied; else null.</summary>
    private (ChunkDictionary? Dictionary, int PageRows) CopyableDictionary(SegmentRange range)
    {
        if (_copies is null || _sources[range.Input].Leaf < 0 || (_keyField >= 0 && range.Blocks.Count > 0))
        {
            return default; // Sorted columns use a dictionary bit by bit: little of it in one segment, and in pages that take next to nothing.
        }

        ColumnCursor cursor = CursorOf(range.Input);
        return cursor.Available(1) > 0 && cursor.Form == ValueForm.Indices && _copies.IsFit(range.Input, cursor.RowGroup, cursor.CurrentPage.Page.Header)
            ? (cursor.Dictionary, cursor.CurrentPage.Page.LevelCount)
            : default;
    }

    /// <summary>Adds every row's hash and, if there is a frame, fills it.</summary>
    private void Decode(Segment segment, FlatFrame? frame, ulong* rowHashes)
    {
        using PooledBuffer scratch = _pool.Rent((long)SliceRows * Math.Max(sizeof(ByteArrayRef), _width));
        using PooledBuffer scratchLevels = _pool.Rent(SliceRows);
        foreach (SegmentRange range in segment.Ranges)
        {
            if (_sources[range.Input].Leaf < 0)
            {
                frame?.AddNulls(range.FrameOffset, range.RowCount, 0);
            }
            else if (_keyField >= 0 && range.Blocks.Count > 0)
            {
                AddBlocks(range, frame, rowHashes);
            }
            else
            {
                AddRows(range, frame, rowHashes, scratch.Pointer, scratchLevels.Pointer);
            }
        }
    }

    private void AddRows(SegmentRange range, FlatFrame? frame, ulong* rowHashes, byte* values, byte* levels)
    {
        ColumnCursor cursor = CursorOf(range.Input);
        int done = 0;
        while (done < range.RowCount)
        {
            int count = cursor.Available(Math.Min(SliceRows, range.RowCount - done));
            if (count == 0)
            {
                throw new ParquetFormatException($"the column ends {range.RowCount - done} rows early", _files[range.Input].Name, cursor.RowGroup, Column.DottedPath);
            }

            if (frame is not null && cursor.PageBegun is PageEntry page)
            {
                _copies?.Consider(range.Input, cursor.RowGroup, page, range.FrameOffset + done);
            }

            ValueForm form = cursor.Form;
            int present = cursor.Read(count, null, levels, values);
            if (form == ValueForm.Bytes && frame is not null)
            {
                Pin(cursor.CurrentPage);
            }

            var slice = new FlatSlice(form, count, present, cursor.Column.MaxDefinitionLevel == 0 ? null : levels, (byte)cursor.Column.MaxDefinitionLevel, values, cursor.Dictionary);
            AddSlice(slice, range.Input, frame, range.FrameOffset + done, rowHashes);
            done += count;
        }

        // Input by input, or the pages of all inputs would be there at once before any of them is let go. Pinned ones stay until the end.
        if (_pinned.Count == 0 && _pinnedDictionaries.Count == 0)
        {
            ReleaseFrom(cursor);
        }
    }

    private void ReleaseFrom(ColumnCursor cursor)
    {
        if (_pool.RentedBytes > _keptBytes)
        {
            cursor.Evict();
        }
        else
        {
            cursor.ReleaseUsed();
        }
    }

    private void AddBlocks(SegmentRange range, FlatFrame? frame, ulong* rowHashes)
    {
        int done = 0;
        foreach (KeyBlockRange part in range.Blocks)
        {
            KeySlice column = part.Block.Columns[_keyField]!; // The input has the column.
            byte* levels = column.DefinitionLevels;
            bool hasNulls = column.Present < part.Block.Count;
            int before = !hasNulls ? part.First : new ReadOnlySpan<byte>(levels, part.First).Count((byte)1);
            int present = !hasNulls ? part.Count : new ReadOnlySpan<byte>(levels + part.First, part.Count).Count((byte)1);
            int width = column.Form switch { ValueForm.Indices => sizeof(int), ValueForm.Fixed => _width, _ => sizeof(ByteArrayRef) };
            var slice = new FlatSlice(
                column.Form, part.Count, present, levels is null ? null : levels + part.First, levels is null ? (byte)0 : (byte)1,
                column.Values.Pointer + ((long)before * width), column.Dictionary);
            if (frame is not null && part.First == 0 && column.PageBegun is PageEntry page)
            {
                _copies?.Consider(range.Input, part.Block.RowGroup, page, range.FrameOffset + done);
            }

            AddSlice(slice, range.Input, frame, range.FrameOffset + done, rowHashes);
            done += part.Count;
        }
    }

    private void AddSlice(FlatSlice slice, int input, FlatFrame? frame, int offset, ulong* rowHashes)
    {
        byte[]? translation = _sources[input].Levels;
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
            _copies?.Check(slice, offset, codes + offset);
        }
    }

    /// <summary>Whether a row is either present, at level 1 if there are levels, or null at the top of the column, which hashes to 0.</summary>
    private bool HasPlainNulls(FlatSlice slice) => slice.Present == slice.Count || (slice.Maximum == 1 && _maximum == 1 && _nullHashes[0] == 0);

    /// <summary>Dictionary indices to hashes and codes at once; the first use of an entry asks the output's dictionary.</summary>
    private void HashAndMapIndices(FlatSlice slice, ChunkDictionary dictionary, ulong* rowHashes, int* codes)
    {
        int generation = _encoder.Dictionary.Generation;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        int generation = _encoder.Dictionary.Generation;
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
        OutputDictionary output = _encoder.Dictionary;
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
                codes[r] = _encoder.Dictionary.Code(value, _hash.Fixed(value));
            }
            else
            {
                ReadOnlySpan<byte> value = _width == 0 ? ((ByteArrayRef*)values)[at].Span : new ReadOnlySpan<byte>(values + ((long)at * _width), _width);
                codes[r] = _encoder.Dictionary.Code(value, _hash.Bytes(value));
            }

            at++;
        }
    }

    /// <summary>Dictionary indices to values, for a frame of values.</summary>
    private void LookUp(FlatSlice slice, ChunkDictionary dictionary, FlatFrame frame, int offset)
    {
        if (_width == 0)
        {
            Pin(dictionary);
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

    private EncodedColumnChunk Gather(Segment segment, FlatFrame frame)
    {
        int rows = segment.RowCount;
        int* permutation = segment.Permutation is null ? null : (int*)segment.Permutation.Pointer;
        using PooledBuffer? levels = _maximum > 0 ? _pool.Rent(rows) : null;
        byte* outLevels = levels is null ? null : levels.Pointer;
        int width = frame.Codes is not null ? sizeof(int) : _width == 0 ? sizeof(ByteArrayRef) : _width;
        byte* from = frame.Codes is not null ? (byte*)frame.Codes : frame.Values;
        if (!frame.HasNulls && outLevels is not null)
        {
            new Span<byte>(outLevels, rows).Fill(_maximum);
        }

        if (permutation is null && !frame.HasNulls)
        {
            return _encoder.Encode(Ordered(rows, rows, outLevels, frame.Codes is not null, from));
        }

        using PooledBuffer values = _pool.Rent((long)rows * width);
        int present;
        if (frame.HasNulls && frame.Codes is not null && _maximum == 1)
        {
            present = Gatherer.Codes(frame.Codes, permutation, rows, outLevels, (int*)values.Pointer);
        }
        else
        {
            if (frame.HasNulls)
            {
                Gatherer.Levels(frame.Levels, permutation, rows, outLevels);
            }

            present = Gatherer.Values(from, width, permutation, rows, frame.HasNulls ? outLevels : null, _maximum, values.Pointer);
        }

        return _encoder.Encode(Ordered(rows, present, outLevels, frame.Codes is not null, values.Pointer));
    }

    private OrderedColumn Ordered(int rows, int present, byte* levels, bool isCodes, byte* values) => new()
    {
        RowCount = rows,
        LevelCount = rows,
        Present = present,
        Definition = levels,
        Codes = isCodes ? (int*)values : null,
        Fixed = !isCodes && _width > 0 ? values : null,
        Bytes = !isCodes && _width == 0 ? (ByteArrayRef*)values : null,
        Copies = _copies,
    };

    private void Pin(SharedPage page)
    {
        if (_pinned.Count == 0 || !ReferenceEquals(_pinned[^1], page))
        {
            _pinned.Add(page.Acquire());
        }
    }

    private void Pin(ChunkDictionary dictionary)
    {
        if (_pinnedDictionaries.Count == 0 || !ReferenceEquals(_pinnedDictionaries[^1], dictionary))
        {
            _pinnedDictionaries.Add(dictionary.Acquire());
        }
    }

    private void Unpin()
    {
        _pinned.ForEach(page => page.Release());
        _pinned.Clear();
        _pinnedDictionaries.ForEach(dictionary => dictionary.Release());
        _pinnedDictionaries.Clear();
    }
}
