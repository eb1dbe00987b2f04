using Tenon.Merging.Ordering;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Tests.Ordering;

/// <summary>Segments made by hand, and what they say.</summary>
internal static class Segments
{
    /// <summary>A random segment of up to four inputs, with blocks.</summary>
    public static Segment Make(Random random, BufferPool pool)
    {
        (long FirstRow, int RowCount)[] ranges = [.. Enumerable.Range(0, 4).Select(_ => (random.NextInt64(1000), random.Next(4) == 0 ? 0 : random.Next(1, 60)))];
        ranges[3].RowCount = Math.Max(2, ranges[3].RowCount);
        return Make(ranges, random, pool, hasBlocks: true);
    }

    /// <summary>A segment of rows of the inputs 0, 1 and so on, each a range or none, in a random order that keeps that of each input.</summary>
    public static Segment Make((long FirstRow, int RowCount)[] rows, Random random, BufferPool pool, bool hasBlocks)
    {
        List<SegmentRange> ranges = [];
        int count = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].RowCount > 0)
            {
                ranges.Add(new SegmentRange(i, rows[i].FirstRow, rows[i].RowCount, count, hasBlocks ? Blocks(i, rows[i].FirstRow, rows[i].RowCount, random, pool) : []));
                count += rows[i].RowCount;
            }
        }

        int[] inputs = [.. ranges.SelectMany((range, i) => Enumerable.Repeat(i, range.RowCount))];
        bool isFrameOrder = random.Next(3) == 0;
        if (!isFrameOrder)
        {
            random.Shuffle(inputs);
        }

        int[] next = [.. ranges.Select(range => range.FrameOffset)];
        PooledBuffer? permutation = isFrameOrder ? null : pool.Rent(count * sizeof(int));
        for (int row = 0; row < count && permutation is not null; row++)
        {
            permutation.SpanOf<int>()[row] = next[inputs[row]]++;
        }

        return new Segment
        {
            RowCount = count,
            Ranges = [.. ranges],
            Permutation = permutation,
            RunCount = 1 + Enumerable.Range(1, count - 1).Count(row => inputs[row] != inputs[row - 1]),
            WholeRowGroup = -1,
            EndsAtKeyChange = random.Next(2) == 0,
            IsLast = random.Next(2) == 0,
        };
    }

    /// <summary>The rows that a segment puts out, in order.</summary>
    public static (int Input, long Row)[] RowsOf(Segment segment)
    {
        Assert.Equal(segment.Ranges.OrderBy(range => range.Input), segment.Ranges);
        List<(int, long)> frame = [];
        foreach (SegmentRange range in segment.Ranges)
        {
            Assert.Equal(frame.Count, range.FrameOffset);
            frame.AddRange(Rows(range.FirstRow, range.RowCount).Select(row => (range.Input, row)));
        }

        return segment.Permutation is PooledBuffer permutation ? [.. permutation.SpanOf<int>().ToArray().Select(place => frame[place])] : [.. frame];
    }

    public static IEnumerable<long> RowsOfBlocks(SegmentRange range) =>
        range.Blocks.SelectMany(block => Rows(block.Block.FirstRow + block.First, block.Count));

    public static IEnumerable<long> Rows(long first, int count) => Enumerable.Range(0, count).Select(row => first + row);

    /// <summary>Blocks of which the first and the last have rows beyond the range. They hold memory while somebody holds them.</summary>
    private static List<KeyBlockRange> Blocks(int input, long firstRow, int rowCount, Random random, BufferPool pool)
    {
        List<KeyBlockRange> blocks = [];
        int skip = random.Next(5);
        for (int done = 0; done < rowCount; skip = 0)
        {
            int take = random.Next(1, rowCount - done + 1);
            bool isLast = done + take == rowCount;
            KeyBlock block = new(input, 0, firstRow + done - skip, skip + take + (isLast ? random.Next(5) : 0), 0) { Ends = pool.Rent(8) };
            blocks.Add(new KeyBlockRange(block, skip, take)); // The segment is its only holder.
            done += take;
        }

        return blocks;
    }
}
