using System.Buffers.Binary;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Compression;

/// <summary>Snappy's raw block format (google/snappy, format_description.txt): a varint length, then literals and back references.</summary>
internal sealed class SnappyCodec : Codec
{
    public static readonly SnappyCodec Instance = new();

    private SnappyCodec()
        : base(CompressionCodec.Snappy)
    {
    }

    // Varint, then at worst one literal per fragment with a few bytes of header; snappy's own bound is wider still.
    public override int MaxCompressedLength(int sourceLength) => checked(32 + sourceLength + (sourceLength / 6));

    public override void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.IsEmpty && destination.IsEmpty)
        {
            return; // Some writers store nothing at all for a page of only nulls.
        }

        int header = ReadLength(source, out uint length);
        if (header == 0)
        {
            throw Damaged("the length in front is damaged", source, destination);
        }

        if (length != (uint)destination.Length)
        {
            throw Damaged($"it says it gives {length} bytes", source, destination);
        }

        string? problem = SnappyDecoder.Decode(source[header..], destination);
        if (problem is not null)
        {
            throw Damaged(problem, source, destination);
        }
    }

    private protected override int CompressCore(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        int written = 0;
        uint rest = (uint)source.Length;
        while (rest >= 0x80)
        {
            destination[written++] = (byte)(rest & 0x7F | 0x80);
            rest >>= 7;
        }

        destination[written++] = (byte)rest;
        return written + SnappyEncoder.Encode(source, destination[written..]);
    }

    /// <returns>Bytes of the varint; 0 if it is longer than 5 bytes, above 32 bits or cut short.</returns>
    private static int ReadLength(ReadOnlySpan<byte> source, out uint length)
    {
        ulong value = 0;
        for (int i = 0; i < Math.Min(source.Length, 5); i++)
        {
            value |= (ulong)(source[i] & 0x7F) << (7 * i);
            if (source[i] < 0x80)
            {
                length = (uint)(value & uint.MaxValue);
                return value <= uint.MaxValue ? i + 1 : 0;
            }
        }

        length = 0;
        return 0;
    }
}
