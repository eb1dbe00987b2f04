using Tenon.Merging;
using Tenon.Merging.Content;
using Tenon.Parquet;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using SortKey = Tenon.Splits.SortKey;

namespace Tenon.Ingest.Tests;

/// <summary>What was ingested can be merged: identities and keys are copied, and the order is the one of all rows together.</summary>
public sealed class MergedSplitTests : IDisposable
{
    private readonly Workshop _shop = new();

    // Goal: rows ingested from several files and merged are, one by one, those of one file ingested with all of them.
    // Method: three files with different tags, so that sort columns are absent from some splits and from all; the oracle sorts all points.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Merged_splits_are_the_rows_of_all_files_in_order(int seed)
    {
        Random random = Seed.Of(seed);
        var schema = SortSchema.Parse(SortSchema.DefaultMetrics);
        List<Point>[] files = [.. Enumerable.Range(0, 3).Select(_ => Point.Random(random, 200, 1_700_000_100, 500))];
        var inputs = new List<MergeInput>();
        RowDigest digest = default;
        foreach (List<Point> points in files)
        {
            IngestedSplit split = Assert.Single((await _shop.IngestAsync(IndexConfig.Default("metrics-x"), Point.ToParquet(points, false))).Splits);
            inputs.Add(new MergeInput(split.Path, () => FileRangeSource.Open(split.Path), split.Metadata.SizeBytes));
            digest += split.Digest;
        }

        string[] columns = [.. inputs.SelectMany(input => Workshop.With(input.Name, (_, file) => file.Schema.Root.Children.Select(child => child.Name).ToArray()))];
        SortKey? key = schema.ToSortKey().WithoutAbsent(columns.Contains);
        var settings = new MergeSettings { Key = key, ScratchDirectory = _shop.Settings.ScratchFolder, MemoryBytes = _shop.Settings.MemoryBytes };
        string path = Path.Combine(_shop.Folder, "merged.parquet");
        MergeResult merged = await Merger.MergeAsync(await Merger.PlanAsync(inputs, settings, CancellationToken.None), _ => File.Create(path), null, CancellationToken.None);
        Assert.Equal(digest, merged.Digest);
        Assert.Empty(merged.SortedInputs); // They were in order, by the merge's own judgement.
        Assert.Equal(Point.Sort(files.SelectMany(points => points), schema).Select(point => point.Text(schema)), Workshop.Rows(path).Select(Point.Text));
    }

    [Fact]
    public async Task A_file_out_of_order_is_found_out()
    {
        IngestedSplit split = Assert.Single((await _shop.IngestAsync(
            IndexConfig.Default("metrics-x"), Point.ToParquet(Point.Random(Seed.Of(1), 50, 1_700_000_100, 500), false))).Splits);
        var file = new MergeInput(split.Path, () => FileRangeSource.Open(split.Path), split.Metadata.SizeBytes);
        var settings = new MergeSettings { ScratchDirectory = _shop.Settings.ScratchFolder };
        Assert.Equal(split.Digest, await FileVerifier.VerifyAsync(file, SortKey.Parse("sorted_series,-timestamp_secs"), null, settings, CancellationToken.None));
        await Assert.ThrowsAsync<ContentMismatchException>(() => FileVerifier.VerifyAsync(file, SortKey.Parse("-sorted_series"), null, settings, CancellationToken.None));
    }

    public void Dispose() => _shop.Dispose();
}
