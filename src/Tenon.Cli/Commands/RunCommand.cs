using Tenon.Cli.Output;
using Tenon.Cli.Running;
using Tenon.Conformance;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Homes;
using Tenon.Pipeline.Running;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon run</c> and <c>tenon merge</c>.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(HomeArguments arguments, Recording recording, Terminal terminal, CancellationToken stop)
    {
        await using DataHome home = arguments.Open(HomeAccess.Create);
        return await WithDaemonAsync(home, arguments, recording, terminal, async daemon =>
        {
            terminal.Messages.WriteLine($"tenon: merging {home.Folder}; files in {Path.GetDirectoryName(home.InboxOf("x"))}/INDEX are ingested; Ctrl-C ends");
            StopOutcome outcome = await daemon.RunAsync(stop, CancellationToken.None);
            return Finish(outcome, terminal);
        });
    }

    public static async Task<int> MergeOnceAsync(HomeArguments arguments, string indexId, bool isOnce, Recording recording, Terminal terminal, CancellationToken stop)
    {
        if (!isOnce)
        {
            throw new UsageException("'tenon merge INDEX' needs --once; 'tenon run' merges all indexes continuously");
        }

        await using DataHome home = arguments.Open(HomeAccess.Change);
        HomeIndex index = await home.RequireIndexAsync(indexId, stop);
        return await WithDaemonAsync(home, arguments, recording, terminal, async daemon =>
        {
            StopOutcome outcome = await daemon.MergeOnceAsync(index.Uid, stop, CancellationToken.None);
            return stop.IsCancellationRequested && outcome == StopOutcome.Drained ? throw new OperationCanceledException(stop) : Finish(outcome, terminal);
        });
    }

    private static async Task<int> WithDaemonAsync(DataHome home, HomeArguments arguments, Recording recording, Terminal terminal, Func<HomeDaemon, Task<int>> work)
    {
        var recent = new RecentEvents();
        using EventFiles? files = recording.Folder is null ? null : new EventFiles(recording.Folder);
        using var line = new TerminalLine(terminal.Messages, terminal.IsInteractive && !arguments.Json);
        await using ConformanceMonitor? monitor = recording.DoesMonitor ? new ConformanceMonitor(Log) : null;
        List<IEventSink> sinks = [recent, new EventLines(terminal.Results, arguments.Json, line)];
        if (files is not null)
        {
            sinks.Add(files);
        }

        if (monitor is not null)
        {
            sinks.Add(monitor);
        }

        using HomeDaemon daemon = HomeDaemon.Open(home, new DaemonWorld
        {
            Clock = TimeProvider.System,
            Seed = Random.Shared.Next(),
            Sinks = [.. sinks],
            Log = Log,
        });
        using var telemetry = new Telemetry(
            home.Settings.Telemetry, home.TelemetryFolder, recent, () => daemon.Supervisor?.Status.ToString(), Log);
        using var ended = new CancellationTokenSource();
        Task beside = Task.WhenAll(StatusView.RunAsync(daemon, line, ended.Token), telemetry.ServeAsync(ended.Token));
        try
        {
            int exitCode = await work(daemon);
            if (monitor is null)
            {
                return exitCode;
            }

            await monitor.DisposeAsync(); // What was told last is judged, too.
            Log(FormattableString.Invariant($"{monitor.JudgedCount} events were judged, {monitor.DivergenceCount} of them are no behaviour of the model"));
            return monitor.DivergenceCount > 0 && exitCode == ExitCode.Success ? ExitCode.SafetyViolated : exitCode;
        }
        finally
        {
            await ended.CancelAsync();
            await beside;
        }

        void Log(string text)
        {
            line.Clear();
            terminal.Messages.WriteLine($"tenon: {text}");
        }
    }

    /// <summary>What becomes of the events of a process beside being printed.</summary>
    /// <param name="Folder">The folder in which they are recorded; null for none.</param>
    /// <param name="DoesMonitor">Whether they are judged at once.</param>
    internal readonly record struct Recording(string? Folder, bool DoesMonitor);

    private static int Finish(StopOutcome outcome, Terminal terminal)
    {
        switch (outcome)
        {
            case StopOutcome.Drained:
                return ExitCode.Success;
            case StopOutcome.TimedOut:
                terminal.Messages.WriteLine("tenon: merges did not end within shutdown.deadline and were given up; the next run does them again");
                return ExitCode.Failed;
            default:
                terminal.Messages.WriteLine("tenon: merges were given up; the next run does them again");
                return ExitCode.Failed;
        }
    }
}
