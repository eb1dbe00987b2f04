namespace Tenon.Parquet.Memory;

/// <summary>Pooled memory that grows at its end. Pointers and spans into it are valid until the next call that may grow it. Not thread-safe.</summary>
internal sealed unsafe class GrowingBuffer : IDisposable
{
    private readonly BufferPool _pool;
    private PooledBuffer _block;

    public GrowingBuffer(BufferPool pool)
    {
        _pool = pool;
        _block = pool.Rent(1024);
    }

    /// <summary>Bytes in it.</summary>
    public long Length { get; private set; }

    /// <summary>The first byte.</summary>
    public byte* Pointer => _block.Pointer;

    /// <summary>All bytes in it, as elements.</summary>
    public Span<T> SpanOf<T>()
        where T : unmanaged => new(_block.Pointer, checked((int)(Length / sizeof(T))));

    /// <summary>Adds room at the end.</summary>
    /// <param name="count">Bytes, 0 or more.</param>
    /// <returns>The room, of undefined content.</returns>
    public Span<byte> Extend(int count)
    {
        long needed = Length + count;
        if (needed > _block.Capacity)
        {
            PooledBuffer larger = _pool.Rent(Math.Max(needed, _block.Capacity * 2));
            Buffer.MemoryCopy(_block.Pointer, larger.Pointer, larger.Capacity, Length);
            _block.Dispose();
            _block = larger;
        }

        var room = new Span<byte>(_block.Pointer + Length, count);
        Length = needed;
        return room;
    }

    /// <summary>Adds bytes at the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Extend(bytes.Length));

    /// <summary>Adds a value at the end.</summary>
    public void Append<T>(T value)
        where T : unmanaged => Append(new ReadOnlySpan<byte>(&value, sizeof(T)));

    /// <summary>Forgets all bytes from <paramref name="length"/> on.</summary>
    public void Truncate(long length) => Length = Math.Min(Length, length);

    public void Dispose() => _block.Dispose();
}
