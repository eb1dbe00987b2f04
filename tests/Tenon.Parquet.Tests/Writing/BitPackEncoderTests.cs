using Tenon.Parquet.Encodings;

namespace Tenon.Parquet.Tests.Writing;

public sealed unsafe class BitPackEncoderTests
{
    [Fact]
    public void Fast_packing_of_every_width_equals_the_reference()
    {
        Random random = Seed.Of(1);
        for (int width = 1; width <= 32; width++)
        {
            for (int count = 0; count <= 200; count += 8)
            {
                int[] values = NumberSamples.Runs(random, count, width, 1);
                byte[] expected = new byte[(count / 8 * width) + BitPackEncoder.Overrun];
                byte[] actual = new byte[expected.Length];
                fixed (int* from = values)
                fixed (byte* a = expected)
                fixed (byte* b = actual)
                {
                    Assert.Equal(count / 8 * width, BitPackEncoder.PackScalar(from, count, width, a) - a);
                    Assert.Equal(count / 8 * width, BitPackEncoder.Pack(from, count, width, b) - b);
                }

                Assert.Equal(expected[..(count / 8 * width)], actual[..(count / 8 * width)]);
            }
        }
    }

    [Fact]
    public void Fast_packing_of_bytes_and_of_64_bits_equals_the_reference()
    {
        Random random = Seed.Of(2);
        for (int width = 1; width <= 64; width++)
        {
            for (int count = 0; count <= 200; count += 8)
            {
                ulong[] wide = new ulong[count];
                for (int i = 0; i < count; i++)
                {
                    wide[i] = (ulong)random.NextInt64() << 1 >> (64 - width);
                }

                byte[] expected = Reference(wide, width);
                byte[] actual = new byte[expected.Length + BitPackEncoder.Overrun];
                fixed (ulong* from = wide)
                fixed (byte* to = actual)
                {
                    Assert.Equal(expected.Length, BitPackEncoder.Pack(from, count, width, to) - to);
                }

                Assert.Equal(expected, actual[..expected.Length]);
                if (width > 8)
                {
                    continue;
                }

                byte[] narrow = [.. wide.Select(value => (byte)value)];
                fixed (byte* from = narrow)
                fixed (byte* to = actual)
                {
                    Assert.Equal(expected.Length, BitPackEncoder.Pack(from, count, width, to) - to);
                    Assert.Equal(expected, actual[..expected.Length]);
                    Assert.Equal(expected.Length, BitPackEncoder.PackScalar(from, count, width, to) - to);
                    Assert.Equal(expected, actual[..expected.Length]);
                }
            }
        }
    }

    [Fact]
    public void The_example_of_the_format_is_packed_as_printed_there()
    {
        // 0 to 7 with three bits: 10001000 11000110 11111010.
        byte[] packed = new byte[3 + BitPackEncoder.Overrun];
        fixed (int* from = (int[])[0, 1, 2, 3, 4, 5, 6, 7])
        fixed (byte* to = packed)
        {
            BitPackEncoder.Pack(from, 8, 3, to);
        }

        Assert.Equal<byte>([0b10001000, 0b11000110, 0b11111010], packed[..3]);
    }

    // Bit by bit.
    private static byte[] Reference(ulong[] values, int width)
    {
        byte[] bytes = new byte[values.Length * width / 8];
        for (int i = 0; i < values.Length; i++)
        {
            for (int bit = 0; bit < width; bit++)
            {
                int at = (i * width) + bit;
                bytes[at / 8] |= (byte)(((values[i] >> bit) & 1) << (at % 8));
            }
        }

        return bytes;
    }
}
