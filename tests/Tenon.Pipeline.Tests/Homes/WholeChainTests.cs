using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Tenon.Merging.Facts;
using Tenon.Metastore;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Pipeline.Homes;
using Tenon.Pipeline.Tests.Support;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Tests.Homes;

/// <summary>Files of points through the whole chain, in this process: ingested, planned, merged, published; the scenarios of the field, with their numbers.</summary>
public sealed class WholeChainTests : IDisposable
{
    private const string Index = "metrics-x";

    private readonly HomeWorld _world = new();

    public void Dispose() => _world.Dispose();

    // Goal: record and file of the output say what two files of 50 points each say together, and the inputs are replaced.
    [Fact]
    public async Task Two_files_of_one_metric_each_become_one_split_that_tells_of_both()
    {
        IndexConfig config = Config(new MergePolicySettings { MergeFactor = 2, MaxMergeFactor = 2, MaxMergeOps = 1 });
        await _world.CreateIndexAsync(config);
        await IngestAsync("one", Points("cpu.usage", 100, 50, "web", "host-1"));
        await IngestAsync("two", Points("mem.usage", 200, 50, "api", "host-2"));
        SplitId[] inputs = [.. (await _world.SplitsAsync(SplitState.Published)).Select(split => split.Id)];
        await _world.MergeAsync(Index);

        SplitRecord output = Assert.Single(await _world.SplitsAsync(SplitState.Published));
        List<SplitRecord> replaced = await _world.SplitsAsync(SplitState.Retired);
        Assert.Equal(inputs.Order(), replaced.Select(split => split.Id).Order());
        Assert.All(replaced, split => Assert.Equal((RetirementCause.Merged, output.CreatedBy), (split.Cause, split.RetiredBy)));

        SplitMetadata record = output.Metadata;
        Assert.Equal((100, 1, new SplitTimeRange(100, 250), config.SortFields), (record.RowCount, record.Level, record.TimeRange, record.SortFields));
        Assert.Equal(["cpu.usage", "mem.usage"], record.MetricNames);
        Assert.Equal(["api", "web"], record.LowCardinalityTags["service"]);
        Assert.False(record.RowKeys.IsDefaultOrEmpty);
        Assert.Matches(new Regex(record.ZonemapRegexes["metric_name"]), "cpu.usage");
        Assert.DoesNotMatch(new Regex(record.ZonemapRegexes["metric_name"]), "disk.usage");

        List<Dictionary<string, object?>> rows = _world.RowsOf(output);
        Assert.Equal(Enumerable.Repeat("cpu.usage", 50).Concat(Enumerable.Repeat("mem.usage", 50)), rows.Select(row => TextOf(row["metric_name"])));
        Assert.Equal(
            Enumerable.Range(100, 50).Concat(Enumerable.Range(200, 50)).Select(time => (long)time),
            rows.Select(TimeOf).Order());
        Assert.Equal(["api host-2", "web host-1"], rows.Select(row => $"{TextOf(row["service"])} {TextOf(row["host"])}").Distinct().Order(StringComparer.Ordinal));
        RequireOrder(rows);
        RequireStamped(output);
    }

    // Goal: rows of three files with the same series at overlapping times are interleaved, and none is lost. Method: 3 files x 3 metrics x 20 points.
    [Fact]
    public async Task Three_files_of_three_metrics_with_the_same_series_are_interleaved_into_one_split()
    {
        await _world.CreateIndexAsync(Config(new MergePolicySettings { MergeFactor = 3, MaxMergeFactor = 3, MaxMergeOps = 1 }));
        List<long> times = await IngestOverlappingAsync();
        await _world.MergeAsync(Index);

        SplitRecord output = Assert.Single(await _world.SplitsAsync(SplitState.Published));
        List<Dictionary<string, object?>> rows = _world.RowsOf(output);
        Assert.Equal((180, 180L, 1), (rows.Count, output.RowCount, output.Metadata.Level));
        Assert.Equal(times.Order(), rows.Select(TimeOf).Order());
        Assert.Equal(Enumerable.Range(0, 3).SelectMany(i => Enumerable.Repeat($"metric.{i}", 60)), rows.Select(row => TextOf(row["metric_name"]))); // Each in one block.
        Assert.Equal(["svc-0", "svc-1", "svc-2"], output.Metadata.LowCardinalityTags["service"]);
        Assert.All(GroupsOf(output), group => Assert.InRange(group.RowCount, 1, 50));
        RequireOrder(rows);
        RequireStamped(output);
    }

    private static IndexConfig Config(MergePolicySettings policy) => IndexConfig.Default(Index) with { MergePolicy = policy, RowGroupRows = 50 };

    private static IEnumerable<string> Points(string metric, int firstTime, int count, string service, string host) => Enumerable.Range(firstTime, count).Select(time => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"metric_name":"{{metric}}","metric_type":0,"timestamp_secs":{{time}},"value":{{time}}.5,"service":"{{service}}","host":"{{host}}"}"""));

    /// <summary>Three files, each with the same three series, at times that overlap.</summary>
    private async Task<List<long>> IngestOverlappingAsync()
    {
        var times = new List<long>();
        for (int file = 0; file < 3; file++)
        {
            await IngestAsync($"file-{file}", [.. Enumerable.Range(0, 3).SelectMany(i => Points($"metric.{i}", 100 + (file * 10), 20, $"svc-{i}", "host"))]);
            times.AddRange(Enumerable.Repeat(Enumerable.Range(100 + (file * 10), 20).Select(time => (long)time), 3).SelectMany(each => each));
        }

        return times;
    }

    private Task<IngestReport> IngestAsync(string name, params IEnumerable<string> lines) => _world.IngestAsync(Index, _world.AddFile($"{name}.ndjson", string.Concat(lines.Select(line => line + "\n"))));

    private static string TextOf(object? value) => Encoding.UTF8.GetString((byte[])value!); // Every point has its tags.

    private static long TimeOf(Dictionary<string, object?> row) => Convert.ToInt64(row["timestamp_secs"], CultureInfo.InvariantCulture);

    private static string SeriesOf(Dictionary<string, object?> row) => Convert.ToHexString((byte[])row["sorted_series"]!); // Written for every row.

    /// <summary>Series rise, and within one the newest is first.</summary>
    private static void RequireOrder(List<Dictionary<string, object?>> rows)
    {
        for (int i = 1; i < rows.Count; i++)
        {
            int order = string.CompareOrdinal(SeriesOf(rows[i - 1]), SeriesOf(rows[i]));
            Assert.True(order < 0 || (order == 0 && TimeOf(rows[i - 1]) >= TimeOf(rows[i])), $"row {i} is before its predecessor");
        }
    }

    private IReadOnlyList<RowGroupMetadata> GroupsOf(SplitRecord split) => With(split, file => file.Metadata.RowGroups);

    /// <summary>The entries of the file are those of the record (SS-5).</summary>
    private void RequireStamped(SplitRecord split) => With(split, file =>
    {
        SplitFileFacts.Check(file, split.Metadata);
        return true;
    });

    private T With<T>(SplitRecord split, Func<ParquetFile, T> read)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(Path.Join(_world.HomePath, "store", split.Location), pool);
        return read(file);
    }
}
