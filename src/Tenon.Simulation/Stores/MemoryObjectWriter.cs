using Tenon.Storage;

namespace Tenon.Simulation.Stores;

/// <summary>Writes a file of a store in memory, wherever others began it anew meanwhile: as a stream of the system does.</summary>
/// <param name="store">The store.</param>
/// <param name="file">The file.</param>
/// <param name="cuts">How often the store's power was cut before.</param>
/// <param name="path">The file's name for messages.</param>
internal sealed class MemoryObjectWriter(MemoryObjectStore store, MemoryFile file, int cuts, string path) : ObjectWriteStream
{
    private bool _isDisposed;

    protected override void WriteCore(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!store.TryWrite(file, checked((int)Length), bytes, cuts))
        {
            throw StorageException.OfFullDisk("write", path);
        }
    }

    protected override void CompleteCore()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        store.MakeDurable(file, cuts);
    }

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }
}
