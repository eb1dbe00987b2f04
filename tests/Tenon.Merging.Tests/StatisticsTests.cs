using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests;

/// <summary>Bounds, counts and filters say what the data is, whatever those of the inputs said.</summary>
public sealed class StatisticsTests
{
    private static readonly SchemaField[] Fields =
    [
        SchemaField.Required("k", LeafType.Int64), SchemaField.Optional("f", LeafType.Float), SchemaField.Optional("d", LeafType.Double),
        SchemaField.Optional("h", LeafType.Float16), SchemaField.Optional("s", LeafType.String),
    ];

    [Theory]
    [InlineData(Storage.Plain)]
    [InlineData(Storage.Dictionary)]
    public async Task F51_NaN_never_enters_bounds(Storage storage)
    {
        // A column of NaN alone, one with NaN first, one with NaN among numbers, zeros of both signs.
        double[][] columns = [[double.NaN, double.NaN, double.NaN], [double.NaN, 1, 2], [1, double.NaN, -3], [-0.0, 0.0, double.NaN], [double.NegativeInfinity, double.NaN, double.PositiveInfinity]];
        foreach (double[] values in columns)
        {
            Table table = Build.Table(Fields, Enumerable.Range(0, 90).Select(i => new object?[]
            {
                (long)i, (float)values[i % 3], values[i % 3], BitConverter.GetBytes((Half)values[i % 3]), i % 7 == 0 ? null : $"text {i % 11}",
            }));
            byte[] file = FileMaker.Write(table, Build.Layout(30, 10, storage));
            foreach (string? key in (string?[])["k", "d,k", null])
            {
                MergeRun run = await MergeRun.Of([file, file], key, settings => settings with { RowGroupRows = 40 });
                Assert.All(run.Outputs, StatisticsJudge.Check);
            }
        }
    }

    // Goal: wrong statistics of an input reach no output. Method: bounds and null counts of the input say nonsense; its rows are rewritten.
    [Fact]
    public async Task F52_wrong_statistics_of_an_input_do_not_survive()
    {
        Table table = Build.Table(Fields, Enumerable.Range(0, 90).Select(i => new object?[] { (long)i, i * 0.5f, -i * 0.25, null, $"text {i}" }));
        byte[] file = Footer.Edit(FileMaker.Write(table, Build.Layout(30, claims: 0)), footer =>
        {
            foreach (ThriftStruct metadata in new[] { "k", "f", "d", "s" }.SelectMany(column => Footer.Chunks(footer, column)))
            {
                ThriftStruct statistics = metadata.Child(Footer.MetadataStatistics);
                statistics.Set(Footer.StatisticsNulls, 17);
                statistics.Set(Footer.StatisticsMin, new byte[((byte[])statistics[Footer.StatisticsMin]!).Length]);
                statistics.Set(Footer.StatisticsMax, new byte[((byte[])statistics[Footer.StatisticsMax]!).Length]);
            }
        });
        MergeRun run = await MergeRun.Of([file, file], "k");
        await Judge.Check(run, [table, table], SortKey.Parse("k")); // Includes the judge of statistics.
        await run.Verify();
    }

    // Goal: a null count that is wrong does not mislead the packing of keys either.
    // Method: chunks that say they are all null are not looked at before the merge; here they hold values.
    [Theory]
    [InlineData("s,k", Storage.Dictionary)]
    [InlineData("-s,k", Storage.Plain)]
    [InlineData("k", Storage.Dictionary)]
    public async Task F52_chunks_that_falsely_claim_to_be_all_null_are_merged_by_their_values(string key, Storage storage)
    {
        Table table = Build.Table(Fields, Enumerable.Range(0, 60).Select(i => new object?[] { (long)i / 4, 1f, 2.0, null, $"text {i:d3}" }).OrderBy(row => key.StartsWith('-') ? -(long)row[0]! : 0));
        Table sorted = new(table.Schema, ReferenceMerge.Merge([table], table.Schema, SortKey.Parse(key)));
        byte[] honest = FileMaker.Write(sorted, Build.Layout(20, storage: storage));
        byte[] lying = Footer.Edit(honest, footer =>
        {
            foreach (ThriftStruct metadata in Footer.Chunks(footer, "s").Concat(Footer.Chunks(footer, "k")).Where((_, i) => i > 0))
            {
                metadata.Child(Footer.MetadataStatistics).Set(Footer.StatisticsNulls, metadata[Footer.MetadataValues]!);
            }
        });
        MergeRun run = await MergeRun.Of([lying, honest, lying], key);
        await Judge.Check(run, [sorted, sorted, sorted], SortKey.Parse(key));
    }

