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

    /// <summary>Compresses with an effort.</summary>
    /// <param name="source">What to compress; must not overlap the destination.</param>
    /// <param name="destination">At least <see cref="MaxCompressedLength"/> bytes.</param>
    /// <param name="effort">How hard to try.</param>
    /// <returns>Bytes written.</returns>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, ZstdEffort effort)
    {
        if (effort.IsPlain)
        {
            return CompressCore(source, destination, effort.Level);
        }

        ZstdNative.Compressor context = Load(ref _compressor, static () => new ZstdNative.Compressor());
        nuint result = SetEffort(context.DangerousGetHandle(), effort);
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            result = ZstdNative.IsError(result) != 0 ? result : ZstdNative.CompressAsSet(context.DangerousGetHandle(), to, (nuint)destination.Length, from, (nuint)source.Length);
        }

        GC.KeepAlive(context);
        return LengthOrThrow(result, source.Length, effort);
    }

    /// <summary>Sets all parameters in use; others keep their defaults. Compressing by level alone ignores them.</summary>
    private static nuint SetEffort(nint context, ZstdEffort effort)
    {
        nuint result = ZstdNative.SetParameter(context, ZstdNative.LevelParameter, effort.Level);
        result = ZstdNative.IsError(result) != 0 ? result : ZstdNative.SetParameter(context, ZstdNative.HashLogParameter, effort.HashLog);
        return ZstdNative.IsError(result) != 0 ? result : ZstdNative.SetParameter(context, ZstdNative.MinimumMatchParameter, effort.MinimumMatch);
    }

    private static int LengthOrThrow(nuint result, int sourceLength, ZstdEffort effort) => ZstdNative.IsError(result) == 0
        ? checked((int)result)
        : throw new InvalidOperationException($"zstd could not compress {sourceLength} bytes with {effort}: {ZstdNative.Describe(result)}");

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
        return LengthOrThrow(result, source.Length, new ZstdEffort(level));
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
