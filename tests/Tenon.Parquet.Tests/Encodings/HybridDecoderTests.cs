using Tenon.Parquet.Encodings;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Tests.Encodings;

public sealed unsafe class HybridDecoderTests
{
    // Goal: any mix of runs, read in pieces of any length with skips between, gives the values. Method: a seeded random encoder.
    [Fact]
    public void Any_mix_of_runs_read_and_skipped_in_any_pieces_gives_the_values()
    {
        using var pool = new BufferPool();
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            int width = random.Next(0, 33);
            uint[] values = RandomValues(random, width, random.Next(1, 1500));
            using PooledBuffer buffer = Packing.Buffer(pool, Packing.Hybrid(values, width, random));
            var integers = new HybridDecoder(buffer.Pointer, buffer.Length, width);
            var bytes = new HybridDecoder(buffer.Pointer, buffer.Length, width);
            for (int at = 0; at < values.Length;)
            {
                int take = random.Next(1, Math.Min(values.Length - at, random.Next(2) == 0 ? 20 : 600) + 1);
                if (random.Next(5) == 0)
                {
                    integers.Skip(take);
                    bytes.Skip(take);
                }
                else
                {
                    int[] found = new int[take];
                    integers.Read(found, uint.MaxValue);
                    Assert.True(values.AsSpan(at, take).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.Cast<int, uint>(found)), $"seed {seed}");
                    if (width <= 8)
                    {
                        byte[] small = new byte[take];
                        bytes.Read(small);
                        Assert.True(values.AsSpan(at, take).ToArray().Select(value => (byte)value).SequenceEqual(small), $"seed {seed}");
                    }
                }

                at += take;
            }
        }
    }

    [Fact]
    public void An_index_at_the_limit_is_refused_in_runs_and_in_packed_groups()
    {
        using var pool = new BufferPool();
        foreach (byte[] encoded in (byte[][])[[10 << 1, 5], [1 << 1 | 1, .. Packing.Pack([0, 1, 2, 3, 4, 5, 0, 0], 3)]])
        {
            using PooledBuffer buffer = Packing.Buffer(pool, encoded);
            new HybridDecoder(buffer.Pointer, buffer.Length, 3).Read(new int[8], 6);
            Assert.Throws<ParquetFormatException>(() => new HybridDecoder(buffer.Pointer, buffer.Length, 3).Read(new int[8], 5));
        }
    }

    [Theory]
    [InlineData(new byte[0])] // Nothing at all.
    [InlineData(new byte[] { 0x80 })] // A header cut short.
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 })] // A header too long.
    [InlineData(new byte[] { 0x10 })] // A run without its value.
    [InlineData(new byte[] { 0x10, 0x08 })] // A run's value wider than the width.
    [InlineData(new byte[] { 0x02, 0x01 })] // One value where eight are asked for.
    [InlineData(new byte[] { 0x03, 0xFF })] // A packed group cut short.
    [InlineData(new byte[] { 0x00, 0x01, 0x00, 0x01 })] // Only empty runs.
    public void F43_Damaged_runs_are_format_errors(byte[] encoded)
    {
        using var pool = new BufferPool();
        using PooledBuffer buffer = Packing.Buffer(pool, encoded);
        Assert.Throws<ParquetFormatException>(() => new HybridDecoder(buffer.Pointer, buffer.Length, 3).Read(new int[8], 8));
        Assert.Throws<ParquetFormatException>(() => new HybridDecoder(buffer.Pointer, buffer.Length, 3).Read(new byte[8]));
        Assert.Throws<ParquetFormatException>(() => new HybridDecoder(buffer.Pointer, buffer.Length, 3).Skip(8));
    }

    [Fact]
    public void A_last_packed_run_cut_short_gives_the_values_its_bytes_hold()
    {
        using var pool = new BufferPool();
        using PooledBuffer buffer = Packing.Buffer(pool, [2 << 1 | 1, 0xFF, 0xFF]); // 16 values of 3 bits announced; 5 are there.
        int[] found = new int[5];
        var decoder = new HybridDecoder(buffer.Pointer, buffer.Length, 3);
        decoder.Read(found, 8);
        Assert.All(found, value => Assert.Equal(7, value));
        Assert.Throws<ParquetFormatException>(() => decoder.Read(new int[1], 8));
    }

    private static uint[] RandomValues(Random random, int width, int count)
    {
        uint[] values = new uint[count];
        uint last = 0;
        for (int i = 0; i < count; i++)
        {
            last = random.Next(3) == 0 ? (uint)(random.NextInt64() & ((1L << width) - 1)) : last;
            values[i] = last;
        }

        return values;
    }
}
