namespace Tenon.Parquet.Compression;

/// <summary>How hard Zstandard searches for repetitions: a level, and what is other than usual at it.</summary>
/// <param name="Level">The level; below 1 what is left of a page is not compressed further unless that pays much.</param>
/// <param name="HashLog">The binary logarithm of the table of places to look; 0 for the level's.</param>
/// <param name="MinimumMatch">Bytes of the shortest repetition looked for; 0 for the level's.</param>
internal readonly record struct ZstdEffort(int Level, int HashLog = 0, int MinimumMatch = 0)
{
    private const int HighestTried = 3;

    // The cheapest first, as measured with the pages of real merges. A small table finds few repetitions and leaves the rest to the entropy coder:
    // all that random digits need. Shorter repetitions than level 1 looks for make numbers of eight bytes smaller than they cost time.
    private static readonly ZstdEffort[] s_ladder =
        [new(-1), new(1, HashLog: 8), new(1), new(1, MinimumMatch: 6), new(2, MinimumMatch: 5), new(2), new(HighestTried)];

    /// <summary>Whether it is a level as it is.</summary>
    public bool IsPlain => HashLog == 0 && MinimumMatch == 0;

    /// <summary>What there is to try before a level, the cheapest first.</summary>
    /// <param name="level">The level, 1 or more.</param>
    public static ReadOnlySpan<ZstdEffort> Below(int level) =>
        level > HighestTried ? s_ladder : s_ladder.AsSpan(0, Array.IndexOf(s_ladder, new ZstdEffort(level)));
}
