using Tenon.Parquet.Encodings;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Tests.Encodings;

public sealed unsafe class DeltaTests
{
    // Goal: integers of every spread in blocks of every shape come back. Method: a seeded random encoder written from the format's text.
    [Fact]
    public void Integers_of_any_spread_in_blocks_of_any_shape_come_back()
    {
        using var pool = new BufferPool();
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            bool is32 = random.Next(2) == 0;
            int bits = random.Next(0, (is32 ? 32 : 64) + 1);
            long[] values = [.. Enumerable.Range(0, random.Next(0, 700)).Select(_ => Value(random, bits, is32))];
            (int block, int miniblocks) = ((int, int)[])[(128, 4), (128, 1), (256, 8), (8, 1), (1024, 2)] is var shapes ? shapes[random.Next(shapes.Length)] : default;
            byte[] encoded = [.. Packing.Delta(values, block, miniblocks, is32), 0xAB, 0xCD];
            using PooledBuffer buffer = Packing.Buffer(pool, encoded);
            var end = new DeltaBinaryPackedReader(buffer.Pointer, buffer.Length);
            Assert.Equal(encoded.Length - 2, end.FindEnd() - buffer.Pointer);
            Assert.Equal(values.Length, end.Count);

            using var decoder = new DeltaIntegerDecoder(is32 ? PhysicalType.Int32 : PhysicalType.Int64, buffer.Pointer, buffer.Length);
            for (int at = 0; at < values.Length;)
            {
                int take = random.Next(1, Math.Min(values.Length - at, 300) + 1);
                if (random.Next(4) == 0)
                {
                    decoder.Skip(take);
                }
                else if (is32)
                {
                    int[] found = new int[take];
                    decoder.ReadFixed(System.Runtime.InteropServices.MemoryMarshal.AsBytes(found.AsSpan()));
                    Assert.Equal(values.Skip(at).Take(take).Select(value => (int)value), found);
                }
                else
                {
                    long[] found = new long[take];
                    decoder.ReadFixed(System.Runtime.InteropServices.MemoryMarshal.AsBytes(found.AsSpan()));
                    Assert.Equal(values.Skip(at).Take(take), found);
                }

                at += take;
            }

            Assert.Throws<ParquetFormatException>(() => decoder.Skip(1));
        }
    }

    [Fact]
    public void Byte_arrays_come_back_from_lengths_and_from_prefixes_each_behind_its_length()
    {
        using var pool = new BufferPool();
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            byte[][] values = new byte[random.Next(0, 500)][];
            byte[] last = [];
            for (int i = 0; i < values.Length; i++)
            {
                byte[] rest = new byte[random.Next(0, random.Next(10) == 0 ? 400 : 12)];
                random.NextBytes(rest);
                values[i] = last = [.. last.Take(random.Next(0, Math.Min(last.Length, 300) + 1)), .. rest];
            }

            byte[] bytes = [.. Packing.Delta([.. values.Select(value => (long)value.Length)], 128, 4, true), .. values.SelectMany(value => value)];
            int[] prefixes = [.. values.Select((value, i) => i == 0 ? 0 : value.AsSpan().CommonPrefixLength(values[i - 1]))];
            byte[] shared =
            [
                .. Packing.Delta([.. prefixes.Select(prefix => (long)prefix)], 128, 4, true),
                .. Packing.Delta([.. values.Select((value, i) => (long)value.Length - prefixes[i])], 256, 8, true),
                .. values.SelectMany((value, i) => value.Skip(prefixes[i])),
            ];
            using (PooledBuffer buffer = Packing.Buffer(pool, bytes))
            {
                using var decoder = new DeltaLengthDecoder(buffer.Pointer, buffer.Length, pool, int.MaxValue);
                CheckInPieces(decoder, values, random);
            }

            using (PooledBuffer buffer = Packing.Buffer(pool, shared))
            {
                using var decoder = new DeltaByteArrayDecoder(buffer.Pointer, buffer.Length, 0, pool, int.MaxValue);
                CheckInPieces(decoder, values, random);
            }

            Assert.Equal(0, pool.RentedBytes);
        }
    }

    [Fact]
    public void Fixed_length_values_come_back_from_prefixes()
    {
        using var pool = new BufferPool();
        byte[][] values = [.. Enumerable.Range(0, 300).Select(i => BitConverter.GetBytes(i * 100).Reverse().ToArray())];
        int[] prefixes = [.. values.Select((value, i) => i == 0 ? 0 : value.AsSpan().CommonPrefixLength(values[i - 1]))];
        byte[] shared =
        [
            .. Packing.Delta([.. prefixes.Select(prefix => (long)prefix)], 128, 4, true),
            .. Packing.Delta([.. prefixes.Select(prefix => 4L - prefix)], 128, 4, true),
            .. values.SelectMany((value, i) => value.Skip(prefixes[i])),
        ];
        using PooledBuffer buffer = Packing.Buffer(pool, shared);
        using var decoder = new DeltaByteArrayDecoder(buffer.Pointer, buffer.Length, 4, pool, int.MaxValue);
        byte[] found = new byte[400];
        decoder.ReadFixed(found);
        Assert.Equal(values.Take(100).SelectMany(value => value), found);
        decoder.Skip(150);
        found = new byte[200];
        decoder.ReadFixed(found);
        Assert.Equal(values.Skip(250).SelectMany(value => value), found);
    }

    // Each value takes the whole one before it and adds a byte, so n bytes of suffixes become n * n / 2 bytes of values.
    [Fact]
    public void F44_Prefixes_that_multiply_the_bytes_stop_at_the_limit()
    {
        using var pool = new BufferPool();
        const int Count = 100_000;
        byte[] encoded =
        [
            .. Packing.Delta([.. Enumerable.Range(0, Count).Select(i => (long)i)], 128, 4, true),
            .. Packing.Delta([.. Enumerable.Repeat(1L, Count)], 128, 4, true),
            .. new byte[Count],
        ];
        using PooledBuffer buffer = Packing.Buffer(pool, encoded);
        using var decoder = new DeltaByteArrayDecoder(buffer.Pointer, buffer.Length, 0, pool, 10 << 20);
        ParquetFormatException error = Assert.Throws<ParquetFormatException>(() => decoder.ReadByteArrays(new ByteArrayRef[Count]));
        Assert.Contains("10485760", error.Message, StringComparison.Ordinal);
        Assert.InRange(pool.PeakBytes, 0, 24 << 20);
    }

    private static void CheckInPieces(ValueDecoder decoder, byte[][] values, Random random)
    {
        for (int at = 0; at < values.Length;)
        {
            int take = random.Next(1, Math.Min(values.Length - at, 200) + 1);
            if (random.Next(4) == 0)
            {
                decoder.Skip(take);
            }
            else
            {
                var found = new ByteArrayRef[take];
                decoder.ReadByteArrays(found);
                for (int i = 0; i < take; i++)
                {
                    Assert.Equal(values[at + i], found[i].Span);
                    Assert.Equal(found[i].Length, *(int*)(found[i].Pointer - 4));
                }
            }

            at += take;
        }

        Assert.Throws<ParquetFormatException>(() => decoder.Skip(1));
    }

    private static long Value(Random random, int bits, bool is32)
    {
        long value = bits == 0 ? 42 : unchecked((long)((ulong)random.NextInt64(long.MinValue, long.MaxValue) >> (64 - bits)));
        return is32 ? unchecked((int)value) : value;
    }
}
