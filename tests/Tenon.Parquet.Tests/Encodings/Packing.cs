using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Tests.Encodings;

/// <summary>The obvious encoders that decoders are tested with: written bit by bit from the format's text, sharing nothing with the product.</summary>
internal static class Packing
{
    public static PooledBuffer Pack(BufferPool pool, IReadOnlyList<uint> values, int width) => Buffer(pool, Pack(values, width));

    public static byte[] Pack(IReadOnlyList<uint> values, int width)
    {
        byte[] bytes = new byte[((values.Count * width) + 7) / 8];
        for (int i = 0; i < values.Count * width; i++)
        {
            uint bit = (values[i / width] >> (i % width)) & 1;
            bytes[i / 8] |= (byte)(bit << (i % 8));
        }

        return bytes;
    }

    public static PooledBuffer Buffer(BufferPool pool, ReadOnlySpan<byte> bytes)
    {
        PooledBuffer buffer = pool.Rent(bytes.Length);
        bytes.CopyTo(buffer.Span);
        return buffer;
    }

    public static void Varint(List<byte> to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            to.Add((byte)(value & 0x7F | 0x80));
        }

        to.Add((byte)value);
    }

    public static void Zigzag(List<byte> to, long value) => Varint(to, unchecked(((ulong)value << 1) ^ (ulong)(value >> 63)));

    /// <summary>A hybrid encoding with runs of random kinds and lengths.</summary>
    public static byte[] Hybrid(IReadOnlyList<uint> values, int width, Random random)
    {
        var bytes = new List<byte>();
        for (int at = 0; at < values.Count;)
        {
            int same = 1;
            while (at + same < values.Count && values[at + same] == values[at])
            {
                same++;
            }

            if (random.Next(2) == 0)
            {
                int take = random.Next(1, same + 1);
                Varint(bytes, (ulong)take << 1);
                for (int k = 0; k < (width + 7) / 8; k++)
                {
                    bytes.Add((byte)((values[at] >> (8 * k)) & 0xFF));
                }

                at += take;
            }
            else
            {
                // Only a run that reaches the end may be padded.
                int groups = random.Next(1, 12);
                int take = Math.Min(groups * 8, values.Count - at);
                groups = (take + 7) / 8;
                if (take < groups * 8 && at + take < values.Count)
                {
                    continue;
                }

                uint[] padded = new uint[groups * 8];
                for (int i = 0; i < take; i++)
                {
                    padded[i] = values[at + i];
                }

                Varint(bytes, ((ulong)groups << 1) | 1);
                bytes.AddRange(Pack(padded, width));
                at += take;
            }
        }

        return [.. bytes];
    }

    /// <summary>DELTA_BINARY_PACKED with any block shape.</summary>
    public static byte[] Delta(IReadOnlyList<long> values, int blockSize, int miniblocks, bool is32 = false)
    {
        var bytes = new List<byte>();
        Varint(bytes, (ulong)blockSize);
        Varint(bytes, (ulong)miniblocks);
        Varint(bytes, (ulong)values.Count);
        Zigzag(bytes, values.Count > 0 ? values[0] : 0);
        int per = blockSize / miniblocks;
        for (int at = 1; at < values.Count; at += blockSize)
        {
            long[] deltas = [.. Enumerable.Range(at, Math.Min(blockSize, values.Count - at)).Select(i => Delta(values[i], values[i - 1]))];
            long smallest = deltas.Min();
            Zigzag(bytes, smallest);
            ulong[] rests = [.. deltas.Select(delta => unchecked((ulong)delta - (ulong)smallest) & (is32 ? uint.MaxValue : ulong.MaxValue))];
            int[] widths = [.. Enumerable.Range(0, miniblocks).Select(m => rests.Skip(m * per).Take(per).Select(Width).DefaultIfEmpty(0).Max())];
            bytes.AddRange(widths.Select((width, m) => m * per < rests.Length ? (byte)width : (byte)0xEE)); // Widths of absent miniblocks mean nothing.
            for (int m = 0; m * per < rests.Length; m++)
            {
                byte[] packed = new byte[per * widths[m] / 8];
                for (int i = 0; i < Math.Min(per, rests.Length - (m * per)); i++)
                {
                    for (int b = 0; b < widths[m]; b++)
                    {
                        int bit = (i * widths[m]) + b;
                        packed[bit / 8] |= (byte)(((rests[(m * per) + i] >> b) & 1) << (bit % 8));
                    }
                }

                bytes.AddRange(packed);
            }
        }

        return [.. bytes];

        long Delta(long value, long before) => is32 ? unchecked((int)value - (int)before) : unchecked(value - before);
    }

    private static int Width(ulong value) => value == 0 ? 0 : 64 - System.Numerics.BitOperations.LeadingZeroCount(value);
}
