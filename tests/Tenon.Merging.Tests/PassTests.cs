using Tenon.Merging.Running;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging.Tests;

/// <summary>Merges that take several passes over intermediate files: many inputs, unsorted inputs, claims that turn out false on the way.</summary>
public sealed class PassTests
{
    private static readonly SchemaField[] Fields = [SchemaField.Optional("k", LeafType.String), SchemaField.Required("n", LeafType.Int32), SchemaField.List("l", true, SchemaField.Required("element", LeafType.Int32))];

    [Theory]
    [InlineData("k")]
    [InlineData("-k,n")]
    [InlineData(null)]
    public async Task F47_300_files_are_merged_four_at_a_time(string? key)
    {
        Random random = Seed.Of(300);
        Table[] tables = [.. Enumerable.Range(0, 300).Select(i => Rows(random, i * 1000, random.Next(0, 6), key))];
        MergeRun run = await MergeRun.Of(Files(tables), key is null ? null : SortKey.Parse(key), settings => settings with { RowGroupRows = 100, Threads = 2 }, SmallFanIn);
        await Judge.Check(run, tables, key is null ? null : SortKey.Parse(key));
        await run.Verify();
    }

    // Goal: what is merged before the last pass is as little as can be.
    // Method: random sizes, against all windows one by one.
    [Fact]
    public void The_smallest_neighbours_are_merged_first()
    {
        foreach (int seed in Seed.Many(310, 500))
        {
            Random random = new(seed);
            long[] sizes = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (long)random.Next(4))];
            int count = random.Next(1, sizes.Length + 1);
            int expected = Enumerable.Range(0, sizes.Length - count + 1).MinBy(first => sizes.Skip(first).Take(count).Sum());
            Assert.True(expected == MergeJob.SmallestNeighbours(sizes, count), $"seed {seed}: {count} of {string.Join(", ", sizes)}");
        }
    }

    [Fact]
    public async Task F50_an_unsorted_file_becomes_many_runs_and_ties_keep_their_order()
    {
        // Rows are as wide as memory: runs are then of the least size, 4,096 rows at most. Here of 47.
        Random random = Seed.Of(301);
        Table[] tables = [Rows(random, 0, 900, null), Rows(random, 10_000, 300, "k"), Rows(random, 20_000, 700, null)];
        MergeRun run = await MergeRun.Of(
            Files(tables), SortKey.Parse("k"), settings => settings with { MemoryBytes = MergeSettings.MinimumMemoryBytes },
            plan =>
            {
                SmallFanIn(plan);
                WideRows(plan);
            });
        await Judge.Check(run, tables, SortKey.Parse("k"));
        Assert.Equal(["input 0", "input 2"], run.Result.SortedInputs);
        await run.Verify();
    }

    // Goal: a false claim that shows only after intermediate files were made loses none of them.
    // Method: inputs that claim nothing are unsorted and become runs; the last input, of a later group, claims an order it has not.
    [Theory]
    [InlineData(12)]
    [InlineData(5)]
    [InlineData(40)]
    public async Task F50_a_false_claim_that_shows_late_loses_no_intermediate_file(int files)
    {
        Random random = Seed.Of(302);
        Table[] tables = [.. Enumerable.Range(0, files).Select(i => Rows(random, i * 1000, 60, null))];
        byte[][] bytes = [.. tables.Select((table, i) => FileMaker.Write(table, Build.Layout(20, claims: i == files - 1 ? [0] : [])))];
        MergeRun run = await MergeRun.Of(MergeRun.Inputs(bytes), SortKey.Parse("k"), settings => settings with { RowGroupRows = 50 }, SmallFanIn);
        await Judge.Check(run, tables, SortKey.Parse("k"));
        Assert.Equal(files, run.Result.SortedInputs.Length);
        await run.Verify();
    }

    [Fact]
    public async Task F52_dictionaries_that_lack_values_and_show_it_late_lose_no_intermediate_file()
    {
        Random random = Seed.Of(303);
        Table[] tables = [.. Enumerable.Range(0, 14).Select(i => Rows(random, i * 1000, 60, i == 13 ? "k" : null))];
        byte[][] bytes = [.. tables.Select((table, i) => FileMaker.Write(table, Build.Layout(60, 20, i == 13 ? Storage.DictionaryThenPlain : Storage.Dictionary, claims: i == 13 ? [0] : [])))];
        bytes[13] = Footer.Edit(bytes[13], footer =>
        {
            foreach (ThriftStruct stats in Footer.Chunks(footer, "k").SelectMany(metadata => metadata.Structs(Footer.MetadataEncodingStats)))
            {
                stats.Set(Footer.StatsEncoding, (int)ParquetEncoding.RleDictionary);
            }
        });
        MergeRun run = await MergeRun.Of(MergeRun.Inputs(bytes), SortKey.Parse("k"), settings => settings with { RowGroupRows = 50 }, SmallFanIn);
        await Judge.Check(run, tables, SortKey.Parse("k"));
        await run.Verify();
    }

    [Fact]
    public async Task Outputs_of_an_attempt_that_began_anew_are_asked_for_again()
    {
        // The claim shows to be false in the last row group, when outputs have been written already.
        Table table = Build.Table([SchemaField.Required("k", LeafType.Int64)], Enumerable.Range(0, 1000).Select(i => new object?[] { i == 990 ? 0L : i }));
        using var scratch = new ScratchFolder();
        MergeSettings settings = MergeRun.Settings(scratch.Path) with { RowGroupRows = 50, TargetSizeBytes = 1000, MemoryBytes = MergeSettings.MinimumMemoryBytes };
        MergePlan plan = await Merger.PlanAsync(MergeRun.Inputs([FileMaker.Write(table, Build.Layout(50, claims: 0))]), settings with { CopyRowGroups = false }, CancellationToken.None);
        var asked = new List<int>();
        var streams = new List<MemoryStream>();
        MergeResult result = await Merger.MergeAsync(
            plan,
            ordinal =>
            {
                asked.Add(ordinal);
                streams.Add(new MemoryStream());
                return streams[^1];
            },
            null,
            CancellationToken.None);
        Assert.Equal(1000, result.Outputs.Sum(output => output.RowCount));
        int second = asked.LastIndexOf(0);
        Assert.True(second > 0, "the merge did not begin anew");
        Assert.Equal(Enumerable.Range(0, result.Outputs.Length), asked.Skip(second));
        Assert.All(streams, stream => Assert.False(stream.CanWrite));
    }

    private static IReadOnlyList<MergeInput> Files(Table[] tables) => MergeRun.Inputs([.. tables.Select(table => FileMaker.Write(table, Build.Layout(20)))]);

    /// <summary>Makes the plan believe in a file with huge row groups, so that no more than four inputs are merged at once.</summary>
    private static void SmallFanIn(MergePlan plan) => plan.Shape.Add(Pretended(rows: 1L << 40, bytes: 1L << 42), repeatedLeaves: 0);

    /// <summary>Makes the plan believe in a file with wide rows.</summary>
    private static void WideRows(MergePlan plan) => plan.Shape.Add(Pretended(rows: 10, bytes: 1_000_000), repeatedLeaves: 0);

    private static FileMetadata Pretended(long rows, long bytes) => new()
    {
        Version = 2,
        Schema = [],
        RowCount = rows,
        RowGroups =
        [
            new RowGroupMetadata
            {
                RowCount = rows,
                TotalByteSize = bytes,
                Columns =
                [
                    new ColumnChunkMetadata
                    {
                        Type = PhysicalType.Int64, Encodings = [], Path = ["p"], Codec = CompressionCodec.Uncompressed, ValueCount = rows, TotalUncompressedSize = bytes, TotalCompressedSize = bytes, DataPageOffset = 4,
                    },
                ],
            },
        ],
    };

    private static Table Rows(Random random, int first, int count, string? sortedBy)
    {
        ParquetSchema schema = SchemaBuilder.Build(Fields);
        var table = new Table(schema, [.. Enumerable.Range(0, count).Select(i => new[]
        {
            Cell.Of(random.Next(9) == 0 ? null : Build.Plain($"key {random.Next(25)}")), Cell.Of(Build.Plain(first + i)),
            new Cell([.. Enumerable.Range(0, random.Next(1, 4)).Select(e => new Entry(e == 0 ? 0 : 1, 3, Build.Plain(first + e)))]),
        })]);
        return sortedBy is null ? table : new Table(schema, ReferenceMerge.Merge([table], schema, SortKey.Parse(sortedBy)));
    }
}
