using Tenon.Parquet.Compression;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Tests.Compression;

public sealed class CodecTests
{
    public static TheoryData<CompressionCodec> Codecs => new(Enum.GetValues<CompressionCodec>().Where(codec => codec != CompressionCodec.Lzo));

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Every_byte_string_survives_compression_at_every_kind_of_level(CompressionCodec kind)
    {
        Codec codec = Codec.For(kind);
        foreach (byte[] source in SampleData.ByteStrings(1))
        {
            int[] levels = source.Length > 5000 ? [codec.MinimumLevel, codec.DefaultLevel] : [codec.MinimumLevel, codec.DefaultLevel, codec.MaximumLevel];
            foreach (int level in levels)
            {
                byte[] compressed = new byte[codec.MaxCompressedLength(source.Length)];
                int length = codec.Compress(source, compressed, level);
                byte[] back = new byte[source.Length];
                codec.Decompress(compressed.AsSpan(0, length), back);
                Assert.Equal(source, back);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void F44_A_destination_that_is_too_short_or_too_long_is_a_format_error(CompressionCodec kind)
    {
        Codec codec = Codec.For(kind);
        byte[] source = SampleData.Fill(10_000, i => (byte)(i % 251 & 0xFF));
        byte[] compressed = new byte[codec.MaxCompressedLength(source.Length)];
        int length = codec.Compress(source, compressed);
        foreach (int wrong in (int[])[0, 1, 9_999, 10_001, 20_000])
        {
            Assert.Throws<ParquetFormatException>(() => codec.Decompress(compressed.AsSpan(0, length), new byte[wrong]));
        }
    }

    // Goal: damaged data ends in a format error or in some bytes, never in anything else, and nothing outside the destination changes.
    // Method: flip, cut and splice compressed blocks; the destination lies between guard bytes.
    [Theory]
    [MemberData(nameof(Codecs))]
    public void F43_Damaged_data_ends_in_a_format_error_and_touches_nothing_else(CompressionCodec kind)
    {
        const int Guard = 100;
        Codec codec = Codec.For(kind);
        var random = new Random(2);
        foreach (byte[] source in SampleData.ByteStrings(2).Where(source => source.Length is > 0 and < 5000))
        {
            byte[] compressed = new byte[codec.MaxCompressedLength(source.Length)];
            int length = codec.Compress(source, compressed);
            for (int round = 0; round < 20; round++)
            {
                byte[] damaged = compressed.AsSpan(0, random.Next(4) == 0 ? random.Next(length) : length).ToArray();
                for (int flips = random.Next(1, 4); flips > 0 && damaged.Length > 0; flips--)
                {
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                }

                byte[] area = SampleData.Fill(source.Length + (2 * Guard), _ => 0xA5);
                try
                {
                    codec.Decompress(damaged, area.AsSpan(Guard, source.Length));
                }
                catch (ParquetFormatException)
                {
                }

                Assert.True(area.AsSpan(0, Guard).IndexOfAnyExcept((byte)0xA5) < 0);
                Assert.True(area.AsSpan(Guard + source.Length).IndexOfAnyExcept((byte)0xA5) < 0);
            }
        }
    }

    [Fact]
    public void Codecs_that_are_not_read_are_refused_by_name()
    {
        Assert.Contains("LZO", Assert.Throws<ParquetFormatException>(() => Codec.For(CompressionCodec.Lzo)).Message, StringComparison.Ordinal);
        Assert.Contains("99", Assert.Throws<ParquetFormatException>(() => Codec.For((CompressionCodec)99)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_level_out_of_range_and_a_short_destination_are_the_callers_mistakes()
    {
        Codec zstd = Codec.For(CompressionCodec.Zstd);
        Assert.Throws<ArgumentOutOfRangeException>(() => zstd.Compress(new byte[10], new byte[100], 23));
        Assert.Throws<ArgumentOutOfRangeException>(() => zstd.Compress(new byte[10], new byte[100], 0));
        Assert.Throws<ArgumentException>(() => zstd.Compress(new byte[10], new byte[10]));
    }

    [Fact]
    public void Snappy_and_IronSnappy_read_each_other()
    {
        Codec codec = Codec.For(CompressionCodec.Snappy);
        foreach (byte[] source in SampleData.ByteStrings(3))
        {
            byte[] compressed = new byte[codec.MaxCompressedLength(source.Length)];
            int length = codec.Compress(source, compressed);
            Assert.Equal(source, IronSnappy.Snappy.Decode(compressed.AsSpan(0, length)));

            byte[] back = new byte[source.Length];
            codec.Decompress(IronSnappy.Snappy.Encode(source), back);
            Assert.Equal(source, back);
        }
    }

    [Fact]
    public void Snappy_copies_with_every_offset_and_length_repeat_their_pattern()
    {
        // One literal of `offset` bytes, one copy, then a literal tail long or short enough to take the fast and the exact path.
        Codec codec = Codec.For(CompressionCodec.Snappy);
        for (int offset = 1; offset <= 40; offset++)
        {
            for (int length = 1; length <= 64; length++)
            {
                foreach (int tail in (int[])[0, 60])
                {
                    var block = new List<byte> { (byte)((offset + length + tail) & 0x7F | 0x80), (byte)((offset + length + tail) >> 7) };
                    block.Add((byte)((offset - 1) << 2));
                    block.AddRange(Enumerable.Range(0, offset).Select(i => (byte)i));
                    block.AddRange([(byte)(((length - 1) << 2) | 2), (byte)offset, 0]);
                    if (tail > 0)
                    {
                        block.Add((byte)((tail - 1) << 2));
                        block.AddRange(Enumerable.Repeat((byte)0xEE, tail));
                    }

                    byte[] back = new byte[offset + length + tail];
                    codec.Decompress(block.ToArray(), back);
                    byte[] expected = SampleData.Fill(back.Length, i => i < offset + length ? (byte)(i % offset & 0xFF) : (byte)0xEE);
                    Assert.Equal(expected, back);
                }
            }
        }
    }

    [Fact]
    public void Gzip_reads_several_members()
    {
        Codec codec = Codec.For(CompressionCodec.Gzip);
        byte[] compressed = new byte[1000];
        int first = codec.Compress([1, 2, 3], compressed);
        int second = codec.Compress([4, 5], compressed.AsSpan(first));
        byte[] back = new byte[5];
        codec.Decompress(compressed.AsSpan(0, first + second), back);
        Assert.Equal([1, 2, 3, 4, 5], back);
    }
}
