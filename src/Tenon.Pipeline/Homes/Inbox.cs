using Tenon.Ingest;
using Tenon.Storage;

namespace Tenon.Pipeline.Homes;

/// <summary>The inbox of an index: a folder whose files are ingested, and removed when they are published. Not thread-safe.</summary>
/// <remarks>A file must be whole when it appears: written under a name that begins with a dot, and renamed. What cannot be ingested is moved to
/// <c>.refused</c>, with a text beside it that says why, so that it holds up nothing and is lost to nobody.</remarks>
/// <param name="folder">The folder, which need not exist.</param>
public sealed class Inbox(string folder)
{
    private const string RefusedFolder = ".refused";

    /// <summary>The files that wait.</summary>
    /// <returns>Full paths, in ordinal order.</returns>
    /// <exception cref="StorageException">The folder cannot be listed.</exception>
    public IReadOnlyList<string> List()
    {
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Where(path => Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From("list", folder, e);
        }
    }

    /// <summary>Ingests a file and removes it, or sets it aside. A file that another process is at stays.</summary>
    /// <param name="service">Ingests it.</param>
    /// <param name="index">The index.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What became of it, or why it was refused.</returns>
    /// <exception cref="IOException">The file cannot be read, removed or moved, or the store failed.</exception>
    /// <exception cref="Metastore.MetastoreException">The metastore failed.</exception>
    public async ValueTask<(IngestReport? Report, string? Refusal)> TakeAsync(IngestService service, HomeIndex index, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(service);
        try
        {
            IngestReport report = await service.IngestAsync(index, path, "", cancellationToken);
            if (report.Outcome != IngestOutcome.UnderWay)
            {
                File.Delete(path);
            }

            return (report, null);
        }
        catch (IngestException e)
        {
            string aside = Path.Join(folder, RefusedFolder);
            Directory.CreateDirectory(aside);
            string target = Path.Join(aside, Path.GetFileName(path));
            await File.WriteAllTextAsync(target + ".why", e.Message + Environment.NewLine, cancellationToken);
            File.Move(path, target, overwrite: true);
            return (null, e.Message);
        }
    }
}
