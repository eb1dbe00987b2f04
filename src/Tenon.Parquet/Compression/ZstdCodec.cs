using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Compression;

/// <summary>Zstandard (RFC 8878) by the system's libzstd.</summary>
internal sealed unsafe class ZstdCodec : Codec
{
    public static readonly ZstdCodec Instance = new();

    // A context per thread: made once, used by one thread, freed by its finalizer after the thread is gone.
    [ThreadStatic]
    private static ZstdNative.Compressor? _compressor;

    [ThreadStatic]
    private static ZstdNative.Decompressor? _decompressor;

    private ZstdCodec()
        : base(CompressionCodec.Zstd)
    {
    }

    public override int MinimumLevel => 1;

    public override int MaximumLevel => 22;

    public override int DefaultLevel => 3;

    // ZSTD_COMPRESSBOUND of zstd.h.
    public override int MaxCompressedLength(int sourceLength) =>
        checked(sourceLength + (sourceLength >> 8) + (sourceLength < 128 << 10 ? ((128 << 10) - sourceLength) >> 11 : 0));

    public override void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ZstdNative.Decompressor context = Load(ref _decompressor, static () => new ZstdNative.Decompressor());
        nuint result;
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            result = ZstdNative.Decompress(context.DangerousGetHandle(), to, (nuint)destination.Length, from, (nuint)source.Length);
        }

        GC.KeepAlive(context);
        if (ZstdNative.IsError(result) != 0)
        {
            throw Damaged(ZstdNative.Describe(result), source, destination);
        }

        if (result != (nuint)destination.Length)
        {
            throw Damaged($"it gives {result} bytes", source, destination);
        }
    }

    private protected override int CompressCore(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        ZstdNative.Compressor context = Load(ref _compressor, static () => new ZstdNative.Compressor());
        nuint result;
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            result = ZstdNative.Compress(context.DangerousGetHandle(), to, (nuint)destination.Length, from, (nuint)source.Length, level);
        }

        GC.KeepAlive(context);
        return ZstdNative.IsError(result) == 0
            ? checked((int)result)
            : throw new InvalidOperationException($"zstd could not compress {source.Length} bytes at level {level}: {ZstdNative.Describe(result)}");
    }

    private static T Load<T>(ref T? slot, Func<T> create)
        where T : System.Runtime.InteropServices.SafeHandle
    {
        if (slot is not null)
        {
            return slot;
        }

        try
        {
            T created = create();
            slot = created.IsInvalid ? throw new InsufficientMemoryException("libzstd has no memory for a context") : created;
            return created;
        }
        catch (DllNotFoundException e)
        {
            throw new PlatformNotSupportedException("codec ZSTD needs the library libzstd.so.1 (Debian and Ubuntu: package libzstd1), which does not load", e);
        }
    }
}
