using System.CommandLine;
using Tenon.Cli.Commands;
using Tenon.Cli.Output;
using Tenon.Pipeline.Homes;

namespace Tenon.Cli;

/// <summary>The commands that work on a data home, and their options.</summary>
internal static class HomeCommandTree
{
    public static Command Index(Terminal terminal)
    {
        Home home = new();
        return new Command("index", "Creates, lists, describes and deletes indexes.") { Create(terminal, home), List(terminal, home), Describe(terminal, home), Delete(terminal, home) };
    }

    public static Command Run(Terminal terminal)
    {
        Home home = new();
        (Option<string?> record, Option<bool> monitor) = (Record(), Monitor());
        home.Json.Description = "Print events, one JSON object a line.";
        var command = new Command("run", "Ingests what appears in the inboxes, merges all indexes and collects garbage, until it is stopped.") { record, monitor, home.Data, home.Config, home.Json };
        command.SetAction((parsed, cancellationToken) => RunCommand.RunAsync(home.Of(parsed), new(parsed.GetValue(record), parsed.GetValue(monitor)), terminal, cancellationToken));
        return command;
    }

    public static Command Merge(Terminal terminal)
    {
        Home home = new();
        Argument<string> index = IndexArgument();
        Option<bool> once = new("--once") { Description = "Merge what is due, and end." };
        (Option<string?> record, Option<bool> monitor) = (Record(), Monitor());
        home.Json.Description = "Print events, one JSON object a line.";
        var command = new Command("merge", "Merges what is due in an index, where 'tenon run' is not at work.") { index, once, record, monitor, home.Data, home.Config, home.Json };
        command.SetAction((parsed, cancellationToken) => RunCommand.MergeOnceAsync(
            home.Of(parsed), parsed.GetRequiredValue(index), parsed.GetValue(once), new(parsed.GetValue(record), parsed.GetValue(monitor)), terminal, cancellationToken));
        return command;
    }

    public static Command Ingest(Terminal terminal)
    {
        Home home = new();
        Argument<string> index = IndexArgument();
        Argument<string[]> files = new("FILE") { Description = "Files that end in .parquet, .ndjson, .jsonl, .json or .csv.", Arity = ArgumentArity.OneOrMore };
        Option<string> again = new("--again") { Description = "Ingest bytes that were ingested before once more, under a label of your own.", HelpName = "LABEL", DefaultValueFactory = _ => "" };
        var command = new Command("ingest", "Brings the rows of files into an index.") { index, files, again, home.Data, home.Config, home.Json };
        command.SetAction((parsed, cancellationToken) => IngestCommand.RunAsync(
            home.Of(parsed), parsed.GetRequiredValue(index), parsed.GetRequiredValue(files), parsed.GetRequiredValue(again), terminal, cancellationToken));
        return command;
    }

    public static Command Splits(Terminal terminal)
    {
        Home home = new();
        Argument<string> index = IndexArgument();
        Option<string[]> states = new("--state") { Description = "Only those that are staged, published, retired, or all; may be repeated. [default: published]", HelpName = "STATE" };
        Option<string?> level = new("--level") { Description = "Only those of this level.", HelpName = "N" };
        Option<string?> window = new("--window") { Description = "Only those whose window starts then, in seconds since 1970.", HelpName = "SECS" };
        Option<bool> mature = new("--mature") { Description = "Only those that are merged no more." };
        Option<bool> immature = new("--immature") { Description = "Only those that may be merged." };
        Option<bool> quarantined = new("--quarantined") { Description = "Only those in quarantine." };
        Option<string?> limit = new("--limit") { Description = "The first so many.", HelpName = "N" };
        var command = new Command("splits", "Lists the splits of an index.") { index, states, level, window, mature, immature, quarantined, limit, home.Data, home.Config, home.Json };
        command.SetAction((parsed, cancellationToken) => SplitsCommand.RunAsync(
            home.Of(parsed),
            parsed.GetRequiredValue(index),
            new SplitFilter
            {
                States = parsed.GetValue(states) ?? [],
                Level = parsed.GetValue(level),
                Window = parsed.GetValue(window),
                Mature = parsed.GetValue(mature),
                Immature = parsed.GetValue(immature),
                Quarantined = parsed.GetValue(quarantined),
                Limit = parsed.GetValue(limit),
            },
            terminal,
            cancellationToken));
        return command;
    }

