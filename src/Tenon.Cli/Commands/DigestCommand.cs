using System.Collections.Immutable;
using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Merging;
using Tenon.Parquet;
using Tenon.Pipeline.Inputs;
using Tenon.Storage.Local;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon digest</c>.</summary>
internal static class DigestCommand
{
    public static async Task<int> RunAsync(
        IReadOnlyList<string> paths, bool recursive, string? threads, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        TimeProvider clock = TimeProvider.System;
        long began = clock.GetTimestamp();
        ImmutableArray<InputFile> files = await new InputDiscovery(new LocalFileStore("/"), inPlace: false).FindAsync(paths, recursive, cancellationToken);
        MergeInput[] inputs = [.. files.Select(file => new MergeInput(file.Path, () => FileRangeSource.Open(file.Path), file.Info.SizeBytes))];
        var settings = new MergeSettings
        {
            Threads = Number.ParseThreads(threads),
            ScratchDirectory = Path.GetTempPath(), // A digest writes nothing.
        };
        var digest = await Merger.DigestAsync(inputs, settings, null, cancellationToken);
        if (json)
        {
            var result = new DigestResult(
                digest.RowCount,
                digest.ToString(),
                files.Length,
                files.Sum(file => file.Info.SizeBytes),
                Math.Round(clock.GetElapsedTime(began).TotalSeconds, 3),
                ProcessMemory.PeakBytes());
            terminal.WriteJson(result, JsonResults.Default.DigestResult);
        }
        else
        {
            terminal.Results.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{digest}  {files.Length} files, {ByteSize.Format(files.Sum(file => file.Info.SizeBytes))}"));
        }

        return ExitCode.Success;
    }
}
