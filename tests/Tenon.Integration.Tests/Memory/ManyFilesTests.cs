using System.Globalization;
using System.Text.Json;
using Tenon.Integration.Tests.Support;

namespace Tenon.Integration.Tests.Memory;

/// <summary>The real program keeps to the memory that it was allowed.</summary>
public sealed class ManyFilesTests(ITestOutputHelper output) : IDisposable
{
    private const int Copies = 20;
    private const long MiB = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-memory-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Goal: --memory bounds the peak of the whole process, whatever the number of files.
    // Method: compact 320 files, 20 copies of the samples, and compare the peak that the program reports with what was allowed. The peak
    // is the system's own count, VmHWM, as it stands when all work is done.
    [Fact]
    public void F47_320_files_stay_within_the_memory_of_the_command_line()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells the peak of resident memory");
        string inputs = Directory.CreateDirectory(Path.Join(_folder, "in")).FullName;
        for (int copy = 0; copy < Copies; copy++)
        {
            foreach (string file in Samples.Files())
            {
                File.Copy(file, Path.Join(inputs, string.Create(CultureInfo.InvariantCulture, $"{copy:d2}-{Path.GetFileName(file)}")));
            }
        }

        Finished run = TenonProcess.Run(
            "compact", inputs, "--into", Path.Join(_folder, "out"), "--sort", "metric_name,service,env,datacenter,region,host,timeseries_id,-timestamp_secs",
            "--memory", "192MiB", "--threads", "2", "--json");
        Assert.True(run.ExitCode == 0, run.Errors);
        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal(Copies * 319_980L, result.RootElement.GetProperty("rows").GetInt64());
        long peak = result.RootElement.GetProperty("peakMemoryBytes").GetInt64();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a peak of {peak / MiB} MiB"));
        Assert.InRange(peak, 1, 192 * MiB);
    }
}
