using Tenon.Storage;

namespace Tenon.Pipeline.Tests.Support;

/// <summary>A store that fails where the plan says. Results of asynchronous operations are complete when they return, as the local store's are.</summary>
internal sealed class FaultStore(IObjectStore inner, FaultPlan plan) : IObjectStore
{
    public string Describe(ObjectKey key) => inner.Describe(key);

    public ObjectWriteStream Create(ObjectKey key) => plan.Store($"create {key}", () => new FaultStream(inner.Create(key), plan));

    public IObjectReader OpenRead(ObjectKey key) => plan.Store($"open {key}", () => inner.OpenRead(key));

    public ValueTask RenameAsync(ObjectKey source, ObjectKey destination, CancellationToken cancellationToken) =>
        plan.Store($"rename {source} to {destination}", () => inner.RenameAsync(source, destination, cancellationToken));

    public ValueTask ImportAsync(string path, ObjectKey temporary, ObjectKey destination, CancellationToken cancellationToken) =>
        plan.Store($"import {destination}", () => inner.ImportAsync(path, temporary, destination, cancellationToken));

    public ValueTask SyncFolderAsync(ObjectKey folder, CancellationToken cancellationToken) =>
        plan.Store($"sync {folder}", () => inner.SyncFolderAsync(folder, cancellationToken));

    public ValueTask<ObjectInfo?> FindAsync(ObjectKey key, CancellationToken cancellationToken) =>
        plan.Store($"find {key}", () => inner.FindAsync(key, cancellationToken));

    public ValueTask<ObjectChecksum> ReadBackAsync(ObjectKey key, CancellationToken cancellationToken) =>
        plan.Store($"read back {key}", () => inner.ReadBackAsync(key, cancellationToken));

    public ValueTask<bool> DeleteAsync(ObjectKey key, CancellationToken cancellationToken) =>
        plan.Store($"delete {key}", () => inner.DeleteAsync(key, cancellationToken));

    public ValueTask DeleteEmptyFoldersAsync(ObjectKey folder, CancellationToken cancellationToken) =>
        plan.Store($"delete folder {folder}", () => inner.DeleteEmptyFoldersAsync(folder, cancellationToken));

    public ValueTask<IReadOnlyList<ObjectInfo>> ListAsync(ObjectKey folder, ListOptions options, CancellationToken cancellationToken) =>
        plan.Store($"list {folder}", () => inner.ListAsync(folder, options, cancellationToken));

    public ValueTask<long?> GetFreeBytesAsync(CancellationToken cancellationToken) => plan.Store("free bytes", () => inner.GetFreeBytesAsync(cancellationToken));

    private sealed class FaultStream(ObjectWriteStream inner, FaultPlan plan) : ObjectWriteStream
    {
        protected override void WriteCore(ReadOnlySpan<byte> bytes)
        {
            byte[] copy = bytes.ToArray();
            plan.Store("write", () =>
            {
                inner.Write(copy);
                return true;
            });
        }

        protected override void CompleteCore() => plan.Store("complete", inner.Complete);

        protected override void Dispose(bool disposing)
        {
            inner.Dispose(); // The kernel closes a dead process's files.
            base.Dispose(disposing);
        }
    }
}
