using Tenon.Parquet.Compression;
using Tenon.Parquet.Metadata;

namespace Tenon.Cli.Parsing;

/// <summary>Compression codecs and levels as people write them.</summary>
internal static class Codecs
{
    /// <summary>The names, as the help lists them.</summary>
    public const string Names = "zstd|snappy|lz4|gzip|brotli|none";

    /// <exception cref="UsageException">There is no such codec.</exception>
    public static CompressionCodec Parse(string name) => name switch
    {
        "zstd" => CompressionCodec.Zstd,
        "snappy" => CompressionCodec.Snappy,
        "lz4" => CompressionCodec.Lz4Raw,
        "gzip" => CompressionCodec.Gzip,
        "brotli" => CompressionCodec.Brotli,
        "none" => CompressionCodec.Uncompressed,
        _ => throw new UsageException($"'{name}' is no codec; {Names} are expected"),
    };

    /// <exception cref="UsageException">The codec has no levels, or not this one.</exception>
    public static int ParseLevel(string name, CompressionCodec kind, string level)
    {
        var codec = Codec.For(kind);
        return codec.MinimumLevel == codec.MaximumLevel
            ? throw new UsageException($"--level {level}: {name} has no levels")
            : Number.Parse($"--codec {name} --level", level, codec.MinimumLevel, codec.MaximumLevel);
    }
}
