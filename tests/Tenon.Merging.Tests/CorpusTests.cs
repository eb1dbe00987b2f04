using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests;

namespace Tenon.Merging.Tests;

/// <summary>Files that others wrote, with every type, encoding and codec there is.</summary>
public sealed class CorpusTests
{
    /// <summary>Two values of 1 GiB in one file are too much for a model that holds all in memory several times.</summary>
    private const long MostBytes = 16 << 20;

    // Goal: what can be read can be merged, by any column that has an order, and comes out as it was.
    // Method: each file of the corpus with itself: as it lies, copied, and sorted by each column.
    [Fact]
    public async Task Every_readable_file_of_the_corpus_can_be_merged()
    {
        int merged = 0;
        var failures = new List<string>();
        foreach (string path in Directory.EnumerateFiles(Corpus.Require(), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] bytes = await File.ReadAllBytesAsync(path);
            Table? table = IsLarge(bytes) ? null : ReadOrNull(bytes);
            if (table is null)
            {
                continue;
            }

            try
            {
                await CheckFile(bytes, table);
                merged++;
            }
            catch (MergeRefusedException e) when (e.Message.Contains("occurs twice", StringComparison.Ordinal))
            {
            }
            catch (Exception e)
            {
                failures.Add($"{Path.GetFileName(path)}: {e.Message}");
            }
        }

        Assert.Empty(failures);
        Assert.True(merged > 50, $"{merged} files were merged");
    }

    [Fact]
    public async Task F43_a_file_of_the_corpus_that_cannot_be_read_ends_in_an_error_of_its_own()
    {
        foreach (string path in Directory.EnumerateFiles(Corpus.Require(), "*", SearchOption.AllDirectories).Where(path => path.Contains(".parquet", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            byte[] bytes = await File.ReadAllBytesAsync(path);
            if (!IsLarge(bytes) && ReadOrNull(bytes) is null)
            {
                Exception? e = await Record.ExceptionAsync(() => MergeRun.Of([bytes], key: (string?)null, settings => settings with { CopyRowGroups = false }));
                Assert.True(e is ParquetFormatException or MergeRefusedException, $"{Path.GetFileName(path)}: {e}");
            }
        }
    }

    private static async Task CheckFile(byte[] bytes, Table table)
    {
        MergeRun rewritten = await MergeRun.Of([bytes, bytes], key: (string?)null, settings => settings with { CopyRowGroups = false, RowGroupRows = 1000, Threads = 2 });
        await Judge.Check(rewritten, [table, table], rewritten.Result.Key);
        Assert.Equal(await MergeRun.DigestOf([bytes, bytes]), await rewritten.Verify());

        // Copied bounds are those of the file's writer, who may have been wrong: only the rows are judged.
        CompressionCodec codec = FirstCodec(bytes);
        if (codec is not (CompressionCodec.Lzo or CompressionCodec.Lz4))
        {
            MergeRun copied = await MergeRun.Of([bytes], key: (string?)null, settings => settings with { Codec = codec, RowGroupRows = Math.Max(1, table.Rows.Count) });
            Judge.SameRows(ReferenceMerge.Merge([table], table.Schema, copied.Result.Key), copied.Rows(), table.Schema);
            await copied.Verify();
        }

        foreach (SchemaNode node in table.Schema.Root.Children.Where(node => node.Column is { MaxRepetitionLevel: 0 }).Take(12))
        {
            var key = new SortKey([new Splits.SortColumn(node.Name, Descending: node.Name.Length % 2 == 0)]);
            try
            {
                MergeRun sorted = await MergeRun.Of([bytes, bytes], key, settings => settings with { RowGroupRows = 700 });
                await Judge.Check(sorted, [table, table], key);
                await sorted.Verify();
            }
            catch (MergeRefusedException e) when (e.Message.Contains("without an order", StringComparison.Ordinal))
            {
            }
        }
    }

    private static bool IsLarge(byte[] bytes)
    {
        using var pool = new Parquet.Memory.BufferPool();
        try
        {
            using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool);
            return file.Metadata.RowGroups.Sum(group => group.Columns.Sum(column => column.TotalUncompressedSize)) > MostBytes;
        }
        catch (ParquetFormatException)
        {
            return false;
        }
    }

    private static CompressionCodec FirstCodec(byte[] bytes)
    {
        using var pool = new Parquet.Memory.BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool);
        return file.Metadata.RowGroups.SelectMany(group => group.Columns).Select(column => column.Codec).FirstOrDefault(CompressionCodec.Zstd);
    }

    private static Table? ReadOrNull(byte[] bytes)
    {
        try
        {
            return Table.Read(bytes);
        }
        catch (ParquetFormatException)
        {
            return null;
        }
    }
}
