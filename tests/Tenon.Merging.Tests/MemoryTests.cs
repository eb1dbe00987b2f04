using System.Buffers.Binary;
using System.Globalization;
using Tenon.Merging.Content;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests;

/// <summary>Measured alone: the memory is that of the process.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

/// <summary>Inputs that are large in some direction stay within the memory that was allowed.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class MemoryTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task F46_a_column_of_more_than_2_GiB_is_merged()
    {
        using var files = new LargeFiles();
        files.AddValues(rows: 2100, firstKey: 0, step: 2, _ => MiB, rowGroupRows: int.MaxValue, pageRows: 3, isNoise: false);
        files.AddValues(rows: 30, firstKey: 1, step: 140, _ => MiB, rowGroupRows: 10, pageRows: 1, isNoise: false);
        (MergeResult result, _) = await Merge(files, "k", 256L * MiB);
        Assert.Equal(2130, result.RowCount);
        long[] expected = [.. Enumerable.Range(0, 2100).Select(i => i * 2L).Concat(Enumerable.Range(0, 30).Select(i => 1 + (i * 140L))).Order()];
        CheckValues(files.Output(0), expected, _ => MiB);
    }

    [Fact]
    public async Task F47_10000_columns_stay_within_memory()
    {
        using var files = new LargeFiles();
        for (int i = 0; i < 3; i++)
        {
            files.AddWide(10_000, 20, i, 3);
        }

        (MergeResult result, _) = await Merge(files, "c00000", 384L * MiB);
        Assert.Equal(60, result.RowCount);
    }

    [Fact]
    public async Task F47_values_of_1_MiB_that_do_not_compress_stay_within_memory()
    {
        using var files = new LargeFiles();
        for (int i = 0; i < 4; i++)
        {
            files.AddValues(rows: 60, firstKey: i, step: 4, _ => MiB, rowGroupRows: 20, pageRows: 1, isNoise: true);
        }

        (MergeResult result, _) = await Merge(files, "k", 160L * MiB);
        Assert.Equal(240, result.RowCount);
        CheckValues(files.Output(0), [.. Enumerable.Range(0, 240)], _ => MiB);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F47_a_few_large_values_among_many_small_ones_stay_within_memory(bool isNoise)
    {
        // 100 neighbours of 1 MiB among 60,000 of 10 bytes: the average says nothing of them.
        using var files = new LargeFiles();
        int LengthOf(int row) => row is >= 20_000 and < 20_050 ? MiB : 10;
        for (int i = 0; i < 2; i++)
        {
            files.AddValues(rows: 30_000, firstKey: i, step: 2, LengthOf, rowGroupRows: int.MaxValue, pageRows: 10, isNoise);
        }

        (MergeResult result, _) = await Merge(files, "k", 192L * MiB);
        Assert.Equal(60_000, result.RowCount);
    }

    [Fact]
    public async Task F47_300_files_stay_within_memory()
    {
        using var files = new LargeFiles();
        for (int i = 0; i < 300; i++)
        {
            files.AddWide(30, 300, i, 300);
        }

        (MergeResult result, _) = await Merge(files, "c00000", MergeSettings.MinimumMemoryBytes);
        Assert.Equal(90_000, result.RowCount);
    }

    /// <summary>Merges, verifies, and compares the growth of the process with what was allowed.</summary>
    private static async Task<(MergeResult Result, long Growth)> Merge(LargeFiles files, string key, long memoryBytes)
    {
        using var scratch = new ScratchFolder();
        MergeSettings settings = MergeRun.Settings(scratch.Path) with { Key = SortKey.Parse(key), MemoryBytes = memoryBytes, Threads = 2, Level = 1, TargetSizeBytes = 8L << 30 };
        var before = new ProcessMemory();
        MergePlan plan = await Merger.PlanAsync(files.Inputs, settings, CancellationToken.None);
        MergeResult result = await Merger.MergeAsync(plan, ordinal => File.Create(files.Output(ordinal)), null, CancellationToken.None);
        long merged = before.Growth();
        await Merger.VerifyAsync(plan, result, ordinal => FileRangeSource.Open(files.Output(ordinal)), null, CancellationToken.None);
        long verified = before.Growth();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"grew by {merged / MiB} MiB merging, {verified / MiB} MiB verifying too, of {memoryBytes / MiB} MiB"));
        Assert.Empty(result.SortedInputs);
        Assert.Empty(scratch.Files);
        Assert.True(verified <= memoryBytes, string.Create(CultureInfo.InvariantCulture, $"the process grew by {merged / MiB} MiB merging, {verified / MiB} MiB with the verification; allowed are {memoryBytes / MiB} MiB in all"));
        return (result, verified);
    }

    /// <summary>Reads an output page by page: every value begins with its key and has the length it should have.</summary>
    private static void CheckValues(string path, long[] keys, Func<long, int> lengthOf)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(path, pool);
        ColumnDescriptor column = file.Schema.Columns[1];
        int row = 0;
        for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
        {
            using ColumnChunkPages pages = file.OpenColumn(group, column.Index);
            using DictionaryPage? dictionary = pages.ReadDictionary();
            while (pages.TryReadHeader(out PageEntry entry))
            {
                using DataPage page = pages.ReadPage(entry);
                byte[] levels = new byte[page.LevelCount];
                int present = page.ReadLevels(levels.Length, default, levels);
                Assert.Equal(levels.Length, present);
                var values = new ByteArrayRef[present];
                int[] indices = new int[page.IsDictionaryEncoded ? present : 0];
                if (page.IsDictionaryEncoded)
                {
                    page.ReadIndices(indices, dictionary!.Count); // The pages say that there is one.
                    values = [.. indices.Select(index => dictionary.ByteArrays[index])];
                }
                else
                {
                    page.ReadByteArrays(values);
                }

                foreach (ByteArrayRef value in values)
                {
                    Assert.Equal(keys[row], BinaryPrimitives.ReadInt64LittleEndian(value.Span));
                    Assert.Equal(lengthOf(keys[row]), value.Length);
                    row++;
                }
            }
        }

        Assert.Equal(keys.Length, row);
    }

    /// <summary>Resident memory of this process, from the kernel's own account.</summary>
    private sealed class ProcessMemory
    {
        private readonly long _before;

        public ProcessMemory()
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells the peak of resident memory");
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            File.WriteAllText("/proc/self/clear_refs", "5"); // The peak begins anew.
            _before = Read("VmRSS:");
        }

        public long Growth() => Read("VmHWM:") - _before;

        private static long Read(string field)
        {
            string line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith(field, StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }
}
