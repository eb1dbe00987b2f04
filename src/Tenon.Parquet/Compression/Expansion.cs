using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Compression;

/// <summary>How far a codec can expand at all, so that a small page cannot ask for much memory before it is found damaged.</summary>
internal static class Expansion
{
    // Room for headers and for what the factors round away.
    private const long Allowance = 64 << 10;

    /// <exception cref="ParquetFormatException">No data of that length can give so many bytes.</exception>
    public static void Check(CompressionCodec codec, int compressed, int uncompressed)
    {
        long most = (compressed * Factor(codec)) + Allowance;
        if (uncompressed > most)
        {
            throw new ParquetFormatException($"{compressed} bytes of {codec} data say they give {uncompressed}; at most {most} are possible");
        }
    }

    private static long Factor(CompressionCodec codec) => codec switch
    {
        CompressionCodec.Uncompressed => 1,
        CompressionCodec.Snappy => 22, // A copy of 64 bytes takes 3.
        CompressionCodec.Lz4 or CompressionCodec.Lz4Raw => 256, // A length byte adds at most 255.
        CompressionCodec.Gzip => 1032, // A match of 258 bytes takes at least two bits.
        CompressionCodec.Zstd => 128 << 10, // A block of 128 KiB takes at least a byte; in fact four.
        _ => int.MaxValue, // A brotli meta-block of 16 MiB takes a few bytes.
    };
}
