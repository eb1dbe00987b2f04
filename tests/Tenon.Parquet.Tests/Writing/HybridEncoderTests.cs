using Tenon.Parquet.Encodings;

namespace Tenon.Parquet.Tests.Writing;

public sealed unsafe class HybridEncoderTests
{
    [Fact]
    public void Every_sequence_decodes_to_itself_within_the_promised_room()
    {
        Random random = Seed.Of(3);
        foreach (int width in (int[])[1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 15, 16, 17, 20, 24, 31, 32])
        {
            foreach (int count in NumberSamples.Counts)
            {
                foreach (int run in (int[])[1, 2, 5, 9, 20, 60, 1000])
                {
                    int[] values = NumberSamples.Runs(random, count, width, run);
                    byte[] encoded = Encode(values, width, used: null);
                    Assert.True(encoded.Length + BitPackEncoder.Overrun <= HybridEncoder.MaximumBytes(count, width), $"width {width}, {count} values, runs of {run}");
                    Assert.Equal(values, Decode(encoded, width, count));
                    if (width <= 8)
                    {
                        Assert.Equal(values, Decode(EncodeBytes([.. values.Select(value => (byte)value)], width), width, count));
                    }
                }
            }
        }
    }

    // Goal: what a page uses of its dictionary is exactly what occurs in it, in runs and between them.
    // Method: compare the marks with the set of values.
    [Fact]
    public void The_marks_are_the_values_that_occur()
    {
        Random random = Seed.Of(4);
        for (int round = 0; round < 200; round++)
        {
            int[] values = NumberSamples.Runs(random, random.Next(3000), 10, random.Next(1, 40));
            byte[] used = new byte[1024];
            Encode(values, 10, used);
            Assert.Equal(values.Distinct().Order(), Enumerable.Range(0, 1024).Where(i => used[i] != 0));
        }
    }

    [Fact]
    public void Long_runs_take_a_few_bytes_and_short_ones_do_not_break_the_packing()
    {
        Assert.Equal(3 + 2, Encode(Enumerable.Repeat(700, 131072).ToArray(), 10, null).Length);
        int[] shortRuns = [.. Enumerable.Range(0, 800).Select(i => i / 7 % 16)];
        Assert.Equal(2 + 400, Encode(shortRuns, 4, null).Length);
        int[] oneLongRun = [.. Enumerable.Repeat(1, 13), .. Enumerable.Repeat(9, 100), .. Enumerable.Repeat(2, 3)];
        Assert.Equal(oneLongRun, Decode(Encode(oneLongRun, 4, null), 4, oneLongRun.Length));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    public void The_vector_search_finds_the_runs_that_the_reference_finds(int need)
    {
        Random random = Seed.Of(5);
        for (int round = 0; round < 300; round++)
        {
            int[] values = NumberSamples.Runs(random, random.Next(700), 3, random.Next(1, need));
            byte[] bytes = [.. values.Select(value => (byte)value)];
            fixed (int* ints = values)
            fixed (byte* narrow = bytes)
            {
                int from = random.Next(values.Length + 1);
                int expected = RunFinder.FindScalar(ints, from, values.Length, need);
                Assert.Equal(expected, RunFinder.Find(ints, from, values.Length, need));
                Assert.Equal(expected, RunFinder.Find(narrow, from, values.Length, need));
                if (from < values.Length)
                {
                    int end = from + 1;
                    while (end < values.Length && values[end] == values[from])
                    {
                        end++;
                    }

                    Assert.Equal(end, RunFinder.End(ints, from, values.Length));
                    Assert.Equal(end, RunFinder.End(narrow, from, values.Length));
                }
            }
        }
    }

    [Fact]
    public void The_largest_index_is_found_and_a_negative_one_is_refused()
    {
        Random random = Seed.Of(6);
        foreach (int count in NumberSamples.Counts.Where(count => count > 0))
        {
            int[] values = NumberSamples.Runs(random, count, 31, 1);
            Assert.Equal(values.Max(), IndexMaximum.Of(values));
            values[random.Next(count)] = -1;
            Assert.Throws<ArgumentOutOfRangeException>(() => IndexMaximum.Of(values));
        }

        Assert.Equal(-1, IndexMaximum.Of([]));
    }

    internal static byte[] Encode(int[] values, int width, byte[]? used)
    {
        byte[] room = new byte[HybridEncoder.MaximumBytes(values.Length, width)];
        fixed (int* from = values)
        fixed (byte* to = room)
        fixed (byte* marks = used)
        {
            return room[..(int)(HybridEncoder.Encode(from, values.Length, width, to, marks) - to)];
        }
    }

    private static byte[] EncodeBytes(byte[] values, int width)
    {
        byte[] room = new byte[HybridEncoder.MaximumBytes(values.Length, width)];
        fixed (byte* from = values)
        fixed (byte* to = room)
        {
            return room[..(int)(HybridEncoder.Encode(from, values.Length, width, to) - to)];
        }
    }

    // Written from the format's text, apart from the library's decoder.
    private static int[] Decode(byte[] encoded, int width, int count)
    {
        var values = new List<int>();
        int at = 0;
        while (values.Count < count)
        {
            uint header = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte part = encoded[at++];
                header |= (uint)(part & 0x7F) << shift;
                if (part < 0x80)
                {
                    break;
                }
            }

            if ((header & 1) == 0)
            {
                int value = 0;
                for (int i = 0; i < (width + 7) / 8; i++)
                {
                    value |= encoded[at++] << (8 * i);
                }

                values.AddRange(Enumerable.Repeat(value, (int)(header >> 1)));
                continue;
            }

            int packed = (int)(header >> 1) * 8;
            for (int i = 0; i < packed; i++)
            {
                int value = 0;
                for (int bit = 0; bit < width; bit++)
                {
                    int place = (i * width) + bit;
                    value |= ((encoded[at + (place / 8)] >> (place % 8)) & 1) << bit;
                }

                values.Add(value);
            }

            at += packed / 8 * width;
        }

        Assert.Equal(encoded.Length, at);
        Assert.True(values.Count - count < 8, "only the last group of a packed run may be padded");
        Assert.All(values.Skip(count), padding => Assert.Equal(0, padding));
        return [.. values.Take(count)];
    }
}
