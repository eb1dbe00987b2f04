using System.CommandLine;
using Tenon.Cli.Checking;
using Tenon.Cli.Commands;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;

namespace Tenon.Cli;

/// <summary>The commands and their options.</summary>
internal static class CommandTree
{
    public static RootCommand Build(Terminal terminal)
    {
        var root = new RootCommand("Merges many small sorted Parquet files into few large ones, with every row conserved.")
        {
            Compact(terminal),
            Inspect(terminal),
            Digest(terminal),
            Status(terminal),
            HomeCommandTree.Gc(terminal),
            HomeCommandTree.Run(terminal),
            HomeCommandTree.Merge(terminal),
            HomeCommandTree.Index(terminal),
            HomeCommandTree.Ingest(terminal),
            HomeCommandTree.Splits(terminal),
            HomeCommandTree.Quarantine(terminal),
            Check(terminal),
            Explore(terminal),
            TlaCommandTree.Build(terminal),
            VerifyCommandTree.Build(terminal),
            TraceCommandTree.Build(terminal),
            SimulateCommandTree.Build(terminal),
        };
        HelpWithExamples.AddTo(root);
        return root;
    }

    private static Command Compact(Terminal terminal)
    {
        Argument<string[]> paths = new("PATH") { Description = "Files and folders to merge.", Arity = ArgumentArity.OneOrMore };
        Option<string?> into = new("--into") { Description = "The folder the outputs go to.", HelpName = "DIR" };
        Option<string?> sort = new("--sort") { Description = "The sort key: columns such as service,host,-timestamp, or a sort schema. [default: what the files say]", HelpName = "KEY" };
        Option<string> targetSize = new("--target-size") { Description = "Bytes at which an output ends.", HelpName = "SIZE", DefaultValueFactory = _ => "256MiB" };
        Option<string> rowGroupRows = new("--row-group-rows") { Description = "Rows of a row group at most.", HelpName = "N", DefaultValueFactory = _ => "131072" };
        Option<string> codec = new("--codec") { Description = "The compression codec: " + Codecs.Names.Replace("|", ", ", StringComparison.Ordinal) + ".", HelpName = "CODEC", DefaultValueFactory = _ => "zstd" };
        Option<string?> level = new("--level") { Description = "The codec's level; columns that gain nothing by it get a lower one. [default: the codec's own]", HelpName = "N" };
        Option<string> memory = new("--memory") { Description = "Memory the process may use.", HelpName = "SIZE", DefaultValueFactory = _ => "512MiB" };
        Option<string?> threads = new("--threads") { Description = "Threads. [default: one per processor]", HelpName = "N" };
        Option<bool> recursive = new("--recursive") { Description = "Go into folders below; folders named key=value are merged each for itself." };
        Option<bool> inPlace = new("--in-place") { Description = "Replace the inputs: outputs appear in their folder, inputs are moved aside until 'tenon gc'." };
        Option<bool> dryRun = new("--dry-run") { Description = "Say what would be done, and change nothing." };
        Option<bool> json = Json();
        var command = new Command("compact", "Merges files into few large ones.")
        {
            paths, into, sort, targetSize, rowGroupRows, codec, level, memory, threads, recursive, inPlace, dryRun, json,
        };
        command.SetAction((parsed, cancellationToken) => CompactCommand.RunAsync(
            new CompactArguments
            {
                Paths = parsed.GetRequiredValue(paths),
                Into = parsed.GetValue(into),
                Sort = parsed.GetValue(sort),
                TargetSize = parsed.GetRequiredValue(targetSize),
                RowGroupRows = parsed.GetRequiredValue(rowGroupRows),
                Codec = parsed.GetRequiredValue(codec),
                Level = parsed.GetValue(level),
                Memory = parsed.GetRequiredValue(memory),
                Threads = parsed.GetValue(threads),
                Recursive = parsed.GetValue(recursive),
                InPlace = parsed.GetValue(inPlace),
                DryRun = parsed.GetValue(dryRun),
                Json = parsed.GetValue(json),
            },
            terminal,
            cancellationToken));
        return command;
    }

