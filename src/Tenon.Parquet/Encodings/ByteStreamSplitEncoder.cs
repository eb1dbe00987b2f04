namespace Tenon.Parquet.Encodings;

/// <summary>Writes BYTE_STREAM_SPLIT: the first bytes of all values, then all second bytes, and so on.</summary>
internal static unsafe class ByteStreamSplitEncoder
{
    /// <summary>Encodes values of any fixed width.</summary>
    /// <param name="values">The values.</param>
    /// <param name="count">How many.</param>
    /// <param name="width">Bytes of a value.</param>
    /// <param name="destination">count * width bytes.</param>
    public static void Encode(byte* values, int count, int width, byte* destination)
    {
        int done = width == 8 ? EncodeEight(values, count, destination) : 0;
        EncodeScalar(values, done, count, width, destination);
    }

    /// <summary>The reference.</summary>
    /// <param name="values">The values.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="count">Values in all.</param>
    /// <param name="width">Bytes of a value.</param>
    /// <param name="destination">count * width bytes.</param>
    public static void EncodeScalar(byte* values, int from, int count, int width, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            for (int k = 0; k < width; k++)
            {
                byte* stream = destination + ((long)k * count);
                byte* source = values + k;
                for (int i = from; i < count; i++)
                {
                    stream[i] = source[(long)i * width];
                }
            }
        }
    }

    // Eight values are an 8 x 8 square of bytes, transposed within one 64-bit word per pair of steps.
    private static int EncodeEight(byte* values, int count, byte* destination)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            int at = 0;
            for (; at + 8 <= count; at += 8)
            {
                ulong* rows = (ulong*)values + at;
                ulong a = rows[0], b = rows[1], c = rows[2], d = rows[3], e = rows[4], f = rows[5], g = rows[6], h = rows[7];
                Swap(ref a, ref b, 8, 0x00FF_00FF_00FF_00FF);
                Swap(ref c, ref d, 8, 0x00FF_00FF_00FF_00FF);
                Swap(ref e, ref f, 8, 0x00FF_00FF_00FF_00FF);
                Swap(ref g, ref h, 8, 0x00FF_00FF_00FF_00FF);
                Swap(ref a, ref c, 16, 0x0000_FFFF_0000_FFFF);
                Swap(ref b, ref d, 16, 0x0000_FFFF_0000_FFFF);
                Swap(ref e, ref g, 16, 0x0000_FFFF_0000_FFFF);
                Swap(ref f, ref h, 16, 0x0000_FFFF_0000_FFFF);
                Swap(ref a, ref e, 32, 0x0000_0000_FFFF_FFFF);
                Swap(ref b, ref f, 32, 0x0000_0000_FFFF_FFFF);
                Swap(ref c, ref g, 32, 0x0000_0000_FFFF_FFFF);
                Swap(ref d, ref h, 32, 0x0000_0000_FFFF_FFFF);
                byte* to = destination + at;
                long stride = count;
                *(ulong*)to = a;
                *(ulong*)(to + stride) = b;
                *(ulong*)(to + (2 * stride)) = c;
                *(ulong*)(to + (3 * stride)) = d;
                *(ulong*)(to + (4 * stride)) = e;
                *(ulong*)(to + (5 * stride)) = f;
                *(ulong*)(to + (6 * stride)) = g;
                *(ulong*)(to + (7 * stride)) = h;
            }

            return at;
        }
    }

    // Exchanges the high parts of one row with the low parts of the other.
    private static void Swap(ref ulong low, ref ulong high, int shift, ulong mask)
    {
        unchecked // Positions and pointers inside one page: they cannot overflow, and a check per step would cost more than the step.
        {
            ulong difference = ((low >> shift) ^ high) & mask;
            high ^= difference;
            low ^= difference << shift;
        }
    }
}
