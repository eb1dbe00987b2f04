using System.Collections.Immutable;
using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Verification;
using Tenon.Verification.Reporting;
using Tenon.Verification.Specifications;

namespace Tenon.Cli.Commands;

/// <summary>What <c>tenon verify</c> was given.</summary>
internal sealed record VerifyArguments
{
    public bool Quick { get; init; }

    public bool Full { get; init; }

    public string? Only { get; init; }

    public string? Specs { get; init; }

    public string? Report { get; init; }

    public string? Workers { get; init; }

    public bool Json { get; init; }
}

/// <summary><c>tenon verify</c>.</summary>
internal static class VerifyCommand
{
    /// <param name="arguments">What was asked for.</param>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="layers">The layers there are; by default those of the program.</param>
    public static int Run(VerifyArguments arguments, Terminal terminal, CancellationToken cancellationToken, ImmutableArray<VerificationLayer>? layers = null)
    {
        if (arguments is { Quick: true, Full: true })
        {
            throw new UsageException("--quick and --full: one of them is expected");
        }

        VerificationResult result;
        using (VerificationLine line = new(terminal.Messages, terminal.IsInteractive))
        {
            result = VerificationRun.Run(
                new VerificationOptions
                {
                    Folder = FolderOf(arguments.Specs),
                    Layers = Chosen(layers ?? VerificationLayers.All, arguments.Only),
                    IsFull = arguments.Full,
                    Program = SimulationProgram.Command,
                    WorkerCount = arguments.Workers is string workers ? Number.Parse("--workers", workers, 1, 64) : Math.Min(64, Environment.ProcessorCount),
                    Progress = line,
                },
                cancellationToken);
        }

        if (arguments.Report is string folder)
        {
            VerificationReport.Write(result, folder);
        }

        if (arguments.Json)
        {
            terminal.Results.WriteLine(VerificationReport.Json(result));
        }
        else
        {
            Print(result, terminal.Results);
            terminal.Results.WriteLine(arguments.Report is null ? "" : $"report: {Path.Join(arguments.Report, VerificationReport.HtmlName)}");
        }

        return result.Holds ? ExitCode.Success : ExitCode.Failed;
    }

    private static SpecificationFolder FolderOf(string? specs)
    {
        try
        {
            return specs is null ? SpecificationFolder.Find(Environment.CurrentDirectory, AppContext.BaseDirectory) : SpecificationFolder.Open(specs);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static ImmutableArray<VerificationLayer> Chosen(ImmutableArray<VerificationLayer> layers, string? only)
    {
        string[] names = only?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [.. layers.Select(layer => layer.Name)];
        string? unknown = names.FirstOrDefault(name => !layers.Any(layer => layer.Name == name));
        return unknown is null && names.Length > 0
            ? [.. layers.Where(layer => names.Contains(layer.Name, StringComparer.Ordinal))]
            : throw new UsageException($"--only {only}: {(unknown is null ? "a layer" : $"'{unknown}' is no layer; one")} of {string.Join(", ", layers.Select(layer => layer.Name))} is expected");
    }

    private static void Print(VerificationResult result, TextWriter output)
    {
        TextTable table = new("layer", "what", "checked", "size", "verdict", "seconds");
        foreach (LayerResult layer in result.Layers)
        {
            table.Add(
                layer.Layer.Name, layer.Layer.Claim, layer.Checked, string.Join(", ", layer.Size), layer.Verdict,
                layer.IsBuilt ? layer.Seconds.ToString("0.0", CultureInfo.InvariantCulture) : "");
        }

        table.Write(output, "");
        foreach (LayerResult layer in result.Layers.Where(layer => layer.HasFailed))
        {
            output.WriteLine();
            output.WriteLine($"broken: {layer.Layer.Claim}");
            output.WriteLine($"  {layer.Layer.WhatAFailureMeans}");

            // Of each question the first failure is shown whole: the others are mostly the same again, and the report has all.
            HashSet<string> shown = new(StringComparer.Ordinal);
            foreach (VerificationRow row in layer.Rows.Where(row => row.HasFailed))
            {
                Print(layer.Layer.Name, row, isWhole: shown.Add(row.Checked), output);
            }
        }

        ImmutableArray<VerificationRow> failed = [.. result.Rows.Where(row => row.HasFailed)];
        string[] missing = [.. result.Layers.Where(layer => layer.Layer.Missing is not null).Select(layer => layer.IsBuilt ? $"of {layer.Layer.Name}, {layer.Layer.Missing}" : layer.Layer.Name)];
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(result.IsFull ? "full" : "quick")}: {result.Rows.Count()} checks, {failed.Length} failed, {result.Seconds:0} s{(missing.Length > 0 ? $"; not built: {string.Join("; ", missing)}" : "")}"));
    }

    private static void Print(string layer, VerificationRow row, bool isWhole, TextWriter output)
    {
        string problem = row.Finding.Problem ?? "failed";
        output.WriteLine();
        output.WriteLine($"{layer}: {row.Subject}: {row.Checked}");
        output.WriteLine(Indented(isWhole ? problem : problem.Split('\n')[0]));
        if (isWhole && row.Finding.Counterexample is Counterexample run)
        {
            output.WriteLine(Indented($"{run.Title}\n{run}".TrimEnd()));
        }
    }

    private static string Indented(string text) => "  " + text.Replace("\n", "\n  ", StringComparison.Ordinal);
}

/// <summary>Shows how far a verification is: one line that changes on a terminal, nothing in a pipe. Thread-safe.</summary>
internal sealed class VerificationLine(TextWriter output, bool isTerminal) : IProgress<VerificationProgress>, IDisposable
{
    private readonly TerminalLine _line = new(output, isTerminal);

    public void Report(VerificationProgress value) => _line.Show(string.Create(
        CultureInfo.InvariantCulture,
        $"{value.Done}/{value.Total} checks{(value.FailedCount > 0 ? $", {value.FailedCount} failed" : "")}, {value.Layer}: {value.Subject}"));

    /// <summary>Takes the line away.</summary>
    public void Dispose() => _line.Dispose();
}
