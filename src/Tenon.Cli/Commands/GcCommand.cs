using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Metastore.Sqlite;
using Tenon.Pipeline.Collection;
using Tenon.Pipeline.Operations;
using Tenon.Pipeline.Targets;
using Tenon.Storage.Local;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon gc</c>.</summary>
internal static class GcCommand
{
    public static async Task<int> RunAsync(string folder, string grace, bool dryRun, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        TimeProvider clock = TimeProvider.System;
        TimeSpan kept = Duration.Parse(grace);
        var target = new LocalFileStore(folder);
        using var line = new CollectionLine(terminal, clock);
        var collector = new GarbageCollector(target, new ScratchSpace(target.PathOf(TargetLayout.Temporary)), clock) { Progress = line };
        CollectionReport report;
        await using (SqliteMetastore existing = StatusCommand.Open(target, folder))
        {
            if (dryRun)
            {
                report = await collector.PreviewAsync(existing, kept, cancellationToken);
                return Write(report, folder, dryRun, json, terminal);
            }
        }

        await using TargetSession session = await TargetSession.OpenAsync(target, target, path => SqliteMetastore.Open(path, clock), cancellationToken);
        report = await collector.RunAsync(session, kept, cancellationToken);
        line.Dispose(); // Before the results are written.
        return Write(report, folder, dryRun, json, terminal);
    }

    private static int Write(CollectionReport report, string folder, bool dryRun, bool json, Terminal terminal)
    {
        int exitCode = report.Failed.IsEmpty ? ExitCode.Success : ExitCode.Failed;
        long bytes = report.Deleted.Sum(garbage => garbage.SizeBytes);
        if (json)
        {
            var result = new CollectResult(
                folder,
                dryRun,
                bytes,
                [.. report.Deleted.Select(garbage => new GarbageResult(KindOf(garbage.Kind), garbage.Path, garbage.SizeBytes))],
                [.. report.Failed.Select(failure => new FailureResult(failure.Path, failure.Problem))],
                report.WaitingCount,
                report.WaitingBytes,
                report.Unknown,
                report.EndedOperations,
                exitCode);
            terminal.WriteJson(result, JsonResults.Default.CollectResult);
            return exitCode;
        }

        void Line(FormattableString text) => terminal.Results.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        foreach (Garbage garbage in dryRun ? report.Deleted : [])
        {
            Line($"would delete {garbage.Path} ({KindOf(garbage.Kind)}, {ByteSize.Format(garbage.SizeBytes)})");
        }

        foreach (string operation in report.EndedOperations)
        {
            Line($"{(dryRun ? "would end" : "ended")} {operation}, which no run continued");
        }

        foreach (string path in report.Unknown)
        {
            Line($"unknown: {path} (no record tells of it; it is never deleted)");
        }

        foreach (DeletionFailure failure in report.Failed)
        {
            terminal.Messages.WriteLine($"tenon: {failure.Problem}; the next run tries again");
        }

        Line($"{(dryRun ? "would delete" : "deleted")} {report.Deleted.Length:N0} files, {ByteSize.Format(bytes)}; {report.WaitingCount:N0} files, {ByteSize.Format(report.WaitingBytes)} wait for their grace to end");
        return exitCode;
    }

    private static string KindOf(GarbageKind kind) => kind switch
    {
        GarbageKind.Retired => "retired",
        GarbageKind.NeverPublished => "never published",
        GarbageKind.Temporary => "temporary",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
    };
}
