using System.Numerics;
using Tenon.Merging.Content;

namespace Tenon.Merging.Ordering;

/// <summary>All values of a sort column in all inputs, sorted: a value's rank is its place.</summary>
/// <remarks>
/// Built from the dictionary pages before the merge begins and then frozen; thread-safe from then on. Open addressing over the values' hashes, which are
/// compared before the values are: every entry of every dictionary is looked for twice, most of them in vain the first time only.
/// </remarks>
internal sealed class RankDictionary
{
    private const int BytesPerEntry = 120; // Array header and padding, places in four tables that are half full at least.
    private const int FirstCapacity = 64;

    private static readonly CellHash Hash = new("");

    private byte[][] _values = new byte[FirstCapacity][];
    private ulong[] _hashes = new ulong[FirstCapacity];
    private int[] _slots = new int[2 * FirstCapacity]; // The number of a value from 1; 0 where there is none.
    private int[] _ranks = [];

    /// <summary>Distinct values.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the distinct values and what holds them, roughly.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Bits that hold any rank.</summary>
    public int Bits => Count <= 1 ? 0 : BitOperations.Log2((uint)(Count - 1)) + 1;

    /// <summary>Adds a value; one that is there already changes nothing.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        ulong hash = Hash.Bytes(value);
        int slot = SlotOf(value, hash);
        if (_slots[slot] != 0)
        {
            return;
        }

        if (Count == _values.Length)
        {
            Grow();
            slot = SlotOf(value, hash);
        }

        (_values[Count], _hashes[Count]) = (value.ToArray(), hash);
        _slots[slot] = ++Count;
        MemoryBytes += value.Length + BytesPerEntry;
    }

    /// <summary>Sorts the values by their bytes and gives them their ranks. Nothing is added afterwards.</summary>
    /// <param name="isSigned">Whether they are big-endian two's complement of one length: then the sign comes first.</param>
    public void Freeze(bool isSigned)
    {
        int[] sorted = [.. Enumerable.Range(0, Count)];
        Array.Sort(sorted, (i, j) =>
        {
            (byte[] a, byte[] b) = (_values[i], _values[j]);
            return isSigned && a[0] != b[0] ? (a[0] ^ 0x80).CompareTo(b[0] ^ 0x80) : a.AsSpan().SequenceCompareTo(b);
        });
        _ranks = new int[Count];
        for (int rank = 0; rank < sorted.Length; rank++)
        {
            _ranks[sorted[rank]] = rank;
        }
    }

    /// <summary>The rank of a value, or -1 if it was never added.</summary>
    public int RankOf(ReadOnlySpan<byte> value)
    {
        int number = _slots[SlotOf(value, Hash.Bytes(value))] - 1;
        return number < 0 ? -1 : _ranks[number];
    }

    /// <summary>Where a value is, or would be.</summary>
    private int SlotOf(ReadOnlySpan<byte> value, ulong hash)
    {
        int mask = _slots.Length - 1;
        for (int slot = Start(hash); ; slot = (slot + 1) & mask)
        {
            int number = _slots[slot] - 1;
            if (number < 0 || (_hashes[number] == hash && value.SequenceEqual(_values[number])))
            {
                return slot;
            }
        }
    }

    private int Start(ulong hash) => (int)(uint)(hash & (uint)(_slots.Length - 1)); // A power of two.

    private void Grow()
    {
        Array.Resize(ref _values, 2 * Count);
        Array.Resize(ref _hashes, 2 * Count);
        _slots = new int[4 * Count];
        for (int number = 0; number < Count; number++)
        {
            int slot = Start(_hashes[number]);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = number + 1;
        }
    }
}
