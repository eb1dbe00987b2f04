using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Ingest;
using Tenon.Pipeline.Homes;
using Tenon.Splits;
using IngestResult = Tenon.Cli.Output.IngestResult;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon ingest</c>.</summary>
internal static class IngestCommand
{
    public static async Task<int> RunAsync(
        HomeArguments arguments, string indexId, IReadOnlyList<string> paths, string label, Terminal terminal, CancellationToken cancellationToken)
    {
        if (label.Any(char.IsControl) || label.Length > 200)
        {
            throw new UsageException($"--again {label}: a text of at most 200 characters without control characters is expected");
        }

        long began = Stopwatch.GetTimestamp();
        await using DataHome home = arguments.Open(HomeAccess.Change);
        HomeIndex index = await home.RequireIndexAsync(indexId, cancellationToken);
        using WorkPlace place = await WorkPlace.TakeAsync(home, "ingest", cancellationToken);
        var service = new IngestService(home, home.Store, place.Lease, new SplitIdGenerator(TimeProvider.System, new Random()), TimeProvider.System);
        var files = new List<IngestFileResult>();
        bool isRefused = false;
        using (var line = new TerminalLine(terminal.Messages, terminal.IsInteractive))
        {
            foreach (string path in paths)
            {
                line.Show(string.Create(CultureInfo.InvariantCulture, $"ingest: {files.Count}/{paths.Count} files, {files.Sum(file => file.Rows):N0} rows, now {Path.GetFileName(path)}"));
                try
                {
                    files.Add(ResultOf(await service.IngestAsync(index, path, label, cancellationToken)));
                }
                catch (Exception e) when (e is IngestException or IOException or UnauthorizedAccessException)
                {
                    // What is wrong with one file does not concern the others.
                    isRefused |= e is IngestException;
                    files.Add(new IngestFileResult(path, e is IngestException ? "refused" : "failed", null, 0, 0, 0, null, [], e.Message, 0));
                }
            }
        }

        return Write(arguments, home, index, [.. files], isRefused, Stopwatch.GetElapsedTime(began), terminal);
    }

    private static int Write(
        HomeArguments arguments, DataHome home, HomeIndex index, ImmutableArray<IngestFileResult> files, bool isRefused, TimeSpan duration, Terminal terminal)
    {
        int failed = files.Count(file => file.Problem is not null);
        int exitCode = failed == 0 ? ExitCode.Success : isRefused ? ExitCode.Refused : files.Any(file => file.Outcome == "failed") ? ExitCode.Failed : ExitCode.Locked;
        int known = files.Count(file => file.Outcome == "already published");
        var result = new IngestResult(
            home.Folder,
            index.Uid.Id,
            files.Sum(file => file.Rows - file.LateRows),
            files.Sum(file => file.LateRows),
            files.Count(file => file.Outcome == "published"),
            known,
            failed,
            files,
            duration.TotalSeconds,
            ProcessMemory.PeakBytes(),
            exitCode);
        if (arguments.Json)
        {
            terminal.WriteJson(result, HomeResults.Default.IngestResult);
            return exitCode;
        }

        void Line(FormattableString text) => terminal.Results.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        foreach (IngestFileResult file in files)
        {
            if (file.Problem is not null)
            {
                terminal.Messages.WriteLine($"tenon: {(file.Problem.Contains(file.File, StringComparison.Ordinal) ? "" : file.File + ": ")}{file.Problem}");
            }
            else if (file.Outcome == "already published")
            {
                Line($"{file.File}: already ingested by {file.Operation}; --again LABEL ingests the same bytes once more");
            }
            else
            {
                string late = file.LateRows > 0 ? string.Create(CultureInfo.InvariantCulture, $", {file.LateRows:N0} rows left out as late") : "";
                Line($"{file.File}: {file.Rows - file.LateRows:N0} rows, {Plural(file.Splits.Length, "split")}{late}");
            }
        }

        Line($"ingested {Plural(result.FilesIngested, "file")}, {result.Rows:N0} rows into {index.Uid.Id}, {Duration.Format(duration)}{(known > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {Plural(known, "file")} known already") : "")}");
        return exitCode;
    }

    private static string Plural(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static IngestFileResult ResultOf(IngestReport report) => new(
        report.File,
        report.Outcome switch { IngestOutcome.Published => "published", IngestOutcome.AlreadyPublished => "already published", _ => "under way" },
        report.Operation?.ToString(),
        report.SizeBytes,
        report.RowsRead,
        report.RowsLate,
        report.Digest,
        [
            .. report.Splits.Select(split => new IngestedSplitResult(
                split.Id.ToString(), split.RowCount, split.SizeBytes, split.Window?.StartSeconds, split.PartitionId.ToString(CultureInfo.InvariantCulture))),
        ],
        report.Outcome == IngestOutcome.UnderWay ? "another process is ingesting the same bytes; run the command again to see what became of it" : null,
        report.Duration.TotalSeconds);
}
