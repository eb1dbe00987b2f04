using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Compression;

/// <summary>LZ4 raw block by the system's liblz4. Level 1 is its fast mode, 2 to 12 its high-compression mode.</summary>
internal sealed unsafe class Lz4RawCodec : Codec
{
    public static readonly Lz4RawCodec Instance = new();

    private Lz4RawCodec()
        : base(CompressionCodec.Lz4Raw)
    {
    }

    public override int MinimumLevel => 1;

    public override int MaximumLevel => 12;

    public override int DefaultLevel => 1;

    public override int MaxCompressedLength(int sourceLength) => BlockBound(sourceLength);

    public override void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = DecompressBlock(source, destination);
        if (written != destination.Length)
        {
            throw Damaged(written < 0 ? "the block is damaged or too long" : $"it gives {written} bytes", source, destination);
        }
    }

    private protected override int CompressCore(ReadOnlySpan<byte> source, Span<byte> destination, int level) => CompressBlock(source, destination, level);

    // LZ4_COMPRESSBOUND of lz4.h.
    internal static int BlockBound(int sourceLength) => sourceLength <= Lz4Native.MaximumInputLength
        ? checked(sourceLength + (sourceLength / 255) + 16)
        : throw new ArgumentOutOfRangeException(nameof(sourceLength), sourceLength, $"LZ4 compresses at most {Lz4Native.MaximumInputLength} bytes at once");

    /// <returns>Bytes written; negative for a damaged block or one that gives more than fits.</returns>
    internal static int DecompressBlock(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.IsEmpty)
        {
            return destination.IsEmpty ? 0 : -1;
        }

        byte none;
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            try
            {
                return Lz4Native.Decompress(from, to is null ? &none : to, source.Length, destination.Length);
            }
            catch (DllNotFoundException e)
            {
                throw Missing(e);
            }
        }
    }

    internal static int CompressBlock(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        byte none;
        int written;
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            byte* start = from is null ? &none : from;
            try
            {
                written = level <= 1
                    ? Lz4Native.Compress(start, to, source.Length, destination.Length)
                    : Lz4Native.CompressHigh(start, to, source.Length, destination.Length, level);
            }
            catch (DllNotFoundException e)
            {
                throw Missing(e);
            }
        }

        return written > 0 ? written : throw new InvalidOperationException($"lz4 could not compress {source.Length} bytes at level {level}");
    }

    internal static PlatformNotSupportedException Missing(DllNotFoundException cause) =>
        new("codecs LZ4 and LZ4_RAW need the library liblz4.so.1 (Debian and Ubuntu: package liblz4-1), which does not load", cause);
}
