using System.Text;
using System.Text.Json.Nodes;
using Tenon.Splits.Indexes;
using Tenon.Splits.Policy;

namespace Tenon.Splits.Tests.Indexes;

/// <summary>Definitions of indexes: defaults by kind, every rule with the setting it names, and JSON.</summary>
public sealed class IndexConfigTests
{
    private static readonly IndexConfig Metrics = IndexConfig.Default("metrics-cpu");

    private static readonly IndexConfig Table = IndexConfig.Default("events") with
    {
        SortFields = "service,-at",
        TimestampColumn = "at",
        TimestampUnit = TimestampUnit.Milliseconds,
        WindowDurationSeconds = 3600,
        Columns = [new("service", TableColumnType.String, true), new("at", TableColumnType.Int64), new("x", TableColumnType.Float64)],
    };

    public static TheoryData<IndexConfig, string> Broken => new()
    {
        { Metrics with { IndexId = "../x" }, "index id '../x'" },
        { Metrics with { SortFields = "metric_name|timestamp_secs/V2" }, "sort_fields is 'metric_name|timestamp_secs/V2'; no column 'timeseries_id'" },
        { Metrics with { SortFields = "defaultSkipBuilderSchema=metric_name|timeseries_id/V2" }, "a descending timestamp_secs" },
        { Metrics with { SortFields = "defaultMsgIDsSchema=+timestamp|timeseries_id/V2" }, "a descending timestamp_secs" },
        { Metrics with { SortFields = "" }, "sort_fields is ''; a sort schema is expected" },
        { Metrics with { SortFields = "value|timeseries_id|timestamp_secs/V2" }, "'value' before timeseries_id is dense-float64" },
        { Metrics with { SortFields = "value__s|timeseries_id|timestamp_secs/V2" }, "column 'value' is dense-string, rows of metrics are not sorted by it" },
        { Metrics with { SortFields = "host__i|timeseries_id|timestamp_secs/V2" }, "column 'host' is dense-int64, rows of metrics have it as dense-string" },
        { Metrics with { SortFields = "metric_type|timeseries_id|timestamp_secs/V2" }, "column 'metric_type' is dense-string, rows of metrics have it as dense-int64" },
        { Metrics with { SortFields = "sorted_series|timeseries_id|timestamp_secs/V2" }, "'sorted_series'" },
        { Metrics with { SortFields = "metric_name|timeseries_id|timestamp_secs|tiebreaker/V2" }, "'tiebreaker'" },
        { Metrics with { Kind = SplitKind.Sketches, SortFields = "keys|timeseries_id|timestamp_secs/V2" }, "'keys'" },
        { Metrics with { WindowDurationSeconds = 0 }, "window_duration_secs is 0" },
        { Metrics with { WindowDurationSeconds = 700 }, "window_duration_secs is 700; a divisor of 3600 is expected" },
        { Metrics with { LateDataSeconds = 0 }, "late_data_secs is 0; more than 0 is expected" },
        { Metrics with { RetentionPeriod = TimeSpan.Zero }, "retention_period is 00:00:00; more than zero is expected" },
        { Table with { TimestampColumn = null, WindowDurationSeconds = 0, RetentionPeriod = TimeSpan.FromDays(1) }, "none is expected where there is no timestamp_column" },
        { Metrics with { PartitionKey = ["host", "value"] }, "partition_key has 'value'; metric_name or a tag is expected for metrics" },
        { Metrics with { PartitionKey = ["host", "host"] }, "partition_key has 'host', empty or twice" },
        { Table with { PartitionKey = ["pod"] }, "partition_key has 'pod'; one of the declared columns is expected" },
        { Table with { PartitionKey = ["service"], MaxPartitions = 0 }, "max_partitions is 0; 1 to 10000 is expected" },
        { Metrics with { RowGroupRows = 0 }, "row_group_rows is 0" },
        { Metrics with { RowGroupRows = (1 << 24) + 1 }, "row_group_rows is 16777217" },
        { Metrics with { RowGroupPrefixLength = -1 }, "row_group_prefix_length is -1; 0 to 6" },
        { Metrics with { RowGroupPrefixLength = 7 }, "row_group_prefix_length is 7; 0 to 6" },
        { Metrics with { TimestampColumn = "at" }, "timestamp_column is 'at'; none is expected for metrics" },
        { Metrics with { Columns = Table.Columns }, "columns has 3 columns; none is expected for metrics" },
        { Metrics with { MergePolicy = new MergePolicySettings { MergeFactor = 1 } }, "merge_policy.merge_factor is 1" },
        { Table with { TimestampColumn = null }, "window_duration_secs is 3600; 0 is expected" },
        { Table with { TimestampColumn = null, LateDataSeconds = 5 }, "late_data_secs is 5; none is expected" },
        { Table with { TimestampColumn = "x" }, "timestamp_column is 'x', declared float64" },
        { Table with { TimestampColumn = "y" }, "timestamp_column has 'y'" },
        { Table with { WindowDurationSeconds = 7 }, "window_duration_secs is 7" },
        { Table with { SortFields = "a,,b" }, "sort_fields is 'a,,b'" },
        { Table with { SortFields = "missing" }, "sort_fields has 'missing'" },
        { Table with { RowGroupPrefixLength = 3 }, "row_group_prefix_length is 3; 0 to 2" },
        { Table with { SortFields = "x", RowGroupPrefixLength = 1 }, "not aligned on 'x'" },
        { Table with { Columns = [.. Table.Columns, new("x", TableColumnType.String)] }, "columns has 'x' twice" },
        { Table with { Columns = [.. Table.Columns, new("", TableColumnType.String)] }, "a column without a name" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_setting_that_cannot_be_is_named_with_what_is_expected(IndexConfig config, string expected)
    {
        Assert.Contains(IndexConfigRules.Problems(config), problem => problem.Contains(expected, StringComparison.Ordinal));
        string refused = Assert.Throws<FormatException>(() => IndexConfigJson.Read(IndexConfigJson.Write(config))).Message;
        Assert.Contains(expected, refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Definitions_without_problems_are_read_back()
    {
        IndexConfig[] good =
        [
            Metrics, Table, IndexConfig.Default("sketches-latency"), IndexConfig.Default("anything"),
            Metrics with
            {
                LateDataSeconds = 3600, RetentionPeriod = TimeSpan.FromHours(36), PartitionKey = ["metric_name", "pod"], MaxPartitions = 7, RowGroupRows = 7, RowGroupPrefixLength = 2, WindowDurationSeconds = 60,
                SortFields = "x=metric_type__i|-host|metric_name|&timeseries_id|timestamp_secs/V2",
                MergePolicy = new MergePolicySettings
                {
                    MergeFactor = 3, MaxMergeFactor = 4, MaxMergeOps = 5, TargetSplitSizeBytes = 6, MaturationPeriod = TimeSpan.FromMilliseconds(1500),
                    MaxFinalizeMergeOperations = 7, CompactionStartTime = -8,
                },
            },
        ];
        foreach (IndexConfig config in good)
        {
            Assert.Empty(IndexConfigRules.Problems(config));
            IndexConfig read = IndexConfigJson.Read(IndexConfigJson.Write(config));
            Assert.Equal(config with { Columns = [], PartitionKey = [] }, read with { Columns = [], PartitionKey = [] });
            Assert.Equal(config.PartitionKey, read.PartitionKey.AsEnumerable());
            Assert.Equal(config.Columns, read.Columns.AsEnumerable());
        }
    }

    [Theory]
    [InlineData("metrics-cpu", SplitKind.Metrics)]
    [InlineData("datadog-metrics", SplitKind.Metrics)]
    [InlineData("otel-metrics-x", SplitKind.Metrics)]
    [InlineData("datadog-sketches", SplitKind.Sketches)]
    [InlineData("sketches-x", SplitKind.Sketches)]
    [InlineData("sketches", SplitKind.Table)]
    [InlineData("my-metrics-x", SplitKind.Table)]
    public void The_id_suggests_a_kind_that_the_definition_can_overrule(string id, SplitKind expected)
    {
        Assert.Equal(expected, IndexConfig.Default(id).Kind);
        Assert.Equal(SplitKind.Table, IndexConfig.Default(id, SplitKind.Table).Kind);
        Assert.Equal(expected, IndexConfigJson.Read(Encoding.UTF8.GetBytes($$"""{"index_id":"{{id}}"}""")).Kind);
    }

    // Gap 15: where the old spelling stayed, rows were not sorted by time.
    [Theory]
    [InlineData("metric_name|timeseries_id|timestamp/V2", "metric_name|timeseries_id|timestamp_secs/V2")]
    [InlineData("metric_name:dense-string:+|timeseries_id:dense-int64:+|timestamp:dense-int64:-/V2", "metric_name|timeseries_id|timestamp_secs/V2")]
    public void The_old_spelling_of_the_timestamp_is_normalised_when_read(string text, string expected)
    {
        Assert.Equal(expected, Read($$"""{"index_id":"metrics-x","sort_fields":"{{text}}"}""").SortFields);
        Assert.Equal("a|timestamp/V2", Read("""{"index_id":"t","sort_fields":"a|timestamp/V2"}""").SortFields); // A table's columns are its own.
    }

    [Fact]
    public void A_table_with_event_time_has_the_default_window()
    {
        IndexConfig config = Read("""{"index_id":"t","timestamp_column":"at"}""");
        Assert.Equal((900, TimestampUnit.Seconds), (config.WindowDurationSeconds, config.TimestampUnit));
    }

    [Theory]
    [InlineData("""{"index_id":"t","sort_field":"a"}""", "'sort_field' is not known")]
    [InlineData("""{"index_id":"t","merge_policy":{"factor":1}}""", "'factor' is not known")]
    [InlineData("""{"index_id":"t","columns":[{"name":"a","type":"int64","x":1}]}""", "column 1: field 'x'")]
    [InlineData("""{"index_id":"t","columns":[{"name":"a","type":"int32"}]}""", "'int32'; one of boolean, int64, float64, string, timestamp")]
    [InlineData("""{"index_id":"t","columns":[{"name":"a","type":"int64","required":1}]}""", "'required'")]
    [InlineData("""{"index_id":"t","columns":{}}""", "'columns'")]
    [InlineData("""{"index_id":"t","kind":"logs"}""", "'logs'; metrics, sketches or table is expected")]
    [InlineData("""{"index_id":"t","timestamp_unit":"days"}""", "'days'; one of seconds")]
    [InlineData("""{"index_id":"t","merge_policy":{"maturation_period":"2 days"}}""", "'2 days'")]
    [InlineData("""{"index_id":"t","merge_policy":{"maturation_period":"99999999999999999999h"}}""", "'99999999999999999999h'")]
    [InlineData("""{"index_id":"t","version":"2"}""", "'version'")]
    [InlineData("""{"kind":"table"}""", "'index_id'")]
    [InlineData("""["t"]""", "an object is expected")]
    public void A_definition_that_cannot_be_read_says_why(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("48h", 48 * 3600_000L)]
    [InlineData("2d", 48 * 3600_000L)]
    [InlineData("15m", 900_000L)]
    [InlineData("10s", 10_000L)]
    [InlineData("5ms", 5L)]
    public void Durations_are_a_number_and_a_unit(string text, long milliseconds)
    {
        IndexConfig config = Read($$$"""{"index_id":"t","merge_policy":{"maturation_period":"{{{text}}}"}}""");
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), config.MergePolicy.MaturationPeriod);
    }

    [Fact]
    public void Every_setting_is_written() =>
        Assert.Equal(
            ["version", "index_id", "kind", "sort_fields", "window_duration_secs", "max_partitions", "row_group_rows", "row_group_prefix_length", "timestamp_column", "timestamp_unit", "columns", "merge_policy"],
            JsonNode.Parse(IndexConfigJson.Write(Table))!.AsObject().Select(field => field.Key));

    private static IndexConfig Read(string text) => IndexConfigJson.Read(Encoding.UTF8.GetBytes(text));
}
