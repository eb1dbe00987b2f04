using Tenon.Merging.Reading;
using Tenon.Parquet;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Reads the sort columns of one input, a block at a time, and packs their keys.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed unsafe class KeyStream : IDisposable
{
    private readonly ParquetFile _file;
    private readonly int _blockRows;
    private readonly BufferPool _pool;
    private readonly ColumnCursor?[] _cursors;
    private readonly KeyPacker _packer;
    private readonly ColumnOrder _order;
    private readonly IndexRun[] _runs; // What is tried of a slice; empty where runs are not wanted.
    private readonly int _wholeFields;
    private long _row;
    private int _rowGroup = -1;
    private long _leftInGroup;

    /// <param name="file">The input.</param>
    /// <param name="input">Its number.</param>
    /// <param name="leaves">Its leaf column for each field of the key; -1 where it has none.</param>
    /// <param name="layout">The key.</param>
    /// <param name="blockRows">Rows of a block at most.</param>
    /// <param name="pool">Where blocks live.</param>
    /// <param name="compactsPages">Whether large pages are kept in less memory where their values allow it.</param>
    /// <param name="keepsRuns">Whether slices of few runs come as such: for who only checks and digests.</param>
    public KeyStream(
        ParquetFile file, int input, IReadOnlyList<int> leaves, KeyLayout layout, int blockRows, BufferPool pool, bool compactsPages = false, bool keepsRuns = false)
    {
        _runs = keepsRuns ? new IndexRun[IndexRuns.Few(blockRows)] : [];
        _wholeFields = layout.FirstTailField;
        (_file, Input, _blockRows, _pool) = (file, input, blockRows, pool);
        _cursors = [.. leaves.Select(leaf => leaf < 0 ? null : new ColumnCursor(file, leaf, pool, compactsPages))];
        _packer = new KeyPacker(layout, pool);
        _order = new ColumnOrder(layout, _packer.Readers, pool);
    }

    /// <summary>The input's number.</summary>
    public int Input { get; }

    /// <summary>Reads the next block and packs the keys of its first and its last row; the caller holds it.</summary>
    /// <returns>Null at the end of the input.</returns>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    /// <exception cref="ParquetFormatException">The file is damaged.</exception>
    public KeyBlock? Next()
    {
        int count = Available();
        if (count == 0)
        {
            return null;
        }

        var block = new KeyBlock(Input, _rowGroup, _row, count, _cursors.Length);
        for (int i = 0; i < _cursors.Length; i++)
        {
            if (_cursors[i] is ColumnCursor cursor)
            {
                block.Columns[i] = (i < _wholeFields ? TryReadRuns(cursor, count) : null) ?? ReadSlice(cursor, count);
            }
        }

        _packer.PackEnds(block);
        _row += count;
        _leftInGroup -= count;
        return block;
    }

    /// <summary>Packs the keys of all rows of the block that was read last.</summary>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    public void Pack(KeyBlock block) => _packer.Pack(block);

    /// <summary>Whether no row of the block that was read last comes before its predecessor in the block.</summary>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    public bool IsAscending(KeyBlock block) => _order.IsAscending(block);

    public void Dispose()
    {
        _order.Dispose();
        _packer.Dispose();
        foreach (ColumnCursor? cursor in _cursors)
        {
            cursor?.Dispose();
        }
    }

    private int Available()
    {
        while (_leftInGroup == 0)
        {
            if (++_rowGroup >= _file.Metadata.RowGroups.Count)
            {
                return 0;
            }

            _leftInGroup = _file.Metadata.RowGroups[_rowGroup].RowCount;
        }

        int count = (int)Math.Min(_leftInGroup, _blockRows);
        foreach (ColumnCursor? cursor in _cursors)
        {
            if (cursor is not null)
            {
                int available = cursor.Available(count);
                if (available == 0 || cursor.RowGroup != _rowGroup)
                {
                    throw new ParquetFormatException(
                        $"the column ends {_leftInGroup} rows before the {_file.Metadata.RowGroups[_rowGroup].RowCount} of its row group",
                        _file.Name, _rowGroup, cursor.Column.DottedPath);
                }

                count = available;
            }
        }

        return count;
    }

    private KeySlice? TryReadRuns(ColumnCursor cursor, int count)
    {
        PageEntry? begun = cursor.PageBegun;
        if (_runs.Length == 0 || !cursor.TryReadRuns(count, _runs.AsSpan(0, IndexRuns.Few(count)), out int used))
        {
            return null;
        }

        ReadOnlySpan<IndexRun> runs = _runs.AsSpan(0, used);
        PooledBuffer values = _pool.Rent((long)used * sizeof(IndexRun));
        runs.CopyTo(values.SpanOf<IndexRun>());
        return new KeySlice
        {
            Form = ValueForm.Runs,
            Definition = null,
            Values = values,
            Present = IndexRuns.Present(runs),
            Dictionary = cursor.Dictionary!.Acquire(), // Pages of indices have one.
            Page = null,
            Copied = null,
            PageBegun = begun,
        };
    }

    private KeySlice ReadSlice(ColumnCursor cursor, int count)
    {
        ValueForm form = cursor.Form;
        int width = form switch
        {
            ValueForm.Indices => sizeof(int),
            ValueForm.Fixed => cursor.Column.ValueWidth,
            _ => sizeof(ByteArrayRef),
        };
        PooledBuffer? definition = cursor.Column.MaxDefinitionLevel > 0 ? _pool.Rent(count) : null;
        PooledBuffer values = _pool.Rent((long)count * width);
        PageEntry? begun = cursor.PageBegun;
        int present = cursor.Read(count, null, definition is null ? null : definition.Pointer, values.Pointer);
        if (present == count)
        {
            definition?.Dispose(); // Blocks wait in large numbers, and without nulls their levels say nothing.
            definition = null;
        }

        bool isCopied = form == ValueForm.Bytes && cursor.NearsEndOfPage(count);
        return new KeySlice
        {
            Form = form,
            Definition = definition,
            Values = values,
            Present = present,
            Dictionary = form == ValueForm.Indices ? cursor.Dictionary!.Acquire() : null, // The form says that there is one.
            Page = form == ValueForm.Bytes && !isCopied ? cursor.CurrentPage.Acquire() : null,
            Copied = isCopied ? OwnedBytes.Take((ByteArrayRef*)values.Pointer, present, _pool) : null,
            PageBegun = begun,
        };
    }
}
