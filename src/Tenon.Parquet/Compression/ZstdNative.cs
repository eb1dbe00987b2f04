using System.Runtime.InteropServices;

namespace Tenon.Parquet.Compression;

/// <summary>The few functions of libzstd that are used. The versioned name is the one that a machine without development files has.</summary>
internal static unsafe partial class ZstdNative
{
    // ZSTD_cParameter of zstd.h; 0 as a value stands for the level's own.
    internal const int LevelParameter = 100;
    internal const int HashLogParameter = 102;
    internal const int MinimumMatchParameter = 105;

    private const string Library = "libzstd.so.1";

    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    internal static partial nint CreateCompressor();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    internal static partial nuint FreeCompressor(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_compressCCtx")]
    internal static partial nuint Compress(nint context, byte* destination, nuint capacity, byte* source, nuint length, int level);

    [LibraryImport(Library, EntryPoint = "ZSTD_compress2")]
    internal static partial nuint CompressAsSet(nint context, byte* destination, nuint capacity, byte* source, nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setParameter")]
    internal static partial nuint SetParameter(nint context, int parameter, int value);

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    internal static partial nint CreateDecompressor();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    internal static partial nuint FreeDecompressor(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressDCtx")]
    internal static partial nuint Decompress(nint context, byte* destination, nuint capacity, byte* source, nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    internal static partial uint IsError(nuint code);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    internal static partial nint ErrorName(nuint code);

    internal static string Describe(nuint code) => Marshal.PtrToStringUTF8(ErrorName(code)) ?? "unknown error";

    /// <summary>A compression context; about 1.3 MB at level 3, so one per thread and reused.</summary>
    internal sealed class Compressor : SafeHandle
    {
        internal Compressor()
            : base(0, ownsHandle: true) => SetHandle(CreateCompressor());

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => FreeCompressor(handle) == 0;
    }

    /// <summary>A decompression context; about 100 kB.</summary>
    internal sealed class Decompressor : SafeHandle
    {
        internal Decompressor()
            : base(0, ownsHandle: true) => SetHandle(CreateDecompressor());

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => FreeDecompressor(handle) == 0;
    }
}
