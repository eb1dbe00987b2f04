using System.Globalization;
using Tenon.Integration.Tests.Support;

namespace Tenon.Integration.Tests.Memory;

/// <summary>Merges that run at once in the real program share one budget.</summary>
public sealed class ManyMergesTests(ITestOutputHelper output) : IDisposable
{
    private const int Merges = 3;
    private const int SplitsOfMerge = 16;
    private const long MiB = 1 << 20;
    private const long MemoryMiB = 256;

    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-merges-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Goal: the setting for memory bounds the whole process, however many merges run at once (F-47).
    // Method: three indexes with a merge each; the peak of resident memory, as the kernel counts it, is read until the process has ended. How many of the three
    // overlap is the scheduler's choice, so that is printed; that three share a budget rightly is tested where their steps are ordered (PageBudget).
    [Fact]
    public void F47_Merges_at_once_stay_within_the_memory_of_the_settings()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells the peak of resident memory");
        using var judge = new RowJudge();
        var home = new HomeProcess(Path.Join(_folder, "home"));
        Directory.CreateDirectory(home.Folder);
        File.WriteAllText(Path.Join(home.Folder, "tenon.json"), string.Create(
            CultureInfo.InvariantCulture, $$"""{ "memory": "{{MemoryMiB}}MiB", "merge": { "concurrency": {{Merges}}, "discovery_interval": "50ms" } }"""));
        string[] samples = [.. Samples.Files().Take(SplitsOfMerge)];
        string[] indexes = [.. Enumerable.Range(0, Merges).Select(i => string.Create(CultureInfo.InvariantCulture, $"points-{i}"))];
        foreach (string index in indexes)
        {
            home.Run("create", "index", "create", index, "--kind", "table", "--sort", "metric_name,host,-timestamp_secs", "--merge-factor", "16", "--max-merge-factor", "16", "--max-merge-ops", "1");
            home.Run("ingest", ["ingest", index, .. samples]);
        }

        long peak = 0;
        int atOnce = 0;
        using (var daemon = new DaemonProcess(home))
        {
            daemon.Until("all is merged", () =>
            {
                peak = Math.Max(peak, daemon.PeakBytes());
                string[] scratch = home.FoldersIn("scratch");
                atOnce = Math.Max(atOnce, scratch.Count(folder => Path.GetFileName(folder).StartsWith("merge_", StringComparison.Ordinal)));
                return home.FilesIn("store").Length == Merges * (SplitsOfMerge + 1) && scratch.Length == 0;
            });
            peak = Math.Max(peak, daemon.PeakBytes());
            Assert.Equal(0, daemon.Stop("TERM").ExitCode);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a peak of {peak / MiB} MiB, {atOnce} merges at once"));
        Assert.InRange(atOnce, 1, Merges);
        Assert.InRange(peak, 1, MemoryMiB * MiB);
        Assert.All(indexes, index => Assert.Equal(judge.Read(samples, "samples"), judge.Read([Assert.Single(home.Live(index, "merged"))], "merged")));
    }
}
