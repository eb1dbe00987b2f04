using System.Runtime.CompilerServices;

namespace Tenon.Checking.Liveness;

/// <summary>A list that may be longer than an array can be, and that does not copy when it grows.</summary>
internal sealed class ChunkedList<T>
    where T : struct
{
    private const int ChunkBits = 14;
    private readonly List<T[]> _chunks = [];

    public long Count { get; private set; }

    /// <summary>Bytes taken from the heap.</summary>
    public long SizeBytes => ((long)_chunks.Count << ChunkBits) * Unsafe.SizeOf<T>();

    public T this[long index] => _chunks[(int)(index >> ChunkBits)][(int)(index & ((1 << ChunkBits) - 1))];

    public void Add(T item)
    {
        int at = (int)(Count & ((1 << ChunkBits) - 1));
        if (at == 0)
        {
            _chunks.Add(new T[1 << ChunkBits]);
        }

        _chunks[^1][at] = item;
        Count++;
    }
}
