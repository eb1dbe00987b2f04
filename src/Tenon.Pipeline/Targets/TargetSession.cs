using Tenon.Metastore;
using Tenon.Splits;
using Tenon.Storage;
using Tenon.Storage.Local;

namespace Tenon.Pipeline.Targets;

/// <summary>The right to change one target: its lock, its metastore and a lease of it. Dispose to give it back.</summary>
public sealed class TargetSession : IAsyncDisposable
{
    private readonly FolderLock _lock;

    private TargetSession(FolderLock taken, IObjectStore store, IMetastore metastore, Lease lease) =>
        (_lock, Store, Metastore, Lease) = (taken, store, metastore, lease);

    /// <summary>The target's files.</summary>
    public IObjectStore Store { get; }

    /// <summary>The target's metastore.</summary>
    public IMetastore Metastore { get; }

    /// <summary>The lease under which everything is changed.</summary>
    public Lease Lease { get; }

    /// <summary>Takes a target over, making its folder if there is none.</summary>
    /// <param name="folder">The target's folder.</param>
    /// <param name="store">The target's files: the same folder, perhaps watched or limited on the way.</param>
    /// <param name="openMetastore">Opens the metastore at a path, making it if there is none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The session.</returns>
    /// <exception cref="TargetLockedException">Another process has it.</exception>
    /// <exception cref="StorageException">The folder or the lock cannot be made.</exception>
    /// <exception cref="MetastoreException">The metastore cannot be opened.</exception>
    public static async ValueTask<TargetSession> OpenAsync(
        LocalFileStore folder, IObjectStore store, Func<string, IMetastore> openMetastore, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(openMetastore);
        folder.MakeFolder(TargetLayout.Folder);
        FolderLock taken = FolderLock.TryTake(folder.PathOf(TargetLayout.Lock), out int? holder) ?? throw new TargetLockedException(folder.RootPath, holder);
        IMetastore? metastore = null;
        try
        {
            metastore = openMetastore(folder.PathOf(TargetLayout.Metastore));
            await store.SyncFolderAsync(TargetLayout.Folder, cancellationToken); // The names of lock and metastore.
            await metastore.CreateIndexAsync(FolderIndex.Uid, SplitKind.Table, "{}", cancellationToken); // Or finds it.
            Lease lease = await metastore.TakeLeaseAsync(FolderIndex.LeaseName, cancellationToken);
            return new TargetSession(taken, store, metastore, lease);
        }
        catch
        {
            if (metastore is not null)
            {
                await metastore.DisposeAsync();
            }

            taken.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Metastore.DisposeAsync();
        _lock.Dispose();
    }
}
