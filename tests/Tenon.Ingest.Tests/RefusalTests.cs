using Tenon.Parquet;
using Tenon.Parquet.Schema;
using Tenon.Splits;
using Tenon.Splits.Indexes;

namespace Tenon.Ingest.Tests;

/// <summary>What metrics are not; and that whatever fails, nothing is left of it.</summary>
public sealed class RefusalTests : IDisposable
{
    private const string Good = """{"metric_name":"m","metric_type":"gauge","timestamp_secs":1700000001,"value":1,"host":"a"}""";

    private static readonly IndexConfig Config = IndexConfig.Default("metrics-x");

    private readonly Workshop _shop = new();

    [Theory]
    [InlineData("\"m\"", "\"\"", "in.txt, line 2, column 'metric_name': an empty text; a name is expected")]
    [InlineData("\"m\"", "null", "line 2, column 'metric_name': null; a value is expected")]
    [InlineData("\"gauge\"", "\"count\"", "line 2, column 'metric_type': \"count\"")]
    [InlineData("\"gauge\"", "5", "line 2, column 'metric_type': 5; 0 to 4 is expected")]
    [InlineData("1700000001", "-1", "line 2, column 'timestamp_secs'")]
    [InlineData("1700000001", "1700000001000", "line 2, column 'timestamp_secs': 1700000001000; seconds, at most 253402300799, is expected")]
    [InlineData("1700000001", "18446744073709551615", "line 2, column 'timestamp_secs': 18446744073709551615")]
    [InlineData("1700000001", "null", "line 2, column 'timestamp_secs': null")]
    [InlineData("\"value\":1", "\"value\":\"1\"", "line 2, column 'value'")]
    [InlineData("\"host\":\"a\"", "\"host\":5", "line 2, column 'host': 5}; a text is expected")]
    [InlineData("\"host\":\"a\"", "\"host\":{\"a\":1}", "line 2, column 'host'")]
    [InlineData("\"host\":\"a\"", "\"sorted_series\":\"a\"", "line 2, column 'sorted_series'")]
    [InlineData("\"host\":\"a\"", "\"timeseries_id\":5", "line 1, column 'timeseries_id': null; a value is expected")]
    public async Task A_row_that_is_no_point_is_refused_with_its_line(string part, string other, string expected) =>
        Assert.Contains(expected, await _shop.RefusalAsync(Config, Workshop.Text(IngestFormat.Ndjson, Good + "\n" + Good.Replace(part, other, StringComparison.Ordinal))), StringComparison.Ordinal);

