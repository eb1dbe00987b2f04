using System.Numerics;
using System.Runtime.Intrinsics;

namespace Tenon.Parquet.Encodings;

/// <summary>Writes DELTA_BINARY_PACKED: blocks of 128 deltas in four miniblocks, each packed with its own width.</summary>
/// <remarks>
/// <code>
/// header       varint 128, varint 4, varint count, zigzag first value
/// each block   zigzag smallest delta, 4 widths of one byte, 4 miniblocks of 32 values (those without values are left out)
/// </code>
/// Deltas wrap around in the type's own width, so each fits it, and readers wrap back. All arithmetic here is unchecked for
/// that reason, and because positions inside a page cannot overflow.
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
        unchecked
        {
            destination = WriteHeader(count, count == 0 ? 0 : values[0], destination);
            int* deltas = stackalloc int[BlockValues];
            for (int at = 1; at < count; at += BlockValues)
            {
                int taken = Math.Min(BlockValues, count - at);
                int smallest = Differences(values + at, taken, deltas);
                destination = WriteZigZag(smallest, destination);
                byte* widths = destination;
                destination += Miniblocks;
                for (int block = 0; block < Miniblocks; block++)
                {
                    uint* above = (uint*)deltas + (block * MiniblockValues);
                    int width = 32 - BitOperations.LeadingZeroCount(Subtract((int*)above, smallest));
                    widths[block] = (byte)width;
                    destination = width == 0 ? destination : BitPackEncoder.Pack((int*)above, MiniblockValues, width, destination);
                }
            }

            return destination;
        }
    }

    /// <summary>Encodes 64-bit values.</summary>
    /// <inheritdoc cref="Encode(int*, int, byte*)"/>
    public static byte* Encode(long* values, int count, byte* destination)
    {
        unchecked
        {
            destination = WriteHeader(count, count == 0 ? 0 : values[0], destination);
            long* deltas = stackalloc long[BlockValues];
            int* narrow = stackalloc int[MiniblockValues];
            for (int at = 1; at < count; at += BlockValues)
            {
                int taken = Math.Min(BlockValues, count - at);
                long smallest = Differences(values + at, taken, deltas);
                destination = WriteZigZag(smallest, destination);
                byte* widths = destination;
                destination += Miniblocks;
                for (int block = 0; block < Miniblocks; block++)
                {
                    long* above = deltas + (block * MiniblockValues);
                    int width = 64 - BitOperations.LeadingZeroCount(Subtract(above, smallest));
                    widths[block] = (byte)width;
                    if (width > 32)
                    {
                        destination = BitPackEncoder.Pack((ulong*)above, MiniblockValues, width, destination);
                    }
                    else if (width > 0)
                    {
                        Narrow(above, narrow);
                        destination = BitPackEncoder.Pack(narrow, MiniblockValues, width, destination);
                    }
                }
            }

            return destination;
        }
    }

    /// <summary>Differences of neighbours; places behind the last one get the smallest, which packs as 0.</summary>
    /// <param name="values">The first value, which has one before it.</param>
    /// <param name="count">1 to 128.</param>
    /// <param name="deltas">Room for 128.</param>
    /// <returns>The smallest difference.</returns>
    private static T Differences<T>(T* values, int count, T* deltas)
        where T : unmanaged, INumber<T>
    {
        unchecked
        {
            int lanes = Vector256<T>.Count;
            Vector256<T> smallest = default;
            int done = count - (count % lanes);
            for (int i = 0; i < done; i += lanes)
            {
                Vector256<T> difference = Vector256.Load(values + i) - Vector256.Load(values + i - 1);
                difference.Store(deltas + i);
                smallest = i == 0 ? difference : Vector256.Min(smallest, difference);
            }

            T result = done > 0 ? smallest[0] : values[0] - values[-1];
            for (int lane = 1; lane < lanes && done > 0; lane++)
            {
                result = T.Min(result, smallest[lane]);
            }

            for (int i = done; i < count; i++)
            {
                deltas[i] = values[i] - values[i - 1];
                result = T.Min(result, deltas[i]);
            }

            new Span<T>(deltas + count, BlockValues - count).Fill(result);
            return result;
        }
    }

    /// <summary>Subtracts from a miniblock and gives all bits that are set in any difference.</summary>
    private static uint Subtract(int* values, int subtrahend)
    {
        Vector256<int> by = Vector256.Create(subtrahend);
        Vector256<int> a = Vector256.Load(values) - by;
        Vector256<int> b = Vector256.Load(values + 8) - by;
        Vector256<int> c = Vector256.Load(values + 16) - by;
        Vector256<int> d = Vector256.Load(values + 24) - by;
        a.Store(values);
        b.Store(values + 8);
        c.Store(values + 16);
        d.Store(values + 24);
        Vector256<int> any = a | b | c | d;
        Vector128<int> half = any.GetLower() | any.GetUpper();
        return unchecked((uint)(half[0] | half[1] | half[2] | half[3])); // The same 32 bits.
    }

    /// <inheritdoc cref="Subtract(int*, int)"/>
    private static ulong Subtract(long* values, long subtrahend)
    {
        unchecked
        {
            Vector256<long> by = Vector256.Create(subtrahend);
            Vector256<long> any = default;
            for (int i = 0; i < MiniblockValues; i += 4)
            {
                Vector256<long> difference = Vector256.Load(values + i) - by;
                difference.Store(values + i);
                any |= difference;
            }

            return (ulong)(any[0] | any[1] | any[2] | any[3]);
        }
    }

    private static void Narrow(long* values, int* narrow)
    {
        unchecked
        {
            for (int i = 0; i < MiniblockValues; i += 8)
            {
                Vector256.Narrow(Vector256.Load(values + i), Vector256.Load(values + i + 4)).Store(narrow + i);
            }
        }
    }

    private static byte* WriteHeader(int count, long first, byte* destination)
    {
        destination = WriteVarint(BlockValues, destination);
        destination = WriteVarint(Miniblocks, destination);
        destination = WriteVarint((ulong)count, destination);
        return WriteZigZag(first, destination);
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
