using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Tests;

/// <summary>What files say of themselves: their order and their key/value entries.</summary>
public sealed class DiscoveryTests
{
    private static readonly SchemaField[] Fields = [SchemaField.Optional("a", LeafType.Int32), SchemaField.Optional("timestamp_secs", LeafType.Int64)];

    [Fact]
    public async Task The_key_is_found_in_the_sorting_columns()
    {
        MergeRun run = await MergeRun.Of([Claiming(~0, 1), Claiming(~0, 1)], key: (string?)null);
        Assert.Equal(SortKey.Parse("-a,timestamp_secs"), run.Result.Key);
        Assert.Empty(run.Result.SortedInputs);
    }

    [Theory]
    [InlineData("tenon.sort_fields", "a,-timestamp_secs", "a,-timestamp_secs")]
    [InlineData("qh.sort_fields", "a__i|timestamp/V2", "a,-timestamp_secs")]
    [InlineData("qh.sort_fields", "name=a__i|-timestamp_secs/V2", "a,-timestamp_secs")]
    public async Task The_key_is_found_in_the_key_value_entries(string entry, string text, string key)
    {
        byte[] file = FileMaker.Write(Rows(), Build.Layout(claims: ~1) with { KeyValues = [new KeyValue(entry, text)] });
        MergeRun run = await MergeRun.Of([file, file], key: (string?)null);
        Assert.Equal(SortKey.Parse(key), run.Result.Key);
    }

    [Fact]
    public async Task Inputs_that_claim_nothing_follow_those_that_claim_an_order()
    {
        byte[] silent = Build.File(Fields, [3, 1L], [1, 2L]);
        MergeRun run = await MergeRun.Of([silent, Claiming(0)], key: (string?)null);
        Assert.Equal(SortKey.Parse("a"), run.Result.Key);
        Assert.Equal(["input 0"], run.Result.SortedInputs);
    }

    [Fact]
    public async Task Claims_that_contradict_each_other_are_refused_naming_both()
    {
        MergeRefusedException e = await Assert.ThrowsAsync<MergeRefusedException>(() => MergeRun.Of([Claiming(0), Claiming(), Claiming(0, 1)], key: (string?)null));
        Assert.All((string[])["input 2", "a,timestamp_secs", "input 0"], name => Assert.Contains(name, e.Message, StringComparison.Ordinal));
        MergeRun run = await MergeRun.Of([Claiming(0), Claiming(), Claiming(0, 1)], "a"); // A key that is given decides.
        Assert.Equal(SortKey.Parse("a"), run.Result.Key);
    }

