using System.Collections.Immutable;
using Tenon.Splits.Policy;

namespace Tenon.Splits.Indexes;

/// <summary>The definition of an index: what its rows are, how they are sorted, windowed and merged. Immutable; <see cref="IndexConfigRules"/> judges it.</summary>
public sealed record IndexConfig
{
    /// <summary>The window of metrics and sketches where none is configured, in seconds.</summary>
    public const int DefaultWindowDurationSeconds = 900;

    /// <summary>The index's id (<see cref="IndexUid.ProblemOf"/>).</summary>
    public required string IndexId { get; init; }

    /// <summary>What its splits hold.</summary>
    public required SplitKind Kind { get; init; }

    /// <summary>The sort fields in canonical text; for tables a plain list will do, and empty means no order.</summary>
    public string SortFields { get; init; } = "";

    /// <summary>How long a window is, in seconds; divides one hour (TW-2). 0, for tables without event time alone, for none.</summary>
    public int WindowDurationSeconds { get; init; }

    /// <summary>How splits are merged.</summary>
    public MergePolicySettings MergePolicy { get; init; } = new();

    /// <summary>How far event times may lie behind the clock at ingest, in seconds; older rows are left out, and counted. Null takes all.</summary>
    public long? LateDataSeconds { get; init; }

    /// <summary>How long splits are kept after their newest row, by the metastore's clock; null for ever. Needs event times.</summary>
    public TimeSpan? RetentionPeriod { get; init; }

    /// <summary>The text columns whose values say to which partition a row belongs; none puts all rows into partition 0 (<see cref="Keys.PartitionRouting"/>).
    /// Splits of different partitions are never merged.</summary>
    public ImmutableArray<string> PartitionKey { get; init; } = [];

    /// <summary>The most partitions that the rows of one file may be put into; those of further ones go to <see cref="Keys.PartitionRouting.OverflowId"/>.</summary>
    public int MaxPartitions { get; init; } = 200;

    /// <summary>Rows of a row group at most.</summary>
    public int RowGroupRows { get; init; } = 131_072;

    /// <summary>Leading sort columns whose values change only between row groups; 0 fills row groups whatever the values. Costs small row groups
    /// where the columns have many values.</summary>
    public int RowGroupPrefixLength { get; init; }

    /// <summary>For tables, the column that has event time; null for none. Metrics and sketches have theirs by the data model.</summary>
    public string? TimestampColumn { get; init; }

    /// <summary>What the numbers of <see cref="TimestampColumn"/> count. Columns that are timestamps by their type have their own unit.</summary>
    public TimestampUnit TimestampUnit { get; init; }

    /// <summary>For tables, the declared columns: Parquet files must agree with them, NDJSON and CSV need them. Empty declares nothing.</summary>
    public ImmutableArray<TableColumn> Columns { get; init; } = [];

    /// <summary>The column that has event time, for any kind; null for none.</summary>
    public string? EventTimeColumn => Kind == SplitKind.Table ? TimestampColumn : SortSchema.TimestampSeconds;

    /// <summary>A definition with the defaults of its kind.</summary>
    /// <param name="indexId">The index's id.</param>
    /// <param name="kind">The kind; null for what the id suggests (<see cref="DefaultKindOf"/>).</param>
    /// <returns>The definition.</returns>
    public static IndexConfig Default(string indexId, SplitKind? kind = null)
    {
        SplitKind actual = kind ?? DefaultKindOf(indexId);
        bool isTable = actual == SplitKind.Table;
        return new IndexConfig
        {
            IndexId = indexId,
            Kind = actual,
            SortFields = isTable ? "" : SortSchema.DefaultMetrics,
            WindowDurationSeconds = isTable ? 0 : DefaultWindowDurationSeconds,
        };
    }

    /// <summary>The kind that an id suggests. A definition says its kind; this is only what it is when nobody says.</summary>
    /// <param name="indexId">The index's id.</param>
    /// <returns>Metrics or sketches for ids that begin as theirs do by convention, otherwise a table.</returns>
    public static SplitKind DefaultKindOf(string indexId)
    {
        ArgumentNullException.ThrowIfNull(indexId);
        return BeginsWith("datadog-metrics", "metrics-", "otel-metrics") ? SplitKind.Metrics
            : BeginsWith("datadog-sketches", "sketches-") ? SplitKind.Sketches
            : SplitKind.Table;

        bool BeginsWith(params ReadOnlySpan<string> prefixes)
        {
            foreach (string prefix in prefixes)
            {
                if (indexId.StartsWith(prefix, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The sort key of the rows.</summary>
    /// <returns>The key; null if rows are in no order.</returns>
    /// <exception cref="FormatException">The sort fields are malformed.</exception>
    public SortKey? ParseSortKey() => SortFields.Length == 0 ? null : SortKey.Parse(SortFields);

    /// <summary>This definition with the sort fields as they are compared: the timestamp of metrics and sketches under its real name, and no
    /// type or direction that the name has already.</summary>
    /// <returns>The definition; this one if the sort fields are canonical, or malformed.</returns>
    public IndexConfig Canonical()
    {
        if (!SortFields.Contains("/V", StringComparison.Ordinal))
        {
            return this;
        }

        try
        {
            var schema = SortSchema.Parse(SortFields);
            return this with { SortFields = (Kind == SplitKind.Table ? schema : schema.WithCanonicalTimestamp()).ToShortString() };
        }
        catch (SortSchemaException)
        {
            return this; // For the rules to report.
        }
    }
}
