using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tenon.Checking.Search.Disk;

/// <summary>Some of the fingerprints of one partition: as many as there is memory for, those met longest ago being forgotten. Owned by one worker at a time.</summary>
/// <remarks>
/// Nothing is wrong if a fingerprint is forgotten: it is looked up on disk later. A fingerprint has one bucket of eight, which is one line of
/// memory; new ones push the others back, and one that is met again moves forward.
/// </remarks>
internal sealed unsafe class RecentStates : IDisposable
{
    private const int BucketSize = 8;
    private const int LineBytes = BucketSize * sizeof(ulong);
    private readonly void* _memory;
    private readonly ulong* _slots;
    private readonly ulong _bucketCount;

    /// <param name="bytes">What it may take of memory; one bucket at least.</param>
    public RecentStates(long bytes)
    {
        _bucketCount = (ulong)Math.Clamp(bytes / LineBytes, 1, uint.MaxValue);

        // Zeroed by the system, page by page as they are used, and aligned to lines by hand.
        _memory = NativeMemory.AllocZeroed((nuint)(_bucketCount + 1) * LineBytes);
        _slots = (ulong*)(((nuint)_memory + LineBytes - 1) & ~(nuint)(LineBytes - 1));
    }

    ~RecentStates() => NativeMemory.Free(_memory);

    public long SizeBytes => (long)_bucketCount * LineBytes;

    /// <summary>Whether a fingerprint was ever forgotten: if not, what is not here was not found before.</summary>
    public bool HasForgotten { get; set; }

    /// <summary>Asks the processor to fetch the line in which the fingerprint will be looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong fingerprint)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Bucket(fingerprint));
        }
    }

    /// <summary>Adds a fingerprint.</summary>
    /// <returns>False if it is here already.</returns>
    public bool TryAdd(ulong fingerprint)
    {
        if (fingerprint == 0)
        {
            // Marks free places, and so cannot be remembered.
            HasForgotten = true;
            return true;
        }

        ulong* bucket = Bucket(fingerprint);
        Vector512<ulong> known = Vector512.Load(bucket);
        ulong found = Vector512.Equals(known, Vector512.Create(fingerprint)).ExtractMostSignificantBits();
        if (found != 0)
        {
            int at = System.Numerics.BitOperations.TrailingZeroCount(found);
            int before = Math.Max(0, at - 1);
            (bucket[at], bucket[before]) = (bucket[before], bucket[at]);
            return false;
        }

        HasForgotten |= bucket[BucketSize - 1] != 0;
        new ReadOnlySpan<ulong>(bucket, BucketSize - 1).CopyTo(new Span<ulong>(bucket + 1, BucketSize - 1));
        bucket[0] = fingerprint;
        return true;
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        GC.SuppressFinalize(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong* Bucket(ulong fingerprint) => _slots + (BucketSize * (unchecked((fingerprint >> 32) * _bucketCount) >> 32));
}
