using System.IO.Compression;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Compression;

/// <summary>Brotli (RFC 7932) by .NET's own library.</summary>
internal sealed class BrotliCodec : Codec
{
    public static readonly BrotliCodec Instance = new();

    // 4 MiB of window: pages are rarely longer, and both sides keep that much memory.
    private const int WindowBits = 22;

    private BrotliCodec()
        : base(CompressionCodec.Brotli)
    {
    }

    public override int MaximumLevel => 11;

    public override int DefaultLevel => 4;

    public override int MaxCompressedLength(int sourceLength) => BrotliEncoder.GetMaxCompressedLength(sourceLength);

    public override void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        bool done = BrotliDecoder.TryDecompress(source, destination, out int written);
        if (!done || written != destination.Length)
        {
            throw Damaged(done ? $"it gives {written} bytes" : "it is damaged or gives more", source, destination);
        }
    }

    private protected override int CompressCore(ReadOnlySpan<byte> source, Span<byte> destination, int level) =>
        BrotliEncoder.TryCompress(source, destination, out int written, level, WindowBits)
            ? written
            : throw new InvalidOperationException($"brotli could not compress {source.Length} bytes at level {level}");
}
