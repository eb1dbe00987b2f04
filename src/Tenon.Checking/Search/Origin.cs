using System.Runtime.CompilerServices;

namespace Tenon.Checking.Search;

/// <summary>The word that says where an entry of a sink comes from.</summary>
/// <remarks>
/// <code>
/// 63              48 47         28 27       16 15        0
/// | index in round  |   ordinal   |  action   |  words   |
/// </code>
/// Index in round: which state of the round it succeeds. Ordinal: which successor of that state. Words: how many make up the state. Of initial
/// states, of which there can be many more than a state has successors, index and ordinal are one number.
/// </remarks>
internal static class Origin
{
    public const int HeaderWords = 2;
    public const int MaximumWords = 0xFFFF;
    public const int MaximumOrdinal = (1 << OrdinalBits) - 1;
    public const int MaximumActions = 1 << 12;
    public const int MaximumRoundStates = 1 << 16;
    private const int OrdinalBits = 20;
    private const int OrdinalShift = 28;
    private const ulong OrdinalMask = ((1UL << OrdinalBits) - 1) << OrdinalShift;

    public static ulong Of(int roundIndex) => (ulong)roundIndex << 48;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong With(ulong origin, int action, int words) => origin | ((ulong)(uint)action << 16) | (uint)words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NextOrdinal(ulong origin) => (origin & ~OrdinalMask) | (unchecked(origin + (1UL << OrdinalShift)) & OrdinalMask);

    public static int RoundIndex(ulong origin) => (int)(origin >> 48);

    public static int Ordinal(ulong origin) => (int)((origin & OrdinalMask) >> OrdinalShift);

    public static ulong NextInitial(ulong origin) => origin + (1UL << OrdinalShift);

    public static int InitialOrdinal(ulong origin) => (int)(origin >> OrdinalShift);

    public static int Action(ulong origin) => (int)((origin >> 16) & 0xFFF);

    public static int Words(ulong origin) => (int)(origin & 0xFFFF);
}
