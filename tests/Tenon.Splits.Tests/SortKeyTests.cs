namespace Tenon.Splits.Tests;

public sealed class SortKeyTests
{
    [Fact]
    public void Columns_that_no_row_has_order_nothing()
    {
        SortKey key = SortSchema.Parse("a|-b|timestamp_secs/V2").ToSortKey();
        Assert.Same(key, key.WithoutAbsent(_ => true));
        Assert.Equal("-b", key.WithoutAbsent(name => name == "b")?.ToString());
        Assert.Null(key.WithoutAbsent(_ => false));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("service,host,-timestamp", "service,host,-timestamp")]
    [InlineData(" +a , -b ", "a,-b")]
    [InlineData("+-a,--b", "+-a,--b")]
    [InlineData("metric_name|host|timestamp/V2", "metric_name,host,-timestamp")]
    public void A_key_is_read_from_a_list_or_a_schema(string text, string printed)
    {
        var key = SortKey.Parse(text);
        Assert.Equal(printed, key.ToString());
        Assert.Equal(key, SortKey.Parse(key.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,,b")]
    [InlineData("a,-")]
    [InlineData("a,b,a")]
    [InlineData("a,-a")]
    [InlineData("a|b/V2")]
    public void A_malformed_key_is_refused_with_its_text(string text) =>
        Assert.Contains($"'{text}'", Assert.ThrowsAny<FormatException>(() => SortKey.Parse(text)).Message, StringComparison.Ordinal);
}
