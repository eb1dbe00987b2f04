using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Makes several segments of one.</summary>
internal static class SegmentSplitter
{
    /// <summary>Splits a segment. Its rows of each input must be in their order, as a merge leaves them.</summary>
    /// <param name="segment">Disposed.</param>
    /// <param name="cuts">The output rows that begin a part, but for the first; ascending.</param>
    /// <param name="pool">Where permutations live.</param>
    /// <returns>The parts, in order. The last ends as the segment did.</returns>
    public static IReadOnlyList<Segment> Split(Segment segment, IReadOnlyList<int> cuts, BufferPool pool)
    {
        if (cuts.Count == 0)
        {
            return [segment];
        }

        using (segment)
        {
            int[] rangeOf = RangeOfRows(segment);
            int[] used = new int[segment.Ranges.Length];
            var parts = new List<Segment>();
            for (int i = 0; i <= cuts.Count; i++)
            {
                int first = i == 0 ? 0 : cuts[i - 1];
                int end = i == cuts.Count ? segment.RowCount : cuts[i];
                parts.Add(Part(segment, rangeOf.AsSpan(first, end - first), used, isLast: i == cuts.Count, pool));
            }

            return parts;
        }
    }

    /// <summary>For each output row the number of its range.</summary>
    private static int[] RangeOfRows(Segment segment)
    {
        int[] ofPlace = new int[segment.RowCount];
        for (int i = 0; i < segment.Ranges.Length; i++)
        {
            ofPlace.AsSpan(segment.Ranges[i].FrameOffset, segment.Ranges[i].RowCount).Fill(i);
        }

        if (segment.Permutation is null)
        {
            return ofPlace;
        }

        ReadOnlySpan<int> permutation = segment.Permutation.SpanOf<int>();
        int[] result = new int[segment.RowCount];
        for (int row = 0; row < result.Length; row++)
        {
            result[row] = ofPlace[permutation[row]];
        }

        return result;
    }

    private static Segment Part(Segment segment, ReadOnlySpan<int> rangeOf, int[] used, bool isLast, BufferPool pool)
    {
        int[] counts = new int[used.Length];
        int runs = 0;
        for (int row = 0; row < rangeOf.Length; row++)
        {
            counts[rangeOf[row]]++;
            runs += row == 0 || rangeOf[row] != rangeOf[row - 1] ? 1 : 0;
        }

        var ranges = new List<SegmentRange>();
        int[] next = new int[used.Length];
        int offset = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            next[i] = offset;
            if (counts[i] > 0)
            {
                SegmentRange range = segment.Ranges[i];
                ranges.Add(new SegmentRange(range.Input, range.FirstRow + used[i], counts[i], offset, BlocksOf(range, used[i], counts[i])));
                offset += counts[i];
                used[i] += counts[i];
            }
        }

        PooledBuffer permutation = pool.Rent((long)rangeOf.Length * sizeof(int));
        Span<int> places = permutation.SpanOf<int>();
        bool isFrameOrder = true;
        for (int row = 0; row < rangeOf.Length; row++)
        {
            places[row] = next[rangeOf[row]]++;
            isFrameOrder &= places[row] == row;
        }

        if (isFrameOrder)
        {
            permutation.Dispose();
        }

        return new Segment
        {
            RowCount = rangeOf.Length,
            Ranges = [.. ranges],
            Permutation = isFrameOrder ? null : permutation,
            RunCount = runs,
            WholeRowGroup = -1,
            EndsAtKeyChange = isLast && segment.EndsAtKeyChange,
            IsLast = isLast && segment.IsLast,
        };
    }

    private static List<KeyBlockRange> BlocksOf(SegmentRange range, int skip, int count)
    {
        var blocks = new List<KeyBlockRange>();
        foreach (KeyBlockRange block in range.Blocks)
        {
            int take = Math.Min(block.Count - skip, count);
            if (take > 0)
            {
                blocks.Add(new KeyBlockRange(block.Block.Acquire(), block.First + skip, take));
                count -= take;
            }

            skip = Math.Max(0, skip - block.Count);
        }

        return blocks;
    }
}
