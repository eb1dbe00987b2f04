using System.Collections.Immutable;
using Tenon.Splits.Keys;
using Tenon.Splits.Metadata;

namespace Tenon.Splits.Tests.Metadata;

/// <summary>What files say of themselves, and that it agrees with what the metastore says.</summary>
public sealed class SplitFileEntriesTests
{
    public static TheoryData<string, Func<SplitFileEntries, SplitFileEntries>> Changes => new()
    {
        { "sort fields", entries => entries with { SortFields = "metric_name|timeseries_id|timestamp_secs/V2" } },
        { "window", entries => entries with { Window = TimeWindow.Of(1800, 900) } },
        { "level", entries => entries with { Level = 2 } },
        { "row keys", entries => entries with { RowKeys = null } },
        { "zonemaps", entries => entries with { ZonemapRegexes = entries.ZonemapRegexes.SetItem("service", "^x$") } },
        { "prefix length", entries => entries with { RowGroupPrefixLength = 0 } },
    };

    [Theory]
    [InlineData(SplitKind.Metrics, "qh.")]
    [InlineData(SplitKind.Sketches, "qh.")]
    [InlineData(SplitKind.Table, "tenon.")]
    public void Entries_are_read_back_under_the_names_of_their_kind(SplitKind kind, string prefix)
    {
        var entries = SplitFileEntries.Of(Example.Split());
        Dictionary<string, string> written = entries.ToEntries(kind).ToDictionary();
        string[] names = ["sort_fields", "window_start", "window_duration_secs", "num_merge_ops", "row_keys", "row_keys_json", "zonemap_regexes", "rg_partition_prefix_len"];
        Assert.Equal(names.Select(name => prefix + name).Order(StringComparer.Ordinal), written.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("900", written[prefix + "window_start"]);
        Assert.Equal(entries.RowKeys!.ToJson(), written[prefix + "row_keys_json"]);
        Assert.Equal(Convert.ToBase64String(Example.Split().RowKeys.AsSpan()), written[prefix + "row_keys"]);
        Assert.Equal("""{"service":"^(api|web)$"}""", written[prefix + "zonemap_regexes"]);
        Assert.Null(SplitFileEntries.Parse(kind, written.GetValueOrDefault).ProblemWith(Example.Split(), Native, _ => true));
    }

    [Fact]
    public void What_says_nothing_is_not_written() => Assert.Empty(new SplitFileEntries().ToEntries(SplitKind.Metrics));

    [Theory]
    [InlineData("qh.window_start", "x")]
    [InlineData("qh.window_start", "901")]
    [InlineData("qh.window_duration_secs", "0")]
    [InlineData("qh.window_duration_secs", "7")]
    [InlineData("qh.window_duration_secs", "-1")]
    [InlineData("qh.num_merge_ops", "-1")]
    [InlineData("qh.num_merge_ops", "4294967296")]
    [InlineData("qh.row_keys", "%")]
    [InlineData("qh.row_keys", "AAAA")]
    [InlineData("qh.zonemap_regexes", "[]")]
    [InlineData("qh.zonemap_regexes", "{\"a\":1}")]
    [InlineData("qh.rg_partition_prefix_len", "two")]
    public void An_entry_that_is_not_what_it_should_be_is_a_format_error(string name, string value)
    {
        Dictionary<string, string> written = SplitFileEntries.Of(Example.Split()).ToEntries(SplitKind.Metrics).ToDictionary();
        written[name] = value;
        Assert.ThrowsAny<FormatException>(() => SplitFileEntries.Parse(SplitKind.Metrics, written.GetValueOrDefault));
    }

    [Fact]
    public void A_duration_without_a_start_is_a_format_error() =>
        Assert.Throws<FormatException>(() => SplitFileEntries.Parse(SplitKind.Metrics, name => name == "qh.window_duration_secs" ? "900" : null));

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_file_that_disagrees_with_its_record_is_found_out(string what, Func<SplitFileEntries, SplitFileEntries> change) =>
        Assert.Contains(what, change(SplitFileEntries.Of(Example.Split())).ProblemWith(Example.Split(), Native, _ => true), StringComparison.Ordinal);

    [Fact]
    public void The_third_copy_of_the_order_must_agree_too()
    {
        var entries = SplitFileEntries.Of(Example.Split());
        Assert.Contains("sorting columns", entries.ProblemWith(Example.Split(), Native.RemoveAt(7), _ => true), StringComparison.Ordinal);
        Assert.Contains("sorting columns", entries.ProblemWith(Example.Split(), Native.SetItem(7, new SortColumn("timestamp_secs", false)), _ => true), StringComparison.Ordinal);
        Assert.Contains("sorting columns", entries.ProblemWith(Example.Split(), [], _ => true), StringComparison.Ordinal);
        Assert.Null(entries.ProblemWith(Example.Split(), Native.RemoveAt(1), name => name != "service")); // A column that no row has is not named.
    }

    private static ImmutableArray<SortColumn> Native => SortSchema.Parse(SortSchema.DefaultMetrics).ToSortKey().Columns;
}
