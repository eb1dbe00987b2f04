using System.Numerics;
using Tenon.Parquet.Encodings;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Tests.Writing;

public sealed unsafe class DeltaEncoderTests
{
    // Goal: the bytes are those that the format's text asks for, for any values, also those whose differences wrap around.
    // Method: an encoder written value by value from that text.
    [Fact]
    public void Deltas_equal_those_of_the_reference()
    {
        Random random = Seed.Of(20);
        foreach (int count in (int[])[.. NumberSamples.Counts, 129, 130, 256, 257, 258, 1025])
        {
            for (int bits = 0; bits <= 64; bits += bits < 36 ? 1 : 4)
            {
                long[] values = new long[count];
                long at = 0;
                for (int i = 0; i < count; i++)
                {
                    at = unchecked(at + (bits == 0 ? 7 : random.NextInt64(long.MinValue, long.MaxValue) >> (64 - bits)));
                    values[i] = at;
                }

                int[] narrow = [.. values.Select(value => unchecked((int)value))];
                Assert.Equal(Reference([.. values], 64), Encode(values));
                Assert.Equal(Reference([.. narrow.Select(value => (long)value)], 32), Encode(narrow));
            }
        }
    }

    [Fact]
    public void Prefixes_and_lengths_are_taken_from_the_values()
    {
        using var pool = new BufferPool();
        using PooledBuffer text = pool.Rent(100);
        "axisaxlebabblebabyhood"u8.CopyTo(text.Span);
        ByteArrayRef[] values = [Part(0, 4), Part(4, 4), Part(8, 6), Part(14, 8)];
        byte[] room = new byte[2000];
        fixed (byte* to = room)
        {
            // The example of the format: prefixes 0 2 0 3, suffixes axis, le, babble, yhood.
            int length = (int)(DeltaByteArrayEncoder.Encode(values, to, pool) - to);
            byte[] expected = [.. Reference([0, 2, 0, 3], 32), .. Reference([4, 2, 6, 5], 32), .. "axislebabbleyhood"u8];
            Assert.Equal(expected, room[..length]);
        }

        ByteArrayRef Part(int start, int length) => new((nint)(text.Pointer + start), length);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    public void Streams_of_bytes_equal_those_of_the_reference(int width)
    {
        Random random = Seed.Of(21);
        foreach (int count in NumberSamples.Counts)
        {
            byte[] values = new byte[count * width];
            random.NextBytes(values);
            byte[] expected = new byte[values.Length];
            byte[] actual = new byte[values.Length];
            fixed (byte* from = values)
            fixed (byte* a = expected)
            fixed (byte* b = actual)
            {
                ByteStreamSplitEncoder.EncodeScalar(from, 0, count, width, a);
                ByteStreamSplitEncoder.Encode(from, count, width, b);
            }

            Assert.Equal(expected, actual);
            Assert.All(Enumerable.Range(0, values.Length), i => Assert.Equal(values[i], expected[(i % width * count) + (i / width)]));
        }
    }

    private static byte[] Encode(long[] values)
    {
        byte[] room = new byte[DeltaBinaryPackedEncoder.MaximumBytes(values.Length, 8)];
        fixed (long* from = values)
        fixed (byte* to = room)
        {
            return room[..(int)(DeltaBinaryPackedEncoder.Encode(from, values.Length, to) - to)];
        }
    }

    private static byte[] Encode(int[] values)
    {
        byte[] room = new byte[DeltaBinaryPackedEncoder.MaximumBytes(values.Length, 4)];
        fixed (int* from = values)
        fixed (byte* to = room)
        {
            return room[..(int)(DeltaBinaryPackedEncoder.Encode(from, values.Length, to) - to)];
        }
    }

    private static byte[] Reference(List<long> values, int bits)
    {
        var bytes = new List<byte>();
        Varint(128);
        Varint(4);
        Varint(values.Count);
        ZigZag(values.Count == 0 ? 0 : values[0]);
        for (int block = 1; block < values.Count; block += 128)
        {
            List<long> deltas = [.. Enumerable.Range(block, Math.Min(128, values.Count - block)).Select(i => Wrap(new BigInteger(values[i]) - values[i - 1]))];
            ZigZag(deltas.Min());
            List<BigInteger>[] miniblocks = [.. Enumerable.Range(0, 4).Select(m => deltas.Skip(32 * m).Take(32).Select(delta => Unsigned(new BigInteger(delta) - deltas.Min())).ToList())];
            bytes.AddRange(miniblocks.Select(miniblock => (byte)(miniblock.Count == 0 ? 0 : (int)miniblock.Max().GetBitLength())));
            foreach (List<BigInteger> miniblock in miniblocks.Where(miniblock => miniblock.Count > 0))
            {
                int width = (int)miniblock.Max().GetBitLength();
                BigInteger packed = miniblock.Select((value, i) => value << (i * width)).Aggregate(BigInteger.Zero, (a, b) => a + b);
                byte[] little = packed.ToByteArray(isUnsigned: true);
                bytes.AddRange(Enumerable.Range(0, width * 4).Select(i => i < little.Length ? little[i] : (byte)0));
            }
        }

        return [.. bytes];

        long Wrap(BigInteger value) => bits == 32 ? unchecked((int)(uint)(value & uint.MaxValue)) : unchecked((long)(ulong)(value & ulong.MaxValue));

        BigInteger Unsigned(BigInteger value) => value & (bits == 32 ? uint.MaxValue : ulong.MaxValue);

        void ZigZag(long value) => Varint(value >= 0 ? new BigInteger(value) * 2 : (new BigInteger(value) * -2) - 1);

        void Varint(BigInteger value)
        {
            for (; value >= 128; value >>= 7)
            {
                bytes.Add((byte)((int)(value & 127) | 128));
            }

            bytes.Add((byte)value);
        }
    }
}
