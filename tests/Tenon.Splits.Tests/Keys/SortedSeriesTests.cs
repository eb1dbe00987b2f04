using System.Buffers;
using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Tenon.Splits.Keys;

namespace Tenon.Splits.Tests.Keys;

/// <summary>The bytes of <c>sorted_series</c> and of composite prefix keys, and that they order rows as the sort schema says.</summary>
public sealed class SortedSeriesTests
{
    /// <summary>Up, down, a number up, a number down: every direction and type that can stand before <c>timeseries_id</c>.</summary>
    private static readonly SortSchema Schema = SortSchema.Parse("a|-b|c__i|-d__i|timeseries_id|timestamp_secs/V2");

    private static readonly Gen<SortValue> Texts =
        from text in Gen.Elements(null, null, "", "a", "aa", "b", "\0", "\u0001", "\0\0", "\u0001\0", "a\0", "a\u0001", "a\u0002", "é", "\uffff", "\U00010000")
        select text is null ? SortValue.Null : SortValue.OfText(text);

    private static readonly Gen<SortValue> Numbers =
        from number in Gen.Elements<long?>(null, null, long.MinValue, -256, -1, 0, 1, 255, 256, long.MaxValue)
        select number is long value ? SortValue.OfInt64(value) : SortValue.Null;

    private static readonly Gen<Row> Rows =
        from a in Texts
        from b in Texts
        from c in Numbers
        from d in Numbers
        from series in Gen.Elements(long.MinValue, -1, 0, 1, long.MaxValue)
        from time in Gen.Choose(0, 3)
        select new Row([a, b, c, d, SortValue.OfInt64(series), SortValue.OfInt64(time)]);

    [Theory]
    [InlineData(0L, "8000000000000000")]
    [InlineData(1L, "8000000000000001")]
    [InlineData(-1L, "7FFFFFFFFFFFFFFF")]
    [InlineData(long.MinValue, "0000000000000000")]
    public void A_series_without_tags_has_twelve_known_bytes(long id, string idBytes) =>
        Assert.Equal("006D0006" + idBytes, Hex(SortSchema.Parse(SortSchema.DefaultMetrics), [SortValue.OfText("m"), default, default, default, default, default], id));

    [Fact]
    public void Descending_values_are_complemented_with_their_end_and_places_are_not() =>
        Assert.Equal(
            "01" + "92FEFEFEFF" + "FF" + "03" + "7FFFFFFFFFFFFFFE" + "04" + "8000000000000007",
            Hex(Schema, [SortValue.Null, SortValue.OfText("m\u0001\0"), SortValue.Null, SortValue.OfInt64(1)], 7));

    [Fact]
    public void A_zero_and_a_one_in_a_text_are_escaped() =>
        Assert.Equal("00" + "61" + "0100" + "0101" + "62" + "00" + "04" + "8000000000000007", Hex(Schema, [SortValue.OfText("a\0\u0001b"), default, default, default], 7));

    [Fact]
    public void Bytes_order_rows_as_the_sort_schema_does() => Check(
        from x in Rows
        from y in Rows
        select (x, y),
        pair => Math.Sign(CompareKeys(pair.x, pair.y)) == Math.Sign(CompareValues(pair.x, pair.y)));

    [Fact]
    public void Rows_of_one_series_and_only_they_have_equal_bytes() => Check(
        from x in Rows
        from y in Rows
        from copy in Gen.Elements(true, false)
        select (x, y: copy ? x with { Values = y.Values.RemoveRange(0, 5).InsertRange(0, x.Values[..5]) } : y),
        pair => Key(pair.x).SequenceEqual(Key(pair.y)) == pair.x.Values[..5].SequenceEqual(pair.y.Values[..5]));

    [Fact]
    public void The_pinned_prefix_keys()
    {
        ImmutableArray<SortColumn> columns = SortSchema.Parse(SortSchema.DefaultMetrics).ToSortKey().Columns;
        Assert.Equal(
            [0, .. "cpu.usage"u8, 0, 1, .. "host-a"u8, 0, 2],
            CompositePrefixKey.Encode(columns, [SortValue.OfText("cpu.usage"), SortValue.OfText("host-a")]));
        Assert.Equal([1], CompositePrefixKey.Encode(columns, [SortValue.Null]));
    }

