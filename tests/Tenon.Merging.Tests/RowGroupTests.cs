using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests;

/// <summary>Sizes of row groups and outputs; row groups that are copied.</summary>
public sealed class RowGroupTests
{
    private static readonly SchemaField[] Fields =
    [
        SchemaField.Required("k", LeafType.Int64), SchemaField.Optional("s", LeafType.String), SchemaField.Optional("d", LeafType.Double), SchemaField.List("l", true, SchemaField.Optional("element", LeafType.Int32)),
    ];

    [Theory]
    [InlineData("k")]
    [InlineData(null)]
    public async Task F45_many_tiny_row_groups_become_even_ones_of_the_wanted_size(string? key)
    {
        Table[] tables = [.. Enumerable.Range(0, 5).Select(i => Rows(i, 2011, 5))];
        byte[][] files = [.. tables.Select(table => FileMaker.Write(table, Build.Layout(3, claims: key is null ? [] : [0])))];
        MergeRun run = await MergeRun.Of(files, key, settings => settings with { RowGroupRows = 1000 });
        await Judge.Check(run, tables, key is null ? null : SortKey.Parse(key));
        long[] sizes = GroupSizes(run.Outputs.Single());
        Assert.Equal(11, sizes.Length); // 10,055 rows.
        Assert.All(sizes, size => Assert.InRange(size, 900, 1000));
        await run.Verify();
    }

    [Fact]
    public async Task F45_an_output_never_has_more_row_groups_than_a_file_may()
    {
        int rows = 33_500;
        byte[] file = Build.Longs(Enumerable.Range(0, rows).Select(i => (long)i), Build.Layout(claims: 0));
        MergeRun run = await MergeRun.Of([file], "k", settings => settings with { RowGroupRows = 1, VerifyContent = false, Codec = CompressionCodec.Uncompressed });
        Assert.Equal(rows, run.Result.RowCount);
        Assert.All(run.Outputs, output => Assert.InRange(GroupSizes(output).Length, 1, short.MaxValue));
    }

    [Fact]
    public async Task Outputs_end_near_the_target_size()
    {
        Table table = Rows(0, 20_000, 1);
        byte[] file = FileMaker.Write(table, Build.Layout());
        const long Target = 40_000;
        MergeRun run = await MergeRun.Of([file, file], "k", settings => settings with { RowGroupRows = 500, TargetSizeBytes = Target });
        await Judge.Check(run, [table, table], SortKey.Parse("k"));
        Assert.True(run.Outputs.Count > 3);
        long largest = run.Outputs.Max(output => Groups(output).Max(group => group.TotalCompressedSize!.Value)); // Our writer says it.
        Assert.All(run.Outputs.SkipLast(1), output => Assert.InRange(Groups(output).Sum(group => group.TotalCompressedSize!.Value), Target - (2 * largest), Target + (2 * largest)));
    }

    // Goal: what need not be decoded is not. Method: files of disjoint keys; the pages of inputs and outputs are compared byte for byte.
    [Theory]
    [InlineData("k")]
    [InlineData("-k")]
    [InlineData(null)]
    public async Task Disjoint_inputs_are_copied_page_by_page(string? key)
    {
        Table[] tables = [.. Enumerable.Range(0, 4).Select(i => Rows(1000 * (key == "-k" ? 4 - i : i), 100, 1))];
        if (key == "-k")
        {
            tables = [.. tables.Select(table => new Table(table.Schema, [.. table.Rows.Reverse()]))];
        }

        int[] claims = key is null ? [] : [key == "-k" ? ~0 : 0];
        byte[][] files = [.. tables.Select((table, i) => FileMaker.Write(table, Build.Layout(50, 17, (Storage)i, claims) with { Bloom = column => column == 1, DataPageV2 = i == 2 }))];
        MergeRun run = await MergeRun.Of(files, key, settings => settings with { RowGroupRows = 50, Threads = 2 });
        await Judge.Check(run, tables, key is null ? null : SortKey.Parse(key));
        Assert.Equal(400, run.Result.CopiedRows);
        Assert.Equal(8, run.Result.Outputs.Single().CopiedRowGroups.Length);
        Assert.Equal(files.SelectMany(StoredPages), StoredPages(run.Outputs[0]));
        Assert.Equal(default, await run.Verify()); // Nothing was decoded, so nothing is digested.

        using var pool = new BufferPool();
        using ParquetFile output = ParquetFile.Open(new MemoryRangeSource(run.Outputs[0]), pool);
        foreach (RowGroupMetadata group in output.Metadata.RowGroups)
        {
            Assert.All(group.Columns, column => Assert.NotNull(column.OffsetIndexOffset));
            Assert.All(group.Columns, column => Assert.NotNull(column.Statistics?.NullCount));
            Assert.All(group.Columns.Take(2), column => Assert.NotNull(column.ColumnIndexOffset));
            Assert.NotNull(group.Columns[1].BloomFilterOffset);
        }
    }

