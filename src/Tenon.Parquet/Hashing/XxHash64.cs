using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tenon.Parquet.Hashing;

/// <summary>XXH64 (Y. Collet, xxHash specification 0.1.1), the hash of Parquet's Bloom filters.</summary>
public static class XxHash64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    /// <summary>The hash of the bytes.</summary>
    /// <param name="source">The bytes; for a Bloom filter, the value's PLAIN encoding without a length prefix.</param>
    /// <param name="seed">0 for Bloom filters.</param>
    public static ulong Compute(ReadOnlySpan<byte> source, ulong seed = 0)
    {
        unchecked // A hash: wrapping is its arithmetic.
        {
            ulong hash;
            ReadOnlySpan<byte> rest = source;
            if (rest.Length >= 32)
            {
                ulong a = seed + Prime1 + Prime2;
                ulong b = seed + Prime2;
                ulong c = seed;
                ulong d = seed - Prime1;
                do
                {
                    a = Round(a, Read64(rest, 0));
                    b = Round(b, Read64(rest, 8));
                    c = Round(c, Read64(rest, 16));
                    d = Round(d, Read64(rest, 24));
                    rest = rest[32..];
                }
                while (rest.Length >= 32);

                hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
                hash = Merge(Merge(Merge(Merge(hash, a), b), c), d);
            }
            else
            {
                hash = seed + Prime5;
            }

            hash += (ulong)source.Length;
            for (; rest.Length >= 8; rest = rest[8..])
            {
                hash = (BitOperations.RotateLeft(hash ^ Round(0, Read64(rest, 0)), 27) * Prime1) + Prime4;
            }

            if (rest.Length >= 4)
            {
                hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1), 23) * Prime2) + Prime3;
                rest = rest[4..];
            }

            foreach (byte next in rest)
            {
                hash = BitOperations.RotateLeft(hash ^ (next * Prime5), 11) * Prime1;
            }

            hash = (hash ^ (hash >> 33)) * Prime2;
            hash = (hash ^ (hash >> 29)) * Prime3;
            return hash ^ (hash >> 32);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read64(ReadOnlySpan<byte> source, int offset) => MemoryMarshal.Read<ulong>(source[offset..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Round(ulong lane, ulong input) => unchecked(BitOperations.RotateLeft(lane + (input * Prime2), 31) * Prime1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Merge(ulong hash, ulong lane) => unchecked(((hash ^ Round(0, lane)) * Prime1) + Prime4);
}
