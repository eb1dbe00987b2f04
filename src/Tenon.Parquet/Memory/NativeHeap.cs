using System.Runtime.InteropServices;

namespace Tenon.Parquet.Memory;

/// <summary>Blocks of unmanaged memory from the C library.</summary>
internal static unsafe partial class NativeHeap
{
    private const nuint Alignment = 64;
    private const int MmapThresholdOption = -3; // M_MMAP_THRESHOLD of malloc.h.
    private const int MmapThresholdBytes = 128 << 10;
    private const int ArenaMaximumOption = -8; // M_ARENA_MAX of malloc.h.

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
            }
            catch (EntryPointNotFoundException)
            {
                // Another C library: it has no such option and no such habit.
            }
        }
    }

    public static nint Allocate(long bytes) => (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);

    public static void Free(nint block) => NativeMemory.AlignedFree((void*)block);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int option, int value);
}
