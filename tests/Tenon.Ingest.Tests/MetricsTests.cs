using System.Text;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Keys;
using Tenon.Splits.Metadata;

namespace Tenon.Ingest.Tests;

/// <summary>Metrics from every format become splits with exactly the rows, the order and the record that a slow and obvious program gives them.</summary>
public sealed class MetricsTests : IDisposable
{
    private static readonly IndexConfig Config = IndexConfig.Default("metrics-x");

    private readonly Workshop _shop = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 24)];

    // Goal: rows, windows, order, identities and metadata are those of the oracle, whatever the format, the schema and the bounds.
    // Method: random points; the oracle cuts them by window and sorts each with a comparison written apart from the key's encoding.
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Splits_are_what_the_oracle_says(int seed)
    {
        Random random = Seed.Of(seed);
        IndexConfig config = Config with
        {
            SortFields = random.Next(4) switch
            {
                0 => SortSchema.DefaultMetrics,
                1 => "-service|metric_name|timeseries_id|timestamp/V2",
                2 => "metric_type__i|-metric_name|&absent|host-|timeseries_id|timestamp_secs/V2",
                _ => "timeseries_id|timestamp_secs/V2",
            },
            WindowDurationSeconds = random.Next(2) == 0 ? 900 : 60,
            RowGroupRows = random.Next(3) switch { 0 => 1, 1 => 7, _ => 131_072 },
            RowGroupPrefixLength = 0,
        };
        var schema = SortSchema.Parse(config.Canonical().SortFields);
        config = config with { RowGroupPrefixLength = random.Next(2) * random.Next(schema.Columns.Length - 1) };
        _shop.Settings = _shop.Settings with { BufferedBytes = random.Next(2) == 0 ? 2000 : 1 << 20 };
        List<Point> points = Point.Random(random, random.Next(1, 400), 1_700_000_000, random.Next(1, 3000));
        IngestSource source = random.Next(4) switch
        {
            0 => Workshop.Text(IngestFormat.Ndjson, Point.ToNdjson(points)),
            1 => Workshop.Text(IngestFormat.Csv, Point.ToCsv(points)),
            int other => Point.ToParquet(points, other == 2),
        };
        IngestResult result = await _shop.IngestAsync(config, source);
        Assert.Equal((points.Count, 0), (result.RowsRead, result.RowsLate));
        IEnumerable<string> expected = points
            .GroupBy(point => TimeWindow.Of(point.Time, config.WindowDurationSeconds).StartSeconds).OrderBy(group => group.Key)
            .SelectMany(group => Point.Sort(group, schema)).Select(point => point.Text(schema));
        Assert.Equal(expected, result.Splits.SelectMany(split => Workshop.Rows(split.Path)).Select(Point.Text));
        Assert.Equal(result.Splits.Select(split => Path.GetRelativePath(_shop.Folder, split.Path)).Order(StringComparer.Ordinal), _shop.Files.Order(StringComparer.Ordinal));
        foreach (IngestedSplit split in result.Splits)
        {
            CheckRecord(split, config.Canonical(), schema, [.. Workshop.Rows(split.Path)]);
        }
    }

    [Fact]
    public async Task All_formats_give_the_same_bytes()
    {
        List<Point> points = Point.Random(Seed.Of(77), 300, 1_700_000_000, 2000);
        IngestSource[] sources =
        [
            Workshop.Text(IngestFormat.Ndjson, Point.ToNdjson(points)), Workshop.Text(IngestFormat.Csv, Point.ToCsv(points)),
            Point.ToParquet(points, true), Point.ToParquet(points, false),
        ];
        var bytes = new List<string>();
        foreach (IngestSource source in sources)
        {
            IngestResult result = await _shop.IngestAsync(Config, source);
            bytes.Add(string.Join('\n', result.Splits.Select(split => Convert.ToHexString(File.ReadAllBytes(split.Path)))));
        }

        Assert.Single(bytes.Distinct());
    }

    [Fact]
    public async Task Equal_points_all_survive()
    {
        Point point = Point.Random(Seed.Of(1), 1, 1_700_000_000, 1)[0];
        IngestResult result = await _shop.IngestAsync(Config, Point.ToParquet([point, point, point], false));
        Assert.Equal(3, Assert.Single(result.Splits).Metadata.RowCount);
    }

    [Fact]
    public async Task Ids_that_the_file_has_are_kept()
    {
        IngestResult result = await _shop.IngestAsync(Config, Workshop.Text(
            IngestFormat.Ndjson, """{"metric_name":"m","metric_type":"sum","timestamp_secs":5,"value":1,"timeseries_id":-7}"""));
        Dictionary<string, object> row = Assert.Single(Workshop.Rows(Assert.Single(result.Splits).Path));
        Assert.Equal(-7L, row["timeseries_id"]);
        Assert.Equal("006D00067FFFFFFFFFFFFFF9", Convert.ToHexString((byte[])row["sorted_series"]));
        Assert.Equal((byte)1, Convert.ToByte(row["metric_type"]));
    }

    [Fact]
    public async Task Rows_older_than_the_bound_are_left_out_and_counted()
    {
        List<Point> points = Point.Random(Seed.Of(3), 200, Workshop.Now - 200, 200);
        IngestResult result = await _shop.IngestAsync(Config with { LateDataSeconds = 100 }, Point.ToParquet(points, false));
        long late = points.Count(point => point.Time < Workshop.Now - 100);
        Assert.InRange(late, 1, 199);
        Assert.Equal((200, late, 200 - late), (result.RowsRead, result.RowsLate, result.Splits.Sum(split => split.Metadata.RowCount)));
        Assert.All(result.Splits, split => Assert.All(Workshop.Rows(split.Path), row => Assert.True(Convert.ToInt64(row["timestamp_secs"]) >= Workshop.Now - 100)));
    }

    [Theory]
    [InlineData(IngestFormat.Ndjson, "")]
    [InlineData(IngestFormat.Ndjson, "\n  \n")]
    [InlineData(IngestFormat.Csv, "metric_name,metric_type,timestamp_secs,value\n")]
    public async Task A_file_without_rows_gives_no_split(IngestFormat format, string text)
    {
        IngestResult result = await _shop.IngestAsync(Config, Workshop.Text(format, text));
        Assert.Empty(result.Splits);
        Assert.Empty(_shop.Files);
    }

    // Gap 38: row groups whose prefix is one value, each once in a file, and no row group beyond its rows.
    [Theory]
    [InlineData(1, 1000)]
    [InlineData(2, 1000)]
    [InlineData(6, 1000)]
    [InlineData(1, 20)]
    public async Task Row_groups_are_aligned_and_a_prefix_that_does_not_fit_goes_on_in_another_split(int prefix, int groupRows)
    {
        List<Point> points = Point.Random(Seed.Of(9), 500, 1_700_000_000, 100);
        IngestResult result = await _shop.IngestAsync(Config with { RowGroupPrefixLength = prefix, RowGroupRows = groupRows }, Point.ToParquet(points, false));
        Assert.Equal(groupRows < 1000, result.Splits.Length > 1);
        string[] columns = [.. SortSchema.Parse(SortSchema.DefaultMetrics).Columns.Take(prefix).Select(column => column.Name)];
        foreach (IngestedSplit split in result.Splits)
        {
            Assert.Equal(prefix, split.Metadata.RowGroupPrefixLength);
            long[] counts = Workshop.With(split.Path, (metadata, _) => metadata.RowGroups.Select(group => group.RowCount).ToArray());
            Assert.True(counts.Max() <= groupRows);
            string[] prefixes = [.. Workshop.Rows(split.Path).Select(row => string.Join('|', columns.Select(column => row.GetValueOrDefault(column, "null"))))];
            string[][] groups = [.. counts.Select((count, i) => prefixes.Skip((int)counts.Take(i).Sum()).Take((int)count).Distinct().ToArray())];
            Assert.All(groups, group => Assert.Single(group));
            Assert.Equal(groups.Length, groups.Select(group => group[0]).Distinct().Count());
        }
    }

    // Rows are read in blocks of 4096, and the last row of one block is compared with the first of the next.
    [Theory]
    [InlineData(4096, 8192)]
    [InlineData(4000, 8192)]
    [InlineData(6000, 9000)]
    public async Task Row_groups_are_aligned_where_blocks_of_rows_meet(int first, int all)
    {
        List<Point> points = [.. Enumerable.Range(0, all).Select(i => new Point(i < first ? "a" : "b", 0, 1_700_000_000, i, []))];
        IngestResult result = await _shop.IngestAsync(Config with { RowGroupPrefixLength = 1, RowGroupRows = all }, Point.ToParquet(points, false));
        string path = Assert.Single(result.Splits).Path;
        Assert.Equal([first, all - first], Workshop.With(path, (metadata, _) => metadata.RowGroups.Select(group => group.RowCount).ToArray()));
    }

    [Fact]
    public async Task A_prefix_value_longer_than_statistics_is_aligned_by_all_of_it()
    {
        string text = new('x', 100);
        List<Point> points = [.. Enumerable.Range(0, 10).Select(i => new Point($"{text}{i % 3}", 0, 1_700_000_000, i, []))];
        IngestResult result = await _shop.IngestAsync(Config with { RowGroupPrefixLength = 1 }, Point.ToParquet(points, false));
        Assert.Equal(3, Workshop.With(Assert.Single(result.Splits).Path, (metadata, _) => metadata.RowGroups.Count));
    }

    [Fact]
    public async Task Splits_end_at_the_target_size()
    {
        List<Point> points = Point.Random(Seed.Of(4), 3000, 1_700_000_000, 100);
        IndexConfig config = Config with { RowGroupRows = 100, MergePolicy = Config.MergePolicy with { TargetSplitSizeBytes = 20_000 } };
        IngestResult result = await _shop.IngestAsync(config, Point.ToParquet(points, false));
        Assert.InRange(result.Splits.Length, 3, 29);
        Assert.All(result.Splits[..^1], split => Assert.Equal(SplitMaturity.Mature, split.Metadata.Maturity));
    }

    [Fact]
    public async Task The_file_is_laid_out_as_specified()
    {
        List<Point> points = Point.Random(Seed.Of(5), 50, 1_700_000_000, 10);
        points[0].Tags["service"] = "api";
        points[0].Tags["zone"] = "z";
        IngestedSplit split = Assert.Single((await _shop.IngestAsync(Config, Point.ToParquet(points, false))).Splits);
        string[] columns = Workshop.With(split.Path, (_, file) => file.Schema.Root.Children.Select(child => child.Name).ToArray());
        string[] sortColumns = [.. SortSchema.Parse(SortSchema.DefaultMetrics).Columns.Select(column => column.Name).Where(columns.Contains)];
        Assert.Equal([.. sortColumns, "sorted_series", .. columns.Skip(sortColumns.Length + 1).Order(StringComparer.Ordinal)], columns);
        Workshop.With(split.Path, (metadata, file) =>
        {
            Assert.All(metadata.RowGroups, group => Assert.Equal(
                sortColumns.Select((name, i) => (i, name == "timestamp_secs", false)), group.SortingColumns.Select(c => (c.ColumnIndex, c.Descending, c.NullsFirst))));
            Assert.All(
                metadata.RowGroups[0].Columns,
                chunk => Assert.Equal(sortColumns.Contains(chunk.Path[0]) && chunk.Path[0] is not ("timeseries_id" or "timestamp_secs"), chunk.BloomFilterOffset is not null));
            return 0;
        });
    }

    [Fact]
    public async Task A_tag_of_a_thousand_values_is_only_named()
    {
        List<Point> points = [.. Enumerable.Range(0, 1000).Select(i => new Point("m", 0, 1_700_000_000, i, new() { ["pod"] = $"{i}", ["few"] = $"{i % 3}" }))];
        SplitMetadata split = Assert.Single((await _shop.IngestAsync(Config, Point.ToParquet(points, false))).Splits).Metadata;
        Assert.Equal(["pod"], split.HighCardinalityTagKeys);
        Assert.Equal(["0", "1", "2"], split.LowCardinalityTags["few"]);
    }

    public void Dispose() => _shop.Dispose();

    private void CheckRecord(IngestedSplit split, IndexConfig config, SortSchema schema, List<Dictionary<string, object>> rows)
    {
        SplitMetadata record = split.Metadata;
        long[] times = [.. rows.Select(row => Convert.ToInt64(row["timestamp_secs"]))];
        Assert.Equal(rows.Count, record.RowCount);
        Assert.Equal(new FileInfo(split.Path).Length, record.SizeBytes);
        Assert.Equal((_shop.Index, SplitKind.Metrics, 0), (record.Index, record.Kind, record.Level));
        Assert.Equal(new SplitTimeRange(times.Min(), times.Max() + 1), record.TimeRange);
        TimeWindow window = record.Window!.Value;
        Assert.All(times, time => Assert.Equal(window, TimeWindow.Of(time, config.WindowDurationSeconds))); // TW-1, all of it.
        Assert.Equal(rows.Select(row => (string)row["metric_name"]).Distinct().Order(StringComparer.Ordinal), record.MetricNames.AsEnumerable());
        Assert.Equal(config.SortFields, record.SortFields);
        Assert.Equal(config.RowGroupPrefixLength, record.RowGroupPrefixLength);
        Assert.Equal(split.Digest.ToString(), record.Digest);
        foreach ((string key, IEnumerable<string> values) in record.LowCardinalityTags.Select(tag => (tag.Key, (IEnumerable<string>)tag.Value)))
        {
            Assert.Equal(rows.Where(row => row.ContainsKey(key)).Select(row => (string)row[key]).Distinct().Order(StringComparer.Ordinal), values.ToArray());
        }

        var keys = RowKeys.Parse(record.RowKeys.AsSpan());
        Assert.Equal(schema.Columns.Select(column => Text(rows[0].GetValueOrDefault(column.Name))), keys.First.Select(value => value.ToString().Trim('\'')));
        Assert.Equal(schema.Columns.Select(column => Text(rows[^1].GetValueOrDefault(column.Name))), keys.Last.Select(value => value.ToString().Trim('\'')));
        foreach ((string column, string regex) in record.ZonemapRegexes)
        {
            var anchored = new System.Text.RegularExpressions.Regex(regex[..^1] + @"\z");
            Assert.All(rows.Where(row => row.ContainsKey(column)), row => Assert.Matches(anchored, (string)row[column]));
        }

        string[] beforeCutoff = [.. schema.Columns.Take(schema.Cutoff ?? int.MaxValue).Where(c => c.Type == SortColumnType.String && rows.Any(row => row.ContainsKey(c.Name))).Select(c => c.Name)];
        Assert.Empty(beforeCutoff.Except(record.ZonemapRegexes.Keys));
        Assert.Empty(record.ZonemapRegexes.Keys.Except(schema.Columns.Take(schema.Cutoff ?? int.MaxValue).Select(c => c.Name)));
        SplitFileEntries entries = Workshop.With(split.Path, (metadata, _) => SplitFileEntries.Parse(SplitKind.Metrics, name => metadata.KeyValues.FirstOrDefault(entry => entry.Key == name)?.Value));
        Assert.Equal(SplitFileEntries.Of(record).ToEntries(SplitKind.Metrics), entries.ToEntries(SplitKind.Metrics).AsEnumerable());
    }

    private static string Text(object? value) => value is null ? "null" : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!.Trim('\'');
}
