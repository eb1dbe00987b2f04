using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Tenon.Checking.Hashing;

namespace Tenon.Checking.Search;

/// <summary>The states of one part of the fingerprint space, and for each the link to the state it was first reached from.</summary>
/// <remarks>
/// An open-addressing table of fingerprints with linear probing, in memory of the C library so that growth returns what it outgrew at once.
/// It is at most <see cref="MaximumLoad"/> full and doubles beyond. The table's size is not a power of two: partitions start at sizes spread
/// over one doubling, so that they do not all grow at the same time and all of them together are about 61 % full at any time:
/// 13.7 bytes per state, and 8 for the link. One worker at a time owns a partition, so there is nothing to lock.
/// </remarks>
internal sealed unsafe class VisitedPartition : IDisposable
{
    private const double MaximumLoad = 0.84;
    private const int InitialSlots = 64;

    private readonly StateIdentity _identity;
    private readonly WordArena _links = new();
    private readonly WordArena? _states;
    private ulong* _slots;
    private ulong* _details;
    private ulong _slotCount;
    private long _growAt;
    private long _occupied;
    private bool _hasZero;

    /// <param name="identity">What is compared.</param>
    /// <param name="phase">Where between two doublings the first size lies, 0 inclusive to 1 exclusive.</param>
    public VisitedPartition(StateIdentity identity, double phase)
    {
        _identity = identity;
        _states = identity == StateIdentity.Exact ? new WordArena() : null;
        Allocate((ulong)(InitialSlots * Math.Pow(2, phase)));
    }

    ~VisitedPartition() => Free();

    /// <summary>Number of states.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of table, links and, for exact identity, states.</summary>
    public long SizeBytes =>
        ((long)_slotCount * (_details is null ? sizeof(ulong) : 2 * sizeof(ulong))) + _links.SizeBytes + (_states?.SizeBytes ?? 0);

    /// <summary>Keeps the link of the state added last.</summary>
    public void AddLink(ulong link) => _links.AppendWord(link);

    /// <summary>The link that the state of this index, in order of insertion, was added with.</summary>
    public ulong Link(long index) => _links[index];

