using Tenon.Splits;

namespace Tenon.Pipeline.Core.Memory;

/// <summary>The best merge that a scope has due.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Level">The level of the inputs.</param>
/// <param name="IsFinal">Whether it merges a rest, because the scope is cold.</param>
/// <param name="Score">Splits that it removes for each byte it rewrites, scaled; more is better.</param>
/// <param name="Since">The number that the next merge had when the scope came to have one due, or was last served. A count, so that it never stands.</param>
internal sealed record DueMerge(CompactionScope Scope, int Level, bool IsFinal, ulong Score, long Since)
{
    public static IComparer<DueMerge> BestFirst { get; } = Comparer<DueMerge>.Create((x, y) =>
        x.Score != y.Score ? y.Score.CompareTo(x.Score) : CompareAges(x, y));

    public static IComparer<DueMerge> OldestFirst { get; } = Comparer<DueMerge>.Create(CompareAges);

    private static int CompareAges(DueMerge x, DueMerge y) => x.Since != y.Since ? x.Since.CompareTo(y.Since) : ScopeOrder.Compare(x.Scope, y.Scope);
}

/// <summary>A scope that will be cold.</summary>
/// <param name="At">When.</param>
/// <param name="Scope">The scope.</param>
internal sealed record CoolingScope(DateTimeOffset At, CompactionScope Scope) : IComparable<CoolingScope>
{
    public int CompareTo(CoolingScope? other) =>
        other is null ? 1 : At != other.At ? At.CompareTo(other.At) : ScopeOrder.Compare(Scope, other.Scope);
}

/// <summary>The end of a split's rest.</summary>
/// <param name="At">When.</param>
/// <param name="Split">The split.</param>
internal readonly record struct RestEnd(DateTimeOffset At, SplitId Split) : IComparable<RestEnd>
{
    public int CompareTo(RestEnd other) => At != other.At ? At.CompareTo(other.At) : Split.CompareTo(other.Split);
}

/// <summary>Some total order of scopes, so that what is chosen among equals does not depend on the order in which they came.</summary>
internal static class ScopeOrder
{
    public static int Compare(CompactionScope x, CompactionScope y)
    {
        if (ReferenceEquals(x, y))
        {
            return 0;
        }

        // The newest windows first: they are the ones that are queried.
        int order = -(x.Window?.StartSeconds ?? long.MaxValue).CompareTo(y.Window?.StartSeconds ?? long.MaxValue);
        order = order != 0 ? order : x.Index.CompareTo(y.Index);
        order = order != 0 ? order : x.PartitionId.CompareTo(y.PartitionId);
        order = order != 0 ? order : string.CompareOrdinal(x.Folder.Path, y.Folder.Path);
        order = order != 0 ? order : string.CompareOrdinal(x.SortFields, y.SortFields);
        order = order != 0 ? order : (x.Window?.DurationSeconds ?? 0).CompareTo(y.Window?.DurationSeconds ?? 0);
        return order != 0 ? order : x.RowGroupPrefixLength.CompareTo(y.RowGroupPrefixLength);
    }
}
