using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;
using Tenon.Splits.Indexes;

namespace Tenon.Ingest.Tests;

/// <summary>Tables: any schema from Parquet, declared ones from text; event time in any unit, or none.</summary>
public sealed class TableTests : IDisposable
{
    private static readonly IndexConfig Plain = IndexConfig.Default("events");

    private static readonly IndexConfig Declared = Plain with
    {
        SortFields = "n,-s",
        TimestampColumn = "at",
        WindowDurationSeconds = 60,
        Columns =
        [
            new("s", TableColumnType.String), new("n", TableColumnType.Int64, true), new("x", TableColumnType.Float64),
            new("b", TableColumnType.Boolean), new("at", TableColumnType.Timestamp),
        ],
    };

    private readonly Workshop _shop = new();

    [Fact]
    public async Task Without_event_time_and_order_a_file_stays_as_it_is()
    {
        IngestSource source = Nested([5, 3, 4], [1, 2, 3]);
        IngestedSplit split = Assert.Single((await _shop.IngestAsync(Plain, source)).Splits);
        Assert.Equal([5L, 3L, 4L], Workshop.Rows(split.Path).Select(row => row["n"]));
        Assert.Null(split.Metadata.Window);
        Assert.Equal(("", true), (split.Metadata.SortFields, split.Metadata.RowKeys.IsEmpty));
        Assert.NotNull(split.Metadata.Scope); // Tables are merged without windows too.
    }

