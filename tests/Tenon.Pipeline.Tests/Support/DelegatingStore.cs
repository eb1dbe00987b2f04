using Tenon.Storage;

namespace Tenon.Pipeline.Tests.Support;

/// <summary>Passes everything on; tests change what they need.</summary>
internal abstract class DelegatingStore(IObjectStore inner) : IObjectStore
{
    protected IObjectStore Inner => inner;

    public virtual string Describe(ObjectKey key) => inner.Describe(key);

    public virtual ObjectWriteStream Create(ObjectKey key) => inner.Create(key);

    public virtual IObjectReader OpenRead(ObjectKey key) => inner.OpenRead(key);

    public virtual ValueTask RenameAsync(ObjectKey source, ObjectKey destination, CancellationToken cancellationToken) => inner.RenameAsync(source, destination, cancellationToken);

    public virtual ValueTask ImportAsync(string path, ObjectKey temporary, ObjectKey destination, CancellationToken cancellationToken) =>
        inner.ImportAsync(path, temporary, destination, cancellationToken);

    public virtual ValueTask SyncFolderAsync(ObjectKey folder, CancellationToken cancellationToken) => inner.SyncFolderAsync(folder, cancellationToken);

    public virtual ValueTask<ObjectInfo?> FindAsync(ObjectKey key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

    public virtual ValueTask<ObjectChecksum> ReadBackAsync(ObjectKey key, CancellationToken cancellationToken) => inner.ReadBackAsync(key, cancellationToken);

    public virtual ValueTask<bool> DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public virtual ValueTask DeleteEmptyFoldersAsync(ObjectKey folder, CancellationToken cancellationToken) => inner.DeleteEmptyFoldersAsync(folder, cancellationToken);

    public virtual ValueTask<IReadOnlyList<ObjectInfo>> ListAsync(ObjectKey folder, ListOptions options, CancellationToken cancellationToken) => inner.ListAsync(folder, options, cancellationToken);

    public virtual ValueTask<long?> GetFreeBytesAsync(CancellationToken cancellationToken) => inner.GetFreeBytesAsync(cancellationToken);
}
