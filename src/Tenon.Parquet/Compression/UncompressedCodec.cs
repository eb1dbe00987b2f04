using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Compression;

/// <summary>No compression: a copy.</summary>
internal sealed class UncompressedCodec : Codec
{
    public static readonly UncompressedCodec Instance = new();

    private UncompressedCodec()
        : base(CompressionCodec.Uncompressed)
    {
    }

    public override int MaxCompressedLength(int sourceLength) => sourceLength;

    public override void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.Length != destination.Length)
        {
            throw Damaged("the lengths differ", source, destination);
        }

        source.CopyTo(destination);
    }

    private protected override int CompressCore(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        source.CopyTo(destination);
        return source.Length;
    }
}
