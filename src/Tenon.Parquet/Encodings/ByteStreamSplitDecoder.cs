using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tenon.Parquet.Encodings;

/// <summary>BYTE_STREAM_SPLIT: the k-th bytes of all values lie together, for each k.</summary>
internal sealed unsafe class ByteStreamSplitDecoder : ValueDecoder
{
    private readonly byte* _source;
    private readonly int _width;
    private readonly long _count;
    private long _read;

    public ByteStreamSplitDecoder(byte* source, long length, int width)
    {
        if (length % width != 0)
        {
            throw new ParquetFormatException($"byte streams of {length} bytes in all for values of {width} bytes; a multiple is expected");
        }

        _source = source;
        _width = width;
        _count = length / width;
    }

    public override void ReadFixed(Span<byte> destination)
    {
        int count = destination.Length / _width;
        Require(count);
        fixed (byte* to = destination)
        {
            Join(_source + _read, _count, _width, count, to);
        }

        _read += count;
    }

    public override void Skip(int count)
    {
        Require(count);
        _read += count;
    }

    /// <summary>Puts values together from their streams.</summary>
    /// <param name="first">The first value's byte in the first stream.</param>
    /// <param name="stride">Bytes from one stream to the next.</param>
    /// <param name="width">Streams, which is bytes of a value.</param>
    /// <param name="count">Values.</param>
    /// <param name="to">Where they go.</param>
    internal static void Join(byte* first, long stride, int width, long count, byte* to)
    {
        long done = 0;
        if (Sse2.IsSupported)
        {
            done = width switch
            {
                4 => Join4(first, stride, count, to),
                8 => Join8(first, stride, count, to),
                _ => 0,
            };
        }

        JoinScalar(first + done, stride, width, count - done, to + (done * width));
    }

    internal static void JoinScalar(byte* first, long stride, int width, long count, byte* to)
    {
        unchecked // Addresses within a page and the destination.
        {
            for (int k = 0; k < width; k++)
            {
                byte* stream = first + (k * stride);
                byte* at = to + k;
                for (long i = 0; i < count; i++)
                {
                    *at = stream[i];
                    at += width;
                }
            }
        }
    }

    // Sixteen values at a time: bytes are interleaved to pairs, pairs to fours.
    private static long Join4(byte* first, long stride, long count, byte* to)
    {
        unchecked // Addresses within a page and the destination.
        {
            long done = 0;
            for (; count - done >= 16; done += 16, to += 64)
            {
                Vector128<byte> a = Vector128.Load(first + done);
                Vector128<byte> b = Vector128.Load(first + done + stride);
                Vector128<byte> c = Vector128.Load(first + done + (2 * stride));
                Vector128<byte> d = Vector128.Load(first + done + (3 * stride));
                Pairs(a, b, out Vector128<ushort> ab0, out Vector128<ushort> ab1);
                Pairs(c, d, out Vector128<ushort> cd0, out Vector128<ushort> cd1);
                Sse2.UnpackLow(ab0, cd0).Store((ushort*)to);
                Sse2.UnpackHigh(ab0, cd0).Store((ushort*)(to + 16));
                Sse2.UnpackLow(ab1, cd1).Store((ushort*)(to + 32));
                Sse2.UnpackHigh(ab1, cd1).Store((ushort*)(to + 48));
            }

            return done;
        }
    }

    // The same with one step more: fours to eights.
    private static long Join8(byte* first, long stride, long count, byte* to)
    {
        unchecked // Addresses within a page and the destination.
        {
            long done = 0;
            Vector128<uint>* low = stackalloc Vector128<uint>[4];
            Vector128<uint>* high = stackalloc Vector128<uint>[4];
            for (; count - done >= 16; done += 16, to += 128)
            {
                Fours(first + done, stride, low);
                Fours(first + done + (4 * stride), stride, high);
                for (int i = 0; i < 4; i++)
                {
                    Sse2.UnpackLow(low[i], high[i]).Store((uint*)(to + (32 * i)));
                    Sse2.UnpackHigh(low[i], high[i]).Store((uint*)(to + (32 * i) + 16));
                }
            }

            return done;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fours(byte* first, long stride, Vector128<uint>* fours)
    {
        unchecked // Addresses within a page.
        {
            Pairs(Vector128.Load(first), Vector128.Load(first + stride), out Vector128<ushort> ab0, out Vector128<ushort> ab1);
            Pairs(Vector128.Load(first + (2 * stride)), Vector128.Load(first + (3 * stride)), out Vector128<ushort> cd0, out Vector128<ushort> cd1);
            fours[0] = Sse2.UnpackLow(ab0, cd0).AsUInt32();
            fours[1] = Sse2.UnpackHigh(ab0, cd0).AsUInt32();
            fours[2] = Sse2.UnpackLow(ab1, cd1).AsUInt32();
            fours[3] = Sse2.UnpackHigh(ab1, cd1).AsUInt32();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs(Vector128<byte> a, Vector128<byte> b, out Vector128<ushort> first, out Vector128<ushort> second)
    {
        first = Sse2.UnpackLow(a, b).AsUInt16();
        second = Sse2.UnpackHigh(a, b).AsUInt16();
    }

    private void Require(long count)
    {
        if (count > _count - _read)
        {
            throw Exhausted(count, _count - _read);
        }
    }
}
