using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;
using Tenon.Metastore.Sqlite;
using Tenon.Pipeline.Collection;
using Tenon.Pipeline.Targets;
using Tenon.Storage.Local;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon status</c>.</summary>
internal static class StatusCommand
{
    public static async Task<int> RunAsync(string folder, bool files, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        var target = new LocalFileStore(folder);
        await using SqliteMetastore metastore = Open(target, folder);
        TargetStatus status = await TargetStatus.ReadAsync(target, metastore, cancellationToken);
        if (json)
        {
            terminal.WriteJson(ResultOf(status), JsonResults.Default.StatusResult);
        }
        else if (files)
        {
            foreach (string path in status.LiveFiles)
            {
                terminal.Results.WriteLine(Path.Join(folder, path));
            }
        }
        else
        {
            WriteText(status, terminal.Results);
        }

        return status.Missing.IsEmpty ? ExitCode.Success : ExitCode.Failed;
    }

    /// <summary>Opens the metastore of a folder that was compacted before.</summary>
    /// <exception cref="UsageException">It never was.</exception>
    internal static SqliteMetastore Open(LocalFileStore target, string folder)
    {
        string path = target.PathOf(TargetLayout.Metastore);
        return File.Exists(path)
            ? SqliteMetastore.OpenForReading(path, TimeProvider.System)
            : throw new UsageException($"{folder} was not written by 'tenon compact': {path} does not exist");
    }

    private static StatusResult ResultOf(TargetStatus status) => new(
        status.Folder,
        status.LiveFiles,
        status.LiveBytes,
        status.PublishedCount,
        status.PublishedRows,
        status.PublishedBytes,
        status.RetiredCount,
        status.RetiredBytes,
        status.OldestRetired,
        status.RetiredInPlace,
        status.UnpublishedOutputs,
        [.. status.Unfinished.Select(each => new UnfinishedResult(each.Id, each.Scope, each.InputCount, each.InputBytes, each.Since))],
        status.TemporaryCount,
        status.TemporaryBytes,
        status.Unknown,
        status.Missing);

    private static void WriteText(TargetStatus status, TextWriter results)
    {
        void Line(FormattableString text) => results.WriteLine(text.ToString(CultureInfo.InvariantCulture));

        Line($"published   {status.PublishedCount:N0} files, {status.PublishedRows:N0} rows, {ByteSize.Format(status.PublishedBytes)}");
        Line($"live        {status.LiveFiles.Length:N0} files, {ByteSize.Format(status.LiveBytes)} (--files lists them)");
        Line($"retired     {status.RetiredCount:N0} files, {ByteSize.Format(status.RetiredBytes)}{(status.OldestRetired is DateTimeOffset oldest ? string.Create(CultureInfo.InvariantCulture, $", oldest since {oldest:yyyy-MM-dd HH:mm:ss}Z (tenon gc deletes them)") : "")}");
        Line($"temporary   {status.TemporaryCount:N0} files, {ByteSize.Format(status.TemporaryBytes)}");
        foreach (UnfinishedOperation operation in status.Unfinished)
        {
            Line($"unfinished  {operation.Id} {operation.Scope} {operation.InputCount:N0} inputs, {ByteSize.Format(operation.InputBytes)}, since {operation.Since:yyyy-MM-dd HH:mm:ss}Z (run the same command again)");
        }

        foreach (string path in status.RetiredInPlace)
        {
            Line($"replaced, but still in its place: {path} (the next run moves it)");
        }

        foreach (string path in status.UnpublishedOutputs)
        {
            Line($"written, but not published: {path} (the next run publishes or removes it)");
        }

        foreach (string path in status.Missing)
        {
            Line($"MISSING: {path} is published, but the file is not there");
        }

        foreach (string path in status.Unknown)
        {
            Line($"unknown: {path} (no record tells of it; it is neither read nor deleted)");
        }
    }
}
