using Tenon.Merging.Content;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests;

/// <summary>Every row is conserved, exactly once, and a changed output is noticed.</summary>
public sealed class RowTests
{
    private static readonly SchemaField[] Fields =
    [
        SchemaField.Required("k", LeafType.Int64), SchemaField.Optional("s", LeafType.String), SchemaField.Optional("d", LeafType.Double),
        SchemaField.List("l", true, SchemaField.Optional("element", LeafType.Int32)),
    ];

    [Fact]
    public async Task F49_rows_of_every_row_group_are_merged()
    {
        // 37 row groups in one file, 1 in another, 120 rows of one in the third.
        Table[] tables = [Numbers(0, 370), Numbers(1000, 10), Numbers(-5, 120)];
        byte[][] files = [FileMaker.Write(tables[0], Build.Layout(10)), FileMaker.Write(tables[1], Build.Layout()), FileMaker.Write(tables[2], Build.Layout(1))];
        foreach (string? key in (string?[])["k", "-k", null])
        {
            MergeRun run = await MergeRun.Of(files, key, settings => settings with { RowGroupRows = 64, TargetSizeBytes = 2000 });
            await Judge.Check(run, tables, key is null ? null : SortKey.Parse(key));
            Assert.Equal(500, run.Result.RowCount);
            Assert.Equal(await MergeRun.DigestOf(files), await run.Verify());
        }
    }

    // Goal: a verification that finds nothing proves that nothing changed.
    // Method: outputs in which one thing is different, and in which the sort order still holds.
    [Fact]
    public async Task F49_a_changed_cell_is_noticed()
    {
        Table rows = Rows(60);
        MergeRun run = await MergeRun.Of([FileMaker.Write(rows, new FileLayout())], "k");
        await run.Verify();
        for (int column = 1; column < rows.Schema.Columns.Count; column++)
        {
            Cell[][] changed = Copy(run.Rows());
            Cell cell = changed[20][column];
            byte[] value = [.. cell.Entries[0].Value!];
            value[^1] ^= 1;
            changed[20][column] = new Cell([cell.Entries[0] with { Value = value }, .. cell.Entries.Skip(1)]);
            await Refused(run, changed);
        }
    }

    [Fact]
    public async Task F49_a_value_that_became_null_is_noticed()
    {
        MergeRun run = await MergeRun.Of([FileMaker.Write(Rows(60), new FileLayout())], "k");
        for (int column = 1; column < run.Plan.Schema.Columns.Count; column++)
        {
            Cell[][] changed = Copy(run.Rows());
            changed[20][column] = Cell.Missing;
            await Refused(run, changed);
        }
    }

    [Fact]
    public async Task F49_cells_swapped_between_two_rows_are_noticed()
    {
        MergeRun run = await MergeRun.Of([FileMaker.Write(Rows(60), new FileLayout())], "k");
        for (int column = 1; column < run.Plan.Schema.Columns.Count; column++)
        {
            Cell[][] changed = Copy(run.Rows());
            (changed[20][column], changed[21][column]) = (changed[21][column], changed[20][column]);
            await Refused(run, changed);
        }
    }

    [Fact]
    public async Task F49_a_row_that_is_missing_or_there_twice_is_noticed()
    {
        MergeRun run = await MergeRun.Of([FileMaker.Write(Rows(60), new FileLayout())], "k");
        Cell[][] rows = Copy(run.Rows());
        await Refused(run, [.. rows[..20], .. rows[21..]]);
        await Refused(run, [.. rows[..20], rows[20], .. rows[20..]]);
        await Refused(run, [.. rows[..20], rows[19], .. rows[21..]]); // One lost, another twice: the count is the same.
        await Refused(run, rows[..30]);
    }

    [Fact]
    public async Task F49_elements_that_move_within_a_list_are_noticed()
    {
        MergeRun run = await MergeRun.Of([FileMaker.Write(Rows(60), new FileLayout())], "k");
        int list = run.Plan.Schema.Columns.Count - 1;
        Cell[][] rows = Copy(run.Rows());
        int row = Array.FindIndex(rows, cells => cells[list].Entries.Count == 3);
        IReadOnlyList<Entry> entries = rows[row][list].Entries;
        rows[row][list] = new Cell([entries[0] with { Value = entries[1].Value }, entries[1] with { Value = entries[0].Value }, entries[2]]);
        await Refused(run, rows);
    }

