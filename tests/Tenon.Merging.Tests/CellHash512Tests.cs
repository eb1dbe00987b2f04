using Tenon.Merging.Content;

namespace Tenon.Merging.Tests;

public sealed unsafe class CellHash512Tests
{
    // Where a carry between the halves of a product is lost, it is lost in one of these.
    private static readonly ulong[] s_corners =
        [0, 1, uint.MaxValue - 1UL, uint.MaxValue, uint.MaxValue + 1UL, (ulong)uint.MaxValue << 32, long.MaxValue, 1UL << 63, ulong.MaxValue - 1, ulong.MaxValue];

    // Goal: a digest does not depend on the processor. Method: the loops that are taken here against one number at a time, over every length up to three registers,
    // corners and random numbers. Without AVX-512 both sides are the same loop.
    [Fact]
    public void Eight_rows_at_a_time_are_finished_as_one_by_one()
    {
        foreach (int seed in Seed.Many(33_000, 200))
        {
            var random = new Random(seed);
            ulong[] hashes = [.. Enumerable.Range(0, random.Next(25)).Select(_ => Number(random))];
            ulong common = Number(random);
            Assert.True(RowDigest.OfRowsScalar(hashes, common) == RowDigest.OfRows(hashes, common), $"seed {seed}: {hashes.Length} rows");
        }
    }

    [Fact]
    public void Eight_values_at_a_time_are_hashed_as_one_by_one()
    {
        foreach (int seed in Seed.Many(34_000, 200))
        {
            var random = new Random(seed);
            var hash = new CellHash($"column{random.Next(100)}");
            ulong[] values = [.. Enumerable.Range(0, random.Next(25)).Select(_ => Number(random))];
            ulong[] found = [.. values.Select(_ => Number(random))];
            ulong[] expected = [.. found.Zip(values, (sum, value) => unchecked(sum + hash.Fixed(value)))]; // Sums modulo 2^64.
            fixed (ulong* from = values)
            fixed (ulong* to = found)
            {
                hash.AddFixed(from, values.Length, to);
            }

            Assert.True(expected.AsSpan().SequenceEqual(found), $"seed {seed}: {values.Length} values");
        }
    }

    private static ulong Number(Random random) => random.Next(2) == 0 ? s_corners[random.Next(s_corners.Length)] : unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue));
}
