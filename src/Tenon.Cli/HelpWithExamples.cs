using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Tenon.Cli;

/// <summary>The generated help, then examples and what else one needs to know.</summary>
internal sealed class HelpWithExamples(HelpAction generated) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    /// <summary>Puts it in the place of the generated help.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!); // A help option is made with its action.
    }

    public override int Invoke(ParseResult parseResult)
    {
        int result = generated.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(TextOf(parseResult.CommandResult.Command));
        return result;
    }

    /// <summary>Commands below a command have its name before theirs.</summary>
    private static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } above and not RootCommand ? $"{NameOf(above)} {command.Name}" : command.Name;

    private static string TextOf(Command command) => NameOf(command) switch
    {
        "compact" => $"""
            Examples:
              tenon compact samples/metrics --into merged
              tenon compact data --into merged --recursive --sort service,host,-timestamp
              tenon compact data --in-place --target-size 512MiB --codec zstd --level 6

            Notes:
              Sizes are numbers with KiB, MiB, GiB, TiB, kB, MB, GB or TB. A key column with '-' before it is descending; nulls are last.
              Levels: zstd 1 to 22, gzip 1 to 9, brotli 0 to 11, lz4 1 to 12; snappy and none have none.
              A run that was interrupted or killed is continued by running the same command again.

            {ExitCode.Help}
            """,
        "trace check" => $"""
            Examples:
              tenon run --record events        then, at any time:
              tenon trace check events
              tenon trace check events --json

            {ExitCode.TraceHelp}
            """,
        "trace show" => $"""
            Examples:
              tenon trace show events
              tenon trace show events --index metrics-demo --states

            {ExitCode.TraceHelp}
            """,
        "inspect" => """
            Examples:
              tenon inspect merged/table_01kdyak3488v88d0j0jzja75ef.parquet
              tenon inspect file.parquet --pages
            """,
        "digest" => """
            Examples:
              tenon digest samples/metrics
              tenon digest merged --json

            Notes:
              The digest depends on the rows alone: not on their order, on the order of columns, on files, row groups, encodings or codecs.
              A column of nulls counts like an absent one.
            """,
        "status" => """
            Examples:
              tenon status merged
              tenon status data --files        the files that together hold every row once, also while a run is at work
            """,
        "gc" => """
            Examples:
              tenon gc                         collects in the data home tenon-data
              tenon gc data --dry-run
              tenon gc data --grace 24h

            Notes:
              TIME is a whole number with s, m, h or d. Only files that a record, or their place and name, proves to be tenon's are deleted;
              others are reported.
              In a data home, retention, and files that no record knows, are taken care of too.
            """,
        "index" or "index list" or "index describe" or "index delete" => """
            Examples:
              tenon index create metrics-demo
              tenon index list
              tenon index describe metrics-demo
              tenon index delete metrics-demo --yes

            Notes:
              A data home is a folder with settings, metastore, files and inbox; 'index create' makes it.
            """,
        "index create" => """
            Examples:
              tenon index create metrics-demo
              tenon index create trips --timestamp-column pickup --sort vendor,-pickup --retention 90d
              tenon index create events --column id:int64:required --column name:string --sort id
              tenon index create metrics-demo --definition definition.json --merge-factor 4

            Notes:
              TIME is a whole number with ms, s, m, h or d. 'tenon index describe' prints a definition that --definition reads.
            """,
        "run" => $"""
            Examples:
              tenon run
              tenon run --data /srv/tenon --record /srv/tenon/events
              TENON_MERGE_CONCURRENCY=4 tenon run --json

            Notes:
              Put files into the folder inbox/INDEX of the data home: written under a name that begins with a dot, then renamed. They are removed
              when their rows are published; what is refused goes to .refused, with the reason beside it. A folder without an index gets one
              with the defaults of its name.
              A stop signal ends it gracefully: merges are finished within shutdown.deadline. A kill at any moment loses nothing: the next run goes on.
              --json prints events, one JSON object a line.

            {ExitCode.RunHelp}
            """,
        "merge" => $"""
            Examples:
              tenon merge metrics-demo --once
              tenon merge metrics-demo --once --json

            Notes:
              Merges until nothing is due. What is too little for a merge waits for more, or for merge.cold_delay after its window has ended.

            {ExitCode.RunHelp}
            """,
        "ingest" => $"""
            Examples:
              tenon ingest metrics-demo points.ndjson
              tenon ingest events events.ndjson more.csv --json
              tenon ingest events events.ndjson --again second-time

            Notes:
              A file is taken whole or not at all, and known by its bytes: ingested again it changes nothing, after a kill as after a success,
              unless --again says that it shall. The same label twice is once.

            {ExitCode.Help}
            """,
        "splits" => """
            Examples:
              tenon splits metrics-demo
              tenon splits metrics-demo --level 0 --immature
              tenon splits metrics-demo --state all --json
            """,
        "quarantine" or "quarantine list" or "quarantine retry" or "quarantine drop" => """
            Examples:
              tenon quarantine list
              tenon quarantine retry metrics_01hav29d4xy3d462fs3d8k5q2h
              tenon quarantine drop metrics_01hav29d4xy3d462fs3d8k5q2h --reason "damaged on disk" --yes
            """,
        "check" => $"""
            Examples:
              tenon check --list
              tenon check two-phase-commit --param managers=4
              tenon check two-phase-commit --simulate --seed 7 --walks 100
              tenon check two-phase-commit --param managers=2 --graph graph.dot

            {ExitCode.CheckHelp}
            """,
        "verify" => $"""
            Examples:
              tenon verify                     a quick run: each layer, each kind of fault, in less than three minutes
              tenon verify --full --report verification
              tenon verify --only core,mutants
              tenon verify --specs changed --json

            Notes:
              Layers: {VerifyCommandTree.LayerNames}.
              The report is one file, verification.html, and the same as verification.json. docs/verification.md explains the method.
              A layer that is listed as 'not built' was not checked, and changes no exit code.

            {ExitCode.VerifyHelp}
            """,
        "simulate" => $"""
            Examples:
              tenon simulate                   2000 seeds
              tenon simulate --seeds 100 --from 5000 --shrink
              tenon simulate --seed 17 --record told
              tenon simulate --seed 17 --faults "DieAfter@Publish#2" --files 3

            Notes:
              A run is the daemon itself over stores in memory, with time that passes when nothing is left to do. First files come, and things
              go wrong; then nothing goes wrong any more, and everything must come to rest. Rows are counted by one who knows only what was
              brought; what processes tell is judged as 'tenon trace check' does.
              A campaign of 2000 seeds or more must have reached every fault at every call, and every probe.

            {ExitCode.SimulateHelp}
            """,
        "explore" => $"""
            Examples:
              tenon explore philosophers --param left-handed=0
              tenon explore two-phase-commit --port 0

            Notes:
              Open the address that is printed; '?' shows the keys. The address of a state can be kept and shared: it holds the whole path.

            {ExitCode.ExploreHelp}
            """,
        _ => $"""
            Examples:
              tenon compact samples/metrics --into merged
              tenon status merged
              tenon index create metrics-demo
              tenon ingest metrics-demo points.ndjson
              tenon compact --help             all options of a command

            {ExitCode.Help}
            """,
    };
}