    [Fact]
    public async Task F49_a_changed_copied_row_group_is_noticed()
    {
        Table rows = Rows(60);
        MergeRun run = await MergeRun.Of([FileMaker.Write(rows, Build.Layout(20, claims: 0))], "k", settings => settings with { RowGroupRows = 20 });
        Assert.Equal(60, run.Result.CopiedRows);
        await run.Verify();
        for (int column = 1; column < rows.Schema.Columns.Count; column++)
        {
            Cell[][] changed = Copy(run.Rows());
            (changed[20][column], changed[21][column]) = (changed[21][column], changed[20][column]);
            byte[] bytes = FileMaker.Write(new Table(run.Plan.Schema, changed), Build.Layout(20));
            await Assert.ThrowsAsync<ContentMismatchException>(() => run.Verify(_ => bytes));
        }
    }

    [Fact]
    public async Task F55_equal_keys_keep_every_row_in_the_order_of_the_inputs()
    {
        // 4 keys only; the second column numbers the rows of all inputs.
        SchemaField[] fields = [SchemaField.Optional("k", LeafType.String), SchemaField.Required("n", LeafType.Int32)];
        Random random = Seed.Of(55);
        int n = 0;
        Table[] tables =
        [
            .. Enumerable.Range(0, 5).Select(_ => Build.Table(
                fields,
                Enumerable.Range(0, 300).Select(_ => random.Next(5)).Order().Select(k => new object?[] { k == 4 ? null : $"key {k}", n++ }))),
        ];
        MergeRun run = await MergeRun.Of([.. tables.Select(table => FileMaker.Write(table, Build.Layout(100)))], "k", settings => settings with { RowGroupRows = 70, TargetSizeBytes = 1500 });
        await Judge.Check(run, tables, SortKey.Parse("k"));
        Assert.Equal(1500, run.Result.RowCount);
        Assert.InRange(run.Result.Outputs.Length, 2, 5); // Never cut inside equal keys, so at most one output a key.
        await run.Verify();
    }

    [Fact]
    public async Task F55_rows_that_are_equal_in_all_columns_are_all_kept()
    {
        byte[] file = Build.File([SchemaField.Optional("k", LeafType.Int32), SchemaField.Optional("v", LeafType.Boolean)], Enumerable.Repeat<object?[]>([7, true], 1000));
        MergeRun run = await MergeRun.Of([file, file, file], "k", settings => settings with { RowGroupRows = 100, TargetSizeBytes = 1 });
        Assert.Equal(3000, run.Rows().Count);
        Assert.Single(run.Result.Outputs); // One run of equal keys.
        await run.Verify();
    }

    private static async Task Refused(MergeRun run, Cell[][] rows)
    {
        byte[] bytes = FileMaker.Write(new Table(run.Plan.Schema, rows), new FileLayout());
        await Assert.ThrowsAsync<ContentMismatchException>(() => run.Verify(_ => bytes));
    }

    private static Cell[][] Copy(IEnumerable<Cell[]> rows) => [.. rows.Select(row => row.ToArray())];

    private static Table Numbers(int first, int count) =>
        Build.Table([SchemaField.Required("k", LeafType.Int32), SchemaField.Required("n", LeafType.Int32)], Enumerable.Range(0, count).Select(i => new object?[] { first + (i / 3), i }));

    /// <summary>Rows that differ in every column, so that any swap is a change; equal keys in threes.</summary>
    private static Table Rows(int count)
    {
        ParquetSchema schema = SchemaBuilder.Build(Fields);
        return new Table(schema, [.. Enumerable.Range(0, count).Select(i => new[]
        {
            Cell.Of(Build.Plain((long)(i / 3))), Cell.Of(Build.Plain($"string {i}")), Cell.Of(Build.Plain(i * 0.5)),
            new Cell([.. Enumerable.Range(0, (i % 3) + 1).Select(e => new Entry(e == 0 ? 0 : 1, 3, Build.Plain((i * 10) + e)))]),
        })]);
    }
}
