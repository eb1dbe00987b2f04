using System.Runtime.InteropServices;

namespace Tenon.Parquet.Compression;

/// <summary>The few functions of liblz4 that are used. The versioned name is the one that a machine without development files has.</summary>
internal static unsafe partial class Lz4Native
{
    /// <summary>LZ4F_VERSION of lz4frame.h.</summary>
    internal const uint FrameVersion = 100;

    /// <summary>LZ4_MAX_INPUT_SIZE of lz4.h.</summary>
    internal const int MaximumInputLength = 0x7E000000;

    private const string Library = "liblz4.so.1";

    [LibraryImport(Library, EntryPoint = "LZ4_compress_default")]
    internal static partial int Compress(byte* source, byte* destination, int length, int capacity);

    [LibraryImport(Library, EntryPoint = "LZ4_compress_HC")]
    internal static partial int CompressHigh(byte* source, byte* destination, int length, int capacity, int level);

    [LibraryImport(Library, EntryPoint = "LZ4_decompress_safe")]
    internal static partial int Decompress(byte* source, byte* destination, int length, int capacity);

    [LibraryImport(Library, EntryPoint = "LZ4F_createDecompressionContext")]
    internal static partial nuint CreateFrameDecompressor(out nint context, uint version);

    [LibraryImport(Library, EntryPoint = "LZ4F_freeDecompressionContext")]
    internal static partial nuint FreeFrameDecompressor(nint context);

    [LibraryImport(Library, EntryPoint = "LZ4F_decompress")]
    internal static partial nuint DecompressFrame(nint context, byte* destination, nuint* capacity, byte* source, nuint* length, nint options);

    [LibraryImport(Library, EntryPoint = "LZ4F_isError")]
    internal static partial uint IsFrameError(nuint code);
}