    public static Command Quarantine(Terminal terminal)
    {
        Home home = new();
        Argument<string?> index = new("INDEX") { Description = "Only splits of this index.", Arity = ArgumentArity.ZeroOrOne };
        var list = new Command("list", "Lists the splits in quarantine, and why they are there.") { index, home.Data, home.Config, home.Json };
        list.SetAction((parsed, cancellationToken) => QuarantineCommand.ListAsync(home.Of(parsed), parsed.GetValue(index), terminal, cancellationToken));

        Argument<string[]> splits = new("SPLIT") { Description = "Ids of splits.", Arity = ArgumentArity.OneOrMore };
        var retry = new Command("retry", "Releases splits: they may be merged again.") { splits, home.Data, home.Config, home.Json };
        retry.SetAction((parsed, cancellationToken) => QuarantineCommand.RetryAsync(home.Of(parsed), parsed.GetRequiredValue(splits), terminal, cancellationToken));

        Option<string> reason = new("--reason") { Description = "Why, for the record.", HelpName = "TEXT", Required = true };
        Option<bool> yes = Yes();
        var drop = new Command("drop", "Takes splits in quarantine out of the data for good, and records it.") { splits, reason, yes, home.Data, home.Config, home.Json };
        drop.SetAction((parsed, cancellationToken) => QuarantineCommand.DropAsync(
            home.Of(parsed), parsed.GetRequiredValue(splits), parsed.GetRequiredValue(reason), parsed.GetValue(yes), terminal, cancellationToken));
        return new Command("quarantine", "Lists splits that made merges fail; releases or drops them.") { list, retry, drop };
    }

