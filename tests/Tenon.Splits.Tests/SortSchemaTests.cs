namespace Tenon.Splits.Tests;

/// <summary>The grammar, the defaults, every class of error, and what two schemas have in common.</summary>
public sealed class SortSchemaTests
{
    [Fact]
    public void The_default_of_metrics_has_the_types_and_directions_of_its_names()
    {
        var schema = SortSchema.Parse(SortSchema.DefaultMetrics);
        Assert.Equal(
            ["metric_name:dense-string:+", "service:dense-string:+", "env:dense-string:+", "datacenter:dense-string:+", "region:dense-string:+",
             "host:dense-string:+", "timeseries_id:dense-int64:+", "timestamp_secs:dense-int64:-"],
            schema.Columns.Select(column => column.ToLongString()));
        Assert.Equal((null, 2, null), (schema.Name, schema.Version, schema.Cutoff));
        Assert.Equal(SortSchema.DefaultMetrics, schema.ToShortString());
    }

    [Theory]
    [InlineData(SortSchema.DefaultLogs)]
    [InlineData(SortSchema.DefaultTraces)]
    public void The_placeholders_parse(string text) => Assert.Equal(text, SortSchema.Parse(text).ToShortString());

    [Theory]
    [InlineData("-host", "host", SortColumnType.String, true)]
    [InlineData("host-", "host", SortColumnType.String, true)]
    [InlineData("host:-", "host", SortColumnType.String, true)]
    [InlineData("host:dense-string:-", "host", SortColumnType.String, true)]
    [InlineData("+host", "host", SortColumnType.String, false)]
    [InlineData("host+", "host", SortColumnType.String, false)]
    [InlineData("a-b", "a-b", SortColumnType.String, false)]
    [InlineData("count__i", "count", SortColumnType.Int64, false)]
    [InlineData("-count__i", "count", SortColumnType.Int64, true)]
    [InlineData("x__nf", "x", SortColumnType.Float64, false)]
    [InlineData("x__s", "x", SortColumnType.String, false)]
    [InlineData("x__sk", "x", SortColumnType.Sketch, false)]
    [InlineData("x__cpcsk", "x", SortColumnType.CpcSketch, false)]
    [InlineData("x__isk", "x", SortColumnType.ItemSketch, false)]
    [InlineData("x__i:dense-int64:+", "x", SortColumnType.Int64, false)]
    [InlineData("x__zz", "x__zz", SortColumnType.String, false)]
    [InlineData("x__s__i", "x__s", SortColumnType.Int64, false)]
    [InlineData("value", "value", SortColumnType.Float64, false)]
    [InlineData("metric_value", "metric_value", SortColumnType.Float64, false)]
    public void A_column_is_read_in_every_spelling(string column, string name, SortColumnType type, bool descending) =>
        Assert.Equal(new SortSchemaColumn(name, type, descending), SortSchema.Parse($"{column}|timestamp/V2").Columns[0]);

