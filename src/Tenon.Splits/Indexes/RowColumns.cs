using System.Collections.Immutable;

namespace Tenon.Splits.Indexes;

/// <summary>The names that columns of metrics and sketches have by the data model; every other column is a tag.</summary>
public static class RowColumns
{
    /// <summary>The metric's name.</summary>
    public const string MetricName = "metric_name";

    /// <summary>The metric's type, 0 to 4; metrics only.</summary>
    public const string MetricType = "metric_type";

    /// <summary>The key by which rows are merged; written at ingest.</summary>
    public const string SortedSeries = "sorted_series";

    private static readonly ImmutableArray<string> Metrics = [MetricName, MetricType, SortSchema.TimestampSeconds, "value", SortSchema.TimeseriesId];

    private static readonly ImmutableArray<string> Sketches =
        [MetricName, SortSchema.TimestampSeconds, "count", "sum", "min", "max", "flags", "keys", "counts", SortSchema.TimeseriesId];

    /// <summary>The columns that are not tags, <c>sorted_series</c> aside.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>Names; none for tables, whose columns are their own.</returns>
    public static ImmutableArray<string> Fixed(SplitKind kind) => kind switch
    {
        SplitKind.Metrics => Metrics,
        SplitKind.Sketches => Sketches,
        _ => [],
    };
}