    [Fact]
    public async Task Only_row_groups_that_go_to_the_output_whole_are_copied()
    {
        // Keys of the second file fall into the third row group of the first. Row groups are of a size at which it pays to go on to the next border.
        Table first = Build.Table(Fields[..2], Enumerable.Range(0, 50_000).Select(i => new object?[] { (long)i, i % 3 == 0 ? null : $"text {i % 100}" }));
        Table second = Build.Table(Fields[..2], Enumerable.Range(0, 20).Select(i => new object?[] { 22_000L + i, "second" }));
        MergeRun run = await MergeRun.Of(
            [FileMaker.Write(first, Build.Layout(10_000, claims: 0)), FileMaker.Write(second, Build.Layout(claims: 0))], "k", settings => settings with { RowGroupRows = 10_000 });
        await Judge.Check(run, [first, second], SortKey.Parse("k"));
        Assert.Equal(40_000, run.Result.CopiedRows);
        await run.Verify();
    }

    [Theory]
    [InlineData(CompressionCodec.Snappy)]
    [InlineData(CompressionCodec.Uncompressed)]
    public async Task Row_groups_of_another_codec_are_not_copied(CompressionCodec codec)
    {
        Table table = Rows(0, 100, 1);
        MergeRun run = await MergeRun.Of([FileMaker.Write(table, Build.Layout(50, claims: 0) with { Codec = codec })], "k", settings => settings with { RowGroupRows = 50 });
        await Judge.Check(run, [table], SortKey.Parse("k"));
        Assert.Equal(0, run.Result.CopiedRows);
    }

    [Fact]
    public async Task Row_groups_that_are_too_small_or_too_large_are_not_copied()
    {
        Table table = Rows(0, 1000, 1);
        foreach ((int size, long copied) in ((int, long)[])[(10, 0), (49, 0), (50, 1000), (100, 1000), (143, 1000), (160, 0)])
        {
            MergeRun run = await MergeRun.Of([FileMaker.Write(table, Build.Layout(size, claims: 0))], "k", settings => settings with { RowGroupRows = 100 });
            await Judge.Check(run, [table], SortKey.Parse("k"));
            Assert.Equal(copied, run.Result.CopiedRows);
            await run.Verify();
        }
    }

    // Goal: what was copied is never read as if it had been encoded. Method: encoded rows, of which reading takes so many at a time that a few are left before the
    // copied ones, or none while what follows could be taken as well.
    [Theory]
    [InlineData("k", 100, 240, 80)]
    [InlineData(null, 100, 240, 80)]
    [InlineData("k", 8192, 8192, 4096)]
    public async Task Reading_back_ends_where_copied_row_groups_begin(string? key, int rowGroupRows, int encodedRows, int copiedGroupRows)
    {
        int copiedRows = encodedRows == rowGroupRows ? 4 * copiedGroupRows : copiedGroupRows;
        Table encoded = Build.Table(Fields[..1], Enumerable.Range(0, encodedRows).Select(i => new object?[] { (long)i }));
        Table copied = Build.Table(Fields[..1], Enumerable.Range(0, copiedRows).Select(i => new object?[] { 10_000L + i }));
        int[] claims = key is null ? [] : [0];
        MergeRun run = await MergeRun.Of(
            [FileMaker.Write(encoded, Build.Layout(encodedRows, claims: claims) with { Codec = CompressionCodec.Snappy }), FileMaker.Write(copied, Build.Layout(copiedGroupRows, claims: claims))],
            key, settings => settings with { RowGroupRows = rowGroupRows });
        await Judge.Check(run, [encoded, copied], key is null ? null : SortKey.Parse(key));
        Assert.Equal(copiedRows, run.Result.CopiedRows);
        await run.Verify();
    }

