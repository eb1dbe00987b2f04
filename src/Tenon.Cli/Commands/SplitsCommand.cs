using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Metastore;
using Tenon.Pipeline.Homes;

namespace Tenon.Cli.Commands;

/// <summary>Which splits <c>tenon splits</c> lists; values as they were written.</summary>
internal sealed record SplitFilter
{
    public IReadOnlyList<string> States { get; init; } = [];

    public string? Level { get; init; }

    public string? Window { get; init; }

    public bool Mature { get; init; }

    public bool Immature { get; init; }

    public bool Quarantined { get; init; }

    public string? Limit { get; init; }
}

/// <summary><c>tenon splits</c>.</summary>
internal static class SplitsCommand
{
    public static async Task<int> RunAsync(HomeArguments arguments, string indexId, SplitFilter filter, Terminal terminal, CancellationToken cancellationToken)
    {
        if (filter is { Mature: true, Immature: true })
        {
            throw new UsageException("--mature and --immature exclude each other");
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        int? level = filter.Level is null ? null : Number.Parse("--level", filter.Level, 0, int.MaxValue);
        int limit = filter.Limit is null ? int.MaxValue : Number.Parse("--limit", filter.Limit, 1, int.MaxValue);
        long? window = filter.Window is null ? null
            : long.TryParse(filter.Window, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long start) ? start
            : throw new UsageException($"--window {filter.Window}: the start of a window in seconds since 1970 is expected");
        await using DataHome home = arguments.Open(HomeAccess.Read);
        HomeIndex index = await home.RequireIndexAsync(indexId, cancellationToken);
        var query = new SplitQuery
        {
            Index = index.Uid,
            States = filter.States.Count == 0 ? [SplitState.Published] : [.. filter.States.Where(state => state != "all").Select(StateOf)],
            MatureAt = filter.Mature ? now : null,
            ImmatureAt = filter.Immature ? now : null,
            IsQuarantined = filter.Quarantined ? true : null,
        };
        var splits = new List<SplitResult>();
        await foreach (SplitRecord split in SplitResults.ReadAsync(home, query, cancellationToken))
        {
            if ((level is null || split.Metadata.Level == level) && (window is null || split.Metadata.Window?.StartSeconds == window))
            {
                splits.Add(SplitResults.Of(split, now));
                if (splits.Count == limit)
                {
                    break;
                }
            }
        }

        if (arguments.Json)
        {
            terminal.WriteJson(new SplitListResult(home.Folder, index.Uid.Id, [.. splits]), HomeResults.Default.SplitListResult);
            return ExitCode.Success;
        }

        var table = new TextTable("split", "state", "level", "rows", "size", "window", "mature", "trouble");
        foreach (SplitResult split in splits)
        {
            table.Add(
                split.Id,
                split.State,
                split.Level.ToString(CultureInfo.InvariantCulture),
                split.Rows.ToString("N0", CultureInfo.InvariantCulture),
                ByteSize.Format(split.Bytes),
                split.WindowStart is long from ? DateTimeOffset.FromUnixTimeSeconds(from).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "-",
                split.Mature ? "yes" : "no",
                split.QuarantinedSince is not null ? "quarantine" : split.Tries > 0 ? string.Create(CultureInfo.InvariantCulture, $"{split.Tries} failed") : "");
        }

        table.Write(terminal.Results, "");
        terminal.Results.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{splits.Count:N0} splits, {splits.Sum(split => split.Rows):N0} rows, {ByteSize.Format(splits.Sum(split => split.Bytes))}"));
        return ExitCode.Success;
    }

    private static SplitState StateOf(string name) => name switch
    {
        "staged" => SplitState.Staged,
        "published" => SplitState.Published,
        "retired" => SplitState.Retired,
        _ => throw new UsageException($"--state {name}: staged, published, retired or all is expected"),
    };
}
