using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Tenon.Splits.Keys;
using Tenon.Splits.Metadata;

namespace Tenon.Splits.Tests.Metadata;

/// <summary>Records as JSON: every field there and back, old ones read, newer ones refused, each error with its field.</summary>
public sealed class SplitMetadataJsonTests
{
    private const string Oldest = """
        {"split_id":"metrics_01hav29d4xy3d462fs3d8k5q2h","index_uid":"metrics-cpu:01hav29d4xy3d462fs3d8k5q2h","num_rows":1,"size_bytes":2}
        """;

    // Each property by reflection, so that a new one cannot be forgotten.
    [Fact]
    public void Every_field_is_read_back()
    {
        SplitMetadata split = Example.Split();
        SplitMetadata read = SplitMetadataJson.Read(SplitMetadataJson.Write(split));
        SplitMetadata oldest = Read(Oldest);
        foreach (PropertyInfo property in typeof(SplitMetadata).GetProperties().Where(property => property.CanWrite))
        {
            Assert.Equal(Show(property.GetValue(split)), Show(property.GetValue(read)));
            if (property.Name != nameof(SplitMetadata.Id) && property.Name != nameof(SplitMetadata.Index))
            {
                Assert.NotEqual(Show(property.GetValue(oldest)), Show(property.GetValue(read))); // Or the example says nothing here.
            }
        }
    }

    [Fact]
    public void The_names_of_the_fields_are_the_specified_ones()
    {
        JsonObject json = JsonNode.Parse(SplitMetadataJson.Write(Example.Split()))!.AsObject();
        string[] specified =
        [
            "kind", "split_id", "index_uid", "partition_id", "time_range", "num_rows", "size_bytes", "metric_names", "low_cardinality_tags",
            "high_cardinality_tag_keys", "created_at", "maturity", "parquet_file", "window_start", "window_duration_secs", "sort_fields",
            "num_merge_ops", "row_keys_proto", "zonemap_regexes", "rg_partition_prefix_len",
        ];
        Assert.Equal(specified.Concat(["version", "folder", "digest"]).Order(StringComparer.Ordinal), json.Select(field => field.Key).Order(StringComparer.Ordinal));
        Assert.Equal("""{"start_secs":900,"end_secs":1300}""", json["time_range"]!.ToJsonString());
        Assert.Equal("""{"type":"immature","maturation_period_millis":172800000}""", json["maturity"]!.ToJsonString());
        Assert.Equal("metrics_01hav29d4xy3d462fs3d8k5q2h.parquet", json["parquet_file"]!.GetValue<string>());
    }

    [Fact]
    public void A_record_from_before_the_optional_fields_has_their_defaults()
    {
        SplitMetadata split = Read(Oldest);
        Assert.Equal(SplitKind.Metrics, split.Kind);
        Assert.Equal((0ul, default(SplitTimeRange), SplitMaturity.Mature, null, "", 0, 0), (split.PartitionId, split.TimeRange, split.Maturity, split.Window, split.SortFields, split.Level, split.RowGroupPrefixLength));
        Assert.Empty(split.RowKeys);
        Assert.Null(split.Scope); // Without a window it is never merged.
    }

    [Fact]
    public void Fields_of_compaction_that_say_nothing_are_not_written()
    {
        JsonObject json = JsonNode.Parse(SplitMetadataJson.Write(Read(Oldest)))!.AsObject();
        string[] left = ["window_start", "window_duration_secs", "sort_fields", "num_merge_ops", "row_keys_proto", "zonemap_regexes", "rg_partition_prefix_len"];
        Assert.Empty(left.Intersect(json.Select(field => field.Key)));
    }

