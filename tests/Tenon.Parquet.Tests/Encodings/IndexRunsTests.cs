using System.Buffers.Binary;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Tests.Hostile;

namespace Tenon.Parquet.Tests.Encodings;

public sealed class IndexRunsTests
{
    // Goal: what is read as runs is what is stored, and a page that was asked for runs in vain reads on as if it had not been.
    // Method: random rows in runs of random mean length, stored as any mix of runs and packed groups, read in random steps with random room.
    [Fact]
    public void Runs_are_the_rows_and_a_refusal_leaves_the_page_as_it_was()
    {
        (int read, int refused) = (0, 0);
        foreach (int seed in Seed.Many(31_000, 600))
        {
            var random = new Random(seed);
            int entries = random.Next(1, 40);
            int[] rows = Rows(random, entries, isOptional: random.Next(2) == 0);
            using var pool = new BufferPool();
            using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(File(rows, random), "runs"), pool);
            using ColumnChunkPages pages = file.OpenColumn(0, 0);
            Assert.True(pages.TryReadHeader(out PageEntry entry));
            using DataPage page = pages.ReadPage(entry);
            for (int at = 0; at < rows.Length;)
            {
                int take = random.Next(1, Math.Min(700, rows.Length - at) + 1);
                var room = new IndexRun[random.Next(3) switch { 0 => 1, 1 => 8, _ => take }];
                bool isRead = page.TryReadRuns(take, entries, room, out int used);
                int[] found = isRead ? Spread(room[..used]) : ReadRows(page, take, entries);
                Assert.True(rows.AsSpan(at, take).SequenceEqual(found), $"seed {seed}: the {take} rows from {at} on, {(isRead ? "as runs" : "after a refusal")}");
                Assert.True(Enumerable.Range(1, Math.Max(0, used - 1)).All(i => room[i].Index != room[i - 1].Index), $"seed {seed}: neighbours are equal");
                (read, refused) = (read + (isRead ? 1 : 0), refused + (isRead ? 0 : 1));
                at += take;
            }
        }

        Assert.True(Seed.Many(1, 2).Count() < 2 || (read > 300 && refused > 300), $"{read} were read as runs, {refused} not");
    }

    [Fact]
    public void An_entry_that_the_dictionary_lacks_is_refused()
    {
        foreach (int[] rows in (int[][])[[.. Enumerable.Repeat(5, 40)], [1, 2, 3, 4, 5, 4, 3, 2]])
        {
            using var pool = new BufferPool();
            using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(File(rows, new Random(1)), "runs"), pool);
            using ColumnChunkPages pages = file.OpenColumn(0, 0);
            Assert.True(pages.TryReadHeader(out PageEntry entry));
            using (DataPage page = pages.ReadPage(entry))
            {
                Assert.True(page.TryReadRuns(rows.Length, 6, new IndexRun[8], out _));
            }

            using DataPage again = pages.ReadPage(entry);
            ParquetFormatException e = Assert.Throws<ParquetFormatException>(() => again.TryReadRuns(rows.Length, 5, new IndexRun[8], out _));
            Assert.Contains("at or above 5", e.Message, StringComparison.Ordinal);
        }
    }

    private static int[] Rows(Random random, int entries, bool isOptional)
    {
        int meanRun = random.Next(1, 200);
        int[] rows = new int[random.Next(1, 2000)];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i > 0 && random.Next(meanRun) > 0 ? rows[i - 1] : isOptional && random.Next(3) == 0 ? -1 : random.Next(entries);
        }

        return rows;
    }

    private static byte[] File(int[] rows, Random random)
    {
        const int Width = 6;
        byte[] levels = Packing.Hybrid([.. rows.Select(row => row < 0 ? 0U : 1U)], 1, random);
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, levels.Length);
        byte[] body = [.. length, .. levels, Width, .. Packing.Hybrid([.. rows.Where(row => row >= 0).Select(row => (uint)row)], Width, random)];
        return new CraftedFile { Body = body, Header = CraftedFile.DataPage(ParquetEncoding.RleDictionary, rows.Length, body.Length), ValueCount = rows.Length }.Build();
    }

    private static int[] Spread(IndexRun[] runs) =>
        [.. runs.SelectMany((run, i) => Enumerable.Repeat(run.Index, run.End - (i == 0 ? 0 : runs[i - 1].End)))];

    private static int[] ReadRows(DataPage page, int count, int entries)
    {
        byte[] levels = new byte[count];
        int[] indices = new int[page.ReadLevels(count, default, levels)];
        page.ReadIndices(indices, entries);
        int next = 0;
        return [.. levels.Select(level => level == 0 ? -1 : indices[next++])];
    }
}
