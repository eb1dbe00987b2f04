using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tenon.Parquet.Encodings;

/// <summary>Packs small numbers into bits, lowest bit first, as the RLE/bit-packed hybrid and the delta encodings have them.</summary>
/// <remarks>
/// <code>
/// width 3:   value   0    1    2    3    4    5    6    7
///            bits  0..2 3..5 6..8 ...                  21..23   -> 3 bytes, little-endian
/// </code>
/// Eight values of width w take w bytes, so groups of eight always begin at a byte. With BMI2 eight values are first narrowed to
/// bytes (or 16 or 32 bits) and one PEXT then squeezes the unused high bits out of a whole 64-bit word.
/// </remarks>
internal static unsafe class BitPackEncoder
{
    /// <summary>Bytes behind the packed ones that <see cref="Pack(int*, int, int, byte*)"/> may overwrite with anything.</summary>
    public const int Overrun = 16;

    /// <summary>Packs groups of eight values.</summary>
    /// <param name="values">The values, each below 2^width.</param>
    /// <param name="count">A multiple of 8.</param>
    /// <param name="width">Bits per value, 1 to 32.</param>
    /// <param name="destination">count / 8 * width bytes, and <see cref="Overrun"/> that may be overwritten.</param>
    /// <returns>The byte after the last packed one.</returns>
    public static byte* Pack(int* values, int count, int width, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            if (!Bmi2.X64.IsSupported)
            {
                return PackScalar(values, count, width, destination);
            }

            return width switch
            {
                <= 8 => PackToBytes(values, count, width, destination),
                <= 16 => PackToShorts(values, count, width, destination),
                _ => PackWide(values, count, width, destination),
            };
        }
    }

    /// <summary>Packs groups of eight bytes: levels.</summary>
    /// <inheritdoc cref="Pack(int*, int, int, byte*)"/>
    public static byte* Pack(byte* values, int count, int width, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            if (width == 1 && Vector256.IsHardwareAccelerated)
            {
                return PackFlags(values, count, destination);
            }

            if (!Bmi2.X64.IsSupported)
            {
                return PackScalar(values, count, width, destination);
            }

            ulong mask = unchecked(0x0101_0101_0101_0101UL * ((1UL << width) - 1)); // No carry between bytes: width is at most 8.
            for (byte* end = values + count; values < end; values += 8)
            {
                *(ulong*)destination = Bmi2.X64.ParallelBitExtract(*(ulong*)values, mask);
                destination += width;
            }

            return destination;
        }
    }

    /// <summary>The reference: one value after the other.</summary>
    /// <inheritdoc cref="Pack(int*, int, int, byte*)"/>
    public static byte* PackScalar(int* values, int count, int width, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            ulong bits = 0;
            int filled = 0;
            for (int i = 0; i < count; i++)
            {
                bits |= (ulong)(uint)values[i] << filled;
                filled += width;
                while (filled >= 8)
                {
                    *destination++ = unchecked((byte)bits); // The low eight bits are the next byte.
                    bits >>= 8;
                    filled -= 8;
                }
            }

            return destination;
        }
    }

    /// <inheritdoc cref="PackScalar(int*, int, int, byte*)"/>
    public static byte* PackScalar(byte* values, int count, int width, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            ulong bits = 0;
            int filled = 0;
            for (int i = 0; i < count; i++)
            {
                bits |= (ulong)values[i] << filled;
                filled += width;
                while (filled >= 8)
                {
                    *destination++ = unchecked((byte)bits); // The low eight bits are the next byte.
                    bits >>= 8;
                    filled -= 8;
                }
            }

            return destination;
        }
    }

    /// <summary>The reference for 64-bit values of any width.</summary>
    /// <inheritdoc cref="Pack(int*, int, int, byte*)"/>
    public static byte* Pack(ulong* values, int count, int width, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            ulong bits = 0;
            int filled = 0;
            for (int i = 0; i < count; i++)
            {
                ulong value = values[i];
                bits |= value << filled;
                if (filled + width >= 64)
                {
                    *(ulong*)destination = bits;
                    destination += 8;
                    int taken = 64 - filled;
                    bits = taken == 64 ? 0 : value >> taken;
                    filled = width - taken;
                }
                else
                {
                    filled += width;
                }
            }

            for (; filled > 0; filled -= 8)
            {
                *destination++ = unchecked((byte)bits); // The low eight bits are the next byte.
                bits >>= 8;
            }

            return destination;
        }
    }

    private static byte* PackFlags(byte* values, int count, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            byte* end = values + count;
            for (; end - values >= 32; values += 32)
            {
                // The flag is bit 0 of its byte; the mask takes bit 7.
                Vector256<ulong> high = Vector256.ShiftLeft(Vector256.Load(values).AsUInt64(), 7);
                *(uint*)destination = high.AsByte().ExtractMostSignificantBits();
                destination += 4;
            }

            return PackScalar(values, (int)(end - values), 1, destination);
        }
    }

    private static byte* PackToBytes(int* values, int count, int width, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            ulong mask = unchecked(0x0101_0101_0101_0101UL * ((1UL << width) - 1)); // No carry between bytes: width is at most 8.
            for (int* end = values + count; values < end; values += 8)
            {
                Vector128<ushort> shorts = Vector128.Narrow(Vector128.Load(values), Vector128.Load(values + 4)).AsUInt16();
                ulong bytes = Vector128.Narrow(shorts, shorts).AsUInt64().ToScalar();
                *(ulong*)destination = Bmi2.X64.ParallelBitExtract(bytes, mask);
                destination += width;
            }

            return destination;
        }
    }

    private static byte* PackToShorts(int* values, int count, int width, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            ulong mask = unchecked(0x0001_0001_0001_0001UL * ((1UL << width) - 1)); // No carry between 16-bit parts.
            int half = 4 * width;
            for (int* end = values + count; values < end; values += 8)
            {
                Vector128<ulong> shorts = Vector128.Narrow(Vector128.Load(values), Vector128.Load(values + 4)).AsUInt64();
                ulong low = Bmi2.X64.ParallelBitExtract(shorts.ToScalar(), mask);
                ulong high = Bmi2.X64.ParallelBitExtract(shorts.GetElement(1), mask);

                // 36 to 64 bits each; a left shift by 64 would be one by 0, hence width 16 apart.
                *(ulong*)destination = width == 16 ? low : low | (high << half);
                *(ulong*)(destination + 8) = high >> (64 - half);
                destination += width;
            }

            return destination;
        }
    }

    private static byte* PackWide(int* values, int count, int width, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            ulong mask = unchecked(0x0000_0001_0000_0001UL * ((1UL << width) - 1)); // No carry: width is at most 32.
            int pair = 2 * width;
            ulong bits = 0;
            int filled = 0;
            for (int* end = values + count; values < end; values += 2)
            {
                ulong two = Bmi2.X64.ParallelBitExtract(*(ulong*)values, mask);
                bits |= two << filled;
                if (filled + pair >= 64)
                {
                    *(ulong*)destination = bits;
                    destination += 8;
                    int taken = 64 - filled;
                    bits = taken == 64 ? 0 : two >> taken;
                    filled = pair - taken;
                }
                else
                {
                    filled += pair;
                }
            }

            *(ulong*)destination = bits;
            return destination + (filled / 8); // A multiple of 8 values ends at a byte.
        }
    }
}
