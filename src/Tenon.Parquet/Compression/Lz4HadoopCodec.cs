using System.Buffers.Binary;
using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Compression;

/// <summary>The deprecated codec LZ4, whose name was given to three formats.</summary>
/// <remarks>
/// Hadoop's framing (parquet-java): blocks of a 4-byte big-endian uncompressed length, then 4-byte big-endian compressed
/// lengths each followed by a raw block. Some writers stored the LZ4 frame format or a bare raw block instead. Hadoop's
/// framing is tried first unless the frame's magic number opens the page, then the raw block. Written is Hadoop's framing.
/// </remarks>
internal sealed unsafe class Lz4HadoopCodec : Codec
{
    public static readonly Lz4HadoopCodec Instance = new();

    private const int PrefixBytes = 8;
    private const uint FrameMagic = 0x184D2204;

    private Lz4HadoopCodec()
        : base(CompressionCodec.Lz4)
    {
    }

    public override int MinimumLevel => 1;

    public override int MaximumLevel => 12;

    public override int DefaultLevel => 1;

    public override int MaxCompressedLength(int sourceLength) => checked(Lz4RawCodec.BlockBound(sourceLength) + PrefixBytes);

    public override void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        bool isFrame = source.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(source) == FrameMagic;
        bool done = (isFrame && TryFrame(source, destination))
            || TryHadoop(source, destination)
            || Lz4RawCodec.DecompressBlock(source, destination) == destination.Length;
        if (!done)
        {
            throw Damaged("it is neither Hadoop's framing nor an LZ4 frame nor a raw block of that length", source, destination);
        }
    }

    private protected override int CompressCore(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        int written = Lz4RawCodec.CompressBlock(source, destination[PrefixBytes..], level);
        BinaryPrimitives.WriteInt32BigEndian(destination, source.Length);
        BinaryPrimitives.WriteInt32BigEndian(destination[4..], written);
        return written + PrefixBytes;
    }

    private static bool TryHadoop(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        while (source.Length >= PrefixBytes)
        {
            uint blockLength = BinaryPrimitives.ReadUInt32BigEndian(source);
            source = source[4..];
            if (blockLength > (uint)destination.Length)
            {
                return false;
            }

            Span<byte> block = destination[..(int)blockLength];
            destination = destination[(int)blockLength..];
            do
            {
                if (source.Length < 4)
                {
                    return false;
                }

                uint length = BinaryPrimitives.ReadUInt32BigEndian(source);
                source = source[4..];
                if (length > (uint)source.Length)
                {
                    return false;
                }

                int written = Lz4RawCodec.DecompressBlock(source[..(int)length], block);
                if (written < 0 || (written == 0 && block.Length > 0))
                {
                    return false;
                }

                source = source[(int)length..];
                block = block[written..];
            }
            while (block.Length > 0);
        }

        return source.IsEmpty && destination.IsEmpty;
    }

    private static bool TryFrame(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        nint context = 0;
        try
        {
            if (Lz4Native.IsFrameError(Lz4Native.CreateFrameDecompressor(out context, Lz4Native.FrameVersion)) != 0)
            {
                return false;
            }

            fixed (byte* from = source)
            fixed (byte* to = destination)
            {
                nuint read = 0;
                nuint written = 0;
                while (true)
                {
                    nuint capacity = (nuint)destination.Length - written;
                    nuint length = (nuint)source.Length - read;
                    nuint hint = Lz4Native.DecompressFrame(context, to + written, &capacity, from + read, &length, 0);
                    if (Lz4Native.IsFrameError(hint) != 0)
                    {
                        return false;
                    }

                    written += capacity;
                    read += length;
                    if (hint == 0)
                    {
                        return written == (nuint)destination.Length && read == (nuint)source.Length;
                    }

                    if (capacity == 0 && length == 0)
                    {
                        return false; // No progress: the frame is truncated or gives more than fits.
                    }
                }
            }
        }
        catch (DllNotFoundException e)
        {
            throw Lz4RawCodec.Missing(e);
        }
        finally
        {
            if (context != 0)
            {
                _ = Lz4Native.FreeFrameDecompressor(context);
            }
        }
    }
}
