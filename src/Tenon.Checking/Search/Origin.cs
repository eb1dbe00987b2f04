using System.Runtime.CompilerServices;

namespace Tenon.Checking.Search;

/// <summary>The word that says where an entry of a sink comes from.</summary>
/// <remarks>
/// <code>
/// 63              44 43         28 27       16 15        0
/// | index in round  |   ordinal   |  action   |  words   |
/// </code>
/// Index in round: which state of the round it succeeds. Ordinal: which successor of that state. Words: how many make up the state.
/// </remarks>
internal static class Origin
{
    public const int HeaderWords = 2;
    public const int MaximumWords = 0xFFFF;
    public const int MaximumOrdinal = 0xFFFF;
    public const int MaximumActions = 1 << 12;
    public const int MaximumRoundStates = 1 << 20;

    public static ulong Of(int roundIndex) => (ulong)roundIndex << 44;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong With(ulong origin, int action, int words) => origin | ((ulong)(uint)action << 16) | (uint)words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NextOrdinal(ulong origin) => (origin & ~(0xFFFFUL << 28)) | (unchecked(origin + (1UL << 28)) & (0xFFFFUL << 28));

    public static int RoundIndex(ulong origin) => (int)(origin >> 44);

    public static int Ordinal(ulong origin) => (int)((origin >> 28) & 0xFFFF);

    public static int Action(ulong origin) => (int)((origin >> 16) & 0xFFF);

    public static int Words(ulong origin) => (int)(origin & 0xFFFF);
}
