using Tenon.Merging.Content;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Tests;

public sealed unsafe class RowHashesTests
{
    // Goal: hashes that are added to a run of rows are added to each of them, and to no other. Method: random runs against rows one by one; the digest of any part.
    [Fact]
    public void A_run_is_its_rows()
    {
        foreach (int seed in Seed.Many(32_000, 300))
        {
            var random = new Random(seed);
            int rows = random.Next(1, 500);
            using var pool = new BufferPool();
            using PooledBuffer buffer = pool.Rent(RowHashes.BytesFor(rows));
            var hashes = new RowHashes(buffer, rows);
            hashes.Clear();
            ulong[] expected = new ulong[rows];
            for (int run = random.Next(1, 30); run > 0; run--)
            {
                int first = random.Next(rows);
                int end = random.Next(first, rows) + 1;
                ulong hash = unchecked((ulong)random.NextInt64());
                hashes.AddRun(first, end, hash);
                for (int row = first; row < end; row++)
                {
                    expected[row] = unchecked(expected[row] + hash); // Sums modulo 2^64.
                }
            }

            int from = random.Next(rows);
            int count = random.Next(rows - from) + 1;
            Assert.True(RowDigest.OfRows(expected.AsSpan(from, count), 0) == hashes.Digest(from, count), $"seed {seed}: {count} rows from {from} on");
        }
    }
}
