using System.Collections.Immutable;
using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Simulation.Campaigns;
using Tenon.Simulation.Faults;
using Tenon.Simulation.Worlds;

namespace Tenon.Cli.Commands;

/// <summary>What <c>tenon simulate</c> was given.</summary>
internal sealed record SimulateArguments
{
    public string? Seeds { get; init; }

    public string? From { get; init; }

    public string? Seed { get; init; }

    public string? Faults { get; init; }

    public string? Files { get; init; }

    public bool Shrink { get; init; }

    public string? Record { get; init; }

    public string? Workers { get; init; }

    public bool Json { get; init; }
}

/// <summary><c>tenon simulate</c>.</summary>
internal static class SimulateCommand
{
    private const int DefaultSeeds = CampaignResult.CompleteFrom;

    /// <summary>Failed runs that are told of one by one.</summary>
    private const int FailuresShown = 10;

    /// <summary>Makes runs for a campaign, on a thread that is not the pool's: that one belongs to the runs.</summary>
    public static Task<int> ServeAsync(Terminal terminal)
    {
        var done = new TaskCompletionSource<int>();
        new Thread(() =>
        {
            try
            {
                SimulationHost.Serve(Console.In, terminal.Results);
                done.SetResult(ExitCode.Success);
            }
#pragma warning disable CA1031 // It ends the process all the same, on the thread that can say so.
            catch (Exception e)
#pragma warning restore CA1031
            {
                done.SetException(e);
            }
        }).Start();
        return done.Task;
    }

    public static async Task<int> RunAsync(SimulateArguments arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        ImmutableArray<SimulationRequest> requests = RequestsOf(arguments);
        int workers = arguments.Workers is string text ? Number.Parse("--workers", text, 1, 64) : Math.Min(64, Environment.ProcessorCount);
        CampaignResult result;
        using (var line = new SimulateLine(terminal.Messages, terminal.IsInteractive && !arguments.Json))
        {
            result = await Campaign.RunAsync(SimulationProgram.Command, requests, workers, line, cancellationToken);
        }

        (SimulationRequest Request, SimulationRun Run)? smallest = null;
        if (arguments.Shrink && result.Failed.FirstOrDefault() is SimulationRun failed)
        {
            smallest = await Task.Run(() => Shrink(failed, arguments.Record, terminal, cancellationToken), cancellationToken);
        }

        int exitCode = result.Failed.Any() ? ExitCode.SafetyViolated : result.Holds ? ExitCode.Success : ExitCode.Undecided;
        if (arguments.Json)
        {
            terminal.WriteJson(SimulateResult.Of(result, smallest, exitCode), SimulateResults.Default.SimulateResult);
        }
        else
        {
            Print(result, smallest, isOne: arguments.Seed is not null, terminal.Results);
        }

        return exitCode;
    }

    private static ImmutableArray<SimulationRequest> RequestsOf(SimulateArguments arguments)
    {
        if (arguments.Seed is null)
        {
            if (arguments.Faults is not null || arguments.Files is not null || (arguments.Record is not null && !arguments.Shrink))
            {
                throw new UsageException("--faults, --files and --record are for one run; --seed is expected with them");
            }

            int first = arguments.From is string from ? Number.Parse("--from", from, 0, int.MaxValue - 1) : 1;
            int count = arguments.Seeds is string seeds ? Number.Parse("--seeds", seeds, 1, int.MaxValue - first) : DefaultSeeds;
            return [.. Enumerable.Range(first, count).Select(number => new SimulationRequest(number))];
        }

        if (arguments.Seeds is not null || arguments.From is not null)
        {
            throw new UsageException("--seed is one run; --seeds and --from are for many");
        }

        int seed = Number.Parse("--seed", arguments.Seed, 0, int.MaxValue);
        return [Recorded(
            new SimulationRequest(seed)
            {
                Faults = arguments.Faults is null ? null : FaultsOf(arguments.Faults),
                Files = arguments.Files is string files ? Number.Parse("--files", files, 1, 1000) : null,
            },
            arguments.Record)];
    }

    private static SimulationRequest Recorded(SimulationRequest request, string? folder)
    {
        if (folder is null)
        {
            return request;
        }

        Directory.CreateDirectory(folder);
        string path = Path.Join(folder, string.Create(CultureInfo.InvariantCulture, $"seed-{request.Seed}"));
        return request with { Log = path + ".log", Record = path + ".ndjson" };
    }

