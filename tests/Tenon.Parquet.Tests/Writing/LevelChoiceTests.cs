using Tenon.Parquet.Compression;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Writing;

namespace Tenon.Parquet.Tests.Writing;

public sealed class LevelChoiceTests
{
    private const int Level = 19;
    private static readonly Codec Zstd = Codec.For(CompressionCodec.Zstd);

    // Goal: a page that is tried is at most a hundredth larger than at the level asked for, and no smaller effort would do.
    // Method: pages of all kinds, each with a choice of its own; compared with all efforts there are.
    [Fact]
    public void The_least_effort_is_taken_whose_page_is_hardly_larger()
    {
        HashSet<ZstdEffort> taken = [];
        foreach (int seed in Seed.Many(4000, 28))
        {
            byte[] page = Page(new Random(seed), seed % 7);
            for (int level = 1; level <= 9; level += 2)
            {
                int wanted = At(level, page).Length;
                ZstdEffort least = ZstdEffort.Below(level).ToArray().Append(new ZstdEffort(level)).First(effort => At(effort, page).Length <= wanted * 1.01);
                byte[] compressed = Compress(new LevelChoice(), level, page);
                Assert.True(At(least, page).AsSpan().SequenceEqual(compressed), $"seed {seed}: asked for {level}, {least} is expected: {At(least, page).Length} bytes, not {compressed.Length}");
                Assert.Equal(page, Decompressed(compressed, page.Length));
                taken.Add(least);
            }
        }

        Assert.True(Seed.Many(1, 2).Count() < 2 || taken.Count > 4, "the pages are too much alike: " + string.Join(", ", taken));
    }

    [Fact]
    public void Efforts_below_a_level_end_just_before_it()
    {
        Assert.Equal(new ZstdEffort(-1), ZstdEffort.Below(1)[0]);
        foreach (int level in (int[])[1, 2, 3])
        {
            Assert.DoesNotContain(new ZstdEffort(level), ZstdEffort.Below(level).ToArray());
            Assert.All(ZstdEffort.Below(level).ToArray(), effort => Assert.InRange(effort.Level, -1, level));
        }

        Assert.Equal(new ZstdEffort(3), ZstdEffort.Below(4)[^1]);
    }

    [Fact]
    public void What_a_page_was_found_to_need_holds_for_the_next_pages_of_its_kind()
    {
        byte[] noise = new byte[20_000];
        new Random(1).NextBytes(noise);
        byte[] text = Text(new Random(2));
        var none = new ZstdEffort(-1);
        Assert.True(At(Level, text).Length * 1.01 < At(none, text).Length, "the text is no smaller at a higher level, so nothing would be shown");

        LevelChoice choice = new();
        Assert.Equal(At(none, noise), Compress(choice, Level, noise));
        for (int i = 1; i < LevelChoice.PagesPerTrial; i++)
        {
            Assert.Equal(At(none, text), Compress(choice, Level, text));
        }

        // Other kinds have levels of their own.
        Assert.Equal(At(Level, text), Compress(choice, Level, text, ParquetEncoding.DeltaByteArray));
        Assert.Equal(At(Level, text), Compress(choice, Level, text, isDictionary: true));

        // It is time to try again.
        Assert.Equal(At(Level, text), Compress(choice, Level, text));
        Assert.Equal(At(Level, text), Compress(choice, Level, text));
    }

    // Goal: a later trial begins just below what was taken, so a column that became easier is found out step by step.
    [Fact]
    public void Trials_come_down_a_step_at_a_time()
    {
        byte[] noise = new byte[20_000];
        new Random(1).NextBytes(noise);
        LevelChoice choice = new();
        Assert.Equal(At(Level, Text(new Random(2))), Compress(choice, Level, Text(new Random(2))));
        foreach (ZstdEffort effort in ZstdEffort.Below(Level).ToArray().Reverse())
        {
            for (int i = 1; i < LevelChoice.PagesPerTrial; i++)
            {
                _ = Compress(choice, Level, noise);
            }

            Assert.Equal(At(effort, noise), Compress(choice, Level, noise));
        }
    }

    [Fact]
    public void Small_pages_and_other_codecs_keep_their_level()
    {
        byte[] noise = new byte[4095];
        new Random(3).NextBytes(noise);
        byte[] text = Text(new Random(4))[..4095];
        LevelChoice choice = new();
        Assert.Equal(At(Level, text), Compress(choice, Level, text)); // Neither tried
        Assert.Equal(At(Level, noise), Compress(choice, Level, noise));
        Assert.Equal(At(Level, text), Compress(choice, Level, text)); // nor remembered.

        byte[] large = new byte[20_000];
        new Random(5).NextBytes(large);
        Codec gzip = Codec.For(CompressionCodec.Gzip);
        byte[] expected = new byte[gzip.MaxCompressedLength(large.Length)];
        byte[] compressed = new byte[expected.Length];
        int length = gzip.Compress(large, expected, gzip.MaximumLevel);
        Assert.Equal(length, choice.Compress(gzip, gzip.MaximumLevel, ParquetEncoding.Plain, false, large, compressed));
        Assert.Equal(expected[..length], compressed[..length]);
    }

    private static byte[] Compress(LevelChoice choice, int level, byte[] page, ParquetEncoding encoding = ParquetEncoding.Plain, bool isDictionary = false)
    {
        byte[] compressed = new byte[Zstd.MaxCompressedLength(page.Length)];
        return compressed[..choice.Compress(Zstd, level, encoding, isDictionary, page, compressed)];
    }

    private static byte[] At(int level, byte[] page) => At(new ZstdEffort(level), page);

    private static byte[] At(ZstdEffort effort, byte[] page)
    {
        byte[] compressed = new byte[Zstd.MaxCompressedLength(page.Length)];
        return compressed[..ZstdCodec.Instance.Compress(page, compressed, effort)];
    }

    private static byte[] Decompressed(byte[] compressed, int length)
    {
        byte[] page = new byte[length];
        Zstd.Decompress(compressed, page);
        return page;
    }

    private static byte[] Page(Random random, int kind)
    {
        byte[] page = new byte[random.Next(4096, 30_000)];
        switch (kind)
        {
            case 0:
                random.NextBytes(page);
                return page;
            case 1: // Numbers that grow.
                for (int i = 0; i + 8 <= page.Length; i += 8)
                {
                    BitConverter.TryWriteBytes(page.AsSpan(i), 1_700_000_000_000L + (i * 100L) + random.Next(50));
                }

                return page;
            case 2: // Few values.
                for (int i = 0; i < page.Length; i++)
                {
                    page[i] = (byte)random.Next(5);
                }

                return page;
            case 3: // Decimal fractions.
                for (int i = 0; i + 8 <= page.Length; i += 8)
                {
                    BitConverter.TryWriteBytes(page.AsSpan(i), random.Next(4000) / 1000.0);
                }

                return page;
            default:
                return Text(random);
        }
    }

    /// <summary>Words of a small vocabulary: longer searches find longer repetitions.</summary>
    private static byte[] Text(Random random)
    {
        string[] words = [.. Enumerable.Range(0, 200).Select(_ => new string([.. Enumerable.Range(0, random.Next(2, 9)).Select(_ => (char)('a' + random.Next(26)))]))];
        return System.Text.Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 4000).Select(_ => words[random.Next(words.Length)])));
    }
}
