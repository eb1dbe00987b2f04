using System.IO.Compression;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Compression;

/// <summary>Gzip (RFC 1952), one member written, any number read.</summary>
internal sealed unsafe class GzipCodec : Codec
{
    public static readonly GzipCodec Instance = new();

    // Nothing, compressed: .NET's stream would write no member at all, which other readers refuse.
    private static ReadOnlySpan<byte> EmptyMember => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private GzipCodec()
        : base(CompressionCodec.Gzip)
    {
    }

    public override int MinimumLevel => 1;

    public override int MaximumLevel => 9;

    public override int DefaultLevel => 6;

    // Level 1 may code a literal with 9 bits (fixed Huffman codes); stored blocks, header and trailer take a few bytes more.
    public override int MaxCompressedLength(int sourceLength) => checked(sourceLength + (sourceLength >> 3) + (sourceLength >> 8) + 256);

    public override void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.IsEmpty)
        {
            if (!destination.IsEmpty)
            {
                throw Damaged("it is empty", source, destination);
            }

            return;
        }

        try
        {
            fixed (byte* from = source)
            {
                using var stored = new UnmanagedMemoryStream(from, source.Length);
                using var inflater = new GZipStream(stored, CompressionMode.Decompress);
                int written = inflater.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
                if (written < destination.Length)
                {
                    throw Damaged($"it gives {written} bytes", source, destination);
                }

                // One more read finds output beyond the destination, and lets the last member's own checksum be checked.
                if (inflater.ReadByte() >= 0)
                {
                    throw Damaged("it gives more", source, destination);
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new ParquetFormatException(Damaged(e.Message, source, destination).Message, e);
        }
    }

    private protected override int CompressCore(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        if (source.IsEmpty)
        {
            EmptyMember.CopyTo(destination);
            return EmptyMember.Length;
        }

        fixed (byte* to = destination)
        {
            using var stored = new UnmanagedMemoryStream(to, 0, destination.Length, FileAccess.Write);
            using (var deflater = new GZipStream(stored, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
            {
                deflater.Write(source);
            }

            return checked((int)stored.Position);
        }
    }
}
