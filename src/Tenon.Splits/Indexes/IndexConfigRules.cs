using System.Globalization;
using Tenon.Splits.Keys;

namespace Tenon.Splits.Indexes;

/// <summary>Judges definitions of indexes before anything is written by them.</summary>
public static class IndexConfigRules
{
    /// <summary>What merging can hold.</summary>
    private const int MaximumRowGroupRows = 1 << 24;

    /// <summary>Each is at least one split of each window of each file.</summary>
    private const int MaximumPartitions = 10_000;

    /// <summary>What is wrong with a definition.</summary>
    /// <param name="config">The definition.</param>
    /// <returns>One line for each problem, which names the setting, its value and what is expected; empty if there is none.</returns>
    public static IReadOnlyList<string> Problems(IndexConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var problems = new ProblemList();
        if (IndexUid.ProblemOf(config.IndexId) is string idProblem)
        {
            problems.Add(idProblem);
        }

        problems.AddRange(config.MergePolicy.Problems().Select(problem => $"merge_policy.{problem}"));
        problems.Demand(config.LateDataSeconds is null or > 0, $"late_data_secs is {config.LateDataSeconds}; more than 0 is expected");
        problems.Demand(config.RowGroupRows is >= 1 and <= MaximumRowGroupRows, $"row_group_rows is {config.RowGroupRows}; 1 to {MaximumRowGroupRows} is expected");
        CheckWindow(config, problems);
        CheckPartitions(config, problems);
        if (config.Kind == SplitKind.Table)
        {
            CheckTable(config, problems);
        }
        else
        {
            CheckSeries(config, problems);
        }

        return problems.Texts;
    }

