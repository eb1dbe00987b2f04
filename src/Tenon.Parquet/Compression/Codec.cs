using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Compression;

/// <summary>One compression codec of the format, both ways, from span to span. Thread-safe: state is kept per thread.</summary>
/// <remarks>Lengths are the lengths of spans, so a page is at most 2^31-1 bytes, as the format's 32-bit sizes have it.</remarks>
public abstract class Codec
{
    private protected Codec(CompressionCodec kind) => Kind = kind;

    /// <summary>Which codec of the format this is.</summary>
    public CompressionCodec Kind { get; }

    /// <summary>The lowest level, inclusive; equal to <see cref="MaximumLevel"/> for a codec without levels.</summary>
    public virtual int MinimumLevel => 0;

    /// <summary>The highest level, inclusive.</summary>
    public virtual int MaximumLevel => 0;

    /// <summary>The level used where none is given.</summary>
    public virtual int DefaultLevel => 0;

    /// <summary>The codec of that kind.</summary>
    /// <param name="kind">The format's number.</param>
    /// <exception cref="ParquetFormatException">The codec is not read or written by this library (LZO), or is none of the format's.</exception>
    public static Codec For(CompressionCodec kind) => kind switch
    {
        CompressionCodec.Uncompressed => UncompressedCodec.Instance,
        CompressionCodec.Snappy => SnappyCodec.Instance,
        CompressionCodec.Gzip => GzipCodec.Instance,
        CompressionCodec.Brotli => BrotliCodec.Instance,
        CompressionCodec.Lz4 => Lz4HadoopCodec.Instance,
        CompressionCodec.Zstd => ZstdCodec.Instance,
        CompressionCodec.Lz4Raw => Lz4RawCodec.Instance,
        CompressionCodec.Lzo => throw new ParquetFormatException("compression codec LZO is not supported; read are UNCOMPRESSED, SNAPPY, GZIP, BROTLI, LZ4, ZSTD and LZ4_RAW"),
        _ => throw new ParquetFormatException($"compression codec {(int)kind} is unknown; known are 0 to 7"),
    };

    /// <summary>Bytes that suffice as destination of <see cref="Compress"/>, whatever the content.</summary>
    /// <param name="sourceLength">Bytes to compress, 0 or more.</param>
    public abstract int MaxCompressedLength(int sourceLength);

    /// <summary>Compresses the source into the beginning of the destination.</summary>
    /// <param name="source">What to compress; must not overlap the destination.</param>
    /// <param name="destination">At least <see cref="MaxCompressedLength"/> bytes.</param>
    /// <param name="level">From <see cref="MinimumLevel"/> to <see cref="MaximumLevel"/>; null for <see cref="DefaultLevel"/>.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaxCompressedLength"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">The native library of the codec is not installed.</exception>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int? level = null)
    {
        int used = level ?? DefaultLevel;
        ArgumentOutOfRangeException.ThrowIfLessThan(used, MinimumLevel, nameof(level));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(used, MaximumLevel, nameof(level));
        int needed = MaxCompressedLength(source.Length);
        if (destination.Length < needed)
        {
            throw new ArgumentException($"{destination.Length} bytes of destination for {source.Length} of source; {needed} are needed", nameof(destination));
        }

        return CompressCore(source, destination, used);
    }

    /// <summary>Decompresses the source, which must give exactly as many bytes as the destination has.</summary>
    /// <param name="source">The compressed bytes, of any origin; must not overlap the destination.</param>
    /// <param name="destination">Filled whole. Output is capped by it while it is made, so a small source cannot take more memory.</param>
    /// <exception cref="ParquetFormatException">The source is damaged or gives more or fewer bytes. The destination's content is then undefined.</exception>
    /// <exception cref="PlatformNotSupportedException">The native library of the codec is not installed.</exception>
    public abstract void Decompress(ReadOnlySpan<byte> source, Span<byte> destination);

    private protected abstract int CompressCore(ReadOnlySpan<byte> source, Span<byte> destination, int level);

    private protected ParquetFormatException Damaged(string problem, ReadOnlySpan<byte> source, Span<byte> destination) =>
        new($"{Name} data of {source.Length} bytes does not decompress to {destination.Length} bytes: {problem}");

    private protected string Name => Kind switch
    {
        CompressionCodec.Lz4Raw => "LZ4_RAW",
        _ => Kind.ToString().ToUpperInvariant(),
    };
}
