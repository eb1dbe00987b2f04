using System.Numerics;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>Gathers the hashes of a chunk's values and builds a filter of the size that their distinct number asks for.</summary>
internal sealed class BloomBuilder : IDisposable
{
    private readonly ValueOrder _order;
    private readonly double _falsePositiveRate;
    private readonly BufferPool _pool;
    private readonly GrowingBuffer _hashes;

    public BloomBuilder(ValueOrder order, double falsePositiveRate, BufferPool pool)
    {
        (_order, _falsePositiveRate, _pool) = (order, falsePositiveRate, pool);
        _hashes = new GrowingBuffer(pool);
    }

    /// <summary>Adds values of a fixed width.</summary>
    public void AddFixed(ReadOnlySpan<byte> values, int width)
    {
        for (; !values.IsEmpty; values = values[width..])
        {
            AddOne(values[..width]);
        }
    }

    /// <summary>Adds a byte array.</summary>
    public void Add(ReadOnlySpan<byte> value) => _hashes.Append(XxHash64.Compute(value));

    /// <summary>The filter over all values added.</summary>
    public BloomFilter Build()
    {
        ReadOnlySpan<ulong> hashes = _hashes.SpanOf<ulong>();
        var filter = new BloomFilter(BloomFilter.OptimalBytes(CountDistinct(hashes), _falsePositiveRate));
        foreach (ulong hash in hashes)
        {
            filter.Insert(hash);
        }

        return filter;
    }

    public void Dispose() => _hashes.Dispose();

    private int CountDistinct(ReadOnlySpan<ulong> hashes)
    {
        int mask = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2L * hashes.Length)) - 1;
        using PooledBuffer table = _pool.Rent((mask + 1L) * sizeof(ulong));
        Span<ulong> slots = table.SpanOf<ulong>()[..(mask + 1)];
        slots.Clear();
        int distinct = 0;
        bool hasZero = false; // Which is what a free slot holds.
        foreach (ulong hash in hashes)
        {
            int at = (int)(hash & (uint)mask);
            while (slots[at] != 0 && slots[at] != hash)
            {
                at = (at + 1) & mask;
            }

            distinct += slots[at] == 0 && hash != 0 ? 1 : 0;
            slots[at] = hash;
            hasZero |= hash == 0;
        }

        return distinct + (hasZero ? 1 : 0);
    }

    private void AddOne(ReadOnlySpan<byte> value)
    {
        Add(value);
        if (_order is not (ValueOrder.Float or ValueOrder.Double or ValueOrder.Float16))
        {
            return;
        }

        // A filter must not deny a value that a reader calls equal: the zeros are equal, and to some readers all NaNs are.
        Span<byte> other = stackalloc byte[value.Length];
        value.CopyTo(other);
        if (IsZero(value))
        {
            other[^1] ^= 0x80;
            Add(other);
        }
        else if (IsNaN(value))
        {
            // The quiet NaN that arithmetic gives, of both signs.
            (other[^2], other[^1]) = value.Length switch
            {
                2 => ((byte)0x00, (byte)0x7E),
                4 => ((byte)0xC0, (byte)0x7F),
                _ => ((byte)0xF8, (byte)0x7F),
            };
            other[..^2].Clear();
            Add(other);
            other[^1] |= 0x80;
            Add(other);
        }
    }

    private bool IsZero(ReadOnlySpan<byte> value) => _order switch
    {
        ValueOrder.Float => BitConverter.ToSingle(value) == 0,
        ValueOrder.Double => BitConverter.ToDouble(value) == 0,
        _ => BitConverter.ToHalf(value) == Half.Zero,
    };

    private bool IsNaN(ReadOnlySpan<byte> value) => _order switch
    {
        ValueOrder.Float => float.IsNaN(BitConverter.ToSingle(value)),
        ValueOrder.Double => double.IsNaN(BitConverter.ToDouble(value)),
        _ => Half.IsNaN(BitConverter.ToHalf(value)),
    };
}
