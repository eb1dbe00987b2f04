using System.Diagnostics;
using System.Globalization;
using Tenon.Integration.Tests.Support;

namespace Tenon.Integration.Tests.Signals;

/// <summary>Ctrl-C and SIGTERM leave a state from which the next run continues (F-60).</summary>
public sealed class StopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-stop-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Goal: the first signal stops the run at the next safe place with the exit code that shells expect; the next run finishes it.
    // Method: signal the real program as soon as it writes an output; if it was done before it noticed, that is as good.
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void F60_A_stop_signal_leaves_a_state_that_the_next_run_continues(string signal, int exitCode)
    {
        string target = Path.Join(_folder, "merged");
        string[] arguments = ["compact", Samples.Metrics, "--into", target, "--json"];
        bool wasStopped = false;
        for (int attempt = 0; attempt < 10 && !wasStopped; attempt++)
        {
            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }

            using TenonProcess process = TenonProcess.Start(arguments);
            while (!process.HasExited && !IsWriting(target))
            {
                Thread.Yield();
            }

            Send(signal, process.Id);
            Finished stopped = process.Wait();
            Assert.Contains(stopped.ExitCode, new[] { 0, exitCode });
            wasStopped = stopped.ExitCode == exitCode;
            if (wasStopped)
            {
                Assert.Contains("run the same command again to continue", stopped.Errors, StringComparison.Ordinal);
                Assert.Empty(Directory.EnumerateFiles(target, "*.parquet"));
                Assert.False(IsWriting(target), "temporary files are left");
            }
        }

        Assert.True(wasStopped, "ten runs were done before they noticed the signal");
        Finished rerun = TenonProcess.Run(arguments);
        Assert.True(rerun.ExitCode == 0, rerun.Errors);
        Assert.Contains("\"resumed\": true", rerun.Output, StringComparison.Ordinal);
        using var judge = new RowJudge();
        Assert.Equal(judge.Read(Samples.Files(), "samples"), judge.Read(Directory.EnumerateFiles(target, "*.parquet"), "merged"));
    }

    private static bool IsWriting(string target) =>
        Directory.Exists(Path.Join(target, ".tenon/tmp")) && Directory.EnumerateFiles(Path.Join(target, ".tenon/tmp"), "*.parquet").Any();

    private static void Send(string signal, int processId)
    {
        using var kill = Process.Start("kill", [$"-{signal}", processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
