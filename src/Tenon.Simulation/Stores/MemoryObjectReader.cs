using Tenon.Storage;

namespace Tenon.Simulation.Stores;

/// <summary>Reads a file that had a name when it was opened, as it is at each read.</summary>
internal sealed class MemoryObjectReader(MemoryFile file, string path, Lock gate) : IObjectReader
{
    private bool _isDisposed;

    public long SizeBytes { get; } = file.Content.Length;

    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        lock (gate)
        {
            ReadOnlySpan<byte> content = file.Content.Bytes;
            ReadOnlySpan<byte> rest = offset < content.Length ? content[(int)offset..] : [];
            if (rest.Length < destination.Length)
            {
                throw StorageException.OfEarlyEnd(path, offset, destination.Length, destination.Length - rest.Length);
            }

            rest[..destination.Length].CopyTo(destination);
        }
    }

    public void Dispose() => _isDisposed = true;
}
