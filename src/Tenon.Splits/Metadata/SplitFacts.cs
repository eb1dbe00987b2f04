using System.Collections.Immutable;

namespace Tenon.Splits.Metadata;

/// <summary>What is found in the rows of one file, ingested or merged; never taken over from the files it came from. Immutable.</summary>
public sealed record SplitFacts
{
    /// <summary>Rows.</summary>
    public required long RowCount { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Event times; empty where there are none.</summary>
    public SplitTimeRange TimeRange { get; init; }

    /// <summary>The metrics that occur.</summary>
    public ImmutableSortedSet<string> MetricNames { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The values of tags; of those with too many, <see cref="TagCardinality.Promotion"/> are enough.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedSet<string>> TagValues { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);

    /// <summary>The first and the last sort key as a message (<see cref="Keys.RowKeys"/>); empty without rows or order.</summary>
    public ImmutableArray<byte> RowKeys { get; init; } = [];

    /// <summary>For text columns of the sort fields an expression that each value matches.</summary>
    public ImmutableSortedDictionary<string, string> ZonemapRegexes { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Leading sort columns whose values change only between row groups, as the writer stamped it into the file (CS-1).</summary>
    public int RowGroupPrefixLength { get; init; }

    /// <summary>The content digest; null where it is not known.</summary>
    public string? Digest { get; init; }
}
