using System.CommandLine;
using System.CommandLine.Parsing;
using Tenon.Checking;
using Tenon.Cli.Checking;
using Tenon.Cli.Output;
using Tenon.Conformance.Reading;
using Tenon.Ingest;
using Tenon.Merging;
using Tenon.Metastore;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Pipeline.Configuration;
using Tenon.Pipeline.Homes;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Targets;
using Tenon.Storage;

namespace Tenon.Cli;

/// <summary>The process: arguments in, exit code out.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        BufferPool.PrepareProcess();
        var terminal = new Terminal(Console.Out, Console.Error, !Console.IsErrorRedirected);
        using var stopping = new Stopping();
        return await RunAsync(arguments, terminal, stopping);
    }

    /// <summary>Runs one command.</summary>
    internal static async Task<int> RunAsync(string[] arguments, Terminal terminal, Stopping stopping)
    {
        ParseResult parsed = CommandTree.Build(terminal).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                terminal.Messages.WriteLine($"tenon: {error.Message}");
            }

            terminal.Messages.WriteLine("'tenon --help' and 'tenon COMMAND --help' say what is expected");
            return ExitCode.Usage;
        }

        try
        {
            // Signals are ours (Stopping), and so are exceptions.
            var configuration = new InvocationConfiguration { Output = terminal.Results, Error = terminal.Messages, ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, stopping.Token);
        }
        catch (SearchStoppedException)
        {
            return stopping.ExitCode;
        }
        catch (OperationCanceledException) when (stopping.Token.IsCancellationRequested)
        {
            terminal.Messages.WriteLine("tenon: stopped; run the same command again to continue");
            return stopping.ExitCode;
        }
        catch (Exception e) when (ExitCodeOf(e) is int code)
        {
            terminal.Messages.WriteLine($"tenon: {e.Message}");
            return code;
        }
    }

    /// <summary>The exit code of what can be foreseen; what cannot is our error, and ends the process with its stack.</summary>
    private static int? ExitCodeOf(Exception e) => e switch
    {
        UsageException or SettingsException or HomeMissingException or IndexMissingException => ExitCode.Usage,
        TargetLockedException => ExitCode.Locked,
        InputRefusedException or IngestException or ParquetFormatException or MergeRefusedException or TraceFormatException => ExitCode.Refused,
        ModelException => ExitCode.ModelFailed,
        StorageException or MetastoreException or ContentMismatchException or IOException or UnauthorizedAccessException => ExitCode.Failed,
        _ => null,
    };
}
