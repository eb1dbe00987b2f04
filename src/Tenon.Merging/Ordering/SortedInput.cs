using Tenon.Parquet;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Where a merge stands in one input, and the proof that the input is sorted.</summary>
/// <remarks>
/// The first row of a block is compared with the last of the block before as soon as it is read. The rows within are compared either
/// when they are packed, because the merge takes single rows, or column by column, when it takes the whole block: before any of
/// them is taken. Not thread-safe.
/// </remarks>
/// <typeparam name="TComparer">Compares keys.</typeparam>
internal sealed unsafe class SortedInput<TComparer> : IDisposable
    where TComparer : struct, IKeyComparer
{
    private readonly KeyStream _stream;
    private readonly TComparer _comparer;
    private readonly PooledBuffer _lastKey;
    private readonly bool _hasTail;
    private KeyBlock? _previous;

    public SortedInput(KeyStream stream, TComparer comparer, bool hasTail, BufferPool pool)
    {
        (_stream, _comparer, _hasTail) = (stream, comparer, hasTail);
        _lastKey = pool.Rent(comparer.Stride * sizeof(ulong));
    }

    /// <summary>The key of the next row; null at the end of the input.</summary>
    public ulong* Key { get; set; }

    /// <summary>Rows of the block that have not been taken.</summary>
    public int Left { get; set; }

    /// <summary>The block, held; null before the first and after the last.</summary>
    public KeyBlock? Block { get; private set; }

    /// <summary>Whether all rows of the block have keys.</summary>
    public bool IsPacked { get; private set; }

    /// <summary>The first row of the block that no segment has used yet.</summary>
    public int UsedFrom { get; set; }

    /// <summary>The next row within the block.</summary>
    public int Place => Block!.Count - Left; // Only asked of inputs that have rows.

    /// <summary>The next row of the input.</summary>
    public long Row => Block!.FirstRow + Place; // Likewise.

    /// <summary>The key of the block's last row.</summary>
    public ulong* LastKey => (ulong*)Block!.Ends!.Pointer + _comparer.Stride; // Likewise; the stream packs the ends.

    /// <summary>Goes to the next block.</summary>
    /// <exception cref="UnsortedInputException">Its first row comes before its predecessor.</exception>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    /// <exception cref="ParquetFormatException">The file is damaged.</exception>
    public void NextBlock()
    {
        bool hasPrevious = Block is not null;
        if (hasPrevious)
        {
            new ReadOnlySpan<ulong>(LastKey, _comparer.Stride).CopyTo(_lastKey.SpanOf<ulong>());
            _previous?.Release();
            _previous = _hasTail ? Block!.Acquire() : null; // The last key points to its tail.
            Block!.Release(); // Asked just before.
        }

        Block = null; // In case the next line throws.
        Block = _stream.Next();
        (IsPacked, UsedFrom, Left) = (false, 0, Block?.Count ?? 0);
        Key = Block is null ? null : (ulong*)Block.Ends!.Pointer; // The stream packs the ends.
        if (hasPrevious && Block is not null && _comparer.Less(Key, (ulong*)_lastKey.Pointer))
        {
            throw new UnsortedInputException(_stream.Input, Block.FirstRow);
        }
    }

    /// <summary>Packs the keys of all rows of the block, none of which has been taken.</summary>
    /// <exception cref="UnsortedInputException">A row comes before its predecessor.</exception>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    public void Pack()
    {
        _stream.Pack(Block!); // Only asked of inputs that have rows.
        var keys = (ulong*)Block!.Keys!.Pointer; // Packed just now.
        int descent = _comparer.FirstDescent(keys, Block.Count);
        if (descent >= 0)
        {
            throw new UnsortedInputException(_stream.Input, Block.FirstRow + descent);
        }

        Key = keys;
        IsPacked = true;
    }

    /// <summary>Checks the order of the block's rows without packing them.</summary>
    /// <exception cref="UnsortedInputException">A row comes before its predecessor.</exception>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    public void CheckOrder()
    {
        if (!_stream.IsAscending(Block!)) // Only asked of inputs that have rows.
        {
            Pack(); // Finds the row.
            throw new UnsortedInputException(_stream.Input, Block!.FirstRow);
        }
    }

    public void Dispose()
    {
        Block?.Release();
        Block = null;
        _previous?.Release();
        _previous = null;
        _lastKey.Dispose();
        _stream.Dispose();
    }
}

/// <summary>An input turned out not to be sorted. It is sorted and the merge starts again.</summary>
internal sealed class UnsortedInputException(int input, long row) : Exception($"input {input} is not sorted at row {row}")
{
    public int Input { get; } = input;

    public long Row { get; } = row;
}
