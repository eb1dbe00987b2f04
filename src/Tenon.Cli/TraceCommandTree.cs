using System.CommandLine;
using Tenon.Cli.Commands;
using Tenon.Cli.Output;

namespace Tenon.Cli;

/// <summary><c>tenon trace</c> and what is below it.</summary>
internal static class TraceCommandTree
{
    public static Command Build(Terminal terminal) => new("trace", "Judges what 'tenon run --record' has recorded.") { Check(terminal), Show(terminal) };

    private static Command Check(Terminal terminal)
    {
        Argument<string[]> paths = Paths();
        Option<bool> closed = Closed();
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Option<string?> steps = new("--steps")
        {
            Description = "Write the steps that the records are, a file for each index, for specs/merge-pipeline/MergePipelineTrace.tla.",
            HelpName = "DIR",
        };
        Command command = new("check", "Replays records as a behaviour of the model: each event must be an enabled step, and every property hold after it.") { paths, closed, steps, json };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () => TraceCommand.Check(parsed.GetRequiredValue(paths), parsed.GetValue(closed), parsed.GetValue(steps), parsed.GetValue(json), terminal, cancellationToken), CancellationToken.None));
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        Argument<string[]> paths = Paths();
        Option<bool> closed = Closed();
        Option<string?> index = new("--index") { Description = "Only this index.", HelpName = "ID" };
        Option<bool> states = new("--states") { Description = "Show the state after each event." };
        Command command = new("show", "Explains records: the steps of the model that each event was.") { paths, closed, index, states };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () => TraceCommand.Show(parsed.GetRequiredValue(paths), parsed.GetValue(closed), parsed.GetValue(index), parsed.GetValue(states), terminal, cancellationToken), CancellationToken.None));
        return command;
    }

    private static Argument<string[]> Paths() =>
        new("PATH") { Description = "Recorded files, and folders of them; of all processes that merged the same indexes.", Arity = ArgumentArity.OneOrMore };

    private static Option<bool> Closed() => new("--closed") { Description = "All ingests were recorded: a split that nobody told of is an error." };
}
