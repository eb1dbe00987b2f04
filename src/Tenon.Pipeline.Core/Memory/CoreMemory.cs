using System.Collections.Immutable;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core.Memory;

/// <summary>All that the core remembers. Lost when the process dies, and rebuilt from the metastore. Immutable.</summary>
public sealed record CoreMemory
{
    /// <summary>Nothing: no index is attached yet.</summary>
    public static CoreMemory Empty { get; } = new();

    /// <summary>The latest time that was told.</summary>
    public DateTimeOffset Now { get; init; } = DateTimeOffset.MinValue;

    /// <summary>Whether outputs become inputs; false once a stop has begun.</summary>
    public bool IsConnected { get; init; } = true;

    /// <summary>Whether merges are planned; false once the last ones are.</summary>
    public bool IsPlanning { get; init; } = true;

    /// <summary>Whether nothing runs any more and nothing will.</summary>
    public bool IsDrained { get; init; }

    /// <summary>The indexes that this process merges.</summary>
    public ImmutableSortedDictionary<IndexUid, IndexMemory> Indexes { get; init; } = ImmutableSortedDictionary<IndexUid, IndexMemory>.Empty;

    /// <summary>The scopes that have splits to merge.</summary>
    public ImmutableDictionary<CompactionScope, ScopeMemory> Scopes { get; init; } = ImmutableDictionary<CompactionScope, ScopeMemory>.Empty;

    /// <summary>The merges that are under way, by number.</summary>
    public ImmutableSortedDictionary<long, MergeTask> Merges { get; init; } = ImmutableSortedDictionary<long, MergeTask>.Empty;

    /// <summary>The inputs of those merges, and in which each is.</summary>
    public ImmutableDictionary<SplitId, long> Locked { get; init; } = ImmutableDictionary<SplitId, long>.Empty;

    /// <summary>Splits that wait before they are tried again.</summary>
    public ImmutableDictionary<SplitId, RestingSplit> Resting { get; init; } = ImmutableDictionary<SplitId, RestingSplit>.Empty;

    /// <summary>Splits that are set aside until an operator releases them, and the index of each.</summary>
    public ImmutableDictionary<SplitId, IndexUid> Quarantined { get; init; } = ImmutableDictionary<SplitId, IndexUid>.Empty;

    /// <summary>What went wrong with splits that are remembered; nothing for most.</summary>
    public ImmutableDictionary<SplitId, SplitTrouble> Troubles { get; init; } = ImmutableDictionary<SplitId, SplitTrouble>.Empty;

    /// <summary>The number of the next merge.</summary>
    public long NextMerge { get; init; } = 1;

    /// <summary>Merges that were chosen by score since one was chosen by waiting time.</summary>
    public int ByScore { get; init; }

    /// <summary>The scopes that have a merge due: best score first.</summary>
    internal ImmutableSortedSet<DueMerge> DueByScore { get; init; } = ImmutableSortedSet.Create(DueMerge.BestFirst);

    /// <summary>The same: longest waiting first.</summary>
    internal ImmutableSortedSet<DueMerge> DueByAge { get; init; } = ImmutableSortedSet.Create(DueMerge.OldestFirst);

    /// <summary>The scopes that have splits which a merge could finish, but have not been idle long enough: first to be cold first.</summary>
    internal ImmutableSortedSet<CoolingScope> Cooling { get; init; } = ImmutableSortedSet<CoolingScope>.Empty;

    /// <summary>The ends of the rests, first to end first.</summary>
    internal ImmutableSortedSet<RestEnd> RestEnds { get; init; } = ImmutableSortedSet<RestEnd>.Empty;

    /// <summary>Scopes that have a merge due and wait for a free place.</summary>
    public int DueCount => DueByScore.Count;

    /// <summary>Whether nothing runs, nothing is due, and nothing waits for its time but what is yet to cool.</summary>
    public bool IsIdle => Merges.IsEmpty && DueByScore.IsEmpty && Resting.IsEmpty;
}

/// <summary>What is remembered of an index. Immutable.</summary>
/// <param name="Policy">Its policy.</param>
/// <param name="NextListing">When its splits are listed next.</param>
/// <param name="Listing">What has happened since a list was asked for; null if none is being waited for.</param>
public sealed record IndexMemory(MergePolicy Policy, DateTimeOffset NextListing, ListingMemory? Listing);

/// <summary>What a list that was asked for may be too old to know. Immutable.</summary>
/// <param name="Came">Splits that were published since, which it may lack.</param>
/// <param name="Went">Splits that were merged, withdrawn, quarantined or released since, of which it may say otherwise.</param>
public sealed record ListingMemory(ImmutableHashSet<SplitId> Came, ImmutableHashSet<SplitId> Went)
{
    /// <summary>Nothing has happened yet.</summary>
    public static ListingMemory Begun { get; } = new([], []);
}

/// <summary>What is remembered of a scope. Immutable.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Young">Splits that wait to be merged, by level, in the order of <see cref="MergePolicy.OldestFirst"/>; no level is empty.</param>
/// <param name="LastArrival">When a split was last ingested, as far as this process knows.</param>
public sealed record ScopeMemory(
    CompactionScope Scope, ImmutableSortedDictionary<int, ImmutableSortedSet<MergeCandidate>> Young, DateTimeOffset LastArrival)
{
    /// <summary>Its entry among those due.</summary>
    internal DueMerge? Due { get; init; }

    /// <summary>Its entry among those cooling.</summary>
    internal CoolingScope? Cooling { get; init; }
}

/// <summary>What went wrong with a split.</summary>
/// <param name="Tries">Failed merges that it was blamed for.</param>
/// <param name="Setbacks">Failed merges, one after the other, that nothing in the inputs was to blame for.</param>
public readonly record struct SplitTrouble(int Tries, int Setbacks);

/// <summary>A split that waits. Immutable.</summary>
/// <param name="Scope">Its scope.</param>
/// <param name="Split">The split.</param>
/// <param name="Until">When it is tried again.</param>
public sealed record RestingSplit(CompactionScope Scope, MergeCandidate Split, DateTimeOffset Until);
