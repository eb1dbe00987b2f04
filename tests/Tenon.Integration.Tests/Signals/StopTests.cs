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
            using TenonProcess process = StartAnew(target, arguments);
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

    // Goal: the second signal ends the process without waiting for the first to be heeded, and the next run recovers.
    // Method: halt the real program while it writes, so that both signals wait for it, and let it go on; if it was done before, or heeded the
    // first one faster than the second could end it, that is as good.
    [Fact]
    public void F60_A_second_stop_signal_ends_the_process_at_once_and_the_next_run_recovers()
    {
        using var judge = new RowJudge();
        Rows expected = judge.Read(Samples.Files(), "samples");
        string target = Path.Join(_folder, "merged");
        string[] arguments = ["compact", Samples.Metrics, "--into", target, "--json"];
        bool wasEnded = false;
        for (int attempt = 0; attempt < 10 && !wasEnded; attempt++)
        {
            using TenonProcess process = StartAnew(target, arguments);
            Send("STOP", process.Id);
            process.WaitUntil(() => IsHalted(process.Id), TimeSpan.FromMinutes(1));
            Send("INT", process.Id);
            Send("TERM", process.Id);
            Send("CONT", process.Id);
            Finished stopped = process.Wait();
            Assert.Contains(stopped.ExitCode, new[] { 0, 130, 143 });
            wasEnded = stopped.ExitCode != 0 && !stopped.Errors.Contains("run the same command again to continue", StringComparison.Ordinal);
            Finished rerun = TenonProcess.Run(arguments);
            Assert.True(rerun.ExitCode == 0, rerun.Errors);
            Assert.False(IsWriting(target), "temporary files are left");
            Assert.Equal(expected, judge.Read(Directory.EnumerateFiles(target, "*.parquet"), "merged"));
        }

        Assert.True(wasEnded, "ten runs heeded the first signal, or were done, before the second");
    }

    /// <summary>Removes what the last run left, and starts one that is at work, or was done before that was seen.</summary>
    private static TenonProcess StartAnew(string target, string[] arguments)
    {
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        var process = TenonProcess.Start(arguments);
        process.WaitUntil(() => IsWriting(target), TimeSpan.FromMinutes(1));
        return process;
    }

    /// <summary>Whether a process is stopped, as /proc tells: the state follows the name, which is in parentheses.</summary>
    private static bool IsHalted(int processId)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].StartsWith('T');
        }
        catch (IOException)
        {
            return false; // It has ended meanwhile.
        }
    }

    private static bool IsWriting(string target) =>
        Directory.Exists(Path.Join(target, ".tenon/tmp")) && Directory.EnumerateFiles(Path.Join(target, ".tenon/tmp"), "*.parquet").Any();

    private static void Send(string signal, int processId)
    {
        using var kill = Process.Start("kill", [$"-{signal}", processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