    [Fact]
    public async Task A_column_that_a_copied_file_lacks_is_null()
    {
        Table full = Rows(0, 100, 1);
        Table narrow = Build.Table([Fields[0]], Enumerable.Range(0, 100).Select(i => new object?[] { 500L + i }));
        MergeRun run = await MergeRun.Of([FileMaker.Write(full, Build.Layout(50, claims: 0)), FileMaker.Write(narrow, Build.Layout(50, claims: 0))], "k", settings => settings with { RowGroupRows = 50 });
        await Judge.Check(run, [full, narrow], SortKey.Parse("k"));
        Assert.Equal(200, run.Result.CopiedRows);
        await run.Verify();
    }

    [Fact]
    public async Task A_repeated_column_of_several_pages_is_copied_only_with_an_offset_index()
    {
        Table table = Rows(0, 100, 1);
        byte[] indexed = FileMaker.Write(table, Build.Layout(50, 20, claims: 0));
        byte[] bare = Footer.Edit(indexed, footer =>
        {
            foreach (ThriftStruct chunk in footer.Structs(Footer.RowGroups).SelectMany(group => group.Structs(Footer.GroupColumns)))
            {
                foreach (int field in (int[])[4, 5, 6, 7])
                {
                    chunk.Remove(field);
                }
            }
        });
        foreach ((byte[] file, long copied) in ((byte[], long)[])[(indexed, 100), (bare, 0)])
        {
            MergeRun run = await MergeRun.Of([file], "k", settings => settings with { RowGroupRows = 50 });
            await Judge.Check(run, [table], SortKey.Parse("k"));
            Assert.Equal(copied, run.Result.CopiedRows);
        }
    }

    [Fact]
    public async Task Merging_an_output_again_changes_nothing()
    {
        byte[] file = FileMaker.Write(Rows(0, 1000, 3), Build.Layout(7));
        MergeRun first = await MergeRun.Of([file, file], "k", settings => settings with { RowGroupRows = 100 });
        MergeRun second = await MergeRun.Of(first.Outputs, key: (string?)null, settings => settings with { RowGroupRows = 100 });
        Assert.Equal(2000, second.Result.CopiedRows);
        Assert.Equal(first.Outputs[0], second.Outputs[0]);
    }

    private static Table Rows(int firstKey, int count, int perKey)
    {
        ParquetSchema schema = SchemaBuilder.Build(Fields);
        return new Table(schema, [.. Enumerable.Range(0, count).Select(i => new[]
        {
            Cell.Of(Build.Plain((long)(firstKey + (i / perKey)))), Cell.Of(i % 7 == 0 ? null : Build.Plain($"text {i % 40}")), Cell.Of(Build.Plain(i * 0.37)),
            new Cell([.. Enumerable.Range(0, (i % 4) + 1).Select(e => i % 4 == 0 ? new Entry(0, 1, null) : new Entry(e == 0 ? 0 : 1, 3, Build.Plain(i + e)))]),
        })]);
    }

    private static long[] GroupSizes(byte[] bytes) => [.. Groups(bytes).Select(group => group.RowCount)];

    private static IReadOnlyList<RowGroupMetadata> Groups(byte[] bytes)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool);
        return file.Metadata.RowGroups;
    }

    /// <summary>Every stored page body, as text.</summary>
    private static IEnumerable<string> StoredPages(byte[] bytes)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool);
        for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
        {
            foreach (ColumnDescriptor column in file.Schema.Columns)
            {
                using ColumnChunkPages pages = file.OpenColumn(group, column.Index);
                if (pages.TryGetDictionary(out PageEntry dictionary))
                {
                    using PooledBuffer body = pages.ReadStored(dictionary);
                    yield return Convert.ToHexString(body.Span);
                }

                while (pages.TryReadHeader(out PageEntry page))
                {
                    using PooledBuffer body = pages.ReadStored(page);
                    yield return Convert.ToHexString(body.Span);
                }
            }
        }
    }
}
