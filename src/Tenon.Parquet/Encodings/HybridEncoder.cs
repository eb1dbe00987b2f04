using System.Numerics;

namespace Tenon.Parquet.Encodings;

/// <summary>Writes the RLE/bit-packed hybrid: dictionary indices, levels, booleans.</summary>
/// <remarks>
/// <code>
/// RLE run          varint(count &lt;&lt; 1)        value in ceil(width / 8) bytes
/// bit-packed run   varint(groups &lt;&lt; 1 | 1)   groups * width bytes, eight values a group
/// </code>
/// Bit-packed runs are as long as they can be, since a reader pays for each run. An RLE run is worth its own header and that of
/// the bit-packed run after it only when it replaces more bytes than these take: from 8 values at widths of 4 and more, from 16
/// at 2 and 3, from 32 at 1. It may begin only where the packed values before it fill their last group; where they do not, it
/// gives its first values to that group.
/// </remarks>
internal static unsafe class HybridEncoder
{
    // Longest run header: a varint of 31 bits.
    private const int MaximumHeaderBytes = 5;

    /// <summary>Bits that hold values up to <paramref name="largest"/>; 0 for 0.</summary>
    public static int WidthOf(int largest) => 32 - BitOperations.LeadingZeroCount((uint)largest);

    /// <summary>Bytes that suffice for any values, with the overrun of <see cref="BitPackEncoder"/>.</summary>
    /// <param name="count">Values, 0 or more.</param>
    /// <param name="width">Bits per value, 0 to 32.</param>
    public static long MaximumBytes(int count, int width) =>
        // Every group costs at most its packed bytes and a share of two headers; see the thresholds above.
        ((((long)count + 7) / 8) * (width + 2)) + (2 * MaximumHeaderBytes) + 4 + BitPackEncoder.Overrun;

    /// <summary>Encodes values.</summary>
    /// <param name="values">The values, each below 2^width.</param>
    /// <param name="count">Values, 0 or more.</param>
    /// <param name="width">Bits per value, 1 to 32.</param>
    /// <param name="destination"><see cref="MaximumBytes"/> bytes.</param>
    /// <param name="used">A byte for every possible value: set to 1 for those that occur. Null if nobody asks.</param>
    /// <returns>The byte after the last one written.</returns>
    public static byte* Encode(int* values, int count, int width, byte* destination, byte* used)
    {
        int need = NeedFor(width);
        int packedFrom = 0;
        int scanFrom = 0;
        while (true)
        {
            int found = RunFinder.Find(values, scanFrom, count, need);
            if (found == count)
            {
                break;
            }

            int end = RunFinder.End(values, found + need - 1, count);
            int start = found + (-(found - packedFrom) & 7);
            if (end - start < need)
            {
                scanFrom = end;
                continue;
            }

            destination = PackRun(values + packedFrom, start - packedFrom, width, destination, used);
            destination = WriteRun(values[start], end - start, width, destination);
            if (used != null)
            {
                used[values[start]] = 1;
            }

            packedFrom = scanFrom = end;
        }

        return PackRun(values + packedFrom, count - packedFrom, width, destination, used);
    }

    /// <summary>Encodes levels or booleans.</summary>
    /// <param name="values">The values, each below 2^width.</param>
    /// <param name="count">Values, 0 or more.</param>
    /// <param name="width">Bits per value, 1 to 8.</param>
    /// <param name="destination"><see cref="MaximumBytes"/> bytes.</param>
    /// <returns>The byte after the last one written.</returns>
    public static byte* Encode(byte* values, int count, int width, byte* destination)
    {
        int need = NeedFor(width);
        int packedFrom = 0;
        int scanFrom = 0;
        while (true)
        {
            int found = RunFinder.Find(values, scanFrom, count, need);
            if (found == count)
            {
                break;
            }

            int end = RunFinder.End(values, found + need - 1, count);
            int start = found + (-(found - packedFrom) & 7);
            if (end - start < need)
            {
                scanFrom = end;
                continue;
            }

            destination = PackRun(values + packedFrom, start - packedFrom, width, destination);
            destination = WriteRun(values[start], end - start, width, destination);
            packedFrom = scanFrom = end;
        }

        return PackRun(values + packedFrom, count - packedFrom, width, destination);
    }

    private static int NeedFor(int width) => width switch
    {
        1 => 32,
        2 or 3 => 16,
        _ => 8,
    };

    private static byte* WriteRun(int value, int count, int width, byte* destination)
    {
        destination = WriteHeader((uint)count << 1, destination);
        for (int bits = width; bits > 0; bits -= 8)
        {
            *destination++ = unchecked((byte)value); // Its low eight bits, lowest byte first.
            value >>= 8;
        }

        return destination;
    }

    private static byte* PackRun(int* values, int count, int width, byte* destination, byte* used)
    {
        if (count == 0)
        {
            return destination;
        }

        if (used != null)
        {
            Mark(values, count, used);
        }

        destination = WriteHeader(((((uint)count + 7) / 8) << 1) | 1, destination);
        int whole = count & ~7;
        destination = BitPackEncoder.Pack(values, whole, width, destination);
        if (whole < count)
        {
            int* last = stackalloc int[8];
            for (int i = 0; i < 8; i++)
            {
                last[i] = whole + i < count ? values[whole + i] : 0;
            }

            destination = BitPackEncoder.Pack(last, 8, width, destination);
        }

        return destination;
    }

    private static byte* PackRun(byte* values, int count, int width, byte* destination)
    {
        if (count == 0)
        {
            return destination;
        }

        destination = WriteHeader(((((uint)count + 7) / 8) << 1) | 1, destination);
        int whole = count & ~7;
        destination = BitPackEncoder.Pack(values, whole, width, destination);
        if (whole < count)
        {
            byte* last = stackalloc byte[8];
            for (int i = 0; i < 8; i++)
            {
                last[i] = whole + i < count ? values[whole + i] : (byte)0;
            }

            destination = BitPackEncoder.Pack(last, 8, width, destination);
        }

        return destination;
    }

    private static void Mark(int* values, int count, byte* used)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            int* end = values + count;
            for (; end - values >= 8; values += 8)
            {
                // Two values a load: the stores are the bottleneck, one a cycle.
                ulong a = *(ulong*)values;
                ulong b = *(ulong*)(values + 2);
                ulong c = *(ulong*)(values + 4);
                ulong d = *(ulong*)(values + 6);
                used[(uint)(a & uint.MaxValue)] = 1;
                used[a >> 32] = 1;
                used[(uint)(b & uint.MaxValue)] = 1;
                used[b >> 32] = 1;
                used[(uint)(c & uint.MaxValue)] = 1;
                used[c >> 32] = 1;
                used[(uint)(d & uint.MaxValue)] = 1;
                used[d >> 32] = 1;
            }

            for (; values < end; values++)
            {
                used[*values] = 1;
            }
        }
    }

    private static byte* WriteHeader(uint value, byte* destination)
    {
        for (; value >= 0x80; value >>= 7)
        {
            *destination++ = (byte)((value & 0x7F) | 0x80);
        }

        *destination++ = (byte)value;
        return destination;
    }
}
