using System.Collections.Immutable;
using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Metastore;
using Tenon.Pipeline.Homes;
using Tenon.Splits;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon quarantine list|retry|drop</c>.</summary>
internal static class QuarantineCommand
{
    public static async Task<int> ListAsync(HomeArguments arguments, string? indexId, Terminal terminal, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await using DataHome home = arguments.Open(HomeAccess.Read);
        IndexUid? index = indexId is null ? null : (await home.RequireIndexAsync(indexId, cancellationToken)).Uid;
        var splits = new List<(SplitRecord Record, SplitResult Result)>();
        await foreach (SplitRecord split in SplitResults.ReadAsync(home, new SplitQuery { Index = index, States = [SplitState.Published], IsQuarantined = true }, cancellationToken))
        {
            splits.Add((split, SplitResults.Of(split, now)));
        }

        if (arguments.Json)
        {
            terminal.WriteJson(new QuarantineListResult(home.Folder, [.. splits.Select(split => split.Result)]), HomeResults.Default.QuarantineListResult);
            return ExitCode.Success;
        }

        foreach ((SplitRecord record, SplitResult split) in splits)
        {
            terminal.Results.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{split.Id}  {record.Metadata.Index.Id}  {split.Rows:N0} rows, since {split.QuarantinedSince:yyyy-MM-dd HH:mm:ss}Z, {split.Tries} failed merges: {split.LastFailure}"));
        }

        terminal.Results.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{splits.Count:N0} splits in quarantine; they are part of the data, but not merged"));
        return ExitCode.Success;
    }

    public static async Task<int> RetryAsync(HomeArguments arguments, IReadOnlyList<string> names, Terminal terminal, CancellationToken cancellationToken)
    {
        await using DataHome home = arguments.Open(HomeAccess.Change);
        IReadOnlyList<SplitRecord> splits = await RequireAsync(home, names, cancellationToken);
        await home.Metastore.ReleaseAsync([.. splits.Select(split => split.Id)], cancellationToken);
        return Write(arguments, home, "released", splits.Select(split => split.Id), splits.Sum(split => split.RowCount), terminal);
    }

    public static async Task<int> DropAsync(HomeArguments arguments, IReadOnlyList<string> names, string reason, bool isConfirmed, Terminal terminal, CancellationToken cancellationToken)
    {
        await using DataHome home = arguments.Open(HomeAccess.Change);
        IReadOnlyList<SplitRecord> splits = await RequireAsync(home, names, cancellationToken);
        if (!isConfirmed)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"{splits.Sum(split => split.RowCount):N0} rows of {splits.Count:N0} splits would be taken out of the data for good; say --yes to do that"));
        }

        Removal removed = await home.Metastore.DropAsync([.. splits.Select(split => split.Id)], reason, cancellationToken);
        return Write(arguments, home, "dropped", removed.Splits, removed.RowCount, terminal);
    }

    private static async Task<IReadOnlyList<SplitRecord>> RequireAsync(DataHome home, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        SplitId[] ids = [.. names.Select(name => SplitId.TryParse(name, out SplitId id) ? id : throw new UsageException($"'{name}' is no split id; 'tenon quarantine list' names them")).Distinct()];
        IReadOnlyList<SplitRecord> splits = await home.Metastore.FindByIdsAsync(ids, cancellationToken);
        string[] unknown = [.. ids.Except(splits.Select(split => split.Id)).Select(id => id.ToString())];
        return unknown.Length == 0 ? splits : throw new UsageException($"{home.Folder} has no split {string.Join(", ", unknown)}");
    }

    private static int Write(HomeArguments arguments, DataHome home, string action, IEnumerable<SplitId> ids, long rows, Terminal terminal)
    {
        ImmutableArray<string> splits = [.. ids.Select(id => id.ToString())];
        if (arguments.Json)
        {
            terminal.WriteJson(new QuarantineChangeResult(home.Folder, action, splits, rows), HomeResults.Default.QuarantineChangeResult);
        }
        else
        {
            terminal.Results.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{action} {splits.Length:N0} splits, {rows:N0} rows"));
        }

        return ExitCode.Success;
    }
}
