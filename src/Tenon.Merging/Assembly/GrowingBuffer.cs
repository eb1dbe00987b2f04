using System.Runtime.CompilerServices;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Assembly;

/// <summary>A list of unmanaged values in pooled memory. Not thread-safe.</summary>
internal sealed unsafe class GrowingBuffer<T>(BufferPool pool) : IDisposable
    where T : unmanaged
{
    private PooledBuffer _buffer = pool.Rent(1024L * sizeof(T));

    public int Count { get; private set; }

    public T* Pointer => (T*)_buffer.Pointer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T value)
    {
        if ((Count + 1L) * sizeof(T) > _buffer.Length)
        {
            Reserve(1);
        }

        Pointer[Count++] = value;
    }

    public void AddRange(T* values, int count)
    {
        Reserve(count);
        Buffer.MemoryCopy(values, Pointer + Count, (long)count * sizeof(T), (long)count * sizeof(T));
        Count += count;
    }

    /// <summary>Makes room for more values behind the last.</summary>
    public void Reserve(int more)
    {
        long needed = checked((long)(Count + more)) * sizeof(T);
        if (needed > _buffer.Length)
        {
            PooledBuffer larger = pool.Rent(Math.Max(needed, _buffer.Length * 2));
            Buffer.MemoryCopy(_buffer.Pointer, larger.Pointer, larger.Length, (long)Count * sizeof(T));
            _buffer.Dispose();
            _buffer = larger;
        }
    }

    /// <summary>Counts values that were written behind the last into reserved room.</summary>
    public void Commit(int more) => Count += more;

    public void Clear() => Count = 0;

    public void Dispose() => _buffer.Dispose();
}
