using Tenon.Merging.Ordering;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Tests.Ordering;

public sealed class SegmentSplitterTests
{
    // Goal: the parts one after the other are the segment, each is what the order would have built for its rows, and nothing is held on to.
    // Method: random segments, in frame order or interleaved, with blocks, cut at random rows.
    [Fact]
    public void Parts_are_the_segment_cut_at_the_rows_asked_for()
    {
        int inFrameOrder = 0;
        foreach (int seed in Seed.Many(300, 300))
        {
            Random random = new(seed);
            using BufferPool pool = new();
            Segment segment = Segments.Make(random, pool);
            (int Input, long Row)[] rows = Segments.RowsOf(segment);
            (bool endsAtKeyChange, bool isLast) = (segment.EndsAtKeyChange, segment.IsLast);
            int[] cuts = [.. Enumerable.Range(1, rows.Length - 1).Where(_ => random.Next(rows.Length) < 4)];

            IReadOnlyList<Segment> parts = SegmentSplitter.Split(segment, cuts, pool);
            Assert.Equal(cuts.Length + 1, parts.Count);
            for (int i = 0; i < parts.Count; i++)
            {
                Segment part = parts[i];
                int first = i == 0 ? 0 : cuts[i - 1];
                (int Input, long Row)[] expected = rows[first..(i == cuts.Length ? rows.Length : cuts[i])];
                Assert.Equal(expected, Segments.RowsOf(part));
                Assert.Equal(expected.Length, part.RowCount);
                Assert.Equal(1 + Enumerable.Range(1, expected.Length - 1).Count(row => expected[row].Input != expected[row - 1].Input), part.RunCount);
                Assert.Equal(i == cuts.Length && isLast, part.IsLast);
                Assert.Equal(i == cuts.Length && endsAtKeyChange, part.EndsAtKeyChange);
                Assert.All(part.Ranges, range => Assert.Equal(Segments.Rows(range.FirstRow, range.RowCount), Segments.RowsOfBlocks(range)));
                if (parts.Count > 1)
                {
                    bool isFrameOrder = expected.Select(row => row.Input).SequenceEqual(expected.Select(row => row.Input).Order());
                    Assert.Equal(isFrameOrder, part.Permutation is null);
                    inFrameOrder += isFrameOrder ? 1 : 0;
                }
            }

            foreach (Segment part in parts)
            {
                part.Dispose();
            }

            Assert.True(pool.RentedBytes == 0, $"seed {seed}: {pool.RentedBytes} bytes are still held");
        }

        Assert.True(Seed.Many(1, 2).Count() < 2 || inFrameOrder is > 100, $"only {inFrameOrder} parts in frame order");
    }

    [Fact]
    public void Without_cuts_a_segment_stays_as_it_is()
    {
        using BufferPool pool = new();
        using Segment segment = Segments.Make(new Random(1), pool);
        Assert.Same(segment, Assert.Single(SegmentSplitter.Split(segment, [], pool)));
    }
}
