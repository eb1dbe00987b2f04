using Tenon.Storage;

namespace Tenon.Simulation.Stores;

/// <summary>A store in memory, under the same contract as that of local files, with a disk that can be full and a power that can be cut. Thread-safe.</summary>
/// <remarks>All processes of a simulation share one object. What it does and tells depends on calls and clock alone, never on the order of hashes, so that a simulation
/// is the same in every process. Sizes are counted in bytes; names and folders take no room.</remarks>
public sealed partial class MemoryObjectStore : IObjectStore
{
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();

    /// <summary>Files by their paths, in ordinal order.</summary>
    private SortedList<string, MemoryFile> _files = new(StringComparer.Ordinal);

    /// <summary>All folders but the root.</summary>
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal);

    private long _lastStamp;

    /// <summary>A store with nothing in it.</summary>
    /// <param name="clock">Tells when objects change.</param>
    public MemoryObjectStore(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
    }

    /// <summary>The bytes that all objects together may have; null for no limit. A limit below what there is refuses every further byte.</summary>
    public long? CapacityBytes { get; set; }

    /// <summary>What becomes of the next import.</summary>
    public ImportTear NextTear { get; set; }

    /// <inheritdoc/>
    public string Describe(ObjectKey key) => $"memory:/{key.Path}";

    /// <inheritdoc/>
    public ObjectWriteStream Create(ObjectKey key)
    {
        lock (_gate)
        {
            MakeFolder(key.Folder);
            if (IsFolder(key.Path))
            {
                throw new StorageException(StorageError.AccessDenied, $"cannot create {Describe(key)}: it is a folder");
            }

            var content = new MemoryContent { Stamp = ++_lastStamp, Modified = _clock.GetUtcNow() };
            if (_files.TryGetValue(key.Path, out MemoryFile? file))
            {
                file.Content = content; // As a file is truncated: whoever has it open sees it.
            }
            else
            {
                file = new MemoryFile(content);
                _files.Add(key.Path, file);
                Changed(file, removed: null, added: key.Path);
            }

            return new MemoryObjectWriter(this, file, _cuts, Describe(key));
        }
    }

    /// <inheritdoc/>
    public IObjectReader OpenRead(ObjectKey key)
    {
        lock (_gate)
        {
            return _files.TryGetValue(key.Path, out MemoryFile? file) ? new MemoryObjectReader(file, Describe(key), _gate)
                : throw new StorageException(
                    IsFolder(key.Path) ? StorageError.AccessDenied : StorageError.NotFound, $"cannot open {Describe(key)}: {(IsFolder(key.Path) ? "it is a folder" : "there is no such file")}");
        }
    }

    /// <inheritdoc/>
    public ValueTask RenameAsync(ObjectKey source, ObjectKey destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            MakeFolder(destination.Folder);
            if (!_files.TryGetValue(source.Path, out MemoryFile? file))
            {
                throw new StorageException(StorageError.NotFound, $"cannot rename {Describe(source)} to {Describe(destination)}: there is no such file");
            }

            if (IsFolder(destination.Path))
            {
                throw new StorageException(StorageError.Other, $"cannot rename {Describe(source)} to {Describe(destination)}: that is a folder");
            }

            if (source != destination)
            {
                _files.Remove(source.Path);
                _files[destination.Path] = file;
                Changed(file, source.Path, destination.Path);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Copies a local file, which stays, under the temporary key, and renames that.</summary>
    /// <inheritdoc/>
    public async ValueTask ImportAsync(string path, ObjectKey temporary, ObjectKey destination, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        cancellationToken.ThrowIfCancellationRequested();
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From("take in", path, e);
        }

        await using (ObjectWriteStream copy = Create(temporary))
        {
            ImportTear tear = NextTear;
            NextTear = ImportTear.None;
            copy.Write(content.AsSpan(0, tear == ImportTear.None ? content.Length : content.Length / 2));
            if (tear == ImportTear.Told)
            {
                throw new StorageException(StorageError.Other, $"cannot take in {path}: the connection was lost after {content.Length / 2} of {content.Length} bytes (simulated)");
            }

            copy.Complete();
        }

        await RenameAsync(temporary, destination, cancellationToken);
    }

    /// <summary>Damages an object where it lies: one bit of it turns over, and nobody is told.</summary>
    /// <param name="key">The object.</param>
    /// <param name="offset">The byte.</param>
    public void Damage(ObjectKey key, int offset)
    {
        lock (_gate)
        {
            MemoryFile file = _files[key.Path];
            file.Content.Turn(offset);
            file.Durable = file.Content.Prefix(file.Content.Length);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ObjectInfo?> FindAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(_files.TryGetValue(key.Path, out MemoryFile? file) ? file.Describe(key.Path) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ObjectChecksum> ReadBackAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        using IObjectReader reader = OpenRead(key);
        return ValueTask.FromResult(ObjectChecksum.Of(reader, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (IsFolder(key.Path))
            {
                throw new StorageException(StorageError.AccessDenied, $"cannot delete {Describe(key)}: it is a folder");
            }

            bool exists = _files.Remove(key.Path, out MemoryFile? file);
            if (exists)
            {
                Changed(file!, removed: key.Path, added: null); // It was there.
            }

            return ValueTask.FromResult(exists);
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteEmptyFoldersAsync(ObjectKey folder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            for (ObjectKey at = folder; at.Path.Length > 0; at = at.Folder)
            {
                if (_folders.Contains(at.Path) && !FilesBelow(at.Path).Any() && !_folders.Any(each => IsBelow(each, at.Path)))
                {
                    _folders.Remove(at.Path);
                }
                else if (_folders.Contains(at.Path))
                {
                    break;
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ObjectInfo>> ListAsync(ObjectKey folder, ListOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        List<ObjectInfo> below;
        lock (_gate)
        {
            below = [.. FilesBelow(folder.Path)];
        }

        var selection = new FolderSelection(folder.Path, options); // Its questions are the caller's, who may ask this store something else.
        return ValueTask.FromResult<IReadOnlyList<ObjectInfo>>([.. below.Where(file => selection.Takes(file.Path))]);
    }

    /// <inheritdoc/>
    public ValueTask<long?> GetFreeBytesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(FreeBytes());
        }
    }

    private long? FreeBytes() => CapacityBytes is long capacity ? Math.Max(0, capacity - _files.Values.Sum(file => (long)file.Content.Length)) : null;

    private bool IsFolder(string path) => path.Length == 0 || _folders.Contains(path);

    private void MakeFolder(ObjectKey folder)
    {
        for (ObjectKey at = folder; at.Path.Length > 0; at = at.Folder)
        {
            if (_files.ContainsKey(at.Path))
            {
                throw new StorageException(StorageError.Other, $"cannot make folder {Describe(folder)}: {Describe(at)} is a file");
            }
        }

        for (ObjectKey at = folder; at.Path.Length > 0 && _folders.Add(at.Path); at = at.Folder)
        {
            Sync(at.Folder.Path);
        }
    }

    private IEnumerable<ObjectInfo> FilesBelow(string folder)
    {
        for (int i = folder.Length == 0 ? 0 : _files.After(folder + "/"); i < _files.Count && IsBelow(_files.GetKeyAtIndex(i), folder); i++)
        {
            yield return _files.GetValueAtIndex(i).Describe(_files.GetKeyAtIndex(i));
        }
    }

    private static bool IsBelow(string path, string folder) =>
        folder.Length == 0 || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));
}
