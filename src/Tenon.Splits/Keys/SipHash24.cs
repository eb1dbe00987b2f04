using System.Buffers.Binary;
using System.Numerics;

namespace Tenon.Splits.Keys;

/// <summary>SipHash-2-4 (Aumasson and Bernstein, 2012) of bytes that arrive in pieces. Mutable; copied, it goes on separately.</summary>
internal struct SipHash24
{
    private ulong _v0;
    private ulong _v1;
    private ulong _v2;
    private ulong _v3;

    // The bytes after the last whole word, lowest first, and how many bytes there were in all.
    private ulong _pending;
    private ulong _length;

    public SipHash24(ulong key0, ulong key1)
    {
        _v0 = key0 ^ 0x736f6d6570736575;
        _v1 = key1 ^ 0x646f72616e646f6d;
        _v2 = key0 ^ 0x6c7967656e657261;
        _v3 = key1 ^ 0x7465646279746573;
    }

    public void Append(byte value)
    {
        int used = (int)(_length & 7);
        _pending |= (ulong)value << (8 * used);
        _length++;
        if (used == 7)
        {
            TakeWord(_pending);
            _pending = 0;
        }
    }

    public void Append(ReadOnlySpan<byte> source)
    {
        while (source.Length > 0 && (_length & 7) != 0)
        {
            Append(source[0]);
            source = source[1..];
        }

        while (source.Length >= sizeof(ulong))
        {
            TakeWord(BinaryPrimitives.ReadUInt64LittleEndian(source));
            _length += sizeof(ulong);
            source = source[sizeof(ulong)..];
        }

        foreach (byte value in source)
        {
            Append(value);
        }
    }

    public readonly ulong Finish()
    {
        SipHash24 last = this;
        last.TakeWord(_pending | (_length << 56)); // Of the length only the lowest byte counts.
        last._v2 ^= 0xff;
        for (int round = 0; round < 4; round++)
        {
            last.Round();
        }

        return last._v0 ^ last._v1 ^ last._v2 ^ last._v3;
    }

    private void TakeWord(ulong word)
    {
        _v3 ^= word;
        Round();
        Round();
        _v0 ^= word;
    }

    private void Round()
    {
        // Sums are modulo 2^64 by definition.
        unchecked
        {
            _v0 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