    private static Command Inspect(Terminal terminal)
    {
        Argument<string> file = new("FILE") { Description = "A Parquet file." };
        Option<bool> pages = new("--pages") { Description = "Show every page." };
        Option<bool> json = Json();
        var command = new Command("inspect", "Shows schema, row groups, chunks, pages, encodings, sizes, statistics and indexes of a file.") { file, pages, json };
        command.SetAction(parsed => InspectCommand.Run(parsed.GetRequiredValue(file), parsed.GetValue(pages), parsed.GetValue(json), terminal));
        return command;
    }

    private static Command Digest(Terminal terminal)
    {
        Argument<string[]> paths = new("PATH") { Description = "Files and folders.", Arity = ArgumentArity.OneOrMore };
        Option<bool> recursive = new("--recursive") { Description = "Go into folders below." };
        Option<string?> threads = new("--threads") { Description = "Threads. [default: one per processor]", HelpName = "N" };
        Option<bool> json = Json();
        var command = new Command("digest", "Prints row count and content digest of a set of files: equal sets of rows have equal digests.") { paths, recursive, threads, json };
        command.SetAction((parsed, cancellationToken) => DigestCommand.RunAsync(
            parsed.GetRequiredValue(paths), parsed.GetValue(recursive), parsed.GetValue(threads), parsed.GetValue(json), terminal, cancellationToken));
        return command;
    }

    private static Command Status(Terminal terminal)
    {
        Argument<string> folder = new("DIR") { Description = "A folder that 'tenon compact' wrote to." };
        Option<bool> files = new("--files") { Description = "List the exact live set: files that together hold every row once." };
        Option<bool> json = Json();
        var command = new Command("status", "Shows what a folder holds and what compaction left to do there.") { folder, files, json };
        command.SetAction((parsed, cancellationToken) => StatusCommand.RunAsync(
            parsed.GetRequiredValue(folder), parsed.GetValue(files), parsed.GetValue(json), terminal, cancellationToken));
        return command;
    }