    // Goal: nested values follow their rows through windows and sorting. Method: each row's list and struct are made from its number.
    [Theory]
    [InlineData(1000)]
    [InlineData(1 << 20)]
    public async Task Nested_columns_follow_their_rows(int bufferedBytes)
    {
        _shop.Settings = _shop.Settings with { BufferedBytes = bufferedBytes };
        Random random = Seed.Of(8);
        long[] numbers = [.. Enumerable.Range(0, 500).Select(_ => (long)random.Next(100))];
        long[] times = [.. numbers.Select(_ => (long)random.Next(-2_000_000, 2_000_000))];
        IndexConfig config = Plain with { SortFields = "-n", TimestampColumn = "at", WindowDurationSeconds = 900 };
        IngestResult result = await _shop.IngestAsync(config, Nested(numbers, times));
        var expected = numbers.Zip(times, (n, at) => (n, at)).GroupBy(row => TimeWindow.Of((long)Math.Floor(row.at / 1000.0), 900).StartSeconds).OrderBy(group => group.Key)
            .Select(group => (group.Key, Rows: group.OrderByDescending(row => row.n).Select(row => $"{row.n} {row.at} {Text(ListOf(row.n))}").ToArray())).ToArray();
        Assert.Equal(expected.Select(window => window.Key), result.Splits.Select(split => split.Metadata.Window!.Value.StartSeconds));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Rows, Workshop.Rows(result.Splits[i].Path).Select(row => $"{row["n"]} {row["at"]} {Text(((IEnumerable<object?>)row["list"]).Select(item => (long?)item))}"));
        }
    }

    [Fact]
    public async Task Rows_without_a_time_are_in_the_window_of_zero()
    {
        IngestResult result = await _shop.IngestAsync(Declared, Workshop.Text(IngestFormat.Ndjson, """
            {"n":1,"at":"1970-01-01T00:00:59Z"}
            {"n":2,"at":null}
            {"n":3}
            {"n":4,"at":"1969-12-31T23:59:59.999999Z"}
            {"n":5,"at":"1970-01-01T02:01:00+02:00"}
            """));
        Assert.Equal([-60L, 0L, 60L], result.Splits.Select(split => split.Metadata.Window!.Value.StartSeconds));
        Assert.Equal([[4L], [1L, 2L, 3L], [5L]], result.Splits.Select(split => Workshop.Rows(split.Path).Select(row => (long)row["n"]).ToArray()));
        Assert.Equal(new SplitTimeRange(59, 60), result.Splits[1].Metadata.TimeRange);
        Assert.Equal(new SplitTimeRange(-1, 0), result.Splits[0].Metadata.TimeRange);
    }

    [Fact]
    public async Task NDJSON_and_CSV_give_the_same_bytes_and_all_columns()
    {
        IngestResult json = await _shop.IngestAsync(Declared, Workshop.Text(IngestFormat.Ndjson, """
            {"s":"b\"c","n":-9223372036854775808,"x":1e300,"b":true,"at":"2026-01-31T23:59:59.5Z"}
            {"n":7,"s":"","b":false}
            """));
        IngestResult csv = await _shop.IngestAsync(Declared, Workshop.Text(
            IngestFormat.Csv, "b,s,n,x,at\r\ntrue,\"b\"\"c\",-9223372036854775808,1e300,2026-01-31T23:59:59.5Z\r\nfalse,\"\",7,,"));
        Assert.Equal(json.Splits.Select(split => Convert.ToHexString(File.ReadAllBytes(split.Path))), csv.Splits.Select(split => Convert.ToHexString(File.ReadAllBytes(split.Path))));
        Assert.Equal(["n", "s", "at", "b", "x"], Workshop.With(json.Splits[0].Path, (_, file) => file.Schema.Root.Children.Select(child => child.Name).ToArray()));
    }

    [Fact]
    public async Task A_sort_column_that_no_row_has_orders_nothing()
    {
        IndexConfig config = Plain with { SortFields = "missing,-n", RowGroupPrefixLength = 1 };
        IngestedSplit split = Assert.Single((await _shop.IngestAsync(config, Nested([5, 3, 4], [1, 2, 3]))).Splits);
        Assert.Equal([5L, 4L, 3L], Workshop.Rows(split.Path).Select(row => row["n"]));
        Assert.Equal("(null, 5) to (null, 3)", Tenon.Splits.Keys.RowKeys.Parse(split.Metadata.RowKeys.AsSpan()).ToString());
    }

    [Theory]
    [InlineData("""{"n":null}""", "line 1, column 'n': null; a value is expected")]
    [InlineData("""{"s":"x"}""", "line 1, column 'n': null; a value is expected")]
    [InlineData("""{"n":1,"y":2}""", "line 1, column 'y': not a column of the index")]
    [InlineData("""{"n":1,"n":2}""", "line 1, column 'n': two values")]
    [InlineData("""{"n":"1"}""", "column 'n': \"1\"}; a whole number of 64 bits is expected")]
    [InlineData("""{"n":1,"s":2}""", "column 's'")]
    [InlineData("""{"n":1,"b":0}""", "column 'b'")]
    [InlineData("""{"n":1,"x":"1"}""", "column 'x'")]
    [InlineData("""{"n":1,"x":1e999}""", "column 'x'")]
    [InlineData("""{"n":1,"at":"2026-01-31T23:59:59"}""", "column 'at'")]
    [InlineData("""{"n":1,"at":5}""", "column 'at'")]
    [InlineData("""[1]""", "a JSON object is expected")]
    [InlineData("""{"n":1} {"n":2}""", "line 1")]
    [InlineData("""{"n":1""", "line 1")]
    [InlineData("""{"n":1,"s":"\ud800"}""", "line 1")]
    public async Task NDJSON_that_the_index_does_not_take_is_refused(string line, string expected) =>
        Assert.Contains(expected, await _shop.RefusalAsync(Declared, Workshop.Text(IngestFormat.Ndjson, line)), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "no header")]
    [InlineData("n,n\n1,2\n", "line 1, field 2: column 'n'")]
    [InlineData("n,z\n1,2\n", "line 1, field 2: column 'z'")]
    [InlineData("n,s\n1\n", "line 2: 1 fields; 2, as in the header, are expected")]
    [InlineData("n,s\n1,2,3\n", "line 2: 3 fields")]
    [InlineData("n,s\n1,a\"b\n2,\"\"\n", "line 2")]
    [InlineData("n,s\n1,\"a\"b\n", "behind a closing quote")]
    [InlineData("n,s\n1,\"a\n", "line 2: a quote is opened and never closed")]
    [InlineData("n,s\n1,\"a\nb\"\nx,c\n", "line 4, field 1, column 'n': 'x'")]
    [InlineData("n,s\n1,a\rb\n", "line 2, field 2")]
    [InlineData("n\n+1\n", "column 'n': '+1'")]
    [InlineData("n\n1.0\n", "column 'n': '1.0'")]
    [InlineData("n\n\n", "column 'n': null")]
    public async Task CSV_that_the_index_does_not_take_is_refused(string text, string expected) =>
        Assert.Contains(expected, await _shop.RefusalAsync(Declared, Workshop.Text(IngestFormat.Csv, text)), StringComparison.Ordinal);

    [Fact]
    public async Task Parquet_files_must_agree_with_what_is_declared()
    {
        IngestSource Of(params SchemaField[] fields) => Workshop.Parquet(SchemaBuilder.Build(fields), _ => { });
        SchemaField at = SchemaField.Optional("at", LeafType.Timestamp(TimeUnit.Micros));
        Assert.Contains("column 'n': Int32; int64 is expected", await _shop.RefusalAsync(Declared, Of(SchemaField.Optional("n", LeafType.Int32), at)), StringComparison.Ordinal);
        Assert.Contains("column 'n': missing", await _shop.RefusalAsync(Declared, Of(at)), StringComparison.Ordinal);
        Assert.Contains("column 'z': not a column", await _shop.RefusalAsync(Declared, Of(SchemaField.Optional("z", LeafType.Int64), at)), StringComparison.Ordinal);
        Assert.Contains("column 'at': missing", await _shop.RefusalAsync(Plain with { TimestampColumn = "at", WindowDurationSeconds = 60 }, Of(SchemaField.Optional("n", LeafType.Int64))), StringComparison.Ordinal);
        Assert.Contains("column 'at': ByteArray", await _shop.RefusalAsync(Plain with { TimestampColumn = "at", WindowDurationSeconds = 60 }, Of(SchemaField.Optional("at", LeafType.String))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_without_declared_columns_is_refused() =>
        Assert.Contains("declares none", await _shop.RefusalAsync(Plain, Workshop.Text(IngestFormat.Csv, "a\n1\n")), StringComparison.Ordinal);

    [Fact]
    public async Task Too_many_windows_are_taken_for_a_mistake()
    {
        _shop.Settings = _shop.Settings with { MaximumWindows = 2 };
        string refused = await _shop.RefusalAsync(Declared with { WindowDurationSeconds = 1 }, Workshop.Text(
            IngestFormat.Ndjson, """{"n":1,"at":"2026-01-31T00:00:00Z"}""" + "\n" + """{"n":1,"at":"2026-01-31T00:00:01Z"}""" + "\n" + """{"n":1,"at":"2026-01-31T00:00:02Z"}"""));
        Assert.Contains("more than 2 windows of 1 s", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_name_says_no_format_is_refused() =>
        Assert.Contains(".txt", Assert.Throws<IngestException>(() => IngestSource.OfFile("rows.txt")).Message, StringComparison.Ordinal);

    public void Dispose() => _shop.Dispose();

    private static long?[] ListOf(long n) => [.. Enumerable.Range(0, (int)(n % 4)).Select(i => i == 1 ? null : (long?)(n + i))];

    private static string Text(IEnumerable<long?> list) => string.Join(',', list.Select(item => item is long value ? $"{value}" : "null"));

    private static IngestSource Nested(long[] numbers, long[] milliseconds)
    {
        ParquetSchema schema = SchemaBuilder.Build(
        [
            SchemaField.List("list", true, SchemaField.Optional("element", LeafType.Int64)),
            SchemaField.Required("n", LeafType.Int64),
            SchemaField.Optional("at", LeafType.Timestamp(TimeUnit.Millis)),
        ]);
        return Workshop.Parquet(schema, writer =>
        {
            var repetition = new List<byte>();
            var definition = new List<byte>();
            var values = new List<long>();
            foreach (long n in numbers)
            {
                long?[] list = ListOf(n);
                for (int i = 0; i < Math.Max(1, list.Length); i++)
                {
                    repetition.Add((byte)(i == 0 ? 0 : 1));
                    definition.Add((byte)(list.Length == 0 ? 1 : list[i] is null ? 2 : 3));
                    if (i < list.Length && list[i] is long value)
                    {
                        values.Add(value);
                    }
                }
            }

            writer.Columns[0].WriteLevels<long>(repetition.ToArray(), definition.ToArray(), values.ToArray());
            writer["n"].Write<long>(numbers);
            writer["at"].Write<long>(milliseconds);
        });
    }
}
