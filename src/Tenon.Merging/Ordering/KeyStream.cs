using Tenon.Merging.Reading;
using Tenon.Parquet;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Reads the sort columns of one input, a block at a time, packs their keys and checks that they never descend.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed unsafe class KeyStream : IDisposable
{
    private readonly ParquetFile _file;
    private readonly int _input;
    private readonly int _blockRows;
    private readonly BufferPool _pool;
    private readonly KeyLayout _layout;
    private readonly ColumnCursor?[] _cursors;
    private readonly KeyPacker _packer;
    private readonly IDisorderFinder? _order;
    private readonly ulong[] _lastKey;
    private KeyBlock? _previous;
    private bool _hasLast;
    private long _row;
    private int _rowGroup = -1;
    private long _leftInGroup;

    /// <param name="file">The input.</param>
    /// <param name="input">Its number.</param>
    /// <param name="leaves">Its leaf column for each field of the key; -1 where it has none.</param>
    /// <param name="layout">The key.</param>
    /// <param name="order">Finds descents; null where the order is of no interest, as before sorting.</param>
    /// <param name="blockRows">Rows of a block at most.</param>
    /// <param name="pool">Where blocks live.</param>
    public KeyStream(ParquetFile file, int input, IReadOnlyList<int> leaves, KeyLayout layout, IDisorderFinder? order, int blockRows, BufferPool pool)
    {
        (_file, _input, _layout, _order, _blockRows, _pool) = (file, input, layout, order, blockRows, pool);
        _cursors = [.. leaves.Select(leaf => leaf < 0 ? null : new ColumnCursor(file, leaf, pool))];
        _packer = new KeyPacker(layout, pool);
        _lastKey = new ulong[layout.Stride];
    }

    /// <summary>Reads the next block; the caller holds it.</summary>
    /// <returns>Null at the end of the input.</returns>
    /// <exception cref="UnsortedInputException">A row comes before its predecessor.</exception>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    /// <exception cref="ParquetFormatException">The file is damaged.</exception>
    public KeyBlock? Next()
    {
        int count = Available();
        if (count == 0)
        {
            _previous?.Release();
            _previous = null;
            return null;
        }

        var block = new KeyBlock(_input, _rowGroup, _row, count, _cursors.Length);
        for (int i = 0; i < _cursors.Length; i++)
        {
            if (_cursors[i] is ColumnCursor cursor)
            {
                block.Columns[i] = ReadSlice(cursor, count);
            }
        }

        _packer.Pack(block);
        if (_order is not null)
        {
            CheckOrder(block, _order);
        }

        _row += count;
        _leftInGroup -= count;
        return block;
    }

    public void Dispose()
    {
        _previous?.Release();
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
        return new KeySlice
        {
            Form = form,
            Definition = definition,
            Values = values,
            Present = present,
            Dictionary = form == ValueForm.Indices ? cursor.Dictionary!.Acquire() : null, // The form says that there is one.
            Page = form == ValueForm.Bytes ? cursor.CurrentPage.Acquire() : null,
            PageBegun = begun,
        };
    }

    private void CheckOrder(KeyBlock block, IDisorderFinder order)
    {
        var keys = (ulong*)block.Keys!.Pointer; // Pack made them.
        int stride = _layout.Stride;
        int descent;
        fixed (ulong* last = _lastKey)
        {
            descent = order.FirstDescent(_hasLast ? last : null, keys, block.Count);
        }

        if (descent >= 0)
        {
            block.Release();
            throw new UnsortedInputException(_input, _row + descent);
        }

        new ReadOnlySpan<ulong>(keys + ((long)(block.Count - 1) * stride), stride).CopyTo(_lastKey);
        _hasLast = true;
        if (_layout.HasTail)
        {
            _previous?.Release();
            _previous = block.Acquire(); // The last key points to its tail.
        }
    }
}

/// <summary>Finds the first row that comes before its predecessor.</summary>
internal unsafe interface IDisorderFinder
{
    /// <param name="previous">The key before the first; null if there is none.</param>
    /// <param name="keys">Packed keys.</param>
    /// <param name="count">How many.</param>
    /// <returns>The index of the row, or -1.</returns>
    public int FirstDescent(ulong* previous, ulong* keys, int count);
}

/// <summary>An input turned out not to be sorted. It is sorted and the merge starts again.</summary>
internal sealed class UnsortedInputException(int input, long row) : Exception($"input {input} is not sorted at row {row}")
{
    public int Input { get; } = input;

    public long Row { get; } = row;
}
