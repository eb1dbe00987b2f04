using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tenon.Checking.Actors;

/// <summary>Values by two words, which many threads look up and few add. Nothing is ever changed or removed.</summary>
/// <remarks>
/// Open addressing, so that finding a value reads one line of memory. Lookups take no lock: a slot's value is written after its words, and a
/// table that has grown leaves the old one as it was to those who still read it. Those who miss there look again under the lock.
/// </remarks>
internal sealed class SharedTable<TValue>
    where TValue : class
{
    private const int InitialSlots = 64;
    private readonly Lock _lock = new();
    private Slot[] _slots = new Slot[InitialSlots];
    private long _valueBytes;

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of slots and, as far as they were told, of values. For when nobody adds.</summary>
    public long SizeBytes => ((long)_slots.Length * Unsafe.SizeOf<Slot>()) + _valueBytes;

    /// <summary>Finds a value.</summary>
    /// <param name="first">A fingerprint, or a word that contains one.</param>
    /// <param name="second">Any word.</param>
    /// <param name="value">The value, or null.</param>
    public bool TryGetValue(ulong first, ulong second, [NotNullWhen(true)] out TValue? value)
    {
        Slot[] slots = Volatile.Read(ref _slots);
        value = Find(slots, first, second, out _);
        return value is not null;
    }

    /// <summary>The value that is there, and if there is none, this one.</summary>
    /// <param name="first">A fingerprint, or a word that contains one.</param>
    /// <param name="second">Any word.</param>
    /// <param name="value">The value to add.</param>
    /// <param name="bytes">What it takes of memory.</param>
    public TValue GetOrAdd(ulong first, ulong second, TValue value, long bytes)
    {
        lock (_lock)
        {
            if (Find(_slots, first, second, out int free) is TValue known)
            {
                return known;
            }

            if (Count >= _slots.Length / 4 * 3)
            {
                Grow();
                Find(_slots, first, second, out free);
            }

            Put(_slots, free, first, second, value);
            Count++;
            _valueBytes += bytes;
            return value;
        }
    }

    private static TValue? Find(Slot[] slots, ulong first, ulong second, out int at)
    {
        int mask = slots.Length - 1;
        for (at = Home(first, second) & mask; ; at = (at + 1) & mask)
        {
            ref Slot slot = ref slots[at];
            TValue? found = Volatile.Read(ref slot.Value);
            if (found is null || (slot.First == first && slot.Second == second))
            {
                return found;
            }
        }
    }

    private static void Put(Slot[] slots, int at, ulong first, ulong second, TValue value)
    {
        ref Slot slot = ref slots[at];
        (slot.First, slot.Second) = (first, second);
        Volatile.Write(ref slot.Value, value);
    }

    private void Grow()
    {
        Slot[] grown = new Slot[_slots.Length * 2];
        foreach (ref readonly Slot slot in _slots.AsSpan())
        {
            if (slot.Value is TValue value)
            {
                Find(grown, slot.First, slot.Second, out int free);
                Put(grown, free, slot.First, slot.Second, value);
            }
        }

        Volatile.Write(ref _slots, grown);
    }

    // The first word is well mixed but for its highest bits; the second may be a small number.
    private static int Home(ulong first, ulong second) =>
        unchecked((int)((first ^ BitOperations.RotateLeft(second * 0x9E3779B97F4A7C15, 32)) >> 8) & int.MaxValue);

    private struct Slot
    {
        public ulong First;
        public ulong Second;
        public TValue? Value;
    }
}
