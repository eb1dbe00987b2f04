using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Pipeline.Configuration;
using Tenon.Pipeline.Homes;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon gc</c> of a data home.</summary>
internal static class HomeGcCommand
{
    public static async Task<int> RunAsync(HomeArguments arguments, string? grace, bool dryRun, Terminal terminal, CancellationToken cancellationToken)
    {
        await using DataHome home = arguments.Open(dryRun ? HomeAccess.Read : HomeAccess.Change);
        CollectionSettings settings = home.Settings.Collection;
        settings = grace is null ? settings : settings with { RetiredGrace = Duration.Parse(grace) };
        HomeCollection done;
        using (var line = new CollectionLine(terminal, TimeProvider.System))
        {
            var collector = new HomeCollector(home, home.Store, settings, TimeProvider.System) { Progress = line };
            done = dryRun ? await collector.PreviewAsync(cancellationToken) : await CollectAsync(home, collector, cancellationToken);
        }

        return Write(arguments, home, done, dryRun, terminal);
    }

    private static async Task<HomeCollection> CollectAsync(DataHome home, HomeCollector collector, CancellationToken cancellationToken)
    {
        using WorkPlace place = await WorkPlace.TakeAsync(home, "gc", cancellationToken);
        return await collector.RunAsync(place.Lease, cancellationToken);
    }

    private static int Write(HomeArguments arguments, DataHome home, HomeCollection report, bool dryRun, Terminal terminal)
    {
        int exitCode = report.Problems.IsEmpty ? ExitCode.Success : ExitCode.Failed;
        long bytes = report.Deleted.Sum(garbage => garbage.SizeBytes);
        if (arguments.Json)
        {
            terminal.WriteJson(
                new HomeCollectResult(
                    home.Folder,
                    dryRun,
                    bytes,
                    [.. report.Deleted.Select(garbage => new HomeGarbageResult(NameOf(garbage.Kind), garbage.Path, garbage.SizeBytes))],
                    report.ExpiredSplits,
                    report.ExpiredRows,
                    report.EndedOperations,
                    report.ForgottenOperations,
                    report.WaitingCount,
                    report.WaitingBytes,
                    [.. report.Problems.Select(problem => new FailureResult(problem.Subject, problem.Problem))],
                    exitCode),
                HomeResults.Default.HomeCollectResult);
            return exitCode;
        }

        void Line(FormattableString text) => terminal.Results.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        foreach (HomeGarbage garbage in dryRun ? report.Deleted : [])
        {
            Line($"would delete {garbage.Path} ({NameOf(garbage.Kind)}, {ByteSize.Format(garbage.SizeBytes)})");
        }

        foreach (string operation in report.EndedOperations)
        {
            Line($"{(dryRun ? "would end" : "ended")} {operation}, which nobody goes on with");
        }

        foreach (CollectionProblem problem in report.Problems)
        {
            terminal.Messages.WriteLine($"tenon: {problem.Subject}: {problem.Problem}; the next run tries again");
        }

        if (report.ExpiredSplits > 0)
        {
            Line($"{(dryRun ? "would expire" : "expired")} {report.ExpiredSplits:N0} splits, {report.ExpiredRows:N0} rows");
        }

        Line($"{(dryRun ? "would delete" : "deleted")} {report.Deleted.Length:N0} files, {ByteSize.Format(bytes)}; {report.WaitingCount:N0} files, {ByteSize.Format(report.WaitingBytes)} wait for their grace to end");
        return exitCode;
    }

    private static string NameOf(HomeGarbageKind kind) => kind switch
    {
        HomeGarbageKind.Merged => "merged",
        HomeGarbageKind.Unpublished => "never published",
        HomeGarbageKind.Expired => "expired",
        HomeGarbageKind.Dropped => "dropped",
        HomeGarbageKind.IndexDeleted => "index deleted",
        HomeGarbageKind.Orphan => "orphan",
        HomeGarbageKind.Temporary => "temporary",
        _ => "scratch",
    };
}
