using Tenon.Storage;

namespace Tenon.Simulation.Stores;

public sealed partial class MemoryObjectStore
{
    /// <summary>The names that a power cut leaves, and what they name.</summary>
    private readonly SortedList<string, MemoryFile> _durable = new(StringComparer.Ordinal);

    /// <summary>What was done to names and is not, or not in all of its folders, durable; in order.</summary>
    private readonly List<Change> _pending = [];

    /// <summary>How often the power was cut: a stream of an earlier time belongs to nobody who lives.</summary>
    private int _cuts;

    /// <inheritdoc/>
    public ValueTask SyncFolderAsync(ObjectKey folder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Sync(folder.Path);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Cuts the power: what was not made durable is lost. A name that was not synced is as it was at the last sync of its folder; of a renamed object whose old folder was not
    /// synced both names are left. Bytes after the last <see cref="ObjectWriteStream.Complete"/> are lost.</summary>
    public void LosePower() => LosePower(null);

    /// <summary>Cuts the power, after the disk made some of what it was given durable by itself: each change of names as a whole or not, and of bytes a first part.</summary>
    /// <param name="random">Says what.</param>
    public void LosePower(Random? random)
    {
        lock (_gate)
        {
            foreach (Change change in _pending)
            {
                if (random?.Next(2) == 0)
                {
                    Apply(change, folder: null);
                }
            }

            _pending.Clear();
            _cuts++;
            var left = new Dictionary<MemoryFile, MemoryFile>(); // Two names of one file are left as such.
            _files = new SortedList<string, MemoryFile>(StringComparer.Ordinal);
            foreach ((string path, MemoryFile file) in _durable)
            {
                if (!left.TryGetValue(file, out MemoryFile? same))
                {
                    left.Add(file, same = LeftOf(file, random));
                }

                _files.Add(path, same);
                for (ObjectKey at = ObjectKey.Parse(path).Folder; at.Path.Length > 0; at = at.Folder)
                {
                    _folders.Add(at.Path); // It was removed when it was empty, and is not.
                }
            }

            _durable.Clear();
            foreach ((string path, MemoryFile file) in _files)
            {
                _durable.Add(path, file);
            }
        }
    }

    private static MemoryFile LeftOf(MemoryFile file, Random? random)
    {
        (MemoryContent left, MemoryContent visible) = (file.Durable, file.Content);
        if (random is not null && left.Stamp != visible.Stamp && random.Next(2) == 0)
        {
            int first = visible.Bytes.StartsWith(left.Bytes) ? left.Length : 0; // What was durable and is not overwritten stays.
            left = visible.Prefix(random.Next(first, visible.Length + 1));
        }

        return new MemoryFile(left.Prefix(left.Length)) { Durable = left };
    }

    private void Changed(MemoryFile file, string? removed, string? added) => _pending.Add(new Change(file) { Removed = removed, Added = added });

    private void Sync(string folder)
    {
        foreach (Change change in _pending)
        {
            Apply(change, folder);
        }

        _pending.RemoveAll(change => change is { Removed: null, Added: null });
    }

    /// <summary>Makes what a change did in a folder durable; in all folders if that is null.</summary>
    private void Apply(Change change, string? folder)
    {
        if (change.Removed is string removed && (folder is null || IsDirectlyIn(removed, folder)))
        {
            if (_durable.TryGetValue(removed, out MemoryFile? there) && there == change.File)
            {
                _durable.Remove(removed);
            }

            change.Removed = null;
        }

        if (change.Added is string added && (folder is null || IsDirectlyIn(added, folder)))
        {
            _durable[added] = change.File;
            change.Added = null;
        }
    }

    private static bool IsDirectlyIn(string path, string folder) => IsBelow(path, folder) && path.LastIndexOf('/') <= folder.Length;

    /// <summary>Writes bytes of a stream.</summary>
    /// <returns>Whether there was room for all of them: a full disk takes what it can.</returns>
    internal bool TryWrite(MemoryFile file, int offset, ReadOnlySpan<byte> bytes, int cuts)
    {
        lock (_gate)
        {
            RequirePower(cuts);
            int overwritten = Math.Max(0, file.Content.Length - offset);
            int fitting = (int)Math.Min(bytes.Length, overwritten + FreeBytes() ?? long.MaxValue);
            file.Content.Write(offset, bytes[..fitting]);
            (file.Content.Stamp, file.Content.Modified) = (++_lastStamp, _clock.GetUtcNow());
            return fitting == bytes.Length;
        }
    }

    /// <summary>Makes all bytes of a file durable, but not its name.</summary>
    internal void MakeDurable(MemoryFile file, int cuts)
    {
        lock (_gate)
        {
            RequirePower(cuts);
            file.Durable = file.Content.Prefix(file.Content.Length);
        }
    }

    private void RequirePower(int cuts)
    {
        if (cuts != _cuts)
        {
            throw new StorageException(StorageError.Other, "the power was cut while the object was being written");
        }
    }

    /// <summary>A name that went, a name that came, or both; each null once it is durable.</summary>
    private sealed class Change(MemoryFile file)
    {
        public MemoryFile File => file;

        public string? Removed { get; set; }

        public string? Added { get; set; }
    }
}
