namespace Tenon.Checking.Search;

/// <summary>The word that says from which state, and as which of its successors, a state was first reached.</summary>
/// <remarks>
/// <code>
/// 63                  22 21       16 15       0
/// | index in partition  | partition |  ordinal |
/// </code>
/// The upper 48 bits are the id of the parent; all of them set: an initial state, whose ordinal counts initial states.
/// </remarks>
internal static class Link
{
    public const int PartitionBits = 6;
    public const int PartitionCount = 1 << PartitionBits;
    private const long NoParent = (1L << 48) - 1;

    public static long StateId(int partition, long index) => (index << PartitionBits) | (long)(uint)partition;

    public static int Partition(long stateId) => (int)(stateId & (PartitionCount - 1));

    public static long Index(long stateId) => stateId >> PartitionBits;

    public static ulong ToParent(long parentId, int ordinal) => ((ulong)parentId << 16) | (uint)ordinal;

    public static ulong Initial(int ordinal) => ((ulong)NoParent << 16) | (uint)ordinal;

    public static bool IsInitial(ulong link) => (long)(link >> 16) == NoParent;

    public static long Parent(ulong link) => (long)(link >> 16);

    public static int Ordinal(ulong link) => (int)(link & 0xFFFF);

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
