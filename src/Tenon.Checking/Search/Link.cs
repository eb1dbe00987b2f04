namespace Tenon.Checking.Search;

/// <summary>The word that says from which state, and as which of its successors, a state was first reached.</summary>
/// <remarks>
/// <code>
/// 63                  26 25       20 19       0
/// | index in partition  | partition |  ordinal |
/// </code>
/// The upper 44 bits are the id of the parent. With the highest of all set it is an initial state, and the rest is its number among those.
/// </remarks>
internal static class Link
{
    public const int PartitionBits = 6;
    public const int PartitionCount = 1 << PartitionBits;
    private const int OrdinalBits = 20;
    private const ulong NoParent = 1UL << 63;

    public static long StateId(int partition, long index) => (index << PartitionBits) | (long)(uint)partition;

    public static int Partition(long stateId) => (int)(stateId & (PartitionCount - 1));

    public static long Index(long stateId) => stateId >> PartitionBits;

    public static ulong ToParent(long parentId, int ordinal) => ((ulong)parentId << OrdinalBits) | (uint)ordinal;

    public static ulong Initial(int ordinal) => NoParent | (uint)ordinal;

    public static bool IsInitial(ulong link) => (link & NoParent) != 0;

    public static long Parent(ulong link) => (long)(link >> OrdinalBits);

    public static int Ordinal(ulong link) => IsInitial(link) ? (int)(link & ~NoParent) : (int)(link & ((1U << OrdinalBits) - 1));

    /// <summary>How a state was first reached: which initial state, then which successor at each step.</summary>
    /// <param name="stateId">The state.</param>
    /// <param name="linkOf">The link of a state.</param>
    public static List<int> PathTo(long stateId, Func<long, ulong> linkOf)
    {
        List<int> ordinals = [];
        while (true)
        {
            ulong link = linkOf(stateId);
            ordinals.Add(Ordinal(link));
            if (IsInitial(link))
            {
                ordinals.Reverse();
                return ordinals;
            }

            stateId = Parent(link);
        }
    }
}
