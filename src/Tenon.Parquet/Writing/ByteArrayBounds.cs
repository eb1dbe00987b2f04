using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>Remembers the smallest and the largest byte array it is shown. Points into the values: they must stay.</summary>
/// <remarks>The first eight bytes, as one number, decide almost every comparison.</remarks>
internal unsafe struct ByteArrayBounds
{
    private readonly ValueOrder _order;
    private ulong _minKey;
    private ulong _maxKey;
    private ByteArrayRef _min;
    private ByteArrayRef _max;
    private bool _any;

    public ByteArrayBounds(ValueOrder order) => _order = order;

    /// <summary>Takes a value into account.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ByteArrayRef value)
    {
        ulong key = KeyOf((byte*)value.Pointer, value.Length);
        if (key > _minKey && key < _maxKey && _any && _order >= ValueOrder.UnsignedBytes && _order != ValueOrder.SignedBigEndian)
        {
            return;
        }

        AddSlow(value, key);
    }

    /// <summary>The bounds of all values shown.</summary>
    /// <param name="limit">Longest bound in bytes.</param>
    public readonly PageBounds Bounds(int limit) =>
        !_any ? PageBounds.OfNothing
        : _order == ValueOrder.None ? PageBounds.Unknown
        : BoundCutter.Cut(_order, _min.Span, _max.Span, limit);

    private void AddSlow(ByteArrayRef value, ulong key)
    {
        if (!_any)
        {
            (_min, _max, _minKey, _maxKey, _any) = (value, value, key, key, true);
            return;
        }

        if (_order == ValueOrder.None)
        {
            return;
        }

        if (ValueOrders.Compare(_order, value.Span, _min.Span) < 0)
        {
            (_min, _minKey) = (value, key);
        }
        else if (ValueOrders.Compare(_order, value.Span, _max.Span) > 0)
        {
            (_max, _maxKey) = (value, key);
        }
    }

    // Big-endian, so that numbers compare as bytes do; short values are followed by zeros, which ties then resolve.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong KeyOf(byte* value, int length)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            if (length >= 8)
            {
                return BinaryPrimitives.ReverseEndianness(*(ulong*)value);
            }

            if (length >= 4)
            {
                ulong first = BinaryPrimitives.ReverseEndianness(*(uint*)value);
                ulong last = BinaryPrimitives.ReverseEndianness(*(uint*)(value + length - 4));
                return (first << 32) | (last << ((8 - length) * 8));
            }

            ulong key = 0;
            for (int i = 0; i < length; i++)
            {
                key |= (ulong)value[i] << (56 - (8 * i));
            }

            return key;
        }
    }
}
