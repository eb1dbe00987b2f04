using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tenon.Parquet.Hashing;

/// <summary>Parquet's split-block Bloom filter: blocks of 256 bits, each hash sets one bit in each of a block's eight words.</summary>
/// <remarks>
/// <code>
///   hash: [ high 32 bits: which block ][ low 32 bits, times salt i, top 5 bits: which bit of word i ]
/// </code>
/// Probing is thread-safe while nobody inserts.
/// </remarks>
public sealed class BloomFilter
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 32;

    /// <summary>Most bytes of a bit set that are read or built: 128 MiB, the limit of parquet-java.</summary>
    public const int MaximumBytes = 128 << 20;

    /// <summary>Bytes of the largest serialised header: field headers, and the length as a varint.</summary>
    public const int MaximumHeaderBytes = 32;

    private readonly byte[] _bits;

    /// <summary>An empty filter.</summary>
    /// <param name="byteCount">Bytes of the bit set: a multiple of <see cref="BlockBytes"/> from 32 to <see cref="MaximumBytes"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="byteCount"/> is none of these.</exception>
    public BloomFilter(int byteCount)
        : this(new byte[Valid(byteCount)])
    {
    }

    internal BloomFilter(byte[] bits) => _bits = bits;

    /// <summary>The bit set, as the file has it.</summary>
    public ReadOnlySpan<byte> Bits => _bits;

    private static ReadOnlySpan<uint> Salts => [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31];

    /// <summary>Bytes of a bit set for so many distinct values: a power of two from 32 to <see cref="MaximumBytes"/>.</summary>
    /// <param name="distinctCount">Distinct values, 0 or more.</param>
    /// <param name="falsePositiveRate">Share of absent values that seem present, above 0 and below 1.</param>
    public static int OptimalBytes(long distinctCount, double falsePositiveRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(distinctCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(falsePositiveRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(falsePositiveRate, 1);
        double bits = -8.0 * distinctCount / Math.Log(1 - Math.Pow(falsePositiveRate, 1.0 / 8));
        double bytes = Math.Clamp(bits / 8, BlockBytes, MaximumBytes);
        return (int)BitOperations.RoundUpToPowerOf2((uint)Math.Ceiling(bytes));
    }

    /// <summary>Adds a value.</summary>
    /// <param name="hash"><see cref="XxHash64"/> of the value's PLAIN bytes without a length prefix.</param>
    public void Insert(ulong hash)
    {
        Span<uint> block = Block(hash);
        if (Avx2.IsSupported)
        {
            (Vector256.LoadUnsafe(ref block[0]) | Mask256(hash)).StoreUnsafe(ref block[0]);
            return;
        }

        InsertScalar(block, hash);
    }

    /// <summary>Whether the value may have been added; false means that it was not.</summary>
    /// <param name="hash"><see cref="XxHash64"/> of the value's PLAIN bytes without a length prefix.</param>
    public bool MightContain(ulong hash)
    {
        Span<uint> block = Block(hash);
        return Avx2.IsSupported ? Vector256.AndNot(Mask256(hash), Vector256.LoadUnsafe(ref block[0])) == Vector256<uint>.Zero : MightContainScalar(block, hash);
    }

    /// <summary>Writes the BloomFilterHeader that goes before <see cref="Bits"/>.</summary>
    /// <param name="destination">At least <see cref="MaximumHeaderBytes"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int WriteHeader(Span<byte> destination)
    {
        // Thrift compact: 1: i32 numBytes; 2, 3, 4: unions whose field 1 is an empty struct: BLOCK, XXHASH, UNCOMPRESSED.
        int at = 0;
        destination[at++] = 0x15;
        uint zigzag = (uint)_bits.Length * 2;
        for (; zigzag >= 0x80; zigzag >>= 7)
        {
            destination[at++] = (byte)((zigzag & 0x7F) | 0x80);
        }

        destination[at++] = (byte)zigzag;
        ReadOnlySpan<byte> unions = [0x1C, 0x1C, 0, 0, 0x1C, 0x1C, 0, 0, 0x1C, 0x1C, 0, 0, 0];
        unions.CopyTo(destination[at..]);
        return at + unions.Length;
    }

    internal static void InsertScalar(Span<uint> block, ulong hash)
    {
        for (int i = 0; i < 8; i++)
        {
            block[i] |= MaskWord(hash, i);
        }
    }

    internal static bool MightContainScalar(ReadOnlySpan<uint> block, ulong hash)
    {
        for (int i = 0; i < 8; i++)
        {
            if ((block[i] & MaskWord(hash, i)) == 0)
            {
                return false;
            }
        }

        return true;
    }

    internal static int Valid(int byteCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(byteCount, BlockBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteCount, MaximumBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(byteCount % BlockBytes, 0, nameof(byteCount));
        return byteCount;
    }

    internal Span<uint> Block(ulong hash)
    {
        ulong blockCount = (ulong)_bits.Length / BlockBytes;
        int index = (int)((hash >> 32) * blockCount >> 32);
        return MemoryMarshal.Cast<byte, uint>(_bits.AsSpan(index * BlockBytes, BlockBytes));
    }

    // The product is taken modulo 2^32: its top bits are the mixed ones.
    private static uint MaskWord(ulong hash, int word) => 1u << (int)(unchecked((uint)hash * Salts[word]) >> 27);

    private static Vector256<uint> Mask256(ulong hash) =>
        Avx2.ShiftLeftLogicalVariable(Vector256<uint>.One, (Vector256.Create(unchecked((uint)hash)) * Vector256.Create(Salts)) >>> 27);
}
