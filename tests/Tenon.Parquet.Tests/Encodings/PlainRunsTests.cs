using System.Numerics;
using System.Runtime.InteropServices;
using Tenon.Parquet.Encodings;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Tests.Encodings;

public sealed class PlainRunsTests
{
    // Goal: packed values are the values, whatever their runs and however they are read or passed over.
    // Method: random values in runs of random mean length, read and skipped in random steps, against the values; then one more is asked for.
    [Fact]
    public void Packed_values_are_the_values()
    {
        foreach (int seed in Seed.Many(7000, 1000))
        {
            Check(new Random(seed), seed, random => unchecked((ulong)random.NextInt64()));
            Check(new Random(seed), seed, random => unchecked((uint)random.Next()));
        }
    }

    private static void Check<T>(Random random, int seed, Func<Random, T> any)
        where T : unmanaged, INumber<T>
    {
        int meanRun = random.Next(1, 100);
        T[] values = new T[random.Next(0, 400)];
        int runs = 0;
        for (int i = 0; i < values.Length; i++)
        {
            bool begins = i == 0 || random.Next(meanRun) == 0;
            values[i] = begins ? any(random) : values[i - 1];
            runs += i == 0 || values[i] != values[i - 1] ? 1 : 0;
        }

        using var pool = new BufferPool();
        long bytes = PlainRuns<T>.SizeOf(values);
        Assert.Equal(((values.Length + 63) / 64 * 8) + (runs * Marshal.SizeOf<T>()), bytes);
        using PooledBuffer buffer = pool.Rent(bytes);
        PlainRuns<T> packed = PlainRuns<T>.Pack(values, buffer.Span);
        for (int at = 0; at < values.Length;)
        {
            int count = random.Next(1, Math.Min(200, values.Length - at) + 1);
            if (random.Next(3) == 0)
            {
                packed.Skip(count);
            }
            else
            {
                T[] found = new T[count];
                packed.ReadFixed(MemoryMarshal.AsBytes(found.AsSpan()));
                Assert.True(values.AsSpan(at, count).SequenceEqual(found), $"seed {seed}: the {count} values from {at} on");
            }

            at += count;
        }

        Assert.Throws<ParquetFormatException>(() => packed.Skip(1));
        Assert.Throws<ParquetFormatException>(() => packed.ReadFixed(MemoryMarshal.AsBytes(new T[1].AsSpan())));
    }
}
