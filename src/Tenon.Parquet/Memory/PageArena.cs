using System.Numerics;
using System.Runtime.InteropServices;

namespace Tenon.Parquet.Memory;

/// <summary>Lends runs of whole pages from address space of its own. Not thread-safe.</summary>
/// <remarks>
/// <code>
/// region   |used|  free  |used|used|   free    |used|        never used          |
///                 ^ lowest place that fits       ^ given back from this end first
/// </code>
/// First fit by address, and neighbours join when they are free: what is given back serves any size, not only its own, so the memory held is about
/// what was lent at the peak. To touch a page for the first time costs more than to fill it (measured: 8 to 13 microseconds in a virtual machine),
/// so pages stay until <see cref="Release"/>, and the system is asked for huge ones, which is as good as free where first fit leaves few gaps. A page counts as resident from when it is first lent, whether it was written or not.
/// </remarks>
internal sealed unsafe partial class PageArena : IDisposable
{
    private const int RegionBytes = 256 << 20;
    private const int FirstRanges = 64;
    private const int WordPages = 64;

    // Of the Linux kernel's mman.h; the same on x86-64 and 64-bit ARM.
    private const int ReadWrite = 0x1 | 0x2; // PROT_READ, PROT_WRITE.
    private const int PrivateUnreserved = 0x2 | 0x20 | 0x4000; // MAP_PRIVATE, MAP_ANONYMOUS, MAP_NORESERVE.
    private const int DontNeed = 4; // MADV_DONTNEED.
    private const int HugePages = 14; // MADV_HUGEPAGE.

    /// <summary>The beginning of a region has ordinary pages, so that a pool of a few blocks takes little.</summary>
    private const int OrdinaryBytes = 2 << 20;

    private readonly int _regionPages = RegionBytes / PageBytes;
    private readonly List<nint> _regions = [];
    private int[] _starts = new int[FirstRanges]; // Of the free ranges, ascending; page numbers count through all regions.
    private int[] _lengths = new int[FirstRanges];
    private int _ranges;
    private ulong[] _resident = [];

    /// <summary>Whether this system has what it takes.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux();

    /// <summary>Bytes of a page: what is lent is a multiple.</summary>
    public static int PageBytes { get; } = Math.Max(4096, Environment.SystemPageSize);

    /// <summary>Bytes of free pages that still take memory.</summary>
    public long ResidentFreeBytes { get; private set; }

    /// <summary>Lends pages.</summary>
    /// <param name="pages">How many, 1 up to those of a region.</param>
    /// <returns>Where they are; 0 if the system has no address space left.</returns>
    public nint Allocate(int pages)
    {
        int at = _lengths.AsSpan(0, _ranges).IndexOfAnyInRange(pages, int.MaxValue);
        if (at < 0)
        {
            if (!AddRegion())
            {
                return 0;
            }

            at = _ranges - 1;
        }

        int start = _starts[at];
        if (_lengths[at] == pages)
        {
            RemoveRange(at);
        }
        else
        {
            _starts[at] += pages;
            _lengths[at] -= pages;
        }

        ResidentFreeBytes -= (long)MarkResident(start, pages) * PageBytes;
        return _regions[start / _regionPages] + (nint)((long)(start % _regionPages) * PageBytes);
    }

    /// <summary>Takes pages back; their content stays until they are lent again or released.</summary>
    /// <param name="place">Where they are.</param>
    /// <param name="pages">How many, as they were lent.</param>
    /// <returns>False if they are not of this arena.</returns>
    public bool Free(nint place, int pages)
    {
        int region = _regions.FindIndex(begin => place >= begin && place < begin + RegionBytes);
        if (region < 0)
        {
            return false;
        }

        int start = (region * _regionPages) + (int)((place - _regions[region]) / PageBytes);
        int next = _starts.AsSpan(0, _ranges).BinarySearch(start);
        next = ~next; // Not found: what is lent is not free.
        bool joinsPrevious = next > 0 && _starts[next - 1] + _lengths[next - 1] == start && start % _regionPages != 0;
        bool joinsNext = next < _ranges && start + pages == _starts[next] && _starts[next] % _regionPages != 0;
        ResidentFreeBytes += (long)pages * PageBytes;
        if (joinsPrevious)
        {
            _lengths[next - 1] += pages + (joinsNext ? _lengths[next] : 0);
            if (joinsNext)
            {
                RemoveRange(next);
            }
        }
        else if (joinsNext)
        {
            _starts[next] = start;
            _lengths[next] += pages;
        }
        else
        {
            InsertRange(next, start, pages);
        }

        return true;
    }

