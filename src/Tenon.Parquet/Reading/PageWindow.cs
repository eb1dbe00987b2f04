using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Reading;

/// <summary>A sliding window over a column chunk, so that small pages do not cost a read each. Holds memory only while it has bytes ahead.</summary>
/// <remarks>Starts small, because a large page is read apart and its cursor should stay cheap; grows while whole pages fit in it.</remarks>
internal sealed class PageWindow(IRangeSource source, BufferPool pool) : IDisposable
{
    private const int FirstBytes = 4 << 10;
    private const int LargestBytes = 32 << 10;

    private PooledBuffer? _buffer;
    private long _offset;
    private int _length;
    private int _next = FirstBytes;

    /// <summary>The bytes at an offset, as far as the window has them.</summary>
    public ReadOnlySpan<byte> Peek(long offset) =>
        _buffer is not null && offset >= _offset && offset < _offset + _length ? _buffer.Span[(int)(offset - _offset).._length] : [];

    /// <summary>Moves the window so that it begins at the offset and has at least so many bytes, or all up to the limit.</summary>
    public ReadOnlySpan<byte> Load(long offset, int atLeast, long limit)
    {
        int length = (int)Math.Min(Math.Max(atLeast, _next), limit - offset);
        _next = Math.Min(_next * 2, LargestBytes);
        if (_buffer is null || _buffer.Length < length)
        {
            Release();
            _buffer = pool.Rent(length);
        }

        Span<byte> bytes = _buffer.Span[..length];
        _length = 0;
        source.ReadExactly(offset, bytes);
        (_offset, _length) = (offset, length);
        return bytes;
    }

    /// <summary>Gives the memory back unless bytes from the offset on are still in the window.</summary>
    public void Trim(long offset)
    {
        if (_buffer is not null && (offset >= _offset + _length || offset < _offset))
        {
            Release();
        }
    }

    /// <summary>Says that a page did not fit: the window then stays small.</summary>
    public void NoteLargePage() => _next = FirstBytes;

    public void Dispose() => Release();

    private void Release()
    {
        _buffer?.Dispose();
        _buffer = null;
        _length = 0;
    }
}
