using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tenon.Parquet.Compression;

/// <summary>Encodes a snappy block: greedy matching through a small hash table, each fragment of 64 KiB on its own.</summary>
/// <remarks>
/// Within a fragment every offset fits 16 bits, so the table holds 16-bit positions and no 4-byte offsets are written.
/// Where nothing matches the search takes longer and longer steps (one more byte for every 32 misses), so data that does not
/// compress costs little.
/// </remarks>
internal static unsafe class SnappyEncoder
{
    private const int FragmentBytes = 1 << 16;
    private const int MaximumTableBits = 14;

    // A match candidate is read as 4 and then 8 bytes; the last bytes of a fragment go out as a literal.
    private const int TailBytes = 15;

    /// <returns>Bytes written. The destination has room for the codec's bound.</returns>
    [SkipLocalsInit] // The table is cleared as far as it is used.
    public static int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ushort* table = stackalloc ushort[1 << MaximumTableBits];
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            byte* at = to;
            for (int done = 0; done < source.Length; done += FragmentBytes)
            {
                at = EncodeFragment(from + done, Math.Min(FragmentBytes, source.Length - done), at, table);
                if (source.Length - done <= FragmentBytes)
                {
                    break;
                }
            }

            return (int)(at - to);
        }
    }

    private static byte* EncodeFragment(byte* start, int length, byte* to, ushort* table)
    {
        unchecked // Pointer differences within one span: nothing here can overflow, and the checks would cost.
        {
            byte* end = start + length;
            byte* literal = start;
            if (length > TailBytes)
            {
                int bits = Math.Clamp(BitOperations.Log2((uint)length - 1) + 1, 8, MaximumTableBits);
                int shift = 32 - bits;
                new Span<ushort>(table, 1 << bits).Clear();
                byte* limit = end - TailBytes;
                byte* at = start + 1;
                int misses = 32;
                while (at < limit)
                {
                    uint word = Unsafe.ReadUnaligned<uint>(at);
                    uint slot = Hash(word, shift);
                    byte* candidate = start + table[slot];
                    table[slot] = (ushort)(at - start);
                    if (Unsafe.ReadUnaligned<uint>(candidate) != word || candidate >= at)
                    {
                        at += misses++ >> 5;
                        continue;
                    }

                    misses = 32;
                    to = WriteLiteral(to, literal, (int)(at - literal));
                    int matched = 4 + CountEqual(candidate + 4, at + 4, end);
                    to = WriteCopy(to, (int)(at - candidate), matched);
                    at += matched;
                    literal = at;
                    if (at < limit)
                    {
                        // Positions inside the match are not entered but for the last: cheap, and it catches what repeats at once.
                        table[Hash(Unsafe.ReadUnaligned<uint>(at - 1), shift)] = (ushort)(at - 1 - start);
                    }
                }
            }

            return WriteLiteral(to, literal, (int)(end - literal));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint word, int shift) => unchecked(word * 0x1E35A7BDu) >> shift; // A hash: the overflow is the mixing.

    private static int CountEqual(byte* a, byte* b, byte* end)
    {
        unchecked // Pointer differences within one span: nothing here can overflow, and the checks would cost.
        {
            byte* from = b;
            while (end - b >= 8)
            {
                ulong difference = Unsafe.ReadUnaligned<ulong>(a) ^ Unsafe.ReadUnaligned<ulong>(b);
                if (difference != 0)
                {
                    return (int)(b - from) + (BitOperations.TrailingZeroCount(difference) >> 3);
                }

                a += 8;
                b += 8;
            }

            while (b < end && *a == *b)
            {
                a++;
                b++;
            }

            return (int)(b - from);
        }
    }

    private static byte* WriteLiteral(byte* to, byte* literal, int length)
    {
        if (length == 0)
        {
            return to;
        }

        int coded = length - 1;
        if (coded < 60)
        {
            *to++ = (byte)(coded << 2);
        }
        else if (coded < 1 << 8)
        {
            *to++ = 60 << 2;
            *to++ = (byte)coded;
        }
        else
        {
            // A literal lies within a fragment, so two bytes are enough.
            *to++ = 61 << 2;
            *to++ = (byte)(coded & 0xFF);
            *to++ = (byte)(coded >> 8);
        }

        Buffer.MemoryCopy(literal, to, length, length);
        return to + length;
    }

    private static byte* WriteCopy(byte* to, int offset, int length)
    {
        // A copy is at most 64 bytes; the last but one is cut to 60 so that never fewer than 4 are left.
        while (length >= 68)
        {
            to = WriteLongCopy(to, offset, 64);
            length -= 64;
        }

        if (length > 64)
        {
            to = WriteLongCopy(to, offset, 60);
            length -= 60;
        }

        if (length < 12 && offset < 2048)
        {
            *to++ = (byte)(((offset >> 8) << 5) | ((length - 4) << 2) | 1);
            *to++ = (byte)(offset & 0xFF);
            return to;
        }

        return WriteLongCopy(to, offset, length);
    }

    private static byte* WriteLongCopy(byte* to, int offset, int length)
    {
        *to++ = (byte)(((length - 1) << 2) | 2);
        *to++ = (byte)(offset & 0xFF);
        *to++ = (byte)(offset >> 8);
        return to;
    }
}