    [Fact]
    public void A_field_that_is_not_known_is_passed_over() =>
        Assert.Equal(1, Read(With("""{"later":{"deep":[1,2]},"version":"1.7"}""")).RowCount);

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("2")]
    [InlineData("\"2.1\"")]
    [InlineData("\"one\"")]
    public void A_newer_major_version_is_refused(string version) =>
        Assert.Contains("'version'", Refusal(With($$"""{"version":{{version}}}""")), StringComparison.Ordinal);

    [Theory]
    [InlineData("split_id", "\"metrics_x\"")]
    [InlineData("split_id", "null")]
    [InlineData("kind", "\"sketches\"")]
    [InlineData("kind", "\"other\"")]
    [InlineData("index_uid", "\"x\"")]
    [InlineData("partition_id", "-1")]
    [InlineData("folder", "\"../x\"")]
    [InlineData("parquet_file", "\"other.parquet\"")]
    [InlineData("time_range", "[1,2]")]
    [InlineData("num_rows", "-1")]
    [InlineData("num_rows", "1.5")]
    [InlineData("num_rows", "null")]
    [InlineData("size_bytes", "\"1\"")]
    [InlineData("metric_names", "[1]")]
    [InlineData("low_cardinality_tags", "{\"service\":1}")]
    [InlineData("high_cardinality_tag_keys", "\"host\"")]
    [InlineData("created_at", "\"yesterday\"")]
    [InlineData("created_at", "9223372036854775807")]
    [InlineData("maturity", "{\"type\":\"ripe\"}")]
    [InlineData("maturity", "{\"type\":\"immature\"}")]
    [InlineData("maturity", "{\"type\":\"immature\",\"maturation_period_millis\":0}")]
    [InlineData("window_start", "900")]
    [InlineData("sort_fields", "1")]
    [InlineData("num_merge_ops", "-1")]
    [InlineData("num_merge_ops", "4294967296")]
    [InlineData("row_keys_proto", "\"%%\"")]
    [InlineData("row_keys_proto", "[256]")]
    [InlineData("zonemap_regexes", "{\"a\":null}")]
    [InlineData("rg_partition_prefix_len", "true")]
    [InlineData("digest", "5")]
    public void A_field_that_is_not_what_it_should_be_is_named(string field, string value) =>
        Assert.Contains(field, Refusal(With($$"""{"{{field}}":{{value}}}""")), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"window_start\":901,\"window_duration_secs\":900}")]
    [InlineData("{\"window_start\":0,\"window_duration_secs\":7}")]
    [InlineData("{\"window_duration_secs\":900}")]
    public void Start_and_duration_of_a_window_are_there_together_and_fit(string window) => Assert.Contains("window_", Refusal(With(window)), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"num_rows\":1,\"num_rows\":2}")]
    public void What_is_no_record_is_a_format_error(string text) => Refusal(text);

    [Theory]
    [InlineData("1700000000", 1_700_000_000)]
    [InlineData("""{"secs_since_epoch":1700000000,"nanos_since_epoch":0}""", 1_700_000_000)]
    [InlineData("\"2023-11-14T22:13:20Z\"", 1_700_000_000)]
    public void Times_are_read_in_the_forms_that_records_have(string time, long expected) =>
        Assert.Equal(expected, Read(With($$"""{"created_at":{{time}}}""")).CreatedAt.ToUnixTimeSeconds());

    [Fact]
    public void Row_keys_are_read_as_a_list_of_bytes_too() => Assert.Equal([0, 255], Read(With("""{"row_keys_proto":[0,255]}""")).RowKeys);

    [Theory]
    [InlineData(999, false)]
    [InlineData(1000, true)]
    public void A_tag_of_a_thousand_values_is_only_named(int values, bool isNamed)
    {
        SplitMetadata split = TagCardinality.Promote(Example.Split() with
        {
            LowCardinalityTags = ImmutableSortedDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal)
                .Add("pod", [.. Enumerable.Range(0, values).Select(i => $"{i}")])
                .Add("service", ["api"]),
        });
        Assert.Equal(isNamed ? ["host", "pod"] : ["host"], split.HighCardinalityTagKeys);
        Assert.Equal(isNamed ? ["service"] : ["pod", "service"], split.LowCardinalityTags.Keys);
    }

    [Fact]
    public void A_tag_is_never_in_both_sets()
    {
        SplitMetadata split = Example.Split();
        Assert.Empty(TagCardinality.Promote(split with { HighCardinalityTagKeys = ["service"] }).LowCardinalityTags);
    }

    private static SplitMetadata Read(string text) => SplitMetadataJson.Read(Encoding.UTF8.GetBytes(text));

    private static string Refusal(string text) => Assert.Throws<FormatException>(() => Read(text)).Message;

    private static string With(string fields)
    {
        JsonObject record = JsonNode.Parse(Oldest)!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(fields)!.AsObject())
        {
            record[name] = value?.DeepClone();
        }

        return record.ToJsonString();
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => text,
        ImmutableArray<byte> bytes => Convert.ToHexString(bytes.AsSpan()),
        IDictionary map => string.Join(';', map.Cast<object>().Select(Show)),
        IEnumerable many => string.Join(',', many.Cast<object>().Select(Show)),
        KeyValuePair<string, ImmutableSortedSet<string>> tag => $"{tag.Key}={Show(tag.Value)}",
        DateTimeOffset time => time.ToUniversalTime().ToString("O"),
        _ => value.ToString() ?? "",
    };
}