    private static Command Check(Terminal terminal)
    {
        Argument<string?> model = new("MODEL") { Description = "The model.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> list = new("--list") { Description = "List the models and their parameters." };
        Option<string[]> parameters = new("--param") { Description = "Set a parameter of the model; may be repeated.", HelpName = "NAME=VALUE" };
        Option<string?> workers = new("--workers") { Description = "Threads; results do not depend on it. [default: one per processor]", HelpName = "N" };
        Option<bool> breadthFirst = new("--bfs") { Description = "Search breadth first: shortest counterexamples. This is the default." };
        Option<bool> depthFirst = new("--dfs") { Description = "Search depth first, with one thread." };
        Option<bool> simulate = new("--simulate") { Description = "Walk at random, with one thread; proves nothing." };
        Option<string?> seed = new("--seed") { Description = "Where the random choices begin. [default: 0]", HelpName = "N" };
        Option<string?> walks = new("--walks") { Description = "Random walks. [default: 1000]", HelpName = "N" };
        Option<string?> depth = new("--depth") { Description = "Steps after which the search goes no further; of a random walk, 100 by default.", HelpName = "N" };
        Option<string?> states = new("--max-states") { Description = "End the search soon after this many states.", HelpName = "N" };
        Option<string?> time = new("--max-time") { Description = "End the search soon after this time, such as 90s or 2h.", HelpName = "TIME" };
        Option<string?> memory = new("--memory") { Description = "End the search when it holds so much memory. [default: three quarters of what there is]", HelpName = "SIZE" };
        Option<string?> spill = new("--spill") { Description = "Keep the search on disk, in an empty folder: memory is never full.", HelpName = "DIR" };
        Option<string?> checkpoint = new("--checkpoint") { Description = "The same, with checkpoints from which --resume goes on, after a crash too.", HelpName = "DIR" };
        Option<string?> every = new("--checkpoint-every") { Description = "Time between checkpoints. [default: 1m]", HelpName = "TIME" };
        Option<string?> resume = new("--resume") { Description = "Go on at the checkpoint in a folder, with the same model.", HelpName = "DIR" };
        Option<bool> all = new("--all-violations") { Description = "Go on after a violation, to decide the other properties." };
        Option<bool> symmetry = new("--symmetry") { Description = "Count states as one that differ only by the names of equals; for safety properties." };
        Option<bool> partialOrder = new("--por") { Description = "Leave out steps of actors whose order makes no difference; for safety properties." };
        Option<bool> selfCheck = new("--por-self-check") { Description = "Search with --por and without, and compare what is found." };
        Option<string?> dot = new("--dot") { Description = "Write the trace of the counterexample, or else of an example, for Graphviz.", HelpName = "FILE" };
        Option<string?> itf = new("--itf") { Description = "Write the same trace in the Informal Trace Format.", HelpName = "FILE" };
        Option<string?> graph = new("--graph") { Description = "Write the whole graph of at most 1,000 states for Graphviz.", HelpName = "FILE" };
        Option<bool> json = Json();
        var command = new Command("check", "Checks a model: searches its states, judges its properties, shows counterexamples.")
        {
            model, list, parameters, workers, breadthFirst, depthFirst, simulate, seed, walks, depth, states, time, memory, spill, checkpoint, every, resume, all, symmetry, partialOrder, selfCheck, dot, itf, graph, json,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () => CheckCommand.Run(
                new CheckArguments
                {
                    List = parsed.GetValue(list),
                    Model = parsed.GetValue(model),
                    Parameters = parsed.GetValue(parameters) ?? [],
                    Workers = parsed.GetValue(workers),
                    BreadthFirst = parsed.GetValue(breadthFirst),
                    DepthFirst = parsed.GetValue(depthFirst),
                    Simulate = parsed.GetValue(simulate),
                    Seed = parsed.GetValue(seed),
                    Walks = parsed.GetValue(walks),
                    Depth = parsed.GetValue(depth),
                    MaximumStates = parsed.GetValue(states),
                    MaximumTime = parsed.GetValue(time),
                    Memory = parsed.GetValue(memory),
                    Spill = parsed.GetValue(spill),
                    Checkpoint = parsed.GetValue(checkpoint),
                    CheckpointEvery = parsed.GetValue(every),
                    Resume = parsed.GetValue(resume),
                    ContinueAfterViolation = parsed.GetValue(all),
                    Symmetry = parsed.GetValue(symmetry),
                    PartialOrder = parsed.GetValue(partialOrder),
                    PartialOrderSelfCheck = parsed.GetValue(selfCheck),
                    Json = parsed.GetValue(json),
                    Dot = parsed.GetValue(dot),
                    Itf = parsed.GetValue(itf),
                    Graph = parsed.GetValue(graph),
                },
                terminal,
                cancellationToken),
            CancellationToken.None));
        return command;
    }

    private static Command Explore(Terminal terminal)
    {
        Argument<string?> model = new("MODEL") { Description = "The model; 'tenon check --list' names them.", Arity = ArgumentArity.ZeroOrOne };
        Option<string[]> parameters = new("--param") { Description = "Set a parameter of the model; may be repeated.", HelpName = "NAME=VALUE" };
        Option<string?> port = new("--port") { Description = $"The port; 0 for one that is free. [default: {ExploreCommand.DefaultPort}]", HelpName = "N" };
        var command = new Command("explore", "Serves a page, to this machine only, on which to walk through the states of a model.") { model, parameters, port };
        command.SetAction((parsed, cancellationToken) => ExploreCommand.RunAsync(
            parsed.GetValue(model), parsed.GetValue(parameters) ?? [], parsed.GetValue(port), terminal, cancellationToken));
        return command;
    }

    private static Option<bool> Json() => new("--json") { Description = "Print one JSON object." };
}
