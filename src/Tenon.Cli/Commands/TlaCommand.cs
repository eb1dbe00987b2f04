using System.Globalization;
using Tenon.Cli.Checking;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Tla.Checking;

namespace Tenon.Cli.Commands;

/// <summary>What <c>tenon tla check</c> was given.</summary>
internal sealed record TlaArguments
{
    public required string Spec { get; init; }

    public string? Config { get; init; }

    public required string[] Libraries { get; init; }

    public string? Workers { get; init; }

    public string? Deadlock { get; init; }

    public bool Simulate { get; init; }

    public string? Depth { get; init; }

    public string? Walks { get; init; }

    public string? Seed { get; init; }

    public bool Continue { get; init; }

    public bool NoLiveness { get; init; }

    public string? MaximumTime { get; init; }

    public string? MaximumStates { get; init; }

    public string? Memory { get; init; }

    public required string[] Dump { get; init; }

    public string? Itf { get; init; }

    public bool DiffTrace { get; init; }

    public bool Json { get; init; }
}

/// <summary><c>tenon tla</c>.</summary>
internal static class TlaCommand
{
    public static int Check(TlaArguments arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        TlaCheckOptions options = OptionsOf(arguments);
        using SearchLine line = new(terminal.Messages, terminal.IsInteractive);
        return TlaTool.Check(options, terminal.Results, arguments.Json, line, cancellationToken);
    }

    public static int Parse(string spec, string[] libraries, Terminal terminal) => TlaTool.Parse(spec, libraries, terminal.Results);

    /// <summary>Evaluates an expression; without one, those that are typed, a line each, until the input ends.</summary>
    public static int Evaluate(string? expression, string? module, string[] libraries, Terminal terminal)
    {
        if (expression is not null)
        {
            return TlaTool.Evaluate(expression, module, libraries, terminal.Results);
        }

        int code = 0;
        while (Console.In.ReadLine() is string line)
        {
            code = line.Trim().Length == 0 ? code : TlaTool.Evaluate(line, module, libraries, terminal.Results);
            terminal.Results.Flush();
        }

        return code;
    }

    private static TlaCheckOptions OptionsOf(TlaArguments arguments)
    {
        if (arguments.Dump is [not "dot", ..])
        {
            throw new UsageException($"--dump {arguments.Dump[0]}: 'dot' is expected");
        }

        return new TlaCheckOptions
        {
            SpecPath = arguments.Spec,
            ConfigPath = arguments.Config,
            Libraries = [.. arguments.Libraries],
            WorkerCount = arguments.Workers is null or "auto" ? Math.Min(64, Environment.ProcessorCount) : Number.Parse("--workers", arguments.Workers, 1, 64),
            Deadlock = arguments.Deadlock switch
            {
                null => null,
                "on" => true,
                "off" => false,
                _ => throw new UsageException($"--deadlock {arguments.Deadlock}: 'on' or 'off' is expected"),
            },
            Simulate = arguments.Simulate,
            Depth = arguments.Depth is string depth ? Number.Parse("--depth", depth, 1, int.MaxValue) : null,
            WalkCount = arguments.Walks is string walks ? Number.Parse("--walks", walks, 1, int.MaxValue) : 1000,
            Seed = arguments.Seed is not string seed ? 0 : ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
                ? number
                : throw new UsageException($"--seed {seed}: a whole number from 0 to {ulong.MaxValue} is expected"),
            Continue = arguments.Continue,
            Liveness = !arguments.NoLiveness,
            MaximumTime = arguments.MaximumTime is string time ? Duration.Parse(time) : null,
            MaximumStates = arguments.MaximumStates is string states ? Number.Parse("--max-states", states, 1, int.MaxValue) : null,

            // A search that is ended by the system says nothing; one that ends before that says what it covered.
            MaximumMemoryBytes = arguments.Memory is string memory ? ByteSize.Parse(memory) : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3,
            DumpDotPath = arguments.Dump is [_, string path] ? path : null,
            ItfPath = arguments.Itf,
            DiffTrace = arguments.DiffTrace,
        };
    }
}
