using System.Globalization;
using System.Text;
using System.Text.Json;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Metastore;
using Tenon.Pipeline.Homes;
using Tenon.Splits;
using Tenon.Splits.Indexes;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon index create|list|describe|delete</c>.</summary>
internal static class IndexCommand
{
    public static async Task<int> CreateAsync(HomeArguments arguments, IndexDefinition definition, Terminal terminal, CancellationToken cancellationToken)
    {
        IndexConfig config = definition.Read();
        await using DataHome home = arguments.Open(HomeAccess.Create);
        var ids = new SplitIdGenerator(TimeProvider.System, new Random());
        IndexRecord created = await home.Metastore.CreateIndexAsync(
            IndexUid.Create(config.IndexId, ids.Next(config.Kind)), config.Kind, Encoding.UTF8.GetString(IndexConfigJson.Write(config)), cancellationToken);
        if (arguments.Json)
        {
            terminal.WriteJson(ResultOf(created), HomeResults.Default.IndexResult);
        }
        else
        {
            terminal.Results.WriteLine($"created index {created.Uid.Id} ({config.Kind.Name()}) in {home.Folder}");
        }

        return ExitCode.Success;
    }

    public static async Task<int> ListAsync(HomeArguments arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        await using DataHome home = arguments.Open(HomeAccess.Read);
        IndexRecord[] indexes = [.. await home.Metastore.ListIndexesAsync(cancellationToken)];
        if (arguments.Json)
        {
            terminal.WriteJson(new IndexListResult(home.Folder, [.. indexes.Select(ResultOf)]), HomeResults.Default.IndexListResult);
            return ExitCode.Success;
        }

        var table = new TextTable("index", "kind", "state", "splits", "rows", "size");
        foreach (IndexRecord index in indexes)
        {
            IndexTotals books = await home.Metastore.ReadTotalsAsync(index.Uid, cancellationToken);
            table.Add(
                index.Uid.Id,
                index.Kind.Name(),
                StateOf(index),
                books.PublishedCount.ToString("N0", CultureInfo.InvariantCulture),
                books.PublishedRows.ToString("N0", CultureInfo.InvariantCulture),
                ByteSize.Format(books.PublishedBytes));
        }

        table.Write(terminal.Results, "");
        return ExitCode.Success;
    }

    public static async Task<int> DescribeAsync(HomeArguments arguments, string id, Terminal terminal, CancellationToken cancellationToken)
    {
        await using DataHome home = arguments.Open(HomeAccess.Read);
        HomeIndex index = await home.RequireIndexAsync(id, cancellationToken);
        IndexTotals books = await home.Metastore.ReadTotalsAsync(index.Uid, cancellationToken);
        if (arguments.Json)
        {
            terminal.WriteJson(new IndexDescription(home.Folder, ResultOf(index.Record), ResultOf(books)), HomeResults.Default.IndexDescription);
            return ExitCode.Success;
        }

        void Line(FormattableString text) => terminal.Results.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        Line($"index       {index.Uid}, {StateOf(index.Record)} since {index.Record.Created:yyyy-MM-dd HH:mm:ss}Z");
        Line($"published   {books.PublishedCount:N0} splits, {books.PublishedRows:N0} rows, {ByteSize.Format(books.PublishedBytes)}");
        Line($"quarantine  {books.QuarantinedCount:N0} splits, {books.QuarantinedRows:N0} rows (part of the published)");
        Line($"staged      {books.StagedCount:N0} splits, {ByteSize.Format(books.StagedBytes)}");
        Line($"retired     {books.RetiredCount:N0} splits, {ByteSize.Format(books.RetiredBytes)} (tenon gc deletes them)");
        Line($"books       {books.IngestedRows:N0} rows ingested, {books.DroppedRows:N0} dropped, {books.ExpiredRows:N0} expired{(books.IsBalanced ? "" : "; THEY DO NOT BALANCE")}");
        terminal.Results.WriteLine("definition");
        terminal.Results.WriteLine(Encoding.UTF8.GetString(IndexConfigJson.Write(index.Config)));
        return books.IsBalanced ? ExitCode.Success : ExitCode.Failed;
    }

    public static async Task<int> DeleteAsync(HomeArguments arguments, string id, bool isConfirmed, Terminal terminal, CancellationToken cancellationToken)
    {
        await using DataHome home = arguments.Open(HomeAccess.Change);
        HomeIndex index = await home.RequireIndexAsync(id, cancellationToken);
        IndexTotals books = await home.Metastore.ReadTotalsAsync(index.Uid, cancellationToken);
        if (!isConfirmed)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"index {id} has {books.PublishedRows:N0} rows in {books.PublishedCount:N0} splits, which are all deleted with it; say --yes to do that"));
        }

        await home.Metastore.DeleteIndexAsync(index.Uid, cancellationToken);
        if (arguments.Json)
        {
            terminal.WriteJson(new IndexDeletedResult(home.Folder, index.Uid.ToString(), books.PublishedCount, books.PublishedRows), HomeResults.Default.IndexDeletedResult);
        }
        else
        {
            terminal.Results.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"deleted index {id}: {books.PublishedCount:N0} splits, {books.PublishedRows:N0} rows; 'tenon gc' deletes their files once the grace is over"));
        }

        return ExitCode.Success;
    }

    private static string StateOf(IndexRecord index) => index.State == IndexState.Live ? "live" : "deleting";

    private static IndexResult ResultOf(IndexRecord index)
    {
        using JsonDocument definition = JsonDocument.Parse(index.Configuration);
        return new IndexResult(index.Uid.Id, index.Uid.ToString(), index.Kind.Name(), StateOf(index), index.Created, definition.RootElement.Clone());
    }

    private static BooksResult ResultOf(IndexTotals books) => new(
        books.IngestedRows,
        books.DroppedRows,
        books.ExpiredRows,
        books.PublishedRows,
        books.PublishedCount,
        books.PublishedBytes,
        books.StagedCount,
        books.StagedBytes,
        books.RetiredCount,
        books.RetiredBytes,
        books.QuarantinedCount,
        books.QuarantinedRows,
        books.IsBalanced);
}
