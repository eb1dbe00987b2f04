using System.Collections.Immutable;
using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Merging;
using Tenon.Metastore;
using Tenon.Metastore.Sqlite;
using Tenon.Parquet.Metadata;
using Tenon.Pipeline;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Operations;
using Tenon.Pipeline.Targets;
using Tenon.Splits;
using Tenon.Storage.Local;
using SortKey = Tenon.Splits.SortKey;

namespace Tenon.Cli.Commands;

/// <summary>What the user asked <c>tenon compact</c> for, as text where it is still to be checked.</summary>
internal sealed record CompactArguments
{
    public required IReadOnlyList<string> Paths { get; init; }

    public string? Into { get; init; }

    public string? Sort { get; init; }

    public string TargetSize { get; init; } = "256MiB";

    public string RowGroupRows { get; init; } = "131072";

    public string Codec { get; init; } = "zstd";

    public string? Level { get; init; }

    public string Memory { get; init; } = "512MiB";

    public string? Threads { get; init; }

    public bool Recursive { get; init; }

    public bool InPlace { get; init; }

    public bool DryRun { get; init; }

    public bool Json { get; init; }
}

/// <summary><c>tenon compact</c>.</summary>
internal static class CompactCommand
{
    private const int MaximumRowGroupRows = 1 << 24;

    public static async Task<int> RunAsync(CompactArguments arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        TimeProvider clock = TimeProvider.System;
        long began = clock.GetTimestamp();
        string folder = TargetFolder.Choose(arguments.Paths, arguments.Into, arguments.InPlace);
        MergeSettings settings = SettingsOf(arguments);
        var target = new LocalFileStore(folder);
        var options = new CompactionOptions
        {
            Paths = arguments.Paths,
            Recursive = arguments.Recursive,
            InPlace = arguments.InPlace,
            TargetSizeBytes = settings.TargetSizeBytes,
        };
        var scratch = new ScratchSpace(target.PathOf(TargetLayout.Temporary));
        var compactor = new Compactor(target, new ParquetMergeEngine(settings), new SplitIdGenerator(clock, new Random()), scratch, clock);
        CompactionReport report = arguments.DryRun
            ? await DryRunAsync(compactor, target, options, clock, cancellationToken)
            : await RunAsync(compactor, target, options, arguments.Json, terminal, clock, cancellationToken);

        int exitCode = ExitCodeOf(report);
        CompactResult result = ResultOf(report, arguments, folder, clock.GetElapsedTime(began), exitCode);
        if (arguments.Json)
        {
            terminal.WriteJson(result, JsonResults.Default.CompactResult);
        }
        else
        {
            CompactText.Write(result, arguments.Into ?? folder, terminal);
        }

        return exitCode;
    }

    private static async Task<CompactionReport> RunAsync(
        Compactor compactor, LocalFileStore target, CompactionOptions options, bool isQuiet, Terminal terminal, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using TargetSession session = await TargetSession.OpenAsync(target, target, path => SqliteMetastore.Open(path, clock), cancellationToken);
        using ProgressLine? progress = terminal.IsInteractive || !isQuiet ? new ProgressLine(terminal.Messages, terminal.IsInteractive, clock) : null;
        return await compactor.RunAsync(session, options, progress, cancellationToken);
    }

    private static async Task<CompactionReport> DryRunAsync(
        Compactor compactor, LocalFileStore target, CompactionOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        string path = target.PathOf(TargetLayout.Metastore);
        await using IMetastore metastore = File.Exists(path) ? SqliteMetastore.OpenForReading(path, clock) : SqliteMetastore.InMemory(clock);
        return await compactor.DryRunAsync(metastore, options, cancellationToken);
    }

