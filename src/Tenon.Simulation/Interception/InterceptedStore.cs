using Tenon.Storage;

namespace Tenon.Simulation.Interception;

/// <summary>A store whose calls somebody may delay, fail or watch.</summary>
/// <param name="inner">What does them.</param>
/// <param name="interceptor">Who stands before it.</param>
public sealed class InterceptedStore(IObjectStore inner, Interceptor interceptor) : IObjectStore
{
    /// <inheritdoc/>
    public string Describe(ObjectKey key) => inner.Describe(key);

    /// <inheritdoc/>
    public ObjectWriteStream Create(ObjectKey key) => interceptor.Call<ObjectWriteStream>(CallSite.Create, key.Path, () => new Writer(inner.Create(key), interceptor));

    /// <inheritdoc/>
    public IObjectReader OpenRead(ObjectKey key) => interceptor.Call<IObjectReader>(CallSite.Open, key.Path, () => new Reader(inner.OpenRead(key), key, interceptor));

    /// <inheritdoc/>
    public ValueTask RenameAsync(ObjectKey source, ObjectKey destination, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.Rename, $"{source} to {destination}", () => inner.RenameAsync(source, destination, cancellationToken));

    /// <inheritdoc/>
    public ValueTask ImportAsync(string path, ObjectKey temporary, ObjectKey destination, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.Import, destination.Path, () => inner.ImportAsync(path, temporary, destination, cancellationToken));

    /// <inheritdoc/>
    public ValueTask SyncFolderAsync(ObjectKey folder, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.Sync, folder.Path, () => inner.SyncFolderAsync(folder, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ObjectInfo?> FindAsync(ObjectKey key, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.Find, key.Path, () => inner.FindAsync(key, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ObjectChecksum> ReadBackAsync(ObjectKey key, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.ReadBack, key.Path, () => inner.ReadBackAsync(key, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(ObjectKey key, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.Delete, key.Path, () => inner.DeleteAsync(key, cancellationToken));

    /// <inheritdoc/>
    public ValueTask DeleteEmptyFoldersAsync(ObjectKey folder, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.DeleteFolder, folder.Path, () => inner.DeleteEmptyFoldersAsync(folder, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ObjectInfo>> ListAsync(ObjectKey folder, ListOptions options, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.List, folder.Path, () => inner.ListAsync(folder, options, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<long?> GetFreeBytesAsync(CancellationToken cancellationToken) => interceptor.CallAsync(CallSite.FreeBytes, "", () => inner.GetFreeBytesAsync(cancellationToken));

    private sealed class Reader(IObjectReader inner, ObjectKey key, Interceptor interceptor) : IObjectReader
    {
        public long SizeBytes => inner.SizeBytes;

        public void Read(long offset, Span<byte> destination)
        {
            byte[] read = new byte[destination.Length];
            interceptor.Call(CallSite.Read, key.Path, () =>
            {
                inner.Read(offset, read);
                return true;
            });
            read.CopyTo(destination);
        }

        public void Dispose() => inner.Dispose();
    }

    private sealed class Writer(ObjectWriteStream inner, Interceptor interceptor) : ObjectWriteStream
    {
        protected override void WriteCore(ReadOnlySpan<byte> bytes)
        {
            byte[] copy = bytes.ToArray();
            interceptor.Call(CallSite.Write, "", () =>
            {
                inner.Write(copy);
                return true;
            });
        }

        protected override void CompleteCore() => interceptor.Call(CallSite.Complete, "", inner.Complete);

        protected override void Dispose(bool disposing)
        {
            inner.Dispose(); // The kernel closes a dead process's files.
            base.Dispose(disposing);
        }
    }
}
