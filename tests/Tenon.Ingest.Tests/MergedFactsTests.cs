using System.Text.RegularExpressions;
using Tenon.Merging;
using Tenon.Merging.Facts;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Keys;
using Tenon.Splits.Metadata;
using Tenon.Splits.Policy;

namespace Tenon.Ingest.Tests;

/// <summary>What is recorded of a merge's output is found in its own rows, and in its file.</summary>
public sealed class MergedFactsTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(Workshop.Now);

    private readonly Workshop _shop = new();
    private readonly BufferPool _pool = new();

    // Goal: record and file of each output say what is in its rows, and only that.
    // Method: random points in three files are merged into one or several outputs; each fact is computed again from the rows of the output alone.
    [Theory]
    [InlineData(1, long.MaxValue, 0, false)]
    [InlineData(2, 2000, 0, true)]
    [InlineData(3, 2000, 0, true)]
    [InlineData(4, long.MaxValue, 1, false)]
    [InlineData(5, long.MaxValue, 2, false)]
    [InlineData(6, 4000, 2, true)]
    public async Task Facts_of_outputs_are_those_of_their_rows(int seed, long targetBytes, int prefixLength, bool hasSeveral)
    {
        Random random = Seed.Of(seed);
        IndexConfig config = IndexConfig.Default("metrics-x") with { RowGroupPrefixLength = prefixLength, RowGroupRows = 50 };
        List<Point>[] files = [.. Enumerable.Range(0, 3).Select(_ => Point.Random(random, 200, 1_700_000_100, 500))];
        (List<SplitMetadata> inputs, List<MergeInput> sources) = await IngestAsync(config, files);
        IReadOnlyList<(string Path, SplitMetadata Split)> outputs = await MergeAsync(config with { MergePolicy = new MergePolicySettings { TargetSplitSizeBytes = targetBytes } }, inputs, sources);
        Assert.True(outputs.Count > 1 || !hasSeveral);
        Assert.Equal(600, outputs.Sum(output => output.Split.RowCount));
        var schema = SortSchema.Parse(config.SortFields);
        Assert.Equal(
            Point.Sort(files.SelectMany(points => points), schema).Select(point => point.Text(schema)),
            outputs.SelectMany(output => Workshop.Rows(output.Path)).Select(Point.Text));
        foreach ((string path, SplitMetadata split) in outputs)
        {
            Judge(path, split, config);
        }
    }

    private static void Judge(string path, SplitMetadata split, IndexConfig config)
    {
        List<Dictionary<string, object>> rows = Workshop.Rows(path);
        long[] times = [.. rows.Select(row => Convert.ToInt64(row["timestamp_secs"], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(new SplitTimeRange(times.Min(), times.Max() + 1), split.TimeRange);
        Assert.Equal(rows.Select(row => (string)row["metric_name"]).Distinct().Order(StringComparer.Ordinal), split.MetricNames.ToArray());
        var tags = rows.SelectMany(row => row).Where(field => !RowColumns.Fixed(SplitKind.Metrics).Contains(field.Key) && field.Key != "sorted_series")
            .GroupBy(field => field.Key).ToDictionary(tag => tag.Key, tag => tag.Select(field => (string)field.Value).Distinct().Order(StringComparer.Ordinal).ToArray());
        Assert.Equal(tags.Keys.Order(StringComparer.Ordinal), split.LowCardinalityTags.Keys);
        Assert.All(tags, tag => Assert.Equal(tag.Value, split.LowCardinalityTags[tag.Key].ToArray()));
        Assert.Equal(1, split.Level);
        Assert.Equal(config.RowGroupPrefixLength, split.RowGroupPrefixLength);
        Assert.Equal(new FileInfo(path).Length, split.SizeBytes);
        var schema = SortSchema.Parse(config.SortFields);
        var keys = RowKeys.Parse(split.RowKeys.AsSpan());
        for (int i = 0; i < schema.Columns.Length; i++)
        {
            Assert.Equal(TextOf(rows[0], schema.Columns[i].Name), TextOf(keys.First[i]));
            Assert.Equal(TextOf(rows[^1], schema.Columns[i].Name), TextOf(keys.Last[i]));
        }

        foreach ((string column, string regex) in split.ZonemapRegexes)
        {
            Assert.All(rows.Where(row => row.ContainsKey(column)), row => Assert.Matches(new Regex(regex, RegexOptions.CultureInvariant), (string)row[column]));
        }

        Assert.Contains("metric_name", split.ZonemapRegexes.Keys);
        FileMetadata file = Workshop.With(path, (metadata, _) => metadata);
        SplitFileEntries entries = SplitFileEntries.Parse(SplitKind.Metrics, name => file.KeyValues.SingleOrDefault(entry => entry.Key == name)?.Value);
        Assert.Equal((1, split.Window, config.SortFields, config.RowGroupPrefixLength), (entries.Level, entries.Window, entries.SortFields, entries.RowGroupPrefixLength));
        Assert.Equal(keys, entries.RowKeys);
        Assert.DoesNotContain(file.KeyValues, entry => entry.Key.StartsWith("tenon.", StringComparison.Ordinal));
        JudgeAlignment(file, rows, schema, config.RowGroupPrefixLength);
    }

    /// <summary>PA-1 and PA-3, by the rows.</summary>
    private static void JudgeAlignment(FileMetadata file, List<Dictionary<string, object>> rows, SortSchema schema, int prefixLength)
    {
        if (prefixLength == 0)
        {
            return;
        }

        var tuples = new List<string>();
        int row = 0;
        foreach (RowGroupMetadata group in file.RowGroups)
        {
            tuples.Add(Assert.Single(rows.Skip(row).Take((int)group.RowCount)
                .Select(each => string.Join('|', schema.Columns.Take(prefixLength).Select(column => TextOf(each, column.Name)))).Distinct()));
            row += (int)group.RowCount;
        }

        Assert.Equal(tuples.Distinct(), tuples);
    }

    // Aligned inputs with more rows of one prefix than a row group holds: the output ends there, and the scope of what was merged stays one.
    [Fact]
    public async Task A_prefix_that_outgrows_a_row_group_ends_the_output()
    {
        IndexConfig config = IndexConfig.Default("metrics-x") with { RowGroupPrefixLength = 1, RowGroupRows = 100 };
        List<Point>[] files = [.. Enumerable.Range(0, 2).Select(i => Enumerable.Range(0, 400).Select(
            n => new Point("only", 0, 1_700_000_100, n, new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = $"h{n % 7}" })).ToList())];
        (List<SplitMetadata> inputs, List<MergeInput> sources) = await IngestAsync(config, files);
        IReadOnlyList<(string Path, SplitMetadata Split)> outputs = await MergeAsync(config, inputs, sources);
        Assert.True(outputs.Count >= 5);
        Assert.All(outputs, output => Assert.Single(Workshop.With(output.Path, (metadata, _) => metadata.RowGroups)));
        Assert.All(outputs, output => Assert.Equal(inputs[0].Scope, output.Split.Scope));
        Assert.Equal(800, outputs.Sum(output => output.Split.RowCount));
    }

    [Fact]
    public async Task A_claim_of_alignment_that_does_not_hold_is_refused()
    {
        IndexConfig config = IndexConfig.Default("metrics-x");
        (List<SplitMetadata> inputs, List<MergeInput> sources) = await IngestAsync(config, [.. Enumerable.Range(0, 2).Select(i => Point.Random(Seed.Of(i), 100, 1_700_000_100, 500))]);
        MergeRefusedException refused = await Assert.ThrowsAsync<MergeRefusedException>(
            () => MergeAsync(config with { RowGroupPrefixLength = 1 }, [.. inputs.Select(input => input with { RowGroupPrefixLength = 1 })], sources));
        Assert.Contains("PA-1", refused.Message, StringComparison.Ordinal);
    }

    // A dictionary that was copied with its pages has values that no row of this file has.
    [Fact]
    public async Task Tags_of_a_new_window_are_not_those_of_the_last()
    {
        var config = IndexConfig.Default("metrics-x");
        IngestResult result = await _shop.IngestAsync(config, Point.ToParquet(
            [.. Enumerable.Range(0, 20).Select(i => new Point("m", 0, 1_700_000_100 + (i * 900), i, new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = $"h{i}" }))], false));
        Assert.Equal(20, result.Splits.Length);
        Assert.All(result.Splits, split => Assert.Single(split.Metadata.LowCardinalityTags["host"]));
    }

    public void Dispose()
    {
        _pool.Dispose();
        _shop.Dispose();
    }

    private static string TextOf(SortValue value) => value.Kind == SortValueKind.Text ? System.Text.Encoding.UTF8.GetString(value.Utf8.Span) : value.ToString();

    private static string TextOf(Dictionary<string, object> row, string column) =>
        row.TryGetValue(column, out object? value) ? FormattableString.Invariant($"{value}") : "null";

    private async Task<(List<SplitMetadata> Inputs, List<MergeInput> Sources)> IngestAsync(IndexConfig config, List<Point>[] files)
    {
        var inputs = new List<SplitMetadata>();
        var sources = new List<MergeInput>();
        foreach (List<Point> points in files)
        {
            foreach (IngestedSplit split in (await _shop.IngestAsync(config, Point.ToParquet(points, false))).Splits)
            {
                inputs.Add(split.Metadata);
                sources.Add(new MergeInput(split.Path, () => FileRangeSource.Open(split.Path), split.Metadata.SizeBytes));
            }
        }

        return (inputs, sources);
    }

    private async Task<IReadOnlyList<(string Path, SplitMetadata Split)>> MergeAsync(IndexConfig config, List<SplitMetadata> inputs, List<MergeInput> sources)
    {
        var settings = new MergeSettings
        {
            Key = config.ParseSortKey(),
            RowGroupPrefixLength = config.RowGroupPrefixLength,
            RowGroupRows = config.RowGroupRows,
            TargetSizeBytes = config.MergePolicy.TargetSplitSizeBytes,
            ScratchDirectory = _shop.Settings.ScratchFolder,
            MemoryBytes = _shop.Settings.MemoryBytes,
        };
        string PathOf(int ordinal) => Path.Combine(_shop.Folder, $"merged-{ordinal}.parquet");
        MergeResult merged = await Merger.MergeAsync(await Merger.PlanAsync(sources, settings, CancellationToken.None), ordinal => File.Create(PathOf(ordinal)), null, CancellationToken.None);
        var outputs = new List<(string Path, SplitMetadata Split)>();
        foreach (MergeOutput output in merged.Outputs)
        {
            string path = PathOf(output.Ordinal);
            SplitMetadata split;
            using (ParquetFile file = ParquetFile.Open(path, _pool))
            {
                split = SplitAggregation.OfMerge(inputs, inputs[0].Id.Offset(1 + output.Ordinal), SplitFileFacts.Read(file, 0, config, _pool), Now);
            }

            split = split with { SizeBytes = SplitFileFacts.Stamp(path, split) };
            using ParquetFile stamped = ParquetFile.Open(path, _pool);
            SplitFileFacts.Check(stamped, split);
            outputs.Add((path, split));
        }

        return outputs;
    }
}
