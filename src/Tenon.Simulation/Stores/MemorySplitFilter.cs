using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Simulation.Stores;

/// <summary>The conditions of a query, but for its index, its cursor and its limit.</summary>
/// <param name="query">The query.</param>
/// <param name="newest">The last moment at which a split may have come to its state, in milliseconds, if the query asks for an age.</param>
internal sealed class MemorySplitFilter(SplitQuery query, long newest)
{
    public bool Takes(MemorySplit split)
    {
        SplitRecord record = split.Record;
        return (query.States.IsDefaultOrEmpty || query.States.Contains(record.State))
            && (query.Scope is null || query.Scope == split.Scope)
            && (query.IsOwned is not bool isOwned || record.IsOwned == isOwned)
            && (query.IsQuarantined is not bool isQuarantined || split.IsQuarantined == isQuarantined)
            && (query.MinimumAge <= TimeSpan.Zero || record.Updated.ToUnixTimeMilliseconds() <= newest)
            && TakesRows(record.Metadata);
    }

    private bool TakesRows(SplitMetadata split) =>
        (query.TimeRange is not SplitTimeRange range || (!range.IsEmpty && !split.TimeRange.IsEmpty && range.Overlaps(split.TimeRange)))
        && (query.MaximumTimeRangeEnd is not long end || (!split.TimeRange.IsEmpty && split.TimeRange.EndSeconds <= end))
        && (query.MetricNames.IsDefaultOrEmpty || query.MetricNames.Any(split.MetricNames.Contains))
        && (query.MatureAt is not DateTimeOffset mature || split.MaturesAt <= mature)
        && (query.ImmatureAt is not DateTimeOffset immature || split.MaturesAt > immature);
}
