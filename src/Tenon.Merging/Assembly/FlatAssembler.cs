using System.Runtime.CompilerServices;
using Tenon.Merging.Content;
using Tenon.Merging.Copying;
using Tenon.Merging.Ordering;
using Tenon.Merging.Planning;
using Tenon.Merging.Reading;
using Tenon.Merging.Running;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Assembly;

/// <summary>Assembles a column that is not repeated: one level entry a row.</summary>
/// <remarks>
/// <code>
/// 1. Decode: each input's rows go to the frame, slice by slice; dictionary indices become symbols of the column on the way,
///    strings are not touched. Every cell's hash is added to its row here, in input order, before anything moves.
/// 2. Gather: the permutation brings the frame into output order and closes the gaps of nulls; symbols become codes of the output's dictionary.
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
    private readonly byte _maximum;
    private readonly int _width;
    private readonly BufferPool _pool;
    private readonly ChunkEncoder _encoder;
    private readonly PageBudget _pageBudget;
    private readonly PageCopies? _copies;
    private readonly PinnedSources _pinned = new();
    private readonly SliceAdder _adder;
    private IndexRun[]? _runs; // Used where rows are only hashed.

    /// <param name="column">The output column.</param>
    /// <param name="files">The inputs.</param>
    /// <param name="sources">Where the column is in each.</param>
    /// <param name="keyField">Its place in the sort key, or -1.</param>
    /// <param name="encoder">Encodes it.</param>
    /// <param name="copyRules">Which pages may be copied; null for none.</param>
    /// <param name="pageBudget">Says when no more pages are to be kept.</param>
    /// <param name="pool">Where buffers live.</param>
    public FlatAssembler(
        ColumnDescriptor column, ParquetFile[] files, ColumnSource[] sources, int keyField, ChunkEncoder encoder, PageCopyRules? copyRules, PageBudget pageBudget,
        BufferPool pool)
    {
        (Column, _files, _sources, _keyField, _encoder, _pageBudget, _pool) = (column, files, sources, keyField, encoder, pageBudget, pool);
        _cursors = new ColumnCursor?[files.Length];
        _maximum = (byte)column.MaxDefinitionLevel;
        _width = column.ValueWidth;
        _copies = copyRules is null ? null : new PageCopies(copyRules, files, sources, column);
        _adder = new SliceAdder(column, encoder.Dictionary, _copies, _pinned);
    }

    public override ColumnDescriptor Column { get; }

    public override long CopiedPages => _encoder.CopiedPages;

    public override EncodedColumnChunk Assemble(Segment segment, RowHashes rowHashes)
    {
        try
        {
            _encoder.Dictionary.Open();
            using var frame = new FlatFrame(segment.RowCount, _maximum, UsesSymbols(segment), _width, _pool);
            _copies?.Begin(segment);
            if (frame.Symbols is not null && segment.LongRuns.Count > 0)
            {
                AdoptDictionary(segment);
            }

            Decode(segment, frame, rowHashes);
            _copies?.End();
            return Gather(segment, frame);
        }
        finally
        {
            _pinned.Clear();
        }
    }

    public override void Digest(Segment segment, RowHashes rowHashes)
    {
        try
        {
            Decode(segment, null, rowHashes);
        }
        finally
        {
            _pinned.Clear();
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
        if (_pageBudget.IsUsedUp)
        {
            _encoder.Dictionary.Symbols.Forget();
        }

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

    private ColumnCursor CursorOf(int input) => _cursors[input] ??= new ColumnCursor(_files[input], _sources[input].Leaf, _pool, _pageBudget.CompactsPages);

    /// <summary>Symbols are used when most rows come from chunks that have a dictionary.</summary>
    private bool UsesSymbols(Segment segment)
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

        for (int entry = 0; entry < best.Count; entry++)
        {
            _encoder.Dictionary.CodeOf(_adder.SymbolOf(best, entry));
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
    private void Decode(Segment segment, FlatFrame? frame, RowHashes rowHashes)
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

    private void AddRows(SegmentRange range, FlatFrame? frame, RowHashes rowHashes, byte* values, byte* levels)
    {
        ColumnCursor cursor = CursorOf(range.Input);
        Span<IndexRun> runs = frame is null && _maximum <= 1 && _adder.HasTopNulls ? _runs ??= new IndexRun[IndexRuns.Few(SliceRows)] : default;
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

            if (runs.Length > 0 && cursor.TryReadRuns(count, runs[..IndexRuns.Few(count)], out int used))
            {
                _adder.HashRuns(runs[..used], 0, count, cursor.Dictionary!, range.FrameOffset + done, rowHashes); // Runs have a dictionary.
                done += count;
                continue;
            }

            ValueForm form = cursor.Form;
            int present = cursor.Read(count, null, levels, values);
            if (form == ValueForm.Bytes && frame is not null)
            {
                Keep(cursor, count, (ByteArrayRef*)values, present);
            }

            var slice = new FlatSlice(form, count, present, cursor.Column.MaxDefinitionLevel == 0 ? null : levels, (byte)cursor.Column.MaxDefinitionLevel, values, cursor.Dictionary);
            _adder.Add(slice, _sources[range.Input].Levels, frame, range.FrameOffset + done, rowHashes);
            done += count;
        }

        // Input by input, or the pages of all inputs would be there at once before any of them is let go. Pinned ones stay until the end.
        if (_pinned.IsEmpty)
        {
            ReleaseFrom(cursor);
        }
        else
        {
            cursor.ReleaseUsed();
        }
    }

    /// <summary>Sees to it that byte strings stay where references point.</summary>
    private void Keep(ColumnCursor cursor, int count, ByteArrayRef* values, int present)
    {
        if (cursor.NearsEndOfPage(count))
        {
            _pinned.Add(OwnedBytes.Take(values, present, _pool));
        }
        else
        {
            _pinned.Add(cursor.CurrentPage);
        }
    }

    private void ReleaseFrom(ColumnCursor cursor)
    {
        if (_pageBudget.IsUsedUp)
        {
            cursor.Evict();
        }
        else
        {
            cursor.ReleaseUsed();
        }
    }

    private void AddBlocks(SegmentRange range, FlatFrame? frame, RowHashes rowHashes)
    {
        int done = 0;
        foreach (KeyBlockRange part in range.Blocks)
        {
            KeySlice column = part.Block.Columns[_keyField]!; // The input has the column.
            if (column.Form == ValueForm.Runs)
            {
                _adder.HashRuns(column.Runs, part.First, part.Count, column.Dictionary!, range.FrameOffset + done, rowHashes); // Runs have a dictionary.
                done += part.Count;
                continue;
            }

            byte* levels = column.DefinitionLevels;
            bool hasNulls = column.Present < part.Block.Count;
            int before = !hasNulls ? part.First : new ReadOnlySpan<byte>(levels, part.First).Count((byte)1);
            int present = !hasNulls ? part.Count
                : part.Count == part.Block.Count ? column.Present
                : new ReadOnlySpan<byte>(levels + part.First, part.Count).Count((byte)1);
            int width = column.Form switch { ValueForm.Indices => sizeof(int), ValueForm.Fixed => _width, _ => sizeof(ByteArrayRef) };
            var slice = new FlatSlice(
                column.Form, part.Count, present, levels is null ? null : levels + part.First, levels is null ? (byte)0 : (byte)1,
                column.Values.Pointer + ((long)before * width), column.Dictionary);
            if (frame is not null && part.First == 0 && column.PageBegun is PageEntry page)
            {
                _copies?.Consider(range.Input, part.Block.RowGroup, page, range.FrameOffset + done);
            }

            _adder.Add(slice, _sources[range.Input].Levels, frame, range.FrameOffset + done, rowHashes);
            done += part.Count;
        }
    }

    private EncodedColumnChunk Gather(Segment segment, FlatFrame frame)
    {
        int rows = segment.RowCount;
        int* permutation = segment.Permutation is null ? null : (int*)segment.Permutation.Pointer;
        using PooledBuffer? levels = _maximum > 0 ? _pool.Rent(rows) : null;
        byte* outLevels = levels is null ? null : levels.Pointer;
        int width = frame.Symbols is not null ? sizeof(int) : _width == 0 ? sizeof(ByteArrayRef) : _width;
        byte* from = frame.Symbols is not null ? (byte*)frame.Symbols : frame.Values;
        if (!frame.HasNulls && outLevels is not null)
        {
            new Span<byte>(outLevels, rows).Fill(_maximum);
        }

        if (permutation is null && !frame.HasNulls)
        {
            return _encoder.Encode(Ordered(rows, rows, outLevels, frame.Symbols is not null, from));
        }

        using PooledBuffer values = _pool.Rent((long)rows * width);
        int present;
        if (frame.HasNulls && frame.Symbols is not null && _maximum == 1)
        {
            present = Gatherer.Symbols(frame.Symbols, permutation, rows, outLevels, (int*)values.Pointer);
        }
        else
        {
            if (frame.HasNulls)
            {
                Gatherer.Levels(frame.Levels, permutation, rows, outLevels);
            }

            present = Gatherer.Values(from, width, permutation, rows, frame.HasNulls ? outLevels : null, _maximum, values.Pointer);
        }

        return _encoder.Encode(Ordered(rows, present, outLevels, frame.Symbols is not null, values.Pointer));
    }

    private OrderedColumn Ordered(int rows, int present, byte* levels, bool isSymbols, byte* values)
    {
        if (isSymbols)
        {
            _encoder.Dictionary.Encode((int*)values, present);
        }

        return new OrderedColumn
        {
            RowCount = rows,
            LevelCount = rows,
            Present = present,
            Definition = levels,
            Codes = isSymbols ? (int*)values : null,
            Fixed = !isSymbols && _width > 0 ? values : null,
            Bytes = !isSymbols && _width == 0 ? (ByteArrayRef*)values : null,
            Copies = _copies,
        };
    }
}