    /// <summary>Gives free pages back to the system, the highest first, until they take no more than so much.</summary>
    /// <param name="keptBytes">Bytes that may stay.</param>
    public void Release(long keptBytes)
    {
        for (int i = _ranges - 1; i >= 0 && ResidentFreeBytes > keptBytes; i--)
        {
            int end = _starts[i] + _lengths[i];
            int first = end;
            long released = 0;
            while (first > _starts[i] && ResidentFreeBytes - (released * PageBytes) > keptBytes)
            {
                int from = Math.Max(_starts[i], (first - 1) / WordPages * WordPages);
                released += ClearResident(from, first - from);
                first = from;
            }

            if (released > 0)
            {
                _ = MAdvise(_regions[first / _regionPages] + (nint)((long)(first % _regionPages) * PageBytes), (nuint)((long)(end - first) * PageBytes), DontNeed);
                ResidentFreeBytes -= released * PageBytes;
            }
        }
    }

    /// <summary>Gives everything back, also what is lent.</summary>
    public void Dispose()
    {
        _regions.ForEach(region => _ = MUnmap(region, RegionBytes));
        _regions.Clear();
        (_ranges, _resident, ResidentFreeBytes) = (0, [], 0);
    }

    private bool AddRegion()
    {
        nint region = MMap(0, RegionBytes, ReadWrite, PrivateUnreserved, -1, 0);
        if (region == -1)
        {
            return false;
        }

        int start = _regions.Count * _regionPages;
        _ = MAdvise(region + OrdinaryBytes, RegionBytes - OrdinaryBytes, HugePages); // Where there are none, ordinary ones do.
        _regions.Add(region);
        Array.Resize(ref _resident, (start + _regionPages) / WordPages);
        InsertRange(_ranges, start, _regionPages);
        return true;
    }

    private void InsertRange(int at, int start, int pages)
    {
        if (_ranges == _starts.Length)
        {
            Array.Resize(ref _starts, 2 * _ranges);
            Array.Resize(ref _lengths, 2 * _ranges);
        }

        _starts.AsSpan(at, _ranges - at).CopyTo(_starts.AsSpan(at + 1));
        _lengths.AsSpan(at, _ranges - at).CopyTo(_lengths.AsSpan(at + 1));
        (_starts[at], _lengths[at]) = (start, pages);
        _ranges++;
    }

    private void RemoveRange(int at)
    {
        _ranges--;
        _starts.AsSpan(at + 1, _ranges - at).CopyTo(_starts.AsSpan(at));
        _lengths.AsSpan(at + 1, _ranges - at).CopyTo(_lengths.AsSpan(at));
    }

    /// <summary>Marks pages, and counts those that were marked already.</summary>
    private int MarkResident(int start, int pages)
    {
        int before = 0;
        for (int page = start; page < start + pages;)
        {
            (ulong mask, int count) = WordOf(page, start + pages);
            ref ulong word = ref _resident[page / WordPages];
            before += BitOperations.PopCount(word & mask);
            word |= mask;
            page += count;
        }

        return before;
    }

    /// <summary>Unmarks pages, and counts those that were marked.</summary>
    private int ClearResident(int start, int pages)
    {
        int before = 0;
        for (int page = start; page < start + pages;)
        {
            (ulong mask, int count) = WordOf(page, start + pages);
            ref ulong word = ref _resident[page / WordPages];
            before += BitOperations.PopCount(word & mask);
            word &= ~mask;
            page += count;
        }

        return before;
    }

    /// <summary>The bits of a page and of those after it that are in the same word.</summary>
    private static (ulong Mask, int Count) WordOf(int page, int end)
    {
        int bit = page % WordPages;
        int count = Math.Min(WordPages - bit, end - page);
        return ((count == WordPages ? ulong.MaxValue : (1UL << count) - 1) << bit, count);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MMap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int MUnmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(nint address, nuint length, int advice);
}