    private static void CheckWindow(IndexConfig config, ProblemList problems)
    {
        if (config.EventTimeColumn is null)
        {
            problems.Demand(config.WindowDurationSeconds == 0, $"window_duration_secs is {config.WindowDurationSeconds}; 0 is expected where there is no timestamp_column");
            problems.Demand(config.LateDataSeconds is null, $"late_data_secs is {config.LateDataSeconds}; none is expected where there is no timestamp_column");
            problems.Demand(config.RetentionPeriod is null, $"retention_period is {config.RetentionPeriod}; none is expected where there is no timestamp_column");
            return;
        }

        try
        {
            TimeWindow.Of(0, config.WindowDurationSeconds);
        }
        catch (SortSchemaException e)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"window_duration_secs is {config.WindowDurationSeconds}; a divisor of 3600 is expected: {e.Message}"));
        }
    }

    private static void CheckPartitions(IndexConfig config, ProblemList problems)
    {
        problems.Demand(config.RetentionPeriod is null || config.RetentionPeriod > TimeSpan.Zero, $"retention_period is {config.RetentionPeriod}; more than zero is expected");
        problems.Demand(config.MaxPartitions is >= 1 and <= MaximumPartitions, $"max_partitions is {config.MaxPartitions}; 1 to {MaximumPartitions} is expected");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string column in config.PartitionKey)
        {
            problems.Demand(!string.IsNullOrEmpty(column) && names.Add(column), $"partition_key has '{column}', empty or twice; names that occur once are expected");
            problems.Demand(
                config.Kind == SplitKind.Table || column == RowColumns.MetricName || (column != RowColumns.SortedSeries && !RowColumns.Fixed(config.Kind).Contains(column)),
                $"partition_key has '{column}'; metric_name or a tag is expected for {config.Kind.Name()}");
            CheckDeclared(config, "partition_key", column, problems);
        }
    }

    /// <summary>Metrics and sketches: rows are sorted by series and time, so the schema must have both (gap 14), and columns that rows have.</summary>
    private static void CheckSeries(IndexConfig config, ProblemList problems)
    {
        problems.Demand(config.TimestampColumn is null, $"timestamp_column is '{config.TimestampColumn}'; none is expected for {config.Kind.Name()}, whose event time is {SortSchema.TimestampSeconds}");
        problems.Demand(config.Columns.IsEmpty, $"columns has {config.Columns.Length} columns; none is expected for {config.Kind.Name()}, whose columns are given");
        SortSchema schema;
        try
        {
            schema = SortSchema.Parse(config.SortFields).WithCanonicalTimestamp();
        }
        catch (SortSchemaException e)
        {
            problems.Add($"sort_fields is '{config.SortFields}'; a sort schema is expected: {e.Message}");
            return;
        }

        problems.Demand(schema.Columns.Any(column => column.Name == SortSchema.TimestampSeconds && column.Descending), $"sort_fields is '{config.SortFields}'; a descending timestamp_secs is expected");
        if (SortedSeriesEncoder.ProblemOf(schema) is string problem)
        {
            problems.Add($"sort_fields is '{config.SortFields}'; {problem}");
            return;
        }

        var encoder = new SortedSeriesEncoder(schema);
        foreach (SortSchemaColumn column in schema.Columns)
        {
            SortColumnType? expected = TypeOf(config.Kind, column.Name);
            problems.Demand(
                expected == column.Type,
                $"sort_fields is '{config.SortFields}'; column '{column.Name}' is {SortColumnTypes.NameOf(column.Type)}, rows of {config.Kind.Name()} {(expected is null ? "are not sorted by it" : $"have it as {SortColumnTypes.NameOf(expected.Value)}")}");
        }

        int most = Math.Min(CompositePrefixKey.MaximumLength, encoder.ColumnCount);
        problems.Demand(config.RowGroupPrefixLength >= 0 && config.RowGroupPrefixLength <= most, $"row_group_prefix_length is {config.RowGroupPrefixLength}; 0 to {most}, the columns before timeseries_id, is expected");
    }

    private static SortColumnType? TypeOf(SplitKind kind, string column) => column switch
    {
        RowColumns.MetricName => SortColumnType.String,
        SortSchema.TimeseriesId or SortSchema.TimestampSeconds => SortColumnType.Int64,
        RowColumns.MetricType when kind == SplitKind.Metrics => SortColumnType.Int64,
        RowColumns.SortedSeries or "tiebreaker" => null,
        _ => RowColumns.Fixed(kind).Contains(column) ? null : SortColumnType.String,
    };

    private static void CheckTable(IndexConfig config, ProblemList problems)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (TableColumn column in config.Columns)
        {
            problems.Demand(!string.IsNullOrEmpty(column.Name), $"columns has a column without a name; a name is expected");
            problems.Demand(names.Add(column.Name), $"columns has '{column.Name}' twice; names are expected to occur once");
        }

        CheckDeclared(config, "timestamp_column", config.TimestampColumn, problems);
        TableColumn? timestamp = config.Columns.FirstOrDefault(column => column.Name == config.TimestampColumn);
        problems.Demand(
            timestamp is null or { Type: TableColumnType.Int64 or TableColumnType.Timestamp },
            $"timestamp_column is '{config.TimestampColumn}', declared {timestamp?.Type.Name()}; int64 or timestamp is expected");
        SortKey? key;
        try
        {
            key = config.ParseSortKey()?.ResolveAliases(name => names.Count == 0 || names.Contains(name));
        }
        catch (FormatException e)
        {
            problems.Add($"sort_fields is '{config.SortFields}'; a sort schema or a list of columns is expected: {e.Message}");
            return;
        }

        foreach (SortColumn column in key?.Columns ?? [])
        {
            CheckDeclared(config, "sort_fields", column.Name, problems);
        }

        int most = Math.Min(CompositePrefixKey.MaximumLength, key?.Columns.Length ?? 0);
        problems.Demand(config.RowGroupPrefixLength >= 0 && config.RowGroupPrefixLength <= most, $"row_group_prefix_length is {config.RowGroupPrefixLength}; 0 to {most}, the columns of sort_fields, is expected");
        foreach (SortColumn column in key?.Columns.Take(Math.Clamp(config.RowGroupPrefixLength, 0, most)) ?? [])
        {
            problems.Demand(
                config.Columns.FirstOrDefault(declared => declared.Name == column.Name) is not { Type: TableColumnType.Float64 },
                $"row_group_prefix_length is {config.RowGroupPrefixLength}; row groups are not aligned on '{column.Name}', which is float64");
        }
    }

    private static void CheckDeclared(IndexConfig config, string setting, string? column, ProblemList problems) =>
        problems.Demand(
            column is null || config.Columns.IsEmpty || config.Columns.Any(declared => declared.Name == column),
            $"{setting} has '{column}'; one of the declared columns is expected");

    private sealed class ProblemList
    {
        private readonly List<string> _texts = [];

        public IReadOnlyList<string> Texts => _texts;

        public void Add(string problem) => _texts.Add(problem);

        public void AddRange(IEnumerable<string> problems) => _texts.AddRange(problems);

        public void Demand(bool holds, FormattableString problem)
        {
            if (!holds)
            {
                _texts.Add(FormattableString.Invariant(problem));
            }
        }
    }
}
