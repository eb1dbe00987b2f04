namespace Tenon.Parquet.Memory;

/// <summary>Memory for byte arrays that live together: taken bit by bit, given back at once. Not thread-safe.</summary>
/// <param name="pool">Where the blocks come from.</param>
/// <param name="limitBytes">Most bytes of arrays and their lengths.</param>
internal sealed unsafe class ByteArena(BufferPool pool, long limitBytes) : IDisposable
{
    private const long FirstBlockBytes = 16 << 10;
    private const long LargestBlockBytes = 1 << 20;

    private readonly List<PooledBuffer> _blocks = [];
    private long _nextBlockBytes = FirstBlockBytes;
    private long _usedBytes;
    private byte* _at;
    private byte* _end;

    /// <summary>Bytes of the blocks.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Takes room for an array, with its length already written into the four bytes before it.</summary>
    /// <param name="length">Bytes of the array, 0 or more.</param>
    /// <exception cref="ParquetFormatException">The limit would be exceeded.</exception>
    public byte* Allocate(int length)
    {
        long bytes = 4L + length;
        if (bytes > _end - _at)
        {
            AddBlock(bytes);
        }

        _usedBytes += bytes;
        byte* array = _at + 4;
        System.Runtime.CompilerServices.Unsafe.WriteUnaligned(_at, length);
        _at += bytes;
        return array;
    }

    /// <summary>Gives all blocks back.</summary>
    public void Dispose()
    {
        foreach (PooledBuffer block in _blocks)
        {
            block.Dispose();
        }

        _blocks.Clear();
        _at = _end = null;
        MemoryBytes = 0;
    }

    private void AddBlock(long bytes)
    {
        if (_usedBytes + bytes > limitBytes)
        {
            throw new ParquetFormatException($"byte arrays of more than {limitBytes} bytes in one page");
        }

        PooledBuffer block = pool.Rent(Math.Max(bytes, _nextBlockBytes));
        _blocks.Add(block);
        _nextBlockBytes = Math.Min(_nextBlockBytes * 2, LargestBlockBytes);
        MemoryBytes += block.Capacity;
        _at = block.Pointer;
        _end = _at + block.Capacity;
    }
}
