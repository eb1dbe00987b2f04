using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Writing;

/// <summary>Numbers distinct values in the order in which they come: an open-addressing table over values in unmanaged memory.</summary>
internal sealed unsafe class DictionaryBuilder : IDisposable
{
    private readonly BufferPool _pool;
    private readonly int _width;
    private readonly GrowingBuffer _content;
    private readonly GrowingBuffer _offsets;
    private int[] _slots = new int[1024]; // Index + 1 of the entry, 0 for none; at most half are taken.

    /// <param name="width">Bytes of a value; 0 for byte arrays.</param>
    /// <param name="pool">Where memory comes from.</param>
    public DictionaryBuilder(int width, BufferPool pool)
    {
        (_width, _pool) = (width, pool);
        _content = new GrowingBuffer(pool);
        _offsets = new GrowingBuffer(pool);
    }

    /// <summary>Entries.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the entries in PLAIN form.</summary>
    public long PlainBytes => _content.Length + (_width == 0 ? 4L * Count : 0);

    /// <summary>The index of a value, which is added if it is new.</summary>
    public int Add(ReadOnlySpan<byte> value)
    {
        uint slot = (uint)(XxHash64.Compute(value) & (ulong)(_slots.Length - 1));
        while (_slots[slot] != 0)
        {
            if (Entry(_slots[slot] - 1).SequenceEqual(value))
            {
                return _slots[slot] - 1;
            }

            slot = (slot + 1) & (uint)(_slots.Length - 1);
        }

        _offsets.Append(_content.Length);
        _content.Append(value);
        _slots[slot] = ++Count;
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }

        return Count - 1;
    }

    /// <summary>Drops the entries from <paramref name="count"/> on. Nothing may be added afterwards.</summary>
    public void Truncate(int count)
    {
        if (count < Count)
        {
            _content.Truncate(_offsets.SpanOf<long>()[count]);
            _offsets.Truncate(8L * count);
            Count = count;
        }
    }

    /// <summary>The entries. The references, if there are any, live in the given buffer.</summary>
    /// <param name="references">To be disposed when the values are no longer needed; null for a fixed width.</param>
    public DictionaryValues Values(out PooledBuffer? references)
    {
        references = null;
        if (_width > 0)
        {
            return DictionaryValues.OfFixed((nint)_content.Pointer, Count, _width);
        }

        references = _pool.Rent((long)Count * sizeof(ByteArrayRef));
        Span<ByteArrayRef> entries = references.SpanOf<ByteArrayRef>()[..Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new ByteArrayRef((nint)(_content.Pointer + Start(i)), (int)(Start(i + 1) - Start(i)));
        }

        return DictionaryValues.OfByteArrays((nint)references.Pointer, Count);
    }

    public void Dispose()
    {
        _content.Dispose();
        _offsets.Dispose();
    }

    private ReadOnlySpan<byte> Entry(int index) => new(_content.Pointer + Start(index), (int)(Start(index + 1) - Start(index)));

    private long Start(int index) => index == Count ? _content.Length : ((long*)_offsets.Pointer)[index];

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (int i = 0; i < Count; i++)
        {
            uint slot = (uint)(XxHash64.Compute(Entry(i)) & (ulong)(_slots.Length - 1));
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (uint)(_slots.Length - 1);
            }

            _slots[slot] = i + 1;
        }
    }
}
