using System.Globalization;
using Tenon.Checking;
using Tenon.Checking.Output;
using Tenon.Checking.PartialOrder;
using Tenon.Checking.Properties;
using Tenon.Checking.Symmetry;
using Tenon.Cli.Checking;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon check</c>.</summary>
internal static class CheckCommand
{
    private const int DrawableStates = 1000; // Graphviz takes minutes for more, and nobody reads the result.

    public static int Run(CheckArguments arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        if (arguments.List)
        {
            WriteList(arguments.Json, terminal);
            return ExitCode.Success;
        }

        PackedModel model = ShippedModels
            .Find(arguments.Model ?? throw new UsageException("MODEL is missing; 'tenon check --list' names the models"))
            .MakeWith(arguments.Parameters);
        CheckOptions options = OptionsOf(arguments);
        if (arguments.PartialOrderSelfCheck)
        {
            return Compare(arguments, model, options, terminal, cancellationToken);
        }

        CheckResult result;
        using (SearchLine line = new(terminal.Messages, terminal.IsInteractive))
        {
            result = Search(() => Checker.Check(model, options with { Progress = line }, cancellationToken));
        }

        terminal.Results.Write(arguments.Json ? ReportJson.Of(result) + "\n" : result.ToString());
        WriteFiles(arguments, model, result, terminal);
        if (result.IsResumable)
        {
            terminal.Messages.WriteLine($"tenon: to go on, give the same command with --resume {options.Disk!.Folder}"); // Resumable only on disk.
        }

        return result.StopReason == StopReason.Cancelled ? throw new SearchStoppedException() : ExitCodeOf(result);
    }

    private static int Compare(CheckArguments arguments, PackedModel model, CheckOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        if (options.Mode != SearchMode.BreadthFirst || options.Symmetry)
        {
            throw new UsageException("--por-self-check compares breadth-first searches without --symmetry");
        }

        PartialOrderComparison comparison;
        using (SearchLine line = new(terminal.Messages, terminal.IsInteractive))
        {
            comparison = Search(() => PartialOrderCheck.SelfCheck(model, options with { Progress = line }, cancellationToken));
        }

        terminal.Results.Write(arguments.Json ? ReportJson.Of(comparison) + "\n" : $"{comparison}{comparison.Reduced}");
        WriteFiles(arguments, model, comparison.Full, terminal);
        return comparison.Full.StopReason == StopReason.Cancelled ? throw new SearchStoppedException()
            : comparison.Agrees ? ExitCodeOf(comparison.Full)
            : ExitCode.ReductionWrong;
    }

    /// <summary>The exit code of a result. Of several violations the first of this list counts: deadlock, safety, liveness.</summary>
    internal static int ExitCodeOf(CheckResult result)
    {
        PropertyKind[] violated = [.. result.Properties.Where(property => property.Verdict == Verdict.Violated).Select(property => property.Kind)];
        return violated.Contains(PropertyKind.DeadlockFree) ? ExitCode.Deadlock
            : violated.Any(kind => kind != PropertyKind.Temporal) ? ExitCode.SafetyViolated
            : violated.Length > 0 ? ExitCode.LivenessViolated
            : result.Holds ? ExitCode.Success
            : ExitCode.Undecided;
    }

    private static T Search<T>(Func<T> search)
    {
        try
        {
            return search();
        }
        catch (Exception e) when (e is NotSupportedException or SymmetryException or PartialOrderException)
        {
            throw new UsageException(e.Message);
        }
        catch (ModelException e) when (e.InnerException is SymmetryException or PartialOrderException)
        {
            throw new UsageException(e.InnerException.Message);
        }
    }

    private static CheckOptions OptionsOf(CheckArguments arguments)
    {
        if (new[] { arguments.BreadthFirst, arguments.DepthFirst, arguments.Simulate }.Count(given => given) > 1)
        {
            throw new UsageException("one of --bfs, --dfs and --simulate is expected");
        }

        RefuseWithoutSimulation(arguments, "--seed", arguments.Seed);
        RefuseWithoutSimulation(arguments, "--walks", arguments.Walks);
        CheckOptions defaults = new();
        return defaults with
        {
            Mode = arguments.Simulate ? SearchMode.Simulation : arguments.DepthFirst ? SearchMode.DepthFirst : SearchMode.BreadthFirst,
            WorkerCount = arguments.Workers is string workers ? Number.Parse("--workers", workers, 1, 64) : Math.Min(64, Environment.ProcessorCount),
            Seed = arguments.Seed is string seed ? ParseSeed(seed) : defaults.Seed,
            WalkCount = arguments.Walks is string walks ? Number.Parse("--walks", walks, 1, int.MaxValue) : defaults.WalkCount,
            MaximumDepth = arguments.Depth is string depth ? Number.Parse("--depth", depth, 0, int.MaxValue) : null,
            MaximumStates = arguments.MaximumStates is string states ? Number.Parse("--max-states", states, 1, int.MaxValue) : null,
            MaximumTime = arguments.MaximumTime is string time ? Duration.Parse(time) : null,

            // A search that is ended by the system says nothing; one that ends before that says what it covered.
            MaximumMemoryBytes = arguments.Memory is string memory ? ByteSize.Parse(memory) : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3,
            Disk = DiskArguments.Of(arguments),
            Symmetry = arguments.Symmetry,
            PartialOrder = arguments.PartialOrder,
            ContinueAfterViolation = arguments.ContinueAfterViolation,
        };
    }

    private static void RefuseWithoutSimulation(CheckArguments arguments, string option, string? value)
    {
        if (value is not null && !arguments.Simulate)
        {
            throw new UsageException($"{option} is for --simulate: the other searches make no random choices");
        }
    }

    private static ulong ParseSeed(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw new UsageException($"--seed {text}: a whole number from 0 to {ulong.MaxValue} is expected");

    private static void WriteList(bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(
                new ModelListResult([.. ShippedModels.All.Select(model => new ModelResult(
                    model.Name,
                    model.Description,
                    [.. model.Parameters.Select(each => new ModelParameterResult(each.Name, each.Default, each.Minimum, each.Maximum))]))]),
                JsonResults.Default.ModelListResult);
            return;
        }

        TextTable table = new("model", "parameters", "is");
        foreach (ShippedModel model in ShippedModels.All)
        {
            table.Add(model.Name, string.Join(", ", model.Parameters), model.Description);
        }

        table.Write(terminal.Results, "");
    }

    private static void WriteFiles(CheckArguments arguments, PackedModel model, CheckResult result, Terminal terminal)
    {
        // A counterexample if there is one; else the first example, of a "sometimes".
        PropertyResult? shown = result.Properties.Where(property => property.Trace is not null).OrderBy(property => property.Verdict != Verdict.Violated).FirstOrDefault();
        WriteTrace(arguments.Dot, trace => TraceExport.ToDot(trace));
        WriteTrace(arguments.Itf, trace => TraceExport.ToItf(trace, result.ModelName));
        if (arguments.Graph is string graph)
        {
            try
            {
                File.WriteAllText(graph, GraphExport.ToDot(model, DrawableStates));
            }
            catch (InvalidOperationException e)
            {
                throw new UsageException($"--graph {graph}: {e.Message}");
            }
        }

        void WriteTrace(string? path, Func<Trace, string> write)
        {
            if (path is null)
            {
                return;
            }

            if (shown?.Trace is not Trace trace)
            {
                terminal.Messages.WriteLine($"tenon: {path} is not written, for there is no trace");
                return;
            }

            File.WriteAllText(path, write(trace));
            terminal.Messages.WriteLine($"tenon: {path} has the trace of '{shown.Name}'");
        }
    }
}
