using Tenon.Cli.Parsing;
using Tenon.Parquet.Metadata;

namespace Tenon.Cli.Tests;

public sealed class ParsingTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("1048576", 1 << 20)]
    [InlineData("10B", 10)]
    [InlineData("256MiB", 256L << 20)]
    [InlineData("256 MiB", 256L << 20)]
    [InlineData("1.5KiB", 1536)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("2kB", 2000)]
    [InlineData("64GiB", 64L << 30)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_size_is_a_number_with_a_unit(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("MiB")]
    [InlineData("1M")]
    [InlineData("1mib")]
    [InlineData("0.3B")]
    [InlineData("1e6")]
    [InlineData("1,000")]
    [InlineData("9223372036854775808")]
    [InlineData("8388608TiB")]
    [InlineData("99999999999999999999999999999999")]
    public void What_is_no_size_is_refused_with_its_text(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<UsageException>(() => ByteSize.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "0.98 KiB")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(10_240, "10.0 KiB")]
    [InlineData(102_400, "100 KiB")]
    [InlineData(long.MaxValue, "8.00 EiB")]
    public void A_size_is_shown_in_three_digits(long bytes, string text) => Assert.Equal(text, ByteSize.Format(bytes));

    [Theory]
    [InlineData("0s", 0)]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("1h", 3600)]
    [InlineData("7d", 604_800)]
    public void A_duration_is_a_number_with_a_unit(string text, long seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("1w")]
    [InlineData("4000d")]
    [InlineData("99999999999s")]
    public void What_is_no_duration_is_refused(string text) => Assert.Throws<UsageException>(() => Duration.Parse(text));

    [Theory]
    [InlineData("zstd", CompressionCodec.Zstd, "1", "22", "0", "23")]
    [InlineData("gzip", CompressionCodec.Gzip, "1", "9", "0", "10")]
    [InlineData("brotli", CompressionCodec.Brotli, "0", "11", "-1", "12")]
    [InlineData("lz4", CompressionCodec.Lz4Raw, "1", "12", "0", "13")]
    public void Levels_are_those_of_the_codec(string name, CompressionCodec codec, string lowest, string highest, string below, string above)
    {
        Assert.Equal(codec, Codecs.Parse(name));
        Assert.Equal(lowest, Codecs.ParseLevel(name, codec, lowest).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(highest, Codecs.ParseLevel(name, codec, highest).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains($"from {lowest} to {highest}", Assert.Throws<UsageException>(() => Codecs.ParseLevel(name, codec, above)).Message, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => Codecs.ParseLevel(name, codec, below));
    }

    [Theory]
    [InlineData("snappy", CompressionCodec.Snappy)]
    [InlineData("none", CompressionCodec.Uncompressed)]
    public void Codecs_without_levels_say_so(string name, CompressionCodec codec)
    {
        Assert.Equal(codec, Codecs.Parse(name));
        Assert.Contains("has no levels", Assert.Throws<UsageException>(() => Codecs.ParseLevel(name, codec, "0")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ZSTD")]
    [InlineData("lzo")]
    [InlineData("")]
    public void An_unknown_codec_is_refused(string name) => Assert.Throws<UsageException>(() => Codecs.Parse(name));
}
