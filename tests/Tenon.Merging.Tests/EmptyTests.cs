using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests;

/// <summary>Inputs without rows, in any mix.</summary>
public sealed class EmptyTests
{
    private static readonly SchemaField[] Fields = [SchemaField.Optional("k", LeafType.Int64), SchemaField.Optional("s", LeafType.String)];

    [Theory]
    [InlineData(null)]
    [InlineData("k")]
    public async Task F48_no_rows_in_give_no_output(string? key)
    {
        byte[] empty = Build.File(Fields);
        foreach (int files in (int[])[1, 2, 7])
        {
            MergeRun run = await MergeRun.Of([.. Enumerable.Repeat(empty, files)], key);
            Assert.Empty(run.Result.Outputs);
            Assert.Equal(0, run.Result.RowCount);
            Assert.Equal(default, await run.Verify());
        }
    }

    [Fact]
    public async Task F48_no_inputs_give_no_output()
    {
        MergeRun run = await MergeRun.Of(Array.Empty<byte[]>(), (SortKey?)null);
        Assert.Empty(run.Result.Outputs);
        Assert.Equal(0, run.Result.RowCount);
    }

    // Goal: files without rows change nothing, wherever they stand. Method: every mix of up to four files, empty or of one row.
    [Theory]
    [InlineData(null)]
    [InlineData("k")]
    [InlineData("-k,s")]
    public async Task F48_files_without_rows_change_nothing(string? key)
    {
        for (int mix = 0; mix < 16; mix++)
        {
            Table[] tables = [.. Enumerable.Range(0, 4).Select(i => Build.Table(Fields, (mix & (1 << i)) == 0 ? [] : [[(long)-i, null]]))];
            MergeRun run = await MergeRun.Of([.. tables.Select(table => FileMaker.Write(table, new FileLayout()))], key);
            await Judge.Check(run, tables, key is null ? null : SortKey.Parse(key));
            Assert.Equal(mix == 0 ? 0 : 1, run.Result.Outputs.Length);
            await run.Verify();
        }
    }

    [Fact]
    public async Task F48_row_groups_without_rows_change_nothing()
    {
        // Our writer makes none, so a footer is changed to have them: at the beginning, in the middle and at the end.
        byte[] one = FileMaker.Write(Build.Table(Fields, Enumerable.Range(0, 100).Select(i => new object?[] { (long)i, $"one {i}" })), Build.Layout(rowGroupRows: 10, claims: 0));
        byte[] withEmpty = WithEmptyRowGroups(one, [0, 3, 4, 12]);
        byte[] other = FileMaker.Write(Build.Table(Fields, Enumerable.Range(0, 50).Select(i => new object?[] { 55 + (i * 3L), $"other {i}" })), Build.Layout(claims: 0)); // The first row groups are copied, the others not.
        foreach (string? key in (string?[])["k", null])
        {
            foreach (bool copy in (bool[])[true, false])
            {
                MergeRun run = await MergeRun.Of([withEmpty, other], key, settings => settings with { RowGroupRows = 10, CopyRowGroups = copy });
                await Judge.Check(run, [Table.Read(one), Table.Read(other)], SortKey.Parse("k"));
                Assert.Equal(copy ? 50 : 0, run.Result.CopiedRows);
                await run.Verify();
                MergeRun alone = await MergeRun.Of([withEmpty], key, settings => settings with { RowGroupRows = 10, CopyRowGroups = copy });
                await Judge.Check(alone, [Table.Read(one)], SortKey.Parse("k"));
                await alone.Verify();
                Assert.Equal(copy ? 100 : 0, alone.Result.CopiedRows);
            }
        }
    }

    private static byte[] WithEmptyRowGroups(byte[] file, int[] at)
    {
        using var pool = new BufferPool();
        byte[] changed = Footer.Edit(file, footer =>
        {
            List<object> groups = footer.Items(Footer.RowGroups);
            foreach (int place in at)
            {
                var empty = ThriftStruct.Parse(((ThriftStruct)groups[0]).ToBytes());
                empty.Set(Footer.GroupRows, 0);
                foreach (ThriftStruct chunk in empty.Structs(Footer.GroupColumns))
                {
                    chunk.Child(Footer.ChunkMetadata).Set(Footer.MetadataValues, 0);
                    chunk.Child(Footer.ChunkMetadata).Remove(Footer.MetadataStatistics);
                }

                groups.Insert(place, empty);
            }
        });
        using ParquetFile opened = ParquetFile.Open(new MemoryRangeSource(changed), pool);
        IReadOnlyList<RowGroupMetadata> rowGroups = opened.Metadata.RowGroups;
        Assert.Equal(at, Enumerable.Range(0, rowGroups.Count).Where(i => rowGroups[i].RowCount == 0));
        return changed;
    }
}
