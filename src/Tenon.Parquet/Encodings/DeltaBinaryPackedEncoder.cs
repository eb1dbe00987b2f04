using System.Numerics;

namespace Tenon.Parquet.Encodings;

/// <summary>Writes DELTA_BINARY_PACKED: blocks of 128 deltas in four miniblocks, each packed with its own width.</summary>
/// <remarks>
/// <code>
/// header       varint 128, varint 4, varint count, zigzag first value
/// each block   zigzag smallest delta, 4 widths of one byte, 4 miniblocks of 32 values (those without values are left out)
/// </code>
/// Deltas wrap around in the type's own width, so each fits it, and readers wrap back.
/// </remarks>
internal static unsafe class DeltaBinaryPackedEncoder
{
    private const int BlockValues = 128;
    private const int MiniblockValues = 32;
    private const int Miniblocks = BlockValues / MiniblockValues;

    /// <summary>Bytes that suffice for any values.</summary>
    /// <param name="count">Values, 0 or more.</param>
    /// <param name="width">Bytes of a value: 4 or 8.</param>
    public static long MaximumBytes(int count, int width) =>
        40 + ((((long)count / BlockValues) + 1) * (10 + Miniblocks + ((long)BlockValues * width))) + BitPackEncoder.Overrun;

    /// <summary>Encodes 32-bit values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination"><see cref="MaximumBytes"/> bytes.</param>
    /// <returns>The byte after the last one written.</returns>
    public static byte* Encode(int* values, int count, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step. Deltas wrap by design.
        {
            destination = WriteHeader(count, count == 0 ? 0 : values[0], destination);
            long* deltas = stackalloc long[BlockValues];
            for (int at = 1; at < count; at += BlockValues)
            {
                int taken = Math.Min(BlockValues, count - at);
                for (int i = 0; i < taken; i++)
                {
                    deltas[i] = unchecked(values[at + i] - values[at + i - 1]); // Wraps in 32 bits, see above.
                }

                destination = WriteBlock(deltas, taken, uint.MaxValue, destination);
            }

            return destination;
        }
    }

    /// <summary>Encodes 64-bit values.</summary>
    /// <inheritdoc cref="Encode(int*, int, byte*)"/>
    public static byte* Encode(long* values, int count, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step. Deltas wrap by design.
        {
            destination = WriteHeader(count, count == 0 ? 0 : values[0], destination);
            long* deltas = stackalloc long[BlockValues];
            for (int at = 1; at < count; at += BlockValues)
            {
                int taken = Math.Min(BlockValues, count - at);
                for (int i = 0; i < taken; i++)
                {
                    deltas[i] = unchecked(values[at + i] - values[at + i - 1]); // Wraps in 64 bits, see above.
                }

                destination = WriteBlock(deltas, taken, ulong.MaxValue, destination);
            }

            return destination;
        }
    }

    private static byte* WriteHeader(int count, long first, byte* destination)
    {
        destination = WriteVarint(BlockValues, destination);
        destination = WriteVarint(Miniblocks, destination);
        destination = WriteVarint((ulong)count, destination);
        return WriteZigZag(first, destination);
    }

    private static byte* WriteBlock(long* deltas, int count, ulong mask, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step. Deltas wrap by design.
        {
            long smallest = deltas[0];
            for (int i = 1; i < count; i++)
            {
                smallest = Math.Min(smallest, deltas[i]);
            }

            destination = WriteZigZag(smallest, destination);
            byte* widths = destination;
            destination += Miniblocks;
            ulong* above = stackalloc ulong[MiniblockValues];
            for (int block = 0; block < Miniblocks; block++)
            {
                int taken = Math.Clamp(count - (block * MiniblockValues), 0, MiniblockValues);
                ulong any = 0;
                for (int i = 0; i < MiniblockValues; i++)
                {
                    above[i] = i < taken ? unchecked((ulong)(deltas[(block * MiniblockValues) + i] - smallest)) & mask : 0; // Differences of wrapped deltas wrap too.
                    any |= above[i];
                }

                int width = 64 - BitOperations.LeadingZeroCount(any);
                widths[block] = (byte)width;
                destination = width == 0 ? destination : BitPackEncoder.Pack(above, MiniblockValues, width, destination);
            }

            return destination;
        }
    }

    // Unchecked: zigzag maps the sign bit to the lowest, so half of all values leave the signed range by design.
    private static byte* WriteZigZag(long value, byte* destination) => WriteVarint(unchecked((ulong)((value << 1) ^ (value >> 63))), destination);

    private static byte* WriteVarint(ulong value, byte* destination)
    {
        for (; value >= 0x80; value >>= 7)
        {
            *destination++ = (byte)((value & 0x7F) | 0x80);
        }

        *destination++ = (byte)value;
        return destination;
    }
}