    private static ImmutableArray<Fault> FaultsOf(string text)
    {
        try
        {
            return [.. text.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Fault.Parse)];
        }
        catch (FormatException e)
        {
            throw new UsageException($"--faults: {e.Message}");
        }
    }

    private static (SimulationRequest Request, SimulationRun Run) Shrink(SimulationRun failed, string? record, Terminal terminal, CancellationToken cancellationToken)
    {
        using var worker = SimulationWorker.Start(SimulationProgram.Command);
        using var line = new TerminalLine(terminal.Messages, terminal.IsInteractive);
        (SimulationRequest request, SimulationRun run) = Shrinker.Shrink(worker, failed, new ShrinkLine(line), cancellationToken);
        return (request, record is null ? run : worker.Run(Recorded(request, record)));
    }

    private static void Print(CampaignResult result, (SimulationRequest Request, SimulationRun Run)? smallest, bool isOne, TextWriter output)
    {
        SimulationRun[] failed = [.. result.Failed];
        foreach (SimulationRun run in isOne ? result.Runs.AsEnumerable() : failed.Take(FailuresShown))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {run.Seed}: {(run.Problem is null ? "all is well" : "WRONG")}, {run.EventCount} events in {run.Duration:hh\\:mm\\:ss} of its time, hash {run.Hash}"));
            output.WriteLine($"  faults: {(run.Faults.IsEmpty ? "none" : string.Join(' ', run.Faults))}; struck: {(run.Struck.IsEmpty ? "none" : string.Join(' ', run.Struck))}");
            output.WriteLine(run.Problem is null ? "" : $"  {run.Problem}");
        }

        if (failed.Length > FailuresShown)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {failed.Length - FailuresShown} more: {string.Join(", ", failed.Skip(FailuresShown).Select(run => run.Seed))}"));
        }

        if (smallest is (SimulationRequest request, SimulationRun smaller))
        {
            output.WriteLine($"the smallest that is still wrong: tenon simulate {request}");
            output.WriteLine($"  {smaller.Problem}");
        }

        if (isOne)
        {
            return;
        }

        string[] faults = [.. result.UnhitFaults];
        string[] probes = [.. result.UnhitProbes];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Runs.Length} runs, {failed.Length} wrong, {result.Runs.Sum(run => run.EventCount)} events, {result.Runs.Sum(run => run.Struck.Length)} faults struck, {result.Seconds:0.0} s"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"reached: {FaultTable.All.Length - faults.Length} of {FaultTable.All.Length} faults at their calls, {Probes.All.Length - probes.Length} of {Probes.All.Length} probes"));
        if (result.UnlistedCalls.Any())
        {
            output.WriteLine($"CALLS WITHOUT FAULTS: {string.Join(", ", result.UnlistedCalls)}");
        }

        if (faults.Length + probes.Length > 0 && result.IsComplete)
        {
            output.WriteLine($"NEVER REACHED: {string.Join(", ", faults.Concat(probes))}");
        }
    }

    private sealed class ShrinkLine(TerminalLine line) : IProgress<SimulationRequest>
    {
        public void Report(SimulationRequest value) => line.Show($"still wrong: {value}");
    }
}

/// <summary>This program, as another process is begun with it.</summary>
internal static class SimulationProgram
{
    /// <summary>The program and its arguments: as native code it is one file, otherwise the runtime is given it.</summary>
    public static ImmutableArray<string> Command { get; } = Environment.ProcessPath is string path && Path.GetFileNameWithoutExtension(path) != "dotnet"
        ? [path, "simulate", SimulateCommandTree.Serve]
        : [Environment.ProcessPath ?? "dotnet", "exec", Path.Join(AppContext.BaseDirectory, "tenon.dll"), "simulate", SimulateCommandTree.Serve];
}

/// <summary>Shows how far a campaign is: one line that changes on a terminal, nothing in a pipe. Thread-safe.</summary>
internal sealed class SimulateLine(TextWriter output, bool isTerminal) : IProgress<CampaignProgress>, IDisposable
{
    private readonly TerminalLine _line = new(output, isTerminal);

    public void Report(CampaignProgress value) =>
        _line.Show(string.Create(CultureInfo.InvariantCulture, $"{value.Done}/{value.Total} runs{(value.Failed > 0 ? $", {value.Failed} wrong" : "")}"));

    /// <summary>Takes the line away.</summary>
    public void Dispose() => _line.Dispose();
}
