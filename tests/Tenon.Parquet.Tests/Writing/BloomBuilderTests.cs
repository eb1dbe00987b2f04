using System.Numerics;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Parquet.Tests.Writing;

public sealed class BloomBuilderTests
{
    private const double Rate = 0.01;

    // Goal: a filter's size follows from how many distinct values there are, to the last one.
    // Method: as many distinct values as a size holds, and one more, each many times in random order. A value whose hash is 0 is among them:
    // 0 is also what a free place of the counting table holds.
    [Theory]
    [InlineData(32)]
    [InlineData(1024)]
    [InlineData(16384)]
    public void The_size_is_that_for_the_number_of_distinct_values(int bytes)
    {
        int most = Enumerable.Range(1, 4 * bytes).Last(count => BloomFilter.OptimalBytes(count, Rate) == bytes);
        long hidden = ValueOfHashZero();
        Assert.Equal(0UL, XxHash64.Compute(BitConverter.GetBytes(hidden)));
        Assert.Equal(bytes, SizeFor([hidden, .. Enumerable.Range(1, most - 1).Select(i => (long)i)]));
        Assert.Equal(2 * bytes, SizeFor([hidden, .. Enumerable.Range(1, most).Select(i => (long)i)]));
        Assert.Equal(bytes, SizeFor(Enumerable.Range(1, most).Select(i => (long)i)));
    }

    [Fact]
    public void A_filter_of_no_values_is_as_small_as_can_be()
    {
        using BufferPool pool = new();
        using BloomBuilder builder = new(ValueOrder.Int64, Rate, pool);
        Assert.Equal(BloomFilter.OptimalBytes(0, Rate), builder.Build().Bits.Length);
    }

    private static int SizeFor(IEnumerable<long> distinct)
    {
        long[] values = [.. distinct.SelectMany(value => Enumerable.Repeat(value, 5))];
        Seed.Of(60).Shuffle(values);
        using BufferPool pool = new();
        using BloomBuilder builder = new(ValueOrder.Int64, Rate, pool);
        foreach (long value in values)
        {
            builder.AddFixed(BitConverter.GetBytes(value), 8);
        }

        BloomFilter filter = builder.Build();
        Assert.All(values, value => Assert.True(filter.MightContain(XxHash64.Compute(BitConverter.GetBytes(value)))));
        return filter.Bits.Length;
    }

    /// <summary>The eight bytes that XXH64 takes to 0: each of its steps undone, from the last.</summary>
    private static long ValueOfHashZero()
    {
        const ulong prime1 = 0x9E3779B185EBCA87;
        const ulong prime2 = 0xC2B2AE3D27D4EB4F;
        const ulong prime4 = 0x85EBCA77C2B2AE63;
        const ulong prime5 = 0x27D4EB2F165667C5;
        unchecked // A hash: wrapping is its arithmetic.
        {
            ulong mixed = BitOperations.RotateRight((0 - prime4) * Inverse(prime1), 27); // The last mixing takes 0, and only 0, to 0.
            ulong lane = mixed ^ (prime5 + 8);
            return (long)(BitOperations.RotateRight(lane * Inverse(prime1), 31) * Inverse(prime2));
        }

        static ulong Inverse(ulong odd)
        {
            ulong inverse = odd; // Right in three bits; each step doubles them.
            for (int bits = 3; bits < 64; bits *= 2)
            {
                inverse = unchecked(inverse * (2 - (odd * inverse)));
            }

            return inverse;
        }
    }
}