    private static MergeSettings SettingsOf(CompactArguments arguments)
    {
        CompressionCodec codec = Codecs.Parse(arguments.Codec);
        int? level = arguments.Level is null ? null : Codecs.ParseLevel(arguments.Codec, codec, arguments.Level);

        long memory = ByteSize.Parse(arguments.Memory);
        if (memory < MergeSettings.MinimumMemoryBytes)
        {
            throw new UsageException($"--memory {arguments.Memory}: at least {ByteSize.Format(MergeSettings.MinimumMemoryBytes)} are needed");
        }

        return new MergeSettings
        {
            Key = arguments.Sort is null ? null : ParseKey(arguments.Sort),
            TargetSizeBytes = ByteSize.Parse(arguments.TargetSize),
            RowGroupRows = Number.Parse("--row-group-rows", arguments.RowGroupRows, 1, MaximumRowGroupRows),
            Codec = codec,
            Level = level,
            MemoryBytes = memory,
            Threads = Number.ParseThreads(arguments.Threads),
            ScratchDirectory = "", // Set for each merge.
        };
    }

    private static SortKey ParseKey(string text)
    {
        try
        {
            return SortKey.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--sort: {e.Message}");
        }
    }

    private static int ExitCodeOf(CompactionReport report)
    {
        bool hasFailed = report.Operations.Any(operation =>
            operation.Outcome == OperationOutcome.Failed || (operation.Outcome == OperationOutcome.Published && operation.Problem is not null));
        bool isRefused = report.Operations.Any(operation => operation.Outcome == OperationOutcome.Refused);
        return hasFailed || IsUnsettled(report) ? ExitCode.Failed : isRefused ? ExitCode.Refused : ExitCode.Success;
    }

    /// <summary>Whether the last word on some scope is that its inputs changed during the merge.</summary>
    private static bool IsUnsettled(CompactionReport report) =>
        report.Operations.GroupBy(operation => operation.Scope).Any(scope => scope.Last().Outcome == OperationOutcome.Superseded);

    private static CompactResult ResultOf(CompactionReport report, CompactArguments arguments, string folder, TimeSpan duration, int exitCode)
    {
        OperationReport[] published = [.. report.Operations.Where(operation => operation.Outcome == OperationOutcome.Published)];
        ImmutableArray<OperationResult> operations = [.. report.Operations.Select(operation => ResultOf(operation, arguments.DryRun))];
        ImmutableArray<FileResult> files = [.. operations.SelectMany(operation => operation.Files)];
        return new CompactResult(
            folder,
            arguments.DryRun,
            published.Sum(operation => operation.RowCount),
            published.Sum(operation => operation.InputBytes),
            files.Sum(file => file.Bytes),
            published.Sum(operation => operation.Inputs.Length),
            files.Length,
            report.SkippedInputs,
            report.FinishedRetirements,
            files,
            [.. operations.Select(operation => operation.Digest).OfType<string>()],
            operations,
            Math.Round(duration.TotalSeconds, 3),
            ProcessMemory.PeakBytes(),
            exitCode);
    }

    private static OperationResult ResultOf(OperationReport operation, bool isDryRun) => new(
        operation.Id?.ToString(),
        operation.Scope.Path,
        isDryRun && operation.Outcome == OperationOutcome.Published ? "planned" : OutcomeOf(operation.Outcome),
        operation.IsResumed,
        operation.Inputs,
        operation.RowCount,
        operation.InputBytes,
        [.. operation.Outputs.Select(output => new FileResult(output.Path, output.RowCount, output.SizeBytes, output.Crc32C.ToString("x8", CultureInfo.InvariantCulture)))],
        operation.CopiedRows == 0 ? operation.Digest : null, // Of some of the rows it could not be compared with anything.
        operation.CopiedRows,
        operation.CopiedPages,
        operation.SortKey,
        operation.SortedInputs,
        operation.Notes,
        operation.Problem,
        Math.Round(operation.Duration.TotalSeconds, 3));

    private static string OutcomeOf(OperationOutcome outcome) => outcome switch
    {
        OperationOutcome.Published => "published",
        OperationOutcome.Refused => "refused",
        OperationOutcome.Failed => "failed",
        OperationOutcome.Superseded => "superseded",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "no such outcome"),
    };
}