    [Fact]
    public async Task Limits_are_held()
    {
        IngestSettings settings = _shop.Settings;
        _shop.Settings = settings with { MaximumTextBytes = 4 };
        Assert.Contains("a text of 5 bytes; at most 4", await _shop.RefusalAsync(Config, Workshop.Text(IngestFormat.Ndjson, Good.Replace("\"a\"", "\"aaaaa\"", StringComparison.Ordinal))), StringComparison.Ordinal);
        _shop.Settings = settings with { MaximumTags = 0 };
        Assert.Contains("column 'host': tag 1; at most 0 tags", await _shop.RefusalAsync(Config, Workshop.Text(IngestFormat.Ndjson, Good)), StringComparison.Ordinal);
        _shop.Settings = settings with { MaximumLineBytes = 1 << 10 };
        Assert.Contains("line 2: more than", await _shop.RefusalAsync(Config, Workshop.Text(IngestFormat.Ndjson, Good + "\n" + new string('x', 600_000))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_of_other_types_are_refused_by_the_schema_alone()
    {
        SchemaField[] good =
        [
            SchemaField.Optional("metric_name", LeafType.String), SchemaField.Required("metric_type", LeafType.Integer(8, false)),
            SchemaField.Required("timestamp_secs", LeafType.Integer(64, false)), SchemaField.Required("value", LeafType.Double),
        ];
        (int Place, SchemaField Field, string Expected)[] bad =
        [
            (0, SchemaField.Required("metric_name", LeafType.Bytes), "column 'metric_name': ByteArray; ByteArray STRING is expected"),
            (0, SchemaField.Required("x", LeafType.String), "column 'metric_name': missing"),
            (1, SchemaField.Required("metric_type", LeafType.Int32), "column 'metric_type': Int32"),
            (2, SchemaField.Required("timestamp_secs", LeafType.Int64), "column 'timestamp_secs': Int64"),
            (3, SchemaField.Required("value", LeafType.Float), "column 'value': Float"),
            (3, SchemaField.List("value", true, SchemaField.Optional("element", LeafType.Double)), "column 'value'"),
        ];
        foreach ((int place, SchemaField field, string expected) in bad)
        {
            string refused = await _shop.RefusalAsync(Config, Workshop.Parquet(SchemaBuilder.Build([.. good[..place], field, .. good[(place + 1)..]]), _ => { }));
            Assert.Contains(expected, refused, StringComparison.OrdinalIgnoreCase);
        }

        (SchemaField Field, string Expected)[] more =
        [
            (SchemaField.Optional("sorted_series", LeafType.Bytes), "column 'sorted_series': present"),
            (SchemaField.Optional("host", LeafType.Int64), "column 'host': Int64; text"),
            (SchemaField.Optional("timeseries_id", LeafType.Integer(64, false)), "column 'timeseries_id'"),
        ];
        foreach ((SchemaField field, string expected) in more)
        {
            Assert.Contains(expected, await _shop.RefusalAsync(Config, Workshop.Parquet(SchemaBuilder.Build([.. good, field]), _ => { })), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_null_and_text_that_is_no_UTF_8_in_Parquet_are_refused_with_their_row()
    {
        ParquetSchema schema = SchemaBuilder.Build(
        [
            SchemaField.Optional("metric_name", LeafType.String), SchemaField.Required("metric_type", LeafType.Integer(8, false)),
            SchemaField.Required("timestamp_secs", LeafType.Integer(64, false)), SchemaField.Required("value", LeafType.Double), SchemaField.Optional("host", LeafType.String),
        ]);
        IngestSource Of(byte[]? name, byte[]? host) => Workshop.Parquet(schema, writer =>
        {
            writer["metric_name"].Write((ReadOnlySpan<byte[]?>)["m"u8.ToArray(), name]);
            writer["metric_type"].Write<int>([0, 0]);
            writer["timestamp_secs"].Write<long>([5, 5]);
            writer["value"].Write<double>([1, 1]);
            writer["host"].Write((ReadOnlySpan<byte[]?>)[null, host]);
        });
        Assert.Contains("row 1, column 'metric_name': null", await _shop.RefusalAsync(Config, Of(null, null)), StringComparison.Ordinal);
        Assert.Contains("row 1, column 'host': bytes C328; text in UTF-8", await _shop.RefusalAsync(Config, Of("m"u8.ToArray(), [0xc3, 0x28])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_Parquet_file_is_refused() =>
        Assert.Contains("in.parquet", await _shop.RefusalAsync(Config, new IngestSource("in.parquet", IngestFormat.Parquet, () => new MemoryRangeSource(new byte[100], "in.parquet"))), StringComparison.Ordinal);

    [Fact]
    public async Task A_definition_with_problems_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _shop.IngestAsync(Config with { WindowDurationSeconds = 7 }, Workshop.Text(IngestFormat.Ndjson, Good)));

    // Goal: whatever fails, and whenever, no file is left that could be taken for a split.
    // Method: the n-th read of the source fails, for every n; then the n-th split's id; then it is cancelled.
    [Fact]
    public async Task A_failure_at_any_moment_leaves_nothing()
    {
        List<Point> points = Point.Random(Seed.Of(6), 300, 1_700_000_000, 4000);
        IngestSource source = Point.ToParquet(points, true);
        _shop.Settings = _shop.Settings with { BufferedBytes = 5000 };
        for (int reads = 0; ; reads++)
        {
            var failing = new FailingSource(reads);
            try
            {
                await _shop.IngestAsync(Config, source with { Open = () => failing.Over(source.Open()) });
                break;
            }
            catch (IOException)
            {
                Assert.Empty(_shop.Files);
            }
        }

        Assert.InRange(_shop.Files.Length, 5, 6);
        foreach (string path in _shop.Files)
        {
            File.Delete(Path.Combine(_shop.Folder, path));
        }

        for (int calls = 0; calls < 5; calls++)
        {
            var writer = new IngestWriter(_shop.Settings, new FailingClock(calls));
            await Assert.ThrowsAsync<IOException>(() => writer.WriteAsync(_shop.Index, Config, source, First, CancellationToken.None));
            Assert.Empty(_shop.Files);
        }

        // Cancelled between two splits: those before are ended by nobody else.
        for (int calls = 0; calls < 5; calls++)
        {
            using var cancel = new CancellationTokenSource();
            var writer = new IngestWriter(_shop.Settings, new FailingClock(calls, cancel.Cancel));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WriteAsync(_shop.Index, Config, source, First, cancel.Token));
            Assert.Empty(_shop.Files);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _shop.IngestAsync(Config, source, new CancellationToken(true)));
        Assert.Empty(_shop.Files);
    }

    public void Dispose() => _shop.Dispose();

    private static SplitId First { get; } = SplitId.Parse("metrics_01hav29d4xy3d462fs3d8k5q2h");

    private sealed class FailingSource(int reads)
    {
        private int _left = reads;

        public IRangeSource Over(IRangeSource inner) => new Source(this, inner);

        private sealed class Source(FailingSource owner, IRangeSource inner) : IRangeSource
        {
            public string Name => inner.Name;

            public long Length => inner.Length;

            public void ReadExactly(long offset, Span<byte> destination)
            {
                if (owner._left-- == 0)
                {
                    throw new IOException("the disk is gone");
                }

                inner.ReadExactly(offset, destination);
            }

            public void Dispose() => inner.Dispose();
        }
    }

    /// <summary>Fails when it is asked for the time, which happens before each split.</summary>
    private sealed class FailingClock(int calls, Action? instead = null) : TimeProvider
    {
        private int _left = calls;

        public override DateTimeOffset GetUtcNow()
        {
            if (_left-- == 0)
            {
                (instead ?? throw new IOException("no more time"))();
            }

            return base.GetUtcNow();
        }
    }
}
