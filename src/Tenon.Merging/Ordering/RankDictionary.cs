using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Tenon.Merging.Content;

namespace Tenon.Merging.Ordering;

/// <summary>All values of a sort column in all inputs, sorted: a value's rank is its place.</summary>
/// <remarks>Built from the dictionary pages before the merge begins and then frozen; thread-safe from then on.</remarks>
internal sealed class RankDictionary
{
    private const int BytesPerEntry = 120; // Array header and padding, dictionary slot, key.
    private readonly Dictionary<byte[], int> _ranks = new(ByteComparer.Instance);

    /// <summary>Distinct values.</summary>
    public int Count => _ranks.Count;

    /// <summary>Bytes of the distinct values and what holds them, roughly.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Bits that hold any rank.</summary>
    public int Bits => Count <= 1 ? 0 : BitOperations.Log2((uint)(Count - 1)) + 1;

    /// <summary>Adds a value; one that is there already changes nothing.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        if (_ranks.GetAlternateLookup<ReadOnlySpan<byte>>().TryAdd(value, 0))
        {
            MemoryBytes += value.Length + BytesPerEntry;
        }
    }

    /// <summary>Sorts the values by their bytes and gives them their ranks. Nothing is added afterwards.</summary>
    /// <param name="isSigned">Whether they are big-endian two's complement of one length: then the sign comes first.</param>
    public void Freeze(bool isSigned)
    {
        byte[][] sorted = [.. _ranks.Keys];
        Array.Sort(sorted, (a, b) => isSigned && a[0] != b[0] ? (a[0] ^ 0x80).CompareTo(b[0] ^ 0x80) : a.AsSpan().SequenceCompareTo(b));
        for (int i = 0; i < sorted.Length; i++)
        {
            _ranks[sorted[i]] = i;
        }
    }

    /// <summary>The rank of a value, or -1 if it was never added.</summary>
    public int RankOf(ReadOnlySpan<byte> value) =>
        _ranks.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(value, out int rank) ? rank : -1;

    /// <summary>Compares by content and hashes alike in every process.</summary>
    private sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ByteComparer Instance = new();
        private static readonly CellHash Hash = new("");

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)(uint)(Hash.Bytes(alternate) & 0x7FFF_FFFF);
    }
}