    public static Command Gc(Terminal terminal)
    {
        Home home = new();
        Argument<string?> folder = new("DIR")
        {
            Description = $"A folder that 'tenon compact' wrote to, or a data home. [default: the data home]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> grace = new("--grace")
        {
            Description = "How long replaced files are kept; in a folder, also how long an interrupted run. [default: 1h, or gc.retired_grace]",
            HelpName = "TIME",
        };
        Option<bool> dryRun = new("--dry-run") { Description = "Say what would be deleted, and delete nothing." };
        var command = new Command("gc", "Deletes what is safely garbage.") { folder, grace, dryRun, home.Data, home.Config, home.Json };
        command.SetAction((parsed, cancellationToken) =>
        {
            string? dir = parsed.GetValue(folder);
            HomeArguments arguments = home.Of(parsed);
            if (dir is not null && arguments.Data is not null)
            {
                throw new UsageException($"{dir} and --data {arguments.Data}: one folder is expected");
            }

            return dir is null || DataHome.Exists(dir)
                ? HomeGcCommand.RunAsync(arguments with { Data = dir ?? arguments.Data }, parsed.GetValue(grace), parsed.GetValue(dryRun), terminal, cancellationToken)
                : GcCommand.RunAsync(dir, parsed.GetValue(grace) ?? "1h", parsed.GetValue(dryRun), arguments.Json, terminal, cancellationToken);
        });
        return command;
    }

    private static Command Create(Terminal terminal, Home home)
    {
        Argument<string> index = new("INDEX") { Description = "The id: a letter, then letters, digits, '-', '_' and '.'." };
        Option<string?> file = Value("--definition", "FILE", "A definition in JSON; the other options override it.");
        Option<string?> kind = Value("--kind", "KIND", "metrics, sketches or table. [default: what the id suggests: metrics-..., sketches-..., else table]");
        Option<string?> sort = Value("--sort", "FIELDS", "The sort schema, such as metric_name|timeseries_id|timestamp_secs/V2; for tables also: host,-time.");
        Option<string?> window = Value("--window", "SECS", "How long a window is; a divisor of 3600. [default: 900]");
        Option<string?> timestamp = Value("--timestamp-column", "COLUMN", "Of a table: the column that has event time.");
        Option<string?> unit = Value("--timestamp-unit", "UNIT", "What its integers count: seconds, milliseconds, microseconds or nanoseconds.");
        Option<string[]> columns = new("--column") { Description = "Of a table: declares a column; NDJSON and CSV need all of them. May be repeated.", HelpName = "NAME:TYPE[:required]" };
        Option<string?> late = Value("--late-data", "SECS", "Leave out rows whose event time is so far behind the clock. [default: none]");
        Option<string?> retention = Value("--retention", "TIME", "How long splits are kept after their newest row, such as 90d. [default: for ever]");
        Option<string?> partition = Value("--partition-key", "COLUMNS", "Columns, with commas, whose values say to which partition a row belongs.");
        Option<string?> partitions = Value("--max-partitions", "N", "The most partitions of one file. [default: 200]");
        Option<string?> rows = Value("--row-group-rows", "N", "Rows of a row group at most. [default: 131072]");
        Option<string?> prefix = Value("--row-group-prefix", "N", "Leading sort columns that change only between row groups. [default: 0]");
        Option<string?> factor = Value("--merge-factor", "N", "The fewest splits of a merge. [default: 10]");
        Option<string?> maxFactor = Value("--max-merge-factor", "N", "The most splits of a merge. [default: 12]");
        Option<string?> ops = Value("--max-merge-ops", "N", "The level at which a split is merged no more: no byte is rewritten more often. [default: 4]");
        Option<string?> target = Value("--target-split-size", "SIZE", "The size at which a split is merged no more. [default: 256MiB]");
        Option<string?> maturation = Value("--maturation", "TIME", "The age at which a split is merged no more. [default: 48h]");
        Option<string?> finalize = Value("--max-finalize", "N", "The most merges of a scope when its window is finished. [default: 3]");
        Option<string?> start = Value("--compaction-start", "SECS", "Never merge windows that start before, in seconds since 1970.");
        var command = new Command("create", "Creates an index.")
        {
            index, file, kind, sort, window, timestamp, unit, columns, late, retention, partition, partitions, rows, prefix, factor, maxFactor, ops, target, maturation, finalize, start,
            home.Data, home.Config, home.Json,
        };
        command.SetAction((parsed, cancellationToken) => IndexCommand.CreateAsync(
            home.Of(parsed),
            new IndexDefinition
            {
                IndexId = parsed.GetRequiredValue(index),
                File = parsed.GetValue(file),
                Kind = parsed.GetValue(kind),
                Sort = parsed.GetValue(sort),
                Window = parsed.GetValue(window),
                TimestampColumn = parsed.GetValue(timestamp),
                TimestampUnit = parsed.GetValue(unit),
                Columns = parsed.GetValue(columns) ?? [],
                LateData = parsed.GetValue(late),
                Retention = parsed.GetValue(retention),
                PartitionKey = parsed.GetValue(partition),
                MaxPartitions = parsed.GetValue(partitions),
                RowGroupRows = parsed.GetValue(rows),
                RowGroupPrefix = parsed.GetValue(prefix),
                MergeFactor = parsed.GetValue(factor),
                MaxMergeFactor = parsed.GetValue(maxFactor),
                MaxMergeOps = parsed.GetValue(ops),
                TargetSplitSize = parsed.GetValue(target),
                Maturation = parsed.GetValue(maturation),
                MaxFinalize = parsed.GetValue(finalize),
                CompactionStart = parsed.GetValue(start),
            },
            terminal,
            cancellationToken));
        return command;
    }

    private static Command List(Terminal terminal, Home home)
    {
        var command = new Command("list", "Lists indexes.") { home.Data, home.Config, home.Json };
        command.SetAction((parsed, cancellationToken) => IndexCommand.ListAsync(home.Of(parsed), terminal, cancellationToken));
        return command;
    }

    private static Command Describe(Terminal terminal, Home home)
    {
        Argument<string> index = IndexArgument();
        var command = new Command("describe", "Shows the definition and the books of an index.") { index, home.Data, home.Config, home.Json };
        command.SetAction((parsed, cancellationToken) => IndexCommand.DescribeAsync(home.Of(parsed), parsed.GetRequiredValue(index), terminal, cancellationToken));
        return command;
    }

    private static Command Delete(Terminal terminal, Home home)
    {
        Argument<string> index = IndexArgument();
        Option<bool> yes = Yes();
        var command = new Command("delete", "Deletes an index with all its rows.") { index, yes, home.Data, home.Config, home.Json };
        command.SetAction((parsed, cancellationToken) => IndexCommand.DeleteAsync(home.Of(parsed), parsed.GetRequiredValue(index), parsed.GetValue(yes), terminal, cancellationToken));
        return command;
    }

    private static Argument<string> IndexArgument() => new("INDEX") { Description = "The index." };

    private static Option<string?> Record() =>
        new("--record") { Description = "Record events in this folder, one JSON object a line; the newest 256 MiB are kept.", HelpName = "DIR" };

    private static Option<bool> Monitor() => new("--monitor") { Description = "Judge each event against the model while it runs." };

    private static Option<bool> Yes() => new("--yes") { Description = "Do it." };

    private static Option<string?> Value(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    /// <summary>The options that all these commands have.</summary>
    internal sealed class Home
    {
        public Option<string?> Data { get; } = new("--data") { Description = $"The data home. [default: {HomeArguments.FolderVariable}, or {DataHome.DefaultFolder}]", HelpName = "DIR" };

        public Option<string?> Config { get; } = new("--config") { Description = "The settings. [default: tenon.json in the data home, if it is there]", HelpName = "FILE" };

        public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object." };

        public HomeArguments Of(ParseResult parsed) => new(parsed.GetValue(Data), parsed.GetValue(Config), parsed.GetValue(Json));
    }
}
