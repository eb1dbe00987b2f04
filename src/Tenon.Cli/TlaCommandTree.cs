using System.CommandLine;
using Tenon.Cli.Commands;
using Tenon.Cli.Output;

namespace Tenon.Cli;

/// <summary><c>tenon tla</c> and what is below it.</summary>
internal static class TlaCommandTree
{
    public static Command Build(Terminal terminal) => new("tla", "Checks TLA+ specifications.") { Check(terminal), Parse(terminal), Evaluate(terminal) };

    private static Command Check(Terminal terminal)
    {
        Argument<string> spec = new("SPEC") { Description = "The root module's file." };
        Option<string?> config = new("--config") { Description = "The configuration. [default: the file with .cfg, or a section in the module's file]", HelpName = "FILE" };
        Option<string[]> libraries = Libraries();
        Option<string?> workers = new("--workers") { Description = "Threads; results do not depend on it. [default: one per processor]", HelpName = "N" };
        Option<string?> deadlock = new("--deadlock") { Description = "Whether a state without successors is an error: on, off. [default: what the configuration says, else on]", HelpName = "on|off" };
        Option<bool> simulate = new("--simulate") { Description = "Walk at random, with one thread; proves nothing." };
        Option<string?> depth = new("--depth") { Description = "States after which the search goes no further; of a random walk, 100 by default.", HelpName = "N" };
        Option<string?> walks = new("--walks") { Description = "Random walks. [default: 1000]", HelpName = "N" };
        Option<string?> seed = new("--seed") { Description = "Where random choices begin. [default: 0]", HelpName = "N" };
        Option<bool> all = new("--continue") { Description = "Go on after a violation, to decide the other properties." };
        Option<bool> noLiveness = new("--no-liveness") { Description = "Leave temporal properties out." };
        Option<string?> time = new("--max-time") { Description = "End the search soon after this time, such as 90s or 2h.", HelpName = "TIME" };
        Option<string?> states = new("--max-states") { Description = "End the search soon after this many states.", HelpName = "N" };
        Option<string?> memory = new("--memory") { Description = "End the search when it holds so much memory. [default: three quarters of what there is]", HelpName = "SIZE" };
        Option<string[]> dump = new("--dump") { Description = "Write the state graph: dot FILE, for Graphviz.", HelpName = "dot FILE", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };
        Option<string?> itf = new("--itf") { Description = "Write the counterexample in the Informal Trace Format.", HelpName = "FILE" };
        Option<bool> diff = new("--difftrace") { Description = "Show, after the first state of a trace, only what changed." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("check", "Checks a specification against its configuration: searches its states, judges its properties, shows counterexamples.")
        {
            spec, config, libraries, workers, deadlock, simulate, depth, walks, seed, all, noLiveness, time, states, memory, dump, itf, diff, json,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () => TlaCommand.Check(
                new TlaArguments
                {
                    Spec = parsed.GetRequiredValue(spec),
                    Config = parsed.GetValue(config),
                    Libraries = parsed.GetValue(libraries) ?? [],
                    Workers = parsed.GetValue(workers),
                    Deadlock = parsed.GetValue(deadlock),
                    Simulate = parsed.GetValue(simulate),
                    Depth = parsed.GetValue(depth),
                    Walks = parsed.GetValue(walks),
                    Seed = parsed.GetValue(seed),
                    Continue = parsed.GetValue(all),
                    NoLiveness = parsed.GetValue(noLiveness),
                    MaximumTime = parsed.GetValue(time),
                    MaximumStates = parsed.GetValue(states),
                    Memory = parsed.GetValue(memory),
                    Dump = parsed.GetValue(dump) ?? [],
                    Itf = parsed.GetValue(itf),
                    DiffTrace = parsed.GetValue(diff),
                    Json = parsed.GetValue(json),
                },
                terminal,
                cancellationToken),
            CancellationToken.None));
        return command;
    }

    private static Command Parse(Terminal terminal)
    {
        Argument<string> spec = new("SPEC") { Description = "The root module's file." };
        Option<string[]> libraries = Libraries();
        Command command = new("parse", "Parses a module and all that it needs, and says what is wrong.") { spec, libraries };
        command.SetAction(parsed => TlaCommand.Parse(parsed.GetRequiredValue(spec), parsed.GetValue(libraries) ?? [], terminal));
        return command;
    }

    private static Command Evaluate(Terminal terminal)
    {
        Argument<string?> expression = new("EXPR") { Description = "The expression; without it, lines are read and evaluated until the input ends.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> module = new("--module") { Description = "A module whose names the expression may use. [default: the standard modules]", HelpName = "FILE" };
        Option<string[]> libraries = Libraries();
        Command command = new("eval", "Evaluates an expression.") { expression, module, libraries };
        command.SetAction(parsed => TlaCommand.Evaluate(parsed.GetValue(expression), parsed.GetValue(module), parsed.GetValue(libraries) ?? [], terminal));
        return command;
    }

    private static Option<string[]> Libraries() => new("--library") { Description = "A further folder with modules; may be repeated.", HelpName = "DIR" };
}
