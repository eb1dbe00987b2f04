using Tenon.Metastore;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Operations;

/// <summary>The second half of every removal of splits: bytes are gone before records are (F-24), also in a power cut.</summary>
internal static class SplitRemoval
{
    /// <summary>Splits in one transaction: few enough that it is short, many enough that a sync for each does not tell.</summary>
    public const int BatchSize = 500;

    /// <summary>Makes it durable that files are deleted, then forgets their records.</summary>
    /// <param name="store">Where the files were.</param>
    /// <param name="metastore">Where the records are.</param>
    /// <param name="lease">The right to change them.</param>
    /// <param name="gone">Splits whose files are deleted; none is nothing to do.</param>
    /// <param name="mayEnd">Whether a folder may be removed if it is empty now: of one that is in use, a split may be about to arrive there.</param>
    /// <param name="cancellationToken">Stops between two steps; each can be repeated.</param>
    /// <returns>When forgotten.</returns>
    /// <exception cref="StorageException">A folder cannot be synced.</exception>
    /// <exception cref="MetastoreException">The metastore failed, or the lease is stale.</exception>
    public static async ValueTask ForgetAsync(
        IObjectStore store, IMetastore metastore, Lease lease, IReadOnlyCollection<SplitRecord> gone, Func<ObjectKey, bool> mayEnd, CancellationToken cancellationToken)
    {
        if (gone.Count == 0)
        {
            return;
        }

        foreach (ObjectKey folder in gone.Select(split => ObjectKey.Parse(split.Location).Folder).Distinct())
        {
            await store.SyncFolderAsync(folder, cancellationToken);
            if (mayEnd(folder))
            {
                await store.DeleteEmptyFoldersAsync(folder, cancellationToken);
            }
        }

        await metastore.ForgetAsync(lease, [.. gone.Select(split => split.Id)], cancellationToken);
    }
}