    [Fact]
    public async Task A_claim_that_is_no_key_is_refused_naming_the_file()
    {
        byte[] file = FileMaker.Write(Rows(), new FileLayout { KeyValues = [new KeyValue("tenon.sort_fields", "a,,b")] });
        MergeRefusedException e = await Assert.ThrowsAsync<MergeRefusedException>(() => MergeRun.Of([file], key: (string?)null));
        Assert.Contains("input 0", e.Message, StringComparison.Ordinal);
        Assert.Contains("a,,b", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_groups_that_disagree_about_the_order_claim_none()
    {
        byte[] file = Footer.Edit(FileMaker.Write(Rows(), Build.Layout(1, claims: 0)), footer => footer.Structs(Footer.RowGroups).Last().Remove(Footer.GroupSorting));
        MergeRun run = await MergeRun.Of([file], key: (string?)null);
        Assert.Null(run.Result.Key);
    }

    [Fact]
    public async Task The_order_of_an_output_is_found_again()
    {
        MergeRun first = await MergeRun.Of([Build.File(Fields, [3, 1L], [1, 2L])], "-a,timestamp_secs");
        MergeRun second = await MergeRun.Of([first.Outputs[0], first.Outputs[0]], key: (string?)null);
        Assert.Equal(first.Result.Key, second.Result.Key);
        Assert.Empty(second.Result.SortedInputs);
    }

    [Fact]
    public async Task Entries_that_are_equal_in_all_inputs_are_kept_and_the_others_dropped_with_a_note()
    {
        byte[] With(params KeyValue[] entries) => FileMaker.Write(Rows(), new FileLayout { KeyValues = entries });
        MergeRun run = await MergeRun.Of(
            [
                With(new KeyValue("same", "1"), new KeyValue("differs", "x"), new KeyValue("once", "y"), new KeyValue("empty", null), new KeyValue("tenon.sort_fields", "a")),
                With(new KeyValue("differs", "z"), new KeyValue("empty", null), new KeyValue("same", "1"), new KeyValue("tenon.sort_fields", "a")),
            ],
            key: (string?)null);
        Assert.Equal([new KeyValue("same", "1"), new KeyValue("empty", null), new KeyValue("tenon.sort_fields", "a")], KeyValuesOf(run.Outputs[0]));
        Assert.Equal(2, run.Result.Notes.Length);
        Assert.Contains(run.Result.Notes, note => note.Contains("'differs'", StringComparison.Ordinal) && note.Contains("dropped", StringComparison.Ordinal));
        Assert.Contains(run.Result.Notes, note => note.Contains("'once'", StringComparison.Ordinal) && note.Contains("1 of 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_Arrow_schema_is_kept_only_while_it_describes_the_output()
    {
        KeyValue arrow = new("ARROW:schema", "base64");
        byte[] file = FileMaker.Write(Rows(), new FileLayout { KeyValues = [arrow] });
        MergeRun same = await MergeRun.Of([file, file], key: (string?)null);
        Assert.Contains(arrow, KeyValuesOf(same.Outputs[0]));
        Assert.Empty(same.Result.Notes);

        // One column more in one file, and a column that is required in one file and optional in the output.
        byte[] wider = FileMaker.Write(Build.Table([.. Fields, SchemaField.Optional("z", LeafType.Int32)], [1, 1L, 1]), new FileLayout { KeyValues = [arrow] });
        byte[] stricter = FileMaker.Write(Build.Table([SchemaField.Required("a", LeafType.Int32), Fields[1]], [1, 1L]), new FileLayout { KeyValues = [arrow] });
        foreach (byte[] other in (byte[][])[wider, stricter])
        {
            MergeRun run = await MergeRun.Of([file, other], key: (string?)null);
            Assert.DoesNotContain(arrow, KeyValuesOf(run.Outputs[0]));
            Assert.Contains(run.Result.Notes, note => note.Contains("ARROW:schema", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task SS3_A_column_of_a_sort_schema_that_no_input_has_orders_nothing_and_stays_in_the_schema()
    {
        KeyValue schema = new("qh.sort_fields", "service|a__i|host|-timestamp_secs/V2");
        byte[] One(params int?[] values) => FileMaker.Write(Build.Table(Fields, [.. values.Select(value => new object?[] { value, 5L })]), new FileLayout { KeyValues = [schema] });
        MergeRun run = await MergeRun.Of([One(1, 3, null), One(2, 4)], key: (string?)null);
        Assert.Equal(SortKey.Parse("a,-timestamp_secs"), run.Result.Key);
        Assert.Empty(run.Result.SortedInputs);
        Assert.Equal(["service", "host"], run.Result.Notes.Select(note => note.Split('\'')[1]));
        Assert.Equal([schema, new KeyValue("tenon.sort_fields", "service|a__i|host|timestamp_secs/V2")], KeyValuesOf(run.Outputs[0]));
        MergeRun again = await MergeRun.Of([run.Outputs[0], One(0)], key: (string?)null);
        Assert.Equal(run.Result.Key, again.Result.Key);
        Assert.Empty(again.Result.SortedInputs);
    }

    [Fact]
    public async Task A_sort_schema_of_which_no_column_is_there_is_refused() =>
        await Assert.ThrowsAsync<MergeRefusedException>(() => MergeRun.Of([Build.File([Fields[0]], [1])], "service|-timestamp_secs/V2"));

    [Fact]
    public async Task F52_What_is_true_of_the_rows_of_one_file_is_not_said_of_another()
    {
        KeyValue[] entries =
        [
            new("qh.num_merge_ops", "1"), new("qh.row_keys", "AA=="), new("qh.row_keys_json", "{}"), new("qh.zonemap_regexes", "{}"),
            new("qh.rg_partition_prefix_len", "1"), new("qh.window_start", "900"),
        ];
        byte[] file = FileMaker.Write(Rows(), new FileLayout { KeyValues = entries });
        MergeRun run = await MergeRun.Of([file, file], key: (string?)null);
        Assert.Equal([entries[^1]], KeyValuesOf(run.Outputs[0]));
        Assert.Equal(entries.SkipLast(1).Select(entry => entry.Key), run.Result.Notes.Select(note => note.Split('\'')[1]));
    }

    [Fact]
    public async Task Sort_fields_are_kept_only_where_the_output_is_sorted_by_them()
    {
        KeyValue claim = new("qh.sort_fields", "a__i|-timestamp_secs/V2");
        byte[] file = FileMaker.Write(Rows(), Build.Layout(claims: ~1) with { KeyValues = [claim] });
        Assert.Contains(claim, KeyValuesOf((await MergeRun.Of([file, file], key: (string?)null)).Outputs[0]));
        MergeRun other = await MergeRun.Of([file, file], "timestamp_secs");
        Assert.Equal([new KeyValue("tenon.sort_fields", "timestamp_secs")], KeyValuesOf(other.Outputs[0]));
        Assert.Contains("qh.sort_fields", Assert.Single(other.Result.Notes), StringComparison.Ordinal);
    }

    private static Table Rows() => Build.Table(Fields, [1, 9L], [1, 8L], [null, 7L]);

    private static byte[] Claiming(params int[] columns) => FileMaker.Write(Build.Table(Fields, [5, 5L]), new FileLayout { File = Build.Layout(claims: columns).File });

    private static IReadOnlyList<KeyValue> KeyValuesOf(byte[] bytes)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool);
        return file.Metadata.KeyValues;
    }
}
