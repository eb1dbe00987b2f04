using System.Diagnostics;
using Tenon.Merging;
using Tenon.Parquet;
using Tenon.Splits;

namespace Tenon.Merging.Bench;

/// <summary>One merge, measured by the CPU seconds of this process.</summary>
/// <remarks>With the digests means: every row is hashed as it is read, the output is read again, its rows are hashed and their order is checked.</remarks>
internal sealed class MergeBench(string directory, string key, long? memoryBytes)
{
    /// <summary>What the last merge made.</summary>
    public string Result { get; private set; } = "";

    /// <summary>Merges once.</summary>
    /// <param name="verify">Whether the digests are computed and compared.</param>
    /// <param name="readings">How often the output is read back in what is measured; 0 for once, with the merge.</param>
    /// <returns>CPU seconds, user and system: of all, or of the reading that took least.</returns>
    public async Task<double> RunAsync(bool verify, int readings = 0)
    {
        string scratch = Directory.CreateTempSubdirectory("tenon-bench").FullName;
        try
        {
            string output = Path.Combine(scratch, "merged.parquet");
            var settings = new MergeSettings
            {
                Key = SortKey.Parse(key), Level = 3, Threads = 1, TargetSizeBytes = 64L << 30, VerifyContent = verify, ScratchDirectory = Path.Combine(scratch, "runs"),
            };
            settings = settings with { MemoryBytes = memoryBytes ?? settings.MemoryBytes };
            MergeInput[] inputs = [.. Directory.GetFiles(directory, "*.parquet").Order(StringComparer.Ordinal).Select(
                path => new MergeInput(path, () => FileRangeSource.Open(path), new FileInfo(path).Length))];
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            MergePlan plan = await Merger.PlanAsync(inputs, settings, CancellationToken.None);
            MergeResult result = await Merger.MergeAsync(plan, _ => File.Create(output), progress: null, CancellationToken.None);
            if (verify)
            {
                _ = await Merger.VerifyAsync(plan, result, _ => FileRangeSource.Open(output), progress: null, CancellationToken.None);
            }

            double seconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            for (int reading = 0; reading < readings; reading++)
            {
                before = Process.GetCurrentProcess().TotalProcessorTime;
                _ = await Merger.VerifyAsync(plan, result, _ => FileRangeSource.Open(output), progress: null, CancellationToken.None);
                double once = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
                seconds = reading == 0 ? once : Math.Min(seconds, once);
            }

            Result = $"{result.RowCount} rows, {new FileInfo(output).Length} bytes, digest {result.Digest}";
            return seconds;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }
}
