using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Tenon.Cli.Output;
using Tenon.Conformance;
using Tenon.Conformance.Reading;
using Tenon.Pipeline.Events;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon trace check</c> and <c>tenon trace show</c>.</summary>
internal static class TraceCommand
{
    private const int EventsPerReport = 1000;

    public static int Check(string[] paths, bool isClosed, string? stepsFolder, bool isJson, Terminal terminal, CancellationToken cancellationToken)
    {
        TraceReport report;
        using (var line = new TerminalLine(terminal.Messages, terminal.IsInteractive && !isJson))
        {
            long seen = 0;
            report = TraceReplay.Check(Read(paths, cancellationToken), new TraceOptions { IsClosed = isClosed }, _ => Progress(line, ++seen), cancellationToken);
        }

        int exitCode = report.Conforms ? ExitCode.Success : ExitCode.SafetyViolated;
        if (stepsFolder is not null && report.Conforms)
        {
            WriteSteps(paths, stepsFolder, cancellationToken);
        }

        if (isJson)
        {
            terminal.Results.WriteLine(JsonSerializer.Serialize(ResultOf(report, exitCode), TraceResults.Default.TraceResult));
            return exitCode;
        }

        Print(report, terminal.Results);
        return exitCode;
    }

    private static void WriteSteps(string[] paths, string folder, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (SpecifiedSteps steps in SpecifiedSteps.Of(Read(paths, cancellationToken), cancellationToken))
            {
                File.WriteAllText(Path.Join(folder, $"{steps.Index.ToString().Replace(':', '-')}.steps.ndjson"), steps.Text);
            }
        }
        catch (InvalidDataException e)
        {
            throw new UsageException($"the specification has no such steps: it needs all records from the first lease on, and knows of two outputs of a merge at most: {e.Message}");
        }
    }

    public static int Show(string[] paths, bool isClosed, string? index, bool withStates, Terminal terminal, CancellationToken cancellationToken)
    {
        TraceReport report = TraceReplay.Check(Read(paths, cancellationToken), new TraceOptions { IsClosed = isClosed }, Explain, cancellationToken);
        Print(report, terminal.Results);
        return report.Conforms ? ExitCode.Success : ExitCode.SafetyViolated;

        void Explain(TraceStep step)
        {
            if (index is not null && step.Index.Id != index)
            {
                return;
            }

            StampedEvent told = step.Event.Stamped;
            terminal.Results.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{told.Time:yyyy-MM-dd HH:mm:ss.fff}Z {told.Pipeline}#{told.Sequence} {step.Index.Id}: {EventJson.NameOf(told.Event)}{OperationOf(told.Event)}"));
            foreach (string action in step.ActionTexts)
            {
                terminal.Results.WriteLine($"    {action}");
            }

            if (step.BehaviourCount > 1)
            {
                terminal.Results.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    ({step.BehaviourCount} behaviours explain what was told so far; what follows decides for this one)"));
            }

            if (withStates)
            {
                terminal.Results.WriteLine("        " + step.StateText.Replace("\n", "\n        ", StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<RecordedEvent> Read(string[] paths, CancellationToken cancellationToken)
    {
        string? empty = paths.FirstOrDefault(path => Directory.Exists(path) && !Directory.EnumerateFiles(path, TraceReader.Pattern).Any());
        return empty is null ? TraceReader.Read(paths, cancellationToken) : throw new UsageException($"{empty} has no files {TraceReader.Pattern}; 'tenon run --record DIR' writes them");
    }

    private static void Progress(TerminalLine line, long seen)
    {
        if (seen % EventsPerReport == 0)
        {
            line.Show(string.Create(CultureInfo.InvariantCulture, $"{seen:N0} events are judged"));
        }
    }

    private static string OperationOf(PipelineEvent told) => told switch
    {
        PipelineEvent.MergePlanned { Operation: var operation } => $" {operation}",
        PipelineEvent.MergeClaimed { Operation: var operation } => $" {operation}",
        PipelineEvent.MergeRefused { Operation: var operation } => $" {operation}",
        PipelineEvent.MergeStaged { Operation: var operation } => $" {operation}",
        PipelineEvent.MergeUploaded { Operation: var operation } => $" {operation}",
        PipelineEvent.MergePublished { Operation: var operation } => $" {operation}",
        PipelineEvent.MergeEnded { Operation: var operation } => $" {operation}",
        PipelineEvent.SplitsIngested { Operation: var operation } => $" {operation}",
        _ => "",
    };

    private static void Print(TraceReport report, TextWriter results)
    {
        foreach (IndexReport index in report.Indexes)
        {
            string from = index.IsFromTheStart ? "from its first lease on" : "from a list that is taken as given";
            string others = index.UnrecordedIngests > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {index.UnrecordedIngests:N0} splits were ingested by others") : "";
            results.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{index.Index}: {index.EventCount:N0} events, {index.StepCount:N0} steps of the model, {from}; {index.PublishedSplits:N0} splits with {index.PublishedRows:N0} rows at the end{others}"));
        }

        foreach (Divergence divergence in report.Divergences)
        {
            results.WriteLine($"{divergence.Place}: {divergence.Reason}");
            results.WriteLine($"    the event: {divergence.Event}");
            if (divergence.State.Length > 0)
            {
                results.WriteLine("    the state before it: " + divergence.State.Replace("\n", "\n        ", StringComparison.Ordinal));
            }
        }

        results.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.EventCount:N0} events of {report.Processes.Length:N0} processes: {(report.Conforms ? "a behaviour of the model, with every property in every state" : "no behaviour of the model")}"));
    }

    private static TraceResult ResultOf(TraceReport report, int exitCode) => new(
        report.Conforms,
        report.EventCount,
        report.Processes,
        [.. report.Indexes.Select(index => new TraceIndexResult(
            index.Index.ToString(), index.EventCount, index.StepCount, index.PublishedSplits, index.PublishedRows, index.IsFromTheStart, index.UnrecordedIngests))],
        report.ActionCounts,
        [.. report.Divergences.Select(divergence => new TraceDivergenceResult(divergence.Place, divergence.Reason, divergence.Event, divergence.State))],
        exitCode);
}
