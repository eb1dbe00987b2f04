using Tenon.Merging.Content;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Tests;

/// <summary>Order is checked, never trusted.</summary>
public sealed class OrderTests
{
    private static readonly SchemaField[] Fields = [SchemaField.Optional("a", LeafType.Int32), SchemaField.Optional("b", LeafType.String), SchemaField.Required("n", LeafType.Int32)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F50_unsorted_inputs_are_sorted_and_ties_keep_their_order(bool claimsOrder)
    {
        Random random = Seed.Of(50);
        Table[] tables = [.. Enumerable.Range(0, 3).Select(_ => Unsorted(random, 5000))];
        FileLayout layout = Build.Layout(700, 300, Storage.Dictionary, claimsOrder ? [0, ~1] : []);
        byte[][] files = [.. tables.Select(table => FileMaker.Write(table, layout))];
        MergeRun run = await MergeRun.Of(files, "a,-b", settings => settings with { MemoryBytes = MergeSettings.MinimumMemoryBytes });
        await Judge.Check(run, tables, SortKey.Parse("a,-b"));
        Assert.Equal(["input 0", "input 1", "input 2"], run.Result.SortedInputs);
        await run.Verify();
    }

    [Fact]
    public async Task F50_only_the_input_whose_claim_is_false_is_sorted()
    {
        Random random = Seed.Of(51);
        Table[] tables = [Sorted(random, 500), Sorted(random, 500), Sorted(random, 500)];
        Cell[][] rows = [.. tables[1].Rows];
        (rows[498], rows[499]) = (rows[0], rows[1]); // Noticed only at its end.
        tables[1] = new Table(tables[1].Schema, rows);
        byte[][] files = [.. tables.Select(table => FileMaker.Write(table, Build.Layout(100, claims: [0, 1])))];
        MergeRun run = await MergeRun.Of(files, key: (string?)null, settings => settings with { RowGroupRows = 50, TargetSizeBytes = 2000 });
        await Judge.Check(run, tables, SortKey.Parse("a,b"));
        Assert.Equal(["input 1"], run.Result.SortedInputs);
        await run.Verify();
    }

    [Fact]
    public async Task F50_a_false_claim_in_the_key_value_entries_is_found_out()
    {
        Random random = Seed.Of(52);
        Table table = Unsorted(random, 1000);
        foreach (string entry in (string[])["tenon.sort_fields", "qh.sort_fields"])
        {
            byte[] file = FileMaker.Write(table, new FileLayout { KeyValues = [new KeyValue(entry, "a,b")] });
            MergeRun run = await MergeRun.Of([file], key: (string?)null);
            await Judge.Check(run, [table], SortKey.Parse("a,b"));
            Assert.Equal(["input 0"], run.Result.SortedInputs);
        }
    }

    [Fact]
    public async Task F50_nulls_first_in_an_input_are_sorted_to_the_end()
    {
        Table table = Build.Table(Fields, [null, "x", 0], [null, "y", 1], [1, "x", 2], [2, null, 3]);
        var options = new ParquetFileWriterOptions { SortingColumns = [new SortingColumn(0, Descending: false, NullsFirst: true)] };
        MergeRun run = await MergeRun.Of([FileMaker.Write(table, new FileLayout { File = options })], key: (string?)null);
        await Judge.Check(run, [table], SortKey.Parse("a"));
        Assert.Equal(["input 0"], run.Result.SortedInputs);
    }

    // Goal: the order of every kind of value, in both directions, nulls in every position of the key.
    // Method: all pairs of small values in rows of two files; compared with the model.
    [Theory]
    [InlineData("a,b")]
    [InlineData("-a,b")]
    [InlineData("a,-b")]
    [InlineData("-a,-b")]
    [InlineData("b,a")]
    [InlineData("-b,-a")]
    public async Task F50_every_pair_of_values_is_in_order(string key)
    {
        int?[] numbers = [null, int.MinValue, -1, 0, 1, int.MaxValue];
        string?[] texts = [null, "", "\0", "\0\0", "a", "a\0", "ab", "b", "é", "a longer text than a packed key holds: 1", "a longer text than a packed key holds: 2"];
        int n = 0;
        var all = (from a in numbers from b in texts select new object?[] { a, b, n++ }).ToList();
        Table[] tables = [Build.Table(Fields, all), Build.Table(Fields, all.AsEnumerable().Reverse())];
        foreach (Storage storage in (Storage[])[Storage.Plain, Storage.Dictionary])
        {
            MergeRun run = await MergeRun.Of([.. tables.Select(table => FileMaker.Write(table, Build.Layout(storage: storage)))], key);
            await Judge.Check(run, tables, SortKey.Parse(key));
            await run.Verify();
        }
    }

    [Theory]
    [InlineData("d")]
    [InlineData("-d")]
    public async Task F50_zeros_are_equal_and_NaN_is_above_all_numbers(string key)
    {
        double[] values = [double.NaN, 0.0, -0.0, double.NegativeInfinity, -1, BitConverter.Int64BitsToDouble(-1), double.PositiveInfinity, -0.0, 0.0, double.NaN, double.Epsilon];
        SchemaField[] fields = [SchemaField.Required("d", LeafType.Double), SchemaField.Required("f", LeafType.Float)];
        Table table = Build.Table(fields, values.Select(value => new object?[] { value, (float)value }));
        foreach (Storage storage in (Storage[])[Storage.Plain, Storage.Dictionary])
        {
            byte[] file = FileMaker.Write(table, Build.Layout(storage: storage));
            MergeRun run = await MergeRun.Of([file, file], key);
            await Judge.Check(run, [table, table], SortKey.Parse(key));
            await run.Verify();
            MergeRun byFloat = await MergeRun.Of([file, file], key.Replace('d', 'f'));
            await Judge.Check(byFloat, [table, table], SortKey.Parse(key.Replace('d', 'f')));
        }
    }

    [Theory]
    [InlineData(5, 6)]
    [InlineData(0, 99)]
    [InlineData(19, 20)] // At a border of row groups.
    public async Task F50_an_output_out_of_order_is_refused(int one, int other)
    {
        Table table = Build.Table([SchemaField.Required("k", LeafType.Int64)], Enumerable.Range(0, 100).Select(i => new object?[] { (long)i }));
        foreach (int groupRows in (int[])[20, 100])
        {
            MergeRun run = await MergeRun.Of([FileMaker.Write(table, Build.Layout(groupRows, claims: 0))], "k", settings => settings with { RowGroupRows = groupRows, CopyRowGroups = false });
            List<Cell[]> rows = run.Rows();
            (rows[one], rows[other]) = (rows[other], rows[one]); // The same rows: only the order tells.
            byte[] bytes = FileMaker.Write(new Table(run.Plan.Schema, rows), Build.Layout(groupRows));
            ContentMismatchException e = await Assert.ThrowsAsync<ContentMismatchException>(() => run.Verify(_ => bytes));
            Assert.Contains("comes before its predecessor", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task F50_rows_moved_from_one_output_to_another_are_noticed()
    {
        byte[] file = Build.Longs(Enumerable.Range(0, 1000).Select(i => (long)i));
        MergeRun run = await MergeRun.Of([file], "k", settings => settings with { RowGroupRows = 100, TargetSizeBytes = 1000 });
        Assert.True(run.Outputs.Count > 1);
        await Assert.ThrowsAsync<ContentMismatchException>(() => run.Verify(ordinal => run.Outputs[ordinal == 0 ? 1 : ordinal == 1 ? 0 : ordinal]));
    }

    [Fact]
    public async Task Inputs_without_a_key_are_concatenated_and_claim_no_order()
    {
        Table[] tables = [Build.Table(Fields, [3, "x", 0], [1, "y", 1]), Build.Table(Fields, [2, null, 2])];
        MergeRun run = await MergeRun.Of([.. tables.Select(table => FileMaker.Write(table, new FileLayout()))], key: (string?)null);
        await Judge.Check(run, tables, null);
        Assert.Null(run.Result.Key);
    }

    private static Table Unsorted(Random random, int count)
    {
        int n = 0;
        return Build.Table(Fields, Enumerable.Range(0, count).Select(_ => Row(random, n++)));
    }

    private static Table Sorted(Random random, int count)
    {
        Table table = Unsorted(random, count);
        return new Table(table.Schema, ReferenceMerge.Merge([table], table.Schema, SortKey.Parse("a,b")));
    }

    private static object?[] Row(Random random, int n) => [random.Next(10) == 0 ? null : random.Next(-20, 20), random.Next(10) == 0 ? null : $"text {random.Next(30)}", n];
}
