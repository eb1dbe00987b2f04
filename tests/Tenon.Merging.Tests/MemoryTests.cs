using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests;

/// <summary>Inputs that are large in some direction stay within the memory that was allowed.</summary>
/// <remarks>Each is merged and verified in a process of its own, and the peak of that whole process is what counts.</remarks>
public sealed class MemoryTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task F46_a_column_of_more_than_2_GiB_is_merged()
    {
        using var files = new LargeFiles();
        files.AddValues(rows: 2100, firstKey: 0, step: 2, _ => MiB, rowGroupRows: int.MaxValue, pageRows: 3, isNoise: false);
        files.AddValues(rows: 30, firstKey: 1, step: 140, _ => MiB, rowGroupRows: 10, pageRows: 1, isNoise: false);
        long rows = await Merge(files, "k", 256L * MiB);
        Assert.Equal(2130, rows);
        long[] expected = [.. Enumerable.Range(0, 2100).Select(i => i * 2L).Concat(Enumerable.Range(0, 30).Select(i => 1 + (i * 140L))).Order()];
        CheckValues(LargeFiles.OutputOf(files.Folder, 0), expected, _ => MiB);
    }

    [Fact]
    public async Task F47_10000_columns_stay_within_memory()
    {
        using var files = new LargeFiles();
        for (int i = 0; i < 3; i++)
        {
            files.AddWide(10_000, 20, i, 3);
        }

        long rows = await Merge(files, "c00000", 384L * MiB);
        Assert.Equal(60, rows);
    }

    [Fact]
    public async Task F47_values_of_1_MiB_that_do_not_compress_stay_within_memory()
    {
        using var files = new LargeFiles();
        for (int i = 0; i < 4; i++)
        {
            files.AddValues(rows: 60, firstKey: i, step: 4, _ => MiB, rowGroupRows: 20, pageRows: 1, isNoise: true);
        }

        long rows = await Merge(files, "k", 160L * MiB);
        Assert.Equal(240, rows);
        CheckValues(LargeFiles.OutputOf(files.Folder, 0), [.. Enumerable.Range(0, 240)], _ => MiB);
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

        long rows = await Merge(files, "k", 192L * MiB);
        Assert.Equal(60_000, rows);
    }

    [Fact]
    public async Task F47_300_files_stay_within_memory()
    {
        using var files = new LargeFiles();
        for (int i = 0; i < 300; i++)
        {
            files.AddWide(30, 300, i, 300);
        }

        long rows = await Merge(files, "c00000", MergeSettings.MinimumMemoryBytes);
        Assert.Equal(90_000, rows);
    }

    /// <summary>What the other process does. Its peak ends in a file.</summary>
    [Fact(Explicit = true)]
    public async Task Merge_in_a_process_of_its_own()
    {
        string folder = Environment.GetEnvironmentVariable("TENON_MEASURED_FOLDER") ?? throw new InvalidOperationException("is started by the other tests");
        MergeSettings settings = MergeRun.Settings(Path.Combine(folder, "scratch")) with
        {
            Key = SortKey.Parse(Environment.GetEnvironmentVariable("TENON_MEASURED_KEY")!), // Set with the folder.
            MemoryBytes = long.Parse(Environment.GetEnvironmentVariable("TENON_MEASURED_BYTES")!, CultureInfo.InvariantCulture), // Likewise.
            Threads = 2,
            Level = 1,
            TargetSizeBytes = 8L << 30,
        };
        MergePlan plan = await Merger.PlanAsync(LargeFiles.InputsOf(folder), settings, CancellationToken.None);
        MergeResult result = await Merger.MergeAsync(plan, ordinal => File.Create(LargeFiles.OutputOf(folder, ordinal)), null, CancellationToken.None);
        long merged = Peak();
        await Merger.VerifyAsync(plan, result, ordinal => FileRangeSource.Open(LargeFiles.OutputOf(folder, ordinal)), null, CancellationToken.None);
        Assert.Empty(result.SortedInputs);
        Assert.Empty(Directory.Exists(settings.ScratchDirectory) ? Directory.GetFiles(settings.ScratchDirectory) : []);
        await File.WriteAllTextAsync(Path.Combine(folder, "peak"), string.Create(CultureInfo.InvariantCulture, $"{result.RowCount} {merged} {Peak()}"));
    }

    /// <summary>Merges and verifies in another process, and compares its peak with what was allowed.</summary>
    /// <returns>Rows.</returns>
    private static async Task<long> Merge(LargeFiles files, string key, long memoryBytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells the peak of resident memory");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Tenon.Merging.Tests"), ["-method", $"*.{nameof(Merge_in_a_process_of_its_own)}", "-explicit", "only", "-noColor"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["TENON_MEASURED_FOLDER"] = files.Folder;
        start.Environment["TENON_MEASURED_KEY"] = key;
        start.Environment["TENON_MEASURED_BYTES"] = memoryBytes.ToString(CultureInfo.InvariantCulture);
        start.Environment["DOTNET_GCgen0size"] = "400000"; // As the program is started.
        using Process process = Process.Start(start)!; // Not null: nothing is reused.
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        long[] found = [.. (await File.ReadAllTextAsync(Path.Combine(files.Folder, "peak"))).Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        string message = string.Create(CultureInfo.InvariantCulture, $"a peak of {found[1] / MiB} MiB when merged, {found[2] / MiB} MiB when verified; {memoryBytes / MiB} MiB are allowed");
        TestContext.Current.TestOutputHelper?.WriteLine(message);
        Assert.True(found[2] <= memoryBytes, message);
        return found[0];
    }

    private static long Peak()
    {
        string line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
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
}