    // What a row group's key is for: groups in ascending order of keys hold rows in ascending order, and the key, but for its last
    // byte, begins the sorted_series of each row.
    [Fact]
    public void A_prefix_key_begins_its_rows_and_orders_row_groups_as_their_rows() => Check(
        from x in Rows
        from y in Rows
        from length in Gen.Choose(1, 4)
        select (x, y, length),
        cases =>
        {
            byte[] x = Prefix(cases.x, cases.length);
            byte[] y = Prefix(cases.y, cases.length);
            int groups = x.AsSpan().SequenceCompareTo(y);
            return Key(cases.x).AsSpan().StartsWith(x.AsSpan(0, x.Length - 1))
                && x.AsSpan().SequenceCompareTo(Key(cases.x)) <= 0
                && (groups == 0
                    ? cases.x.Values[..cases.length].SequenceEqual(cases.y.Values[..cases.length])
                    : Math.Sign(groups) == Math.Sign(CompareValues(cases.x, cases.y)));
        });

    [Fact]
    public void Prefix_values_that_differ_beyond_what_statistics_keep_have_different_keys()
    {
        string longText = new('x', 100);
        ImmutableArray<SortColumn> columns = [new("a", false)];
        Assert.NotEqual(
            CompositePrefixKey.Encode(columns, [SortValue.OfText(longText + "1")]), CompositePrefixKey.Encode(columns, [SortValue.OfText(longText + "2")]));
    }

    [Fact]
    public void Row_groups_are_not_aligned_on_floating_point_numbers() =>
        Assert.Contains("'a' is Float64", Assert.Throws<ArgumentException>(() => CompositePrefixKey.Encode([new("a", false)], [SortValue.OfFloat64(1)])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("metric_name|timestamp_secs/V2", "timeseries_id")]
    [InlineData("x__nf|timeseries_id|timestamp_secs/V2", "'x' before timeseries_id is dense-float64")]
    [InlineData("x__sk|timeseries_id|timestamp_secs/V2", "'x' before timeseries_id is dense-sketch")]
    [InlineData("timeseries_id__s|timestamp_secs/V2", "'timeseries_id' is dense-string")]
    public void A_schema_whose_rows_have_no_key_is_refused(string text, string expected)
    {
        SortSchemaException refused = Assert.Throws<SortSchemaException>(() => new SortedSeriesEncoder(SortSchema.Parse(text)));
        Assert.Equal(SortSchemaError.Validation, refused.Error);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void A_schema_of_more_columns_than_a_byte_counts_is_refused(int columns, bool isAccepted)
    {
        string text = string.Join('|', Enumerable.Range(0, columns - 2).Select(i => $"c{i}").Append("timeseries_id").Append("timestamp_secs")) + "/V2";
        Assert.Equal(isAccepted, SortedSeriesEncoder.ProblemOf(SortSchema.Parse(text)) is null);
    }

    [Fact]
    public void A_value_of_another_type_is_refused() =>
        Assert.Throws<ArgumentException>(() => Hex(Schema, [SortValue.OfFloat64(1), default, default, default], 7));

    private static string Hex(SortSchema schema, SortValue[] values, long id)
    {
        var key = new ArrayBufferWriter<byte>();
        new SortedSeriesEncoder(schema).Write(values, id, key);
        return Convert.ToHexString(key.WrittenSpan);
    }

    private static byte[] Key(Row row)
    {
        var key = new ArrayBufferWriter<byte>();
        new SortedSeriesEncoder(Schema).Write(row.Values.AsSpan(), row.Values[4].Int64, key);
        return key.WrittenSpan.ToArray();
    }

    private static byte[] Prefix(Row row, int length) => CompositePrefixKey.Encode(Schema.ToSortKey().Columns, row.Values.AsSpan(0, length));

    private static int CompareKeys(Row x, Row y)
    {
        int bytes = Key(x).AsSpan().SequenceCompareTo(Key(y));
        return bytes != 0 ? bytes : y.Values[5].Int64.CompareTo(x.Values[5].Int64);
    }

    // The slow and obvious order: column by column, nulls last whatever the direction.
    private static int CompareValues(Row x, Row y)
    {
        for (int i = 0; i < Schema.Columns.Length; i++)
        {
            (SortValue a, SortValue b) = (x.Values[i], y.Values[i]);
            if (a.Kind == SortValueKind.Null || b.Kind == SortValueKind.Null)
            {
                if (a.Kind != b.Kind)
                {
                    return a.Kind == SortValueKind.Null ? 1 : -1;
                }

                continue;
            }

            int order = a.Kind == SortValueKind.Text ? a.Utf8.Span.SequenceCompareTo(b.Utf8.Span) : a.Int64.CompareTo(b.Int64);
            if (order != 0)
            {
                return Schema.Columns[i].Descending ? -order : order;
            }
        }

        return 0;
    }

    private static void Check<T>(Gen<T> cases, Func<T, bool> property) =>
        FsCheck.Fluent.Prop.ForAll(Arb.From(cases), property).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    private sealed record Row(ImmutableArray<SortValue> Values)
    {
        public override string ToString() => string.Join(", ", Values);
    }
}