    /// <summary>Asks the processor to fetch the line in which the fingerprint will be looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong fingerprint)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_slots + Home(fingerprint));
        }
    }

    /// <summary>Adds a state unless it is there.</summary>
    /// <param name="fingerprint">Its 64-bit fingerprint, whose low bits chose this partition.</param>
    /// <param name="state">Its words.</param>
    /// <returns>True if it was not there.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(ulong fingerprint, ReadOnlySpan<ulong> state)
    {
        if (_identity != StateIdentity.Fingerprint64 || fingerprint == 0)
        {
            return TryAddWithDetail(fingerprint, state);
        }

        ulong* slots = _slots;
        ulong slotCount = _slotCount;
        ulong slot = Home(fingerprint);
        while (true)
        {
            ulong found = slots[slot];
            if (found == fingerprint)
            {
                return false;
            }

            if (found == 0)
            {
                break;
            }

            if (++slot == slotCount)
            {
                slot = 0;
            }
        }

        slots[slot] = fingerprint;
        Added();
        return true;
    }

    /// <summary>Whether a state is there.</summary>
    public bool Contains(ulong fingerprint, ReadOnlySpan<ulong> state)
    {
        if (fingerprint == 0 && _identity == StateIdentity.Fingerprint64)
        {
            return _hasZero;
        }

        ulong detail = _identity == StateIdentity.Fingerprint128 ? Fingerprint.SecondHalfOf(state) : 0;
        ulong sought = Math.Max(1, fingerprint);
        ulong slot = Home(sought);
        while (_slots[slot] != 0)
        {
            if (_slots[slot] == sought && (_identity == StateIdentity.Fingerprint64 || IsSame(_details[slot], detail, state)))
            {
                return true;
            }

            if (++slot == _slotCount)
            {
                slot = 0;
            }
        }

        return false;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    // Zero marks an empty slot, so the one state with that fingerprint lives in a field. Details tell states of one fingerprint apart.
    private bool TryAddWithDetail(ulong fingerprint, ReadOnlySpan<ulong> state)
    {
        ulong detail = _identity == StateIdentity.Fingerprint128 ? Fingerprint.SecondHalfOf(state) : 0;
        if (fingerprint == 0)
        {
            // With details, several states may share fingerprint 0; they are told apart under a fingerprint that stands for it.
            if (_identity == StateIdentity.Fingerprint64)
            {
                if (_hasZero)
                {
                    return false;
                }

                _hasZero = true;
                Count++;
                return true;
            }

            fingerprint = 1;
        }

        ulong slot = Home(fingerprint);
        while (_slots[slot] != 0)
        {
            if (_slots[slot] == fingerprint && IsSame(_details[slot], detail, state))
            {
                return false;
            }

            if (++slot == _slotCount)
            {
                slot = 0;
            }
        }

        _slots[slot] = fingerprint;
        _details[slot] = _states?.AppendSequence(state) ?? detail;
        Added();
        return true;
    }

    private bool IsSame(ulong storedDetail, ulong detail, ReadOnlySpan<ulong> state) =>
        _states is null ? storedDetail == detail : _states.Sequence(storedDetail).SequenceEqual(state);

    // The high 32 bits, scaled to the table's size: keeps the order of fingerprints, so that growth reads and writes in sequence.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Home(ulong fingerprint) => unchecked((fingerprint >> 32) * _slotCount) >> 32;

    private void Added()
    {
        Count++;
        if (++_occupied > _growAt)
        {
            Grow();
        }
    }

    // In place: the system moves the memory without copying it, and what was there is set aside in a buffer that all partitions share. With a
    // second table beside the first, twice as many pages would be touched for the first time, which costs more than all else here.
    private void Grow()
    {
        int oldCount = (int)_slotCount;
        ulong[] fingerprints = SetAside(_slots, oldCount);
        ulong[]? details = _details is null ? null : SetAside(_details, oldCount);
        Allocate(_slotCount * 2);
        for (int old = 0; old < oldCount; old++)
        {
            ulong fingerprint = fingerprints[old];
            if (fingerprint == 0)
            {
                continue;
            }

            ulong slot = Home(fingerprint);
            while (_slots[slot] != 0)
            {
                if (++slot == _slotCount)
                {
                    slot = 0;
                }
            }

            _slots[slot] = fingerprint;
            if (details is not null)
            {
                _details[slot] = details[old];
            }
        }

        ArrayPool<ulong>.Shared.Return(fingerprints);
        if (details is not null)
        {
            ArrayPool<ulong>.Shared.Return(details);
        }
    }

    private static ulong[] SetAside(ulong* slots, int count)
    {
        ulong[] aside = ArrayPool<ulong>.Shared.Rent(count);
        new ReadOnlySpan<ulong>(slots, count).CopyTo(aside);
        return aside;
    }

    // What is set aside must fit into an array, which bounds the table of one partition: 2^31 slots, more than any memory holds of 64 such partitions.
    private void Allocate(ulong slotCount)
    {
        if (slotCount > (ulong)Array.MaxLength)
        {
            throw new InvalidOperationException($"A partition of the visited set has {Count} states, more than its addressing allows.");
        }

        _slots = Zeroed(_slots, slotCount);
        if (_identity != StateIdentity.Fingerprint64)
        {
            _details = Zeroed(_details, slotCount);
        }

        _slotCount = slotCount;
        _growAt = (long)(slotCount * MaximumLoad);
    }

    private static ulong* Zeroed(ulong* slots, ulong slotCount)
    {
        slots = (ulong*)NativeMemory.Realloc(slots, (nuint)slotCount * sizeof(ulong));

        // Each page is written before it is read. Fresh memory that is read first is a page of zeros that everybody shares; to have it replaced at
        // the first write costs a second fault and, with several threads, an interrupt of the other processors.
        NativeMemory.Clear(slots, (nuint)slotCount * sizeof(ulong));
        return slots;
    }

    private void Free()
    {
        NativeMemory.Free(_slots);
        NativeMemory.Free(_details);
        _slots = null;
        _details = null;
        _slotCount = 0;
    }
}