    [Theory]
    [InlineData("a|timestamp", SortSchemaError.UnsupportedVersion)]
    [InlineData("a|timestamp/V0", SortSchemaError.UnsupportedVersion)]
    [InlineData("a|timestamp/V1", SortSchemaError.UnsupportedVersion)]
    [InlineData("a|timestamp/V", SortSchemaError.BadVersionText)]
    [InlineData("a|timestamp/", SortSchemaError.BadVersionText)]
    [InlineData("a|timestamp/2", SortSchemaError.BadVersionText)]
    [InlineData("a|timestamp/Vtwo", SortSchemaError.BadVersionText)]
    [InlineData("a|timestamp/V-2", SortSchemaError.BadVersionText)]
    [InlineData("a|timestamp/V99999999999", SortSchemaError.BadVersionText)]
    [InlineData("a/b|timestamp/V2", SortSchemaError.MalformedSchema)]
    [InlineData("a=b=c|timestamp/V2", SortSchemaError.MalformedSchema)]
    [InlineData("=a|timestamp/V2", SortSchemaError.MalformedSchema)]
    [InlineData("a:b:c:d|timestamp/V2", SortSchemaError.InvalidColumnFormat)]
    [InlineData("a||timestamp/V2", SortSchemaError.InvalidColumnFormat)]
    [InlineData("/V2", SortSchemaError.InvalidColumnFormat)]
    [InlineData("-|timestamp/V2", SortSchemaError.InvalidColumnFormat)]
    [InlineData("__i|timestamp/V2", SortSchemaError.InvalidColumnFormat)]
    [InlineData("a:dense-int32:+|timestamp/V2", SortSchemaError.UnknownColumnType)]
    [InlineData("a:dense-int64:+|timestamp/V2", SortSchemaError.TypeMismatch)]
    [InlineData("a__i:dense-string:+|timestamp/V2", SortSchemaError.TypeMismatch)]
    [InlineData("a:*|timestamp/V2", SortSchemaError.UnknownDirection)]
    [InlineData("a:|timestamp/V2", SortSchemaError.UnknownDirection)]
    [InlineData("a:dense-string:asc|timestamp/V2", SortSchemaError.UnknownDirection)]
    [InlineData("-a-|timestamp/V2", SortSchemaError.DuplicateDirection)]
    [InlineData("--a|timestamp/V2", SortSchemaError.DuplicateDirection)]
    [InlineData("+a:+|timestamp/V2", SortSchemaError.DuplicateDirection)]
    [InlineData("a-:dense-string:-|timestamp/V2", SortSchemaError.DuplicateDirection)]
    [InlineData("&a|timestamp/V2", SortSchemaError.InvalidCutoffPlacement)]
    [InlineData("a|&b|&timestamp/V2", SortSchemaError.InvalidCutoffPlacement)]
    [InlineData("a|b&c|timestamp/V2", SortSchemaError.InvalidCutoffPlacement)]
    [InlineData("a|-&b|timestamp/V2", SortSchemaError.InvalidCutoffPlacement)]
    [InlineData("a|&|timestamp/V2", SortSchemaError.InvalidCutoffPlacement)]
    [InlineData("&timestamp/V2", SortSchemaError.InvalidCutoffPlacement)]
    [InlineData("a|b/V2", SortSchemaError.Validation)]
    [InlineData("a|a|timestamp/V2", SortSchemaError.Validation)]
    [InlineData("a|a__i|timestamp/V2", SortSchemaError.Validation)]
    [InlineData("timestamp|timestamp_secs/V2", SortSchemaError.Validation)]
    [InlineData("a|+timestamp/V2", SortSchemaError.Validation)]
    [InlineData("a|timestamp__s/V2", SortSchemaError.Validation)]
    [InlineData("timestamp|a/V2", SortSchemaError.Validation)]
    [InlineData("timeseries_id|a|timestamp/V2", SortSchemaError.Validation)]
    [InlineData("timestamp|timeseries_id/V2", SortSchemaError.Validation)]
    [InlineData("a|tiebreaker|timestamp/V2", SortSchemaError.Validation)]
    public void A_malformed_schema_says_how_it_is_malformed(string text, SortSchemaError error)
    {
        var thrown = Assert.Throws<SortSchemaException>(() => SortSchema.Parse(text));
        Assert.Equal((error, text), (thrown.Error, thrown.Message.Split('\'')[1]));
    }

    [Theory]
    [InlineData("a|timeseries_id|timestamp|tiebreaker/V2")]
    [InlineData("timestamp/V2")]
    [InlineData("timestamp_secs|tiebreaker/V3")]
    [InlineData("defaultSkipBuilderSchema=a|b/V2")]
    [InlineData("defaultMsgIDsSchema=timestamp|a/V2")]
    [InlineData("defaultMsgIDsSchema=a|+timestamp|b/V2")]
    public void What_the_rules_allow_parses(string text) => Assert.Equal(text, SortSchema.Parse(text).ToShortString());

    [Fact]
    public void The_cutoff_is_the_index_of_its_column_and_is_printed()
    {
        var schema = SortSchema.Parse("logs=a|&-b|timestamp/V2");
        Assert.Equal(("logs", 1, true), (schema.Name, schema.Cutoff, schema.Columns[1].Descending));
        Assert.Equal("logs=a|&-b|timestamp/V2", schema.ToShortString());
        Assert.Equal("logs=a:dense-string:+|&b:dense-string:-|timestamp:dense-int64:-/V2", schema.ToLongString());
    }

    [Fact]
    public void Equivalence_ignores_the_name_and_for_compaction_also_the_cutoff()
    {
        var plain = SortSchema.Parse("a|b|timestamp/V2");
        var named = SortSchema.Parse("x=a|b|timestamp/V2");
        var cut = SortSchema.Parse("a|&b|timestamp/V2");
        var newer = SortSchema.Parse("a|b|timestamp/V3");
        var reversed = SortSchema.Parse("a|-b|timestamp/V2");
        Assert.True(plain.IsEquivalentTo(named));
        Assert.NotEqual(plain, named);
        Assert.False(plain.IsEquivalentTo(cut));
        Assert.True(plain.IsEquivalentForCompactionTo(cut));
        Assert.False(plain.IsEquivalentForCompactionTo(newer));
        Assert.False(plain.IsEquivalentForCompactionTo(reversed));
    }

    [Fact]
    public void The_key_of_a_schema_has_all_its_columns_and_finds_the_timestamp_under_both_names()
    {
        SortKey key = SortSchema.Parse("a|&b|timestamp/V2").ToSortKey();
        Assert.Equal("a,b,-timestamp", key.ToString());
        Assert.Equal("a,b,-timestamp_secs", key.ResolveAliases(name => name is "a" or "b" or "timestamp_secs").ToString());
        Assert.Equal("a,b,-timestamp", key.ResolveAliases(name => name is "timestamp" or "timestamp_secs").ToString());
        Assert.Equal("a,b,-timestamp", key.ResolveAliases(_ => false).ToString());
        Assert.Equal("a,-timestamp", SortKey.Parse("a,-timestamp").ResolveAliases(name => name is "timestamp_secs").ToString());
    }
}
