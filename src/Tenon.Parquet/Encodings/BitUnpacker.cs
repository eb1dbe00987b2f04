using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tenon.Parquet.Encodings;

/// <summary>Unpacks groups of eight bit-packed integers, least significant bit first. A group of width w takes w bytes.</summary>
/// <remarks>Sources lie in pooled buffers: up to <see cref="OverreadBytes"/> bytes behind the last group are read and ignored.
/// The scalar versions are the reference; the vector versions are tested against them.</remarks>
internal static unsafe class BitUnpacker
{
    /// <summary>Bytes read behind the packed ones; less than the slack of a pooled buffer.</summary>
    public const int OverreadBytes = 32;

    /// <summary>The widest integers that four bytes hold at any bit offset.</summary>
    private const int WidestInFourBytes = 25;

    // For each width 64 bytes: 32 of shuffle indices, then eight shifts.
    private static readonly byte* Tables = CreateTables();

    /// <summary>Unpacks to 32-bit integers.</summary>
    /// <param name="source">The packed groups.</param>
    /// <param name="width">Bits of an integer, 0 to 32.</param>
    /// <param name="groups">Groups of eight.</param>
    /// <param name="destination">Eight integers for each group.</param>
    /// <param name="limit">What every integer must be below.</param>
    /// <returns>Whether every integer is below the limit.</returns>
    public static bool Unpack(byte* source, int width, long groups, uint* destination, uint limit) =>
        Avx2.IsSupported && width is > 0 and <= WidestInFourBytes
            ? UnpackAvx2(source, width, groups, destination, limit)
            : UnpackScalar(source, width, groups, destination, limit);

    /// <summary>Unpacks to bytes.</summary>
    /// <param name="source">The packed groups.</param>
    /// <param name="width">Bits of an integer, 0 to 8.</param>
    /// <param name="groups">Groups of eight.</param>
    /// <param name="destination">Eight bytes for each group.</param>
    public static void UnpackBytes(byte* source, int width, long groups, byte* destination)
    {
        if (width == 1 && Avx2.IsSupported)
        {
            UnpackBitsAvx2(source, groups, destination);
        }
        else if (Bmi2.X64.IsSupported)
        {
            UnpackBytesBmi2(source, width, groups, destination);
        }
        else
        {
            UnpackBytesScalar(source, width, groups, destination);
        }
    }

    internal static bool UnpackScalar(byte* source, int width, long groups, uint* destination, uint limit)
    {
        unchecked // Addresses and bit offsets within a page.
        {
            ulong mask = (1UL << width) - 1;
            bool inside = true;
            for (long group = 0; group < groups; group++)
            {
                for (int i = 0, bit = 0; i < 8; i++, bit += width)
                {
                    uint value = (uint)((Unsafe.ReadUnaligned<ulong>(source + (bit >> 3)) >> (bit & 7)) & mask);
                    destination[i] = value;
                    inside &= value < limit;
                }

                source += width;
                destination += 8;
            }

            return inside;
        }
    }

    internal static void UnpackBytesScalar(byte* source, int width, long groups, byte* destination)
    {
        unchecked // Addresses and bit offsets within a page.
        {
            ulong mask = (1UL << width) - 1;
            for (long group = 0; group < groups; group++)
            {
                ulong word = Unsafe.ReadUnaligned<ulong>(source);
                for (int i = 0; i < 8; i++)
                {
                    destination[i] = (byte)((word >> (i * width)) & mask);
                }

                source += width;
                destination += 8;
            }
        }
    }

    /// <summary>Each lane of a register takes the four bytes its integer lies in, shifts and masks them.</summary>
    internal static bool UnpackAvx2(byte* source, int width, long groups, uint* destination, uint limit)
    {
        unchecked // Addresses within a page.
        {
            byte* table = Tables + (64 * width);
            Vector256<byte> shuffle = Vector256.LoadAligned(table);
            Vector256<uint> shifts = Vector256.LoadAligned((uint*)(table + 32));
            Vector256<uint> mask = Vector256.Create((1u << width) - 1);
            Vector256<uint> largest = Vector256<uint>.Zero;
            nint upper = (4 * width) >> 3;
            nint step = width;
            for (; groups > 0; groups--)
            {
                Vector256<byte> bytes = Vector256.Create(Vector128.Load(source), Vector128.Load(source + upper));
                Vector256<uint> values = Avx2.ShiftRightLogicalVariable(Avx2.Shuffle(bytes, shuffle).AsUInt32(), shifts) & mask;
                largest = Vector256.Max(largest, values);
                values.Store(destination);
                source += step;
                destination += 8;
            }

            // Values have at most 25 bits, so the signed comparison is right for any limit but the very large ones.
            return limit > int.MaxValue || Vector256.LessThanAll(largest.AsInt32(), Vector256.Create((int)limit));
        }
    }

    private static void UnpackBitsAvx2(byte* source, long groups, byte* destination)
    {
        unchecked // Addresses within a page.
        {
            Vector256<byte> spread = Vector256.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
            Vector256<byte> bits = Vector256.Create(0x8040_2010_0804_0201UL).AsByte();
            for (; groups >= 4; groups -= 4)
            {
                Vector256<byte> word = Vector256.Create(Unsafe.ReadUnaligned<uint>(source)).AsByte();
                Vector256<byte> set = Vector256.Equals(Avx2.Shuffle(word, spread) & bits, bits);
                (set & Vector256<byte>.One).Store(destination);
                source += 4;
                destination += 32;
            }

            UnpackBytesScalar(source, 1, groups, destination);
        }
    }

    private static void UnpackBytesBmi2(byte* source, int width, long groups, byte* destination)
    {
        unchecked // Addresses within a page.
        {
            ulong mask = ((1UL << width) - 1) * 0x0101_0101_0101_0101;
            for (; groups > 0; groups--)
            {
                Unsafe.WriteUnaligned(destination, Bmi2.X64.ParallelBitDeposit(Unsafe.ReadUnaligned<ulong>(source), mask));
                source += width;
                destination += 8;
            }
        }
    }

    private static byte* CreateTables()
    {
        // Lives as long as the process.
        byte* tables = (byte*)NativeMemory.AlignedAlloc((WidestInFourBytes + 1) * 64, 64);
        for (int width = 0; width <= WidestInFourBytes; width++)
        {
            byte* table = tables + (64 * width);
            int upper = (4 * width) >> 3;
            for (int i = 0; i < 8; i++)
            {
                int bit = (i * width) - (i < 4 ? 0 : 8 * upper);
                for (int k = 0; k < 4; k++)
                {
                    table[(4 * i) + k] = (byte)((bit >> 3) + k);
                }

                ((uint*)(table + 32))[i] = (uint)(bit & 7);
            }
        }

        return tables;
    }
}
