using Tenon.Merging.Assembly;
using Tenon.Merging.Content;
using Tenon.Merging.Reading;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Tests.Assembly;

public sealed unsafe class DictionaryRowsTests
{
    // Goal: the loops that take many rows at once do what their definitions say of one row, whatever the number of rows and wherever nulls, runs
    // and entries without a symbol are.
    // Method: random rows, in runs or not, against a loop over single rows.
    [Fact]
    public void Rows_at_once_and_rows_one_by_one_agree()
    {
        foreach (int seed in Seed.Many(100, 3000))
        {
            Random random = new(seed);
            int count = random.Next(0, 400);
            int entries = random.Next(1, 20);
            int meanRun = random.Next(5) == 0 ? 1000 : random.Next(1, 40);
            double nulls = random.Next(4) / 3.0;
            byte maximum = (byte)random.Next(1, 4);
            int[] expected = new int[count];
            for (int r = 0; r < count; r++)
            {
                expected[r] = r > 0 && random.Next(meanRun) > 0 ? expected[r - 1] : random.NextDouble() < nulls ? -1 : random.Next(entries);
            }

            byte[] levels = [.. expected.Select(entry => entry >= 0 ? maximum : (byte)random.Next(maximum)), .. new byte[16]];
            int[] indices = [.. expected.Where(entry => entry >= 0), .. Enumerable.Repeat(-7, 16)]; // Slack, which is read and ignored.
            int[] spread = new int[count + 1];
            int used;
            fixed (byte* level = levels)
            fixed (int* index = indices, to = spread)
            {
                used = (int)(DictionaryRows.Spread(level, maximum, index, count, to) - index);
            }

            Assert.Equal(expected, spread[..count]);
            Assert.Equal(expected.Count(entry => entry >= 0), used);

            ulong[] hashes = [0, .. Enumerable.Range(0, entries).Select(_ => unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue)))];
            CheckSums(random, seed, spread, count, hashes);

            bool areAllKnown = random.Next(2) == 0;
            int[] symbols = [ChunkDictionary.NullSymbol, .. Enumerable.Range(0, entries).Select(_ => areAllKnown || random.Next(10) > 0 ? random.Next(1000) : ChunkDictionary.NoSymbol)];
            int[] found = new int[count + 1];
            int done;
            fixed (int* entry = spread, symbol = symbols, to = found)
            {
                done = DictionaryRows.LookUp(entry, count, symbol + 1, to);
            }

            int firstUnknown = Array.FindIndex(expected, entry => symbols[entry + 1] == ChunkDictionary.NoSymbol);
            Assert.True(firstUnknown < 0 ? done == count : done <= firstUnknown && done > firstUnknown - 8, $"seed {seed}: {done} of {count} rows, the first unknown is {firstUnknown}");
            Assert.Equal(expected[..done].Select(entry => symbols[entry + 1]), found[..done]);
        }
    }

    /// <summary>Adds the rows' hashes at some place among others, twice, and compares the sums of each row with its block's.</summary>
    private static void CheckSums(Random random, int seed, int[] entries, int count, ulong[] hashes)
    {
        int first = random.Next(200);
        int rows = first + count + random.Next(200);
        using BufferPool pool = new();
        using PooledBuffer buffer = pool.Rent(RowHashes.BytesFor(rows));
        RowHashes sums = new(buffer, rows);
        sums.Clear();
        sums.Blocks[0] = 5; // Of another column.
        fixed (int* entry = entries)
        fixed (ulong* hash = hashes)
        {
            DictionaryRows.AddHashes(entry, count, hash + 1, sums, first);
            DictionaryRows.AddHashes(entry, count, hash + 1, sums, first);
        }

        ulong[] expected = new ulong[rows];
        for (int r = 0; r < rows; r++)
        {
            bool isAmong = r >= first && r < first + count;
            expected[r] = unchecked((r < RowHashes.BlockRows ? 5UL : 0) + (isAmong ? 2 * hashes[entries[r - first] + 1] : 0));
            Assert.True(expected[r] == unchecked(sums.Rows[r] + sums.Blocks[r / RowHashes.BlockRows]), $"seed {seed}: row {r} of {rows}, added from {first} on");
        }

        // The digest of any part is that of its rows' sums.
        int from = random.Next(rows + 1);
        int length = random.Next(rows - from + 1);
        Assert.Equal(RowDigest.OfRows(expected.AsSpan(from, length), 0), sums.Digest(from, length));

        using PooledBuffer twiceBuffer = pool.Rent(RowHashes.BytesFor(rows));
        RowHashes twice = new(twiceBuffer, rows);
        twice.Clear();
        twice.Add(sums);
        twice.Add(sums);
        Assert.Equal(RowDigest.OfRows([.. expected.Select(hash => unchecked(2 * hash))], 0), twice.Digest(0, rows));
    }

    // Goal: symbols come in the order of the permutation, without nulls, and the levels tell which rows have one.
    // Method: random frames and permutations, against a loop over single rows.
    [Fact]
    public void Symbols_are_gathered_in_output_order_without_nulls()
    {
        foreach (int seed in Seed.Many(4000, 2000))
        {
            Random random = new(seed);
            int count = random.Next(0, 80);
            double nulls = random.Next(4) / 3.0;
            int[] frame = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < nulls ? ChunkDictionary.NullSymbol : random.Next()), 0];
            int[] permutation = [.. Enumerable.Range(0, count), 0];
            bool isPermuted = random.Next(3) > 0;
            if (isPermuted)
            {
                random.Shuffle(permutation.AsSpan(0, count));
            }

            byte[] levels = new byte[count + 1];
            int[] output = new int[count + 1];
            int present;
            fixed (int* from = frame, place = permutation, to = output)
            fixed (byte* level = levels)
            {
                present = Gatherer.Symbols(from, isPermuted ? place : null, count, level, to);
            }

            int[] ordered = [.. permutation[..count].Select(place => frame[place])];
            Assert.Equal(ordered.Where(symbol => symbol >= 0), output[..present]);
            Assert.Equal(ordered.Select(symbol => (byte)(symbol >= 0 ? 1 : 0)), levels[..count]);
            Assert.Equal(0, levels[count]);
        }
    }
}
