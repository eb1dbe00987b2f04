using System.Runtime.CompilerServices;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Encodings;

/// <summary>PLAIN values of fixed width: one after another, little-endian.</summary>
internal sealed unsafe class PlainFixedDecoder(byte* source, long length, int width) : ValueDecoder
{
    private byte* _at = source;
    private long _left = length;

    public override void ReadFixed(Span<byte> destination)
    {
        Require(destination.Length);
        new ReadOnlySpan<byte>(_at, destination.Length).CopyTo(destination);
        _at += destination.Length;
        _left -= destination.Length;
    }

    public override void Skip(int count)
    {
        long bytes = (long)count * width;
        Require(bytes);
        _at += bytes;
        _left -= bytes;
    }

    /// <summary>The values that have not been read, and what follows them in the page.</summary>
    public ReadOnlySpan<byte> Rest => new(_at, checked((int)_left));

    private void Require(long bytes)
    {
        if (bytes > _left)
        {
            throw Exhausted(bytes / width, _left / width);
        }
    }
}

/// <summary>PLAIN booleans: bits, least significant first; read as one byte each.</summary>
internal sealed unsafe class PlainBooleanDecoder(byte* source, long length) : ValueDecoder
{
    private readonly long _bits = length * 8;
    private long _bit;

    public override void ReadFixed(Span<byte> destination)
    {
        Require(destination.Length);
        fixed (byte* start = destination)
        {
            byte* to = start;
            byte* end = start + destination.Length;
            for (; to < end && (_bit & 7) != 0; _bit++)
            {
                *to++ = Bit(_bit);
            }

            long groups = (end - to) >> 3;
            BitUnpacker.UnpackBytes(source + (_bit >> 3), 1, groups, to);
            _bit += 8 * groups;
            for (to += 8 * groups; to < end; _bit++)
            {
                *to++ = Bit(_bit);
            }
        }
    }

    public override void Skip(int count)
    {
        Require(count);
        _bit += count;
    }

    private byte Bit(long bit) => (byte)((source[bit >> 3] >> (int)(bit & 7)) & 1);

    private void Require(int count)
    {
        if (count > _bits - _bit)
        {
            throw Exhausted(count, _bits - _bit);
        }
    }
}

/// <summary>PLAIN byte arrays: each after its length in four little-endian bytes. Read in place.</summary>
internal sealed unsafe class PlainByteArrayDecoder(byte* source, long length) : ValueDecoder
{
    private readonly byte* _begin = source;
    private readonly byte* _end = source + length;
    private byte* _at = source;

    public override void ReadByteArrays(Span<ByteArrayRef> destination)
    {
        unchecked // Addresses within the page.
        {
            byte* at = _at;
            for (int i = 0; i < destination.Length; i++)
            {
                int bytes = Next(ref at);
                destination[i] = new ByteArrayRef((nint)(at - bytes), bytes);
            }

            _at = at;
        }
    }

    /// <summary>Reads values like <see cref="ReadByteArrays"/>, but only where they begin.</summary>
    /// <param name="destination">Filled with distances from the beginning of the page.</param>
    public void ReadOffsets(Span<int> destination)
    {
        unchecked // Addresses within the page, which is shorter than 2 GiB.
        {
            byte* at = _at;
            for (int i = 0; i < destination.Length; i++)
            {
                int bytes = Next(ref at);
                destination[i] = (int)(at - bytes - _begin);
            }

            _at = at;
        }
    }

    public override void Skip(int count)
    {
        byte* at = _at;
        for (int i = 0; i < count; i++)
        {
            Next(ref at);
        }

        _at = at;
    }

    // Moves behind the value and gives its length.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next(ref byte* at)
    {
        unchecked // Addresses within the page.
        {
            long left = _end - at - 4;
            if (left < 0)
            {
                ThrowEnd(left + 4);
            }

            uint bytes = Unsafe.ReadUnaligned<uint>(at);
            if (bytes > left)
            {
                ThrowLength(bytes, left);
            }

            at += bytes + 4L;
            return (int)bytes;
        }
    }

    private static void ThrowEnd(long left) => throw new ParquetFormatException($"a byte array's length is expected, {left} bytes are left in the page");

    private static void ThrowLength(uint length, long left) => throw new ParquetFormatException($"a byte array of {length} bytes with {left} left in the page");
}
