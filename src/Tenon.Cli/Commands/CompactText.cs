using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;

namespace Tenon.Cli.Commands;

/// <summary>What <c>tenon compact</c> tells people.</summary>
internal static class CompactText
{
    public static void Write(CompactResult result, string folder, Terminal terminal)
    {
        foreach (OperationResult operation in result.Operations)
        {
            if (operation.Outcome is "published" or "planned")
            {
                WriteMerged(operation, folder, terminal.Results);
            }
            else
            {
                string scope = operation.Scope.Length > 0 ? " " + operation.Scope : "";
                terminal.Messages.WriteLine($"tenon: {operation.Outcome}{scope}: {operation.Problem}");
            }
        }

        if (result.FilesSkipped > 0)
        {
            terminal.Results.WriteLine(Text($"skipped {Count(result.FilesSkipped, "file")} merged before"));
        }

        if (result.FinishedRetirements > 0)
        {
            terminal.Results.WriteLine(Text($"moved {Count(result.FinishedRetirements, "input")} aside that an earlier run had replaced"));
        }

        if (result.Operations.Length == 0)
        {
            terminal.Results.WriteLine(result.FilesSkipped > 0 ? "nothing to do" : "nothing to do: no *.parquet files there (folders below are looked into with --recursive)");
        }
        else if (!result.DryRun && result.FilesIn > 0)
        {
            string ratio = result.BytesIn > 0 ? Text($" ({(double)result.BytesOut / result.BytesIn:0.00} of {ByteSize.Format(result.BytesIn)})") : "";
            string memory = result.PeakMemoryBytes is long peak ? Text($", {ByteSize.Format(peak)} of memory") : "";
            terminal.Results.WriteLine(Text(
                $"{Count(result.FilesIn, "file")} -> {Count(result.FilesOut, "file")}, {result.Rows:N0} rows, {ByteSize.Format(result.BytesOut)}{ratio}, {result.Seconds:0.00} s{memory}"));
        }
    }

    private static void WriteMerged(OperationResult operation, string folder, TextWriter results)
    {
        string scope = operation.Scope.Length > 0 ? operation.Scope + ": " : "";
        string verb = operation.Outcome == "planned" ? "would merge" : operation.Resumed ? "merged (continued)" : "merged";
        string order = operation.SortKey is null ? ", no order claimed" : $", sorted by {operation.SortKey}";
        results.WriteLine(Text($"{scope}{verb} {Count(operation.Inputs.Length, "file")}, {operation.Rows:N0} rows, {ByteSize.Format(operation.BytesIn)}{order}"));
        foreach (FileResult file in operation.Files)
        {
            results.WriteLine(Text($"  {Path.Join(folder, file.Path)}  {file.Rows:N0} rows  {ByteSize.Format(file.Bytes)}"));
        }

        if (operation.CopiedRows > 0)
        {
            results.WriteLine(Text($"  {operation.CopiedRows:N0} rows were copied as they were stored, byte for byte; the others were compared by their content"));
        }

        if (operation.Digest is not null)
        {
            results.WriteLine($"  digest {operation.Digest}");
        }

        foreach (string input in operation.SortedInputs)
        {
            results.WriteLine($"  note: {input} was not sorted and was sorted first");
        }

        foreach (string note in operation.Notes)
        {
            results.WriteLine($"  note: {note}");
        }

        if (operation.Problem is not null)
        {
            results.WriteLine($"  problem: {operation.Problem}");
        }
    }

    private static string Count(int count, string noun) => Text($"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