    [Fact]
    public async Task F52_values_that_the_dictionary_is_said_to_hold_but_does_not_are_merged_too()
    {
        // The last page of each chunk is plain, but the footer says that all are of indices; in order, out of order, and out of order early.
        Random random = Seed.Of(5252);
        foreach (int swap in (int[])[-1, 199, 1])
        {
            Table table = Build.Table([SchemaField.Optional("s", LeafType.String), SchemaField.Required("n", LeafType.Int64)], Enumerable.Range(0, 200).Select(i => new object?[] { $"text {i / 2:d4}", (long)i }));
            Cell[][] rows = [.. table.Rows];
            if (swap >= 0)
            {
                (rows[swap], rows[swap - 1 - random.Next(1)]) = (rows[0], rows[swap]);
            }

            table = new Table(table.Schema, rows);
            byte[] file = Footer.Edit(FileMaker.Write(table, Build.Layout(100, 40, Storage.DictionaryThenPlain, claims: 0)), footer =>
            {
                foreach (ThriftStruct stats in Footer.Chunks(footer, "s").Concat(Footer.Chunks(footer, "n")).SelectMany(metadata => metadata.Structs(Footer.MetadataEncodingStats)))
                {
                    stats.Set(Footer.StatsEncoding, (int)ParquetEncoding.RleDictionary);
                }
            });
            foreach (string key in (string[])["s", "s,n", "n"])
            {
                MergeRun run = await MergeRun.Of([file, file], key);
                await Judge.Check(run, [table, table], SortKey.Parse(key));
                await run.Verify();
            }
        }
    }

    [Fact]
    public async Task F51_NaN_in_the_bounds_of_an_input_is_not_copied()
    {
        Table table = Build.Table(Fields, Enumerable.Range(0, 90).Select(i => new object?[] { (long)i, (float)i, 1.0, null, null }));
        byte[] file = Footer.Edit(FileMaker.Write(table, Build.Layout(30, claims: 0)), footer =>
        {
            foreach (ThriftStruct metadata in Footer.Chunks(footer, "f"))
            {
                metadata.Child(Footer.MetadataStatistics).Set(Footer.StatisticsMax, BitConverter.GetBytes(float.NaN));
            }
        });
        MergeRun run = await MergeRun.Of([file], "k", settings => settings with { RowGroupRows = 30 });
        Assert.Equal(90, run.Result.CopiedRows);
        Assert.All(run.Outputs, StatisticsJudge.Check);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bloom_filters_are_written_where_an_input_has_them(bool copy)
    {
        Table table = Build.Table(Fields, Enumerable.Range(0, 90).Select(i => new object?[] { (long)i, (float)i, (double)-i, null, i % 3 == 0 ? null : $"text {i}" }));
        byte[] file = FileMaker.Write(table, Build.Layout(30, claims: 0) with { Bloom = column => column is 0 or 4 });
        MergeRun run = await MergeRun.Of([file], "k", settings => settings with { RowGroupRows = 30, CopyRowGroups = copy });
        await Judge.Check(run, [table], SortKey.Parse("k"));
        using var pool = new BufferPool();
        using ParquetFile output = ParquetFile.Open(new MemoryRangeSource(run.Outputs[0]), pool);
        foreach (RowGroupMetadata group in output.Metadata.RowGroups)
        {
            Assert.Equal([true, false, false, false, true], group.Columns.Select(column => column.BloomFilterOffset is not null));
            Assert.All(group.Columns, column => Assert.NotNull(column.OffsetIndexOffset));
        }
    }
}
