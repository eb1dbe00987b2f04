using System.CommandLine;
using Tenon.Cli.Commands;
using Tenon.Cli.Output;

namespace Tenon.Cli;

/// <summary><c>tenon simulate</c>.</summary>
internal static class SimulateCommandTree
{
    /// <summary>What makes this program serve a campaign.</summary>
    public const string Serve = "--serve";

    public static Command Build(Terminal terminal)
    {
        Option<string?> seeds = new("--seeds") { Description = "Runs, each from a seed of its own. [default: 2000]", HelpName = "N" };
        Option<string?> from = new("--from") { Description = "The first seed. [default: 1]", HelpName = "S" };
        Option<string?> seed = new("--seed") { Description = "One run, from this seed, and what happens in it.", HelpName = "S" };
        Option<string?> faults = new("--faults") { Description = "With --seed: what goes wrong, instead of what the seed says; as it is printed.", HelpName = "LIST" };
        Option<string?> files = new("--files") { Description = "With --seed: only so many of its files.", HelpName = "N" };
        Option<bool> shrink = new("--shrink") { Description = "Make the first run in which something is wrong as small as it gets." };
        Option<string?> record = new("--record") { Description = "With --seed or --shrink: write DIR/seed-S.log, and DIR/seed-S.ndjson for 'tenon trace show'.", HelpName = "DIR" };
        Option<string?> workers = new("--workers") { Description = "Processes at once; results do not depend on it. [default: one per processor]", HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Option<bool> serve = new(Serve) { Hidden = true };
        Command command = new("simulate", "Runs the daemon in a simulated world, with faults at every call; each run follows from its seed.")
        {
            seeds, from, seed, faults, files, shrink, record, workers, json, serve,
        };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(serve)
            ? SimulateCommand.ServeAsync(terminal)
            : SimulateCommand.RunAsync(
                new SimulateArguments
                {
                    Seeds = parsed.GetValue(seeds),
                    From = parsed.GetValue(from),
                    Seed = parsed.GetValue(seed),
                    Faults = parsed.GetValue(faults),
                    Files = parsed.GetValue(files),
                    Shrink = parsed.GetValue(shrink),
                    Record = parsed.GetValue(record),
                    Workers = parsed.GetValue(workers),
                    Json = parsed.GetValue(json),
                },
                terminal,
                cancellationToken));
        return command;
    }
}
