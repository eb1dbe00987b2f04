using Tenon.Parquet.Encodings;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Tests.Encodings;

public sealed unsafe class PlainTests
{
    [Fact]
    public void Fixed_values_are_read_to_the_last_byte_and_no_further()
    {
        using var pool = new BufferPool();
        foreach (int width in (int[])[1, 4, 5, 8, 12])
        {
            using PooledBuffer buffer = Packing.Buffer(pool, SampleData.Fill((10 * width) + width - 1, i => (byte)(i & 0xFF)));
            using var decoder = new PlainFixedDecoder(buffer.Pointer, buffer.Length, width);
            byte[] found = new byte[3 * width];
            decoder.ReadFixed(found);
            Assert.Equal(SampleData.Fill(3 * width, i => (byte)i), found);
            decoder.Skip(4);
            decoder.ReadFixed(found);
            Assert.Equal(SampleData.Fill(3 * width, i => (byte)((7 * width) + i)), found);
            Assert.Throws<ParquetFormatException>(() => decoder.ReadFixed(new byte[width]));
            Assert.Throws<ParquetFormatException>(() => decoder.Skip(1));
        }
    }

    [Fact]
    public void Booleans_are_bits_and_end_with_their_bytes()
    {
        using var pool = new BufferPool();
        byte[] bits = SampleData.Fill(100, i => (byte)(i * 37 & 0xFF));
        byte[] expected = SampleData.Fill(800, i => (byte)((bits[i / 8] >> (i % 8)) & 1));
        using PooledBuffer buffer = Packing.Buffer(pool, bits);
        var random = new Random(1);
        for (int round = 0; round < 50; round++)
        {
            using var decoder = new PlainBooleanDecoder(buffer.Pointer, buffer.Length);
            for (int at = 0; at < expected.Length;)
            {
                int take = random.Next(1, Math.Min(expected.Length - at, 150) + 1);
                if (random.Next(3) == 0)
                {
                    decoder.Skip(take);
                }
                else
                {
                    byte[] found = new byte[take];
                    decoder.ReadFixed(found);
                    Assert.Equal(expected.AsSpan(at, take).ToArray(), found);
                }

                at += take;
            }

            Assert.Throws<ParquetFormatException>(() => decoder.Skip(1));
            Assert.Throws<ParquetFormatException>(() => decoder.ReadFixed(new byte[1]));
        }
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0 })] // The length is cut short.
    [InlineData(new byte[] { 3, 0, 0, 0, 1, 2 })] // A byte is missing.
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 1, 2 })] // Four billion bytes.
    [InlineData(new byte[] { 2, 0, 0, 0, 1, 2 })] // Sound, but one value where two are asked for.
    public void F43_Byte_arrays_that_reach_beyond_the_page_are_format_errors(byte[] encoded)
    {
        using var pool = new BufferPool();
        using PooledBuffer buffer = Packing.Buffer(pool, encoded);
        Assert.Throws<ParquetFormatException>(() => new PlainByteArrayDecoder(buffer.Pointer, buffer.Length).ReadByteArrays(new ByteArrayRef[2]));
        Assert.Throws<ParquetFormatException>(() => new PlainByteArrayDecoder(buffer.Pointer, buffer.Length).Skip(2));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)] // A byte more than the page has left.
    [InlineData(-1, false)]
    public void F44_The_length_of_levels_is_held_against_the_page(int length, bool isSound)
    {
        using var pool = new BufferPool();
        using PooledBuffer buffer = Packing.Buffer(pool, [.. BitConverter.GetBytes(length), 2, 1]);
        Exception? error = Record.Exception(() => LevelDecoder.ForV1(1, Metadata.ParquetEncoding.Rle, 1, buffer.Pointer, buffer.Length, out _));
        Assert.Equal(isSound, error is null);
        Assert.True(isSound || error is ParquetFormatException);
    }

    [Fact]
    public void Bit_packed_levels_have_their_most_significant_bit_first()
    {
        using var pool = new BufferPool();
        using PooledBuffer buffer = Packing.Buffer(pool, [0b00_01_10_00, 0b10_01_0000]); // 0 1 2 0 2 1, two bits each.
        byte[] found = new byte[6];
        LevelDecoder levels = LevelDecoder.ForV1(2, Metadata.ParquetEncoding.BitPacked, 6, buffer.Pointer, buffer.Length, out long consumed);
        levels.Read(found);
        Assert.Equal(2, consumed);
        Assert.Equal([0, 1, 2, 0, 2, 1], found);
        Assert.Throws<ParquetFormatException>(() => LevelDecoder.ForV1(2, Metadata.ParquetEncoding.BitPacked, 9, buffer.Pointer, buffer.Length, out _));
    }

    [Fact]
    public void A_level_above_the_maximum_is_a_format_error()
    {
        using var pool = new BufferPool();
        using PooledBuffer buffer = Packing.Buffer(pool, [2, 0, 0, 0, 10 << 1, 3]); // Ten times 3, where two bits are needed for a maximum of 2.
        LevelDecoder levels = LevelDecoder.ForV1(2, Metadata.ParquetEncoding.Rle, 10, buffer.Pointer, buffer.Length, out _);
        Assert.Throws<ParquetFormatException>(() => levels.Read(new byte[10]));
    }
}
