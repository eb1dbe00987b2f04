using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tenon.Parquet.Memory;

/// <summary>Blocks of unmanaged memory from the C library.</summary>
internal static unsafe partial class NativeHeap
{
    private const nuint Alignment = 64;
    private const int MmapThresholdOption = -3; // M_MMAP_THRESHOLD of malloc.h.
    private const int MmapThresholdBytes = 128 << 10;
    private const int ArenaMaximumOption = -8; // M_ARENA_MAX of malloc.h.

    private const long TrimBytes = 16L << 20;

    private static readonly bool s_canTrim;
    private static long s_freedBytes;

    static NativeHeap()
    {
        // The GNU C library raises the size from which blocks are mapped singly whenever such a block is freed; large blocks then
        // come from the heap, which cannot shrink while anything lies above them. A fixed size makes freed pages really free.
        // And it keeps a heap for each thread, each with its own leftovers; the pool makes allocations rare enough for one.
        if (OperatingSystem.IsLinux())
        {
            try
            {
                _ = MallOpt(MmapThresholdOption, MmapThresholdBytes);
                _ = MallOpt(ArenaMaximumOption, 1);
                s_canTrim = true;
            }
            catch (EntryPointNotFoundException)
            {
                // Another C library: it has no such option and no such habit.
            }
        }
    }

    /// <summary>Sets the C library's options now; otherwise the first block does.</summary>
    public static void Prepare() => RuntimeHelpers.RunClassConstructor(typeof(NativeHeap).TypeHandle);

    /// <summary>Gives what was freed back to the system.</summary>
    public static void Trim()
    {
        if (s_canTrim)
        {
            _ = MallocTrim(0);
        }
    }

    public static nint Allocate(long bytes) => (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);

    /// <summary>Frees a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="bytes">Its size: freed ones below the threshold stay with the process until they are asked back.</param>
    public static void Free(nint block, long bytes)
    {
        NativeMemory.AlignedFree((void*)block);
        if (s_canTrim && bytes < MmapThresholdBytes && Interlocked.Add(ref s_freedBytes, bytes) >= TrimBytes && Interlocked.Exchange(ref s_freedBytes, 0) >= TrimBytes)
        {
            Trim();
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int option, int value);
}
