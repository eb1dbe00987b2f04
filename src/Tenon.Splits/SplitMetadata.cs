using System.Collections.Immutable;

namespace Tenon.Splits;

/// <summary>What is known of a split without opening it. Never changes once the split is published. Immutable.</summary>
public sealed record SplitMetadata
{
    /// <summary>The id; also says what kind of rows it has.</summary>
    public required SplitId Id { get; init; }

    /// <summary>The index.</summary>
    public required IndexUid Index { get; init; }

    /// <summary>The partition; 0 where rows are not partitioned.</summary>
    public ulong PartitionId { get; init; }

    /// <summary>The Hive-style folder of the file; the root where there are none.</summary>
    public SplitScope Folder { get; init; }

    /// <summary>Event times of the rows; empty where there are none.</summary>
    public SplitTimeRange TimeRange { get; init; }

    /// <summary>Rows.</summary>
    public required long RowCount { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The metrics that occur.</summary>
    public ImmutableSortedSet<string> MetricNames { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The values of tags that have few.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedSet<string>> LowCardinalityTags { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);

    /// <summary>The tags that have too many values to be listed.</summary>
    public ImmutableSortedSet<string> HighCardinalityTagKeys { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>When it was written, by the clock of whoever wrote it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it will be merged again.</summary>
    public SplitMaturity Maturity { get; init; }

    /// <summary>Event time of the rows; null for tables that have none.</summary>
    public TimeWindow? Window { get; init; }

    /// <summary>The sort fields in canonical text; empty if rows are in no order.</summary>
    public string SortFields { get; init; } = "";

    /// <summary>Merges in its ancestry: 0 for what was ingested, otherwise one above the highest level of its inputs.</summary>
    public int Level { get; init; }

    /// <summary>The first and the last sort key; empty if there is none.</summary>
    public ImmutableArray<byte> RowKeys { get; init; } = [];

    /// <summary>For string columns of the sort fields an expression that each value matches.</summary>
    public ImmutableSortedDictionary<string, string> ZonemapRegexes { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Leading sort columns whose values change only between row groups; 0 claims nothing.</summary>
    public int RowGroupPrefixLength { get; init; }

    /// <summary>The order-independent content digest of the rows; null where it is not known.</summary>
    public string? Digest { get; init; }

    /// <summary>What it holds.</summary>
    public SplitKind Kind => Id.Kind;

    /// <summary>When it is mature by age, level or size; the earliest moment there is if it is mature from the beginning.</summary>
    public DateTimeOffset MaturesAt => Maturity.MaturesAt(CreatedAt);

    /// <summary>What other splits must have in common with it to be merged with it; null if it is never merged: metrics and sketches without a window.</summary>
    public CompactionScope? Scope =>
        Window is null && Kind != SplitKind.Table ? null : new CompactionScope(Index, PartitionId, SortFields, Window, RowGroupPrefixLength, Folder);
}
