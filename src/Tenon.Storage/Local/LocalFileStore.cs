using System.Globalization;
using System.Runtime.InteropServices;

namespace Tenon.Storage.Local;

/// <summary>A store of files below one folder.</summary>
public sealed class LocalFileStore : IObjectStore
{
    private readonly string _root;

    /// <summary>A store below a folder, which need not exist yet.</summary>
    /// <param name="root">The folder.</param>
    public LocalFileStore(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    }

    /// <summary>The folder's full path.</summary>
    public string RootPath => _root;

    /// <summary>The full path of a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The path.</returns>
    public string PathOf(ObjectKey key) => key.Path.Length == 0 ? _root : Path.Join(_root, key.Path);

    /// <summary>Whether a file can be moved from one folder to the other in one step, which the system does within one file system only.</summary>
    /// <param name="source">A folder.</param>
    /// <param name="destination">Another; if it does not exist yet, the nearest one above it that does counts.</param>
    /// <returns>True if it can.</returns>
    /// <exception cref="StorageException">A folder cannot be looked up.</exception>
    public bool CanMove(ObjectKey source, ObjectKey destination) => DeviceOf(source) == DeviceOf(destination);

    /// <inheritdoc/>
    public string Describe(ObjectKey key) => PathOf(key);

    /// <inheritdoc/>
    public ObjectWriteStream Create(ObjectKey key)
    {
        MakeFolder(key.Folder);
        return new LocalFileWriter(PathOf(key));
    }

    /// <inheritdoc/>
    public IObjectReader OpenRead(ObjectKey key) => new LocalFileReader(PathOf(key));

    /// <inheritdoc/>
    public ValueTask RenameAsync(ObjectKey source, ObjectKey destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        MakeFolder(destination.Folder);
        Posix.Rename(PathOf(source), PathOf(destination));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask ImportAsync(string path, ObjectKey temporary, ObjectKey destination, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        cancellationToken.ThrowIfCancellationRequested();
        MakeFolder(destination.Folder);
        try
        {
            await using FileStream source = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            if (Posix.FindDevice(Path.GetDirectoryName(Path.GetFullPath(path))!) == DeviceOf(destination.Folder)) // A file lies in some folder.
            {
                source.Flush(flushToDisk: true);
                Posix.Rename(path, PathOf(destination));
                return;
            }

            await using ObjectWriteStream copy = Create(temporary);
            await source.CopyToAsync(copy, cancellationToken);
            copy.Complete();
        }
        catch (Exception e) when (e is not StorageException and (IOException or UnauthorizedAccessException))
        {
            throw StorageException.From("take in", path, e);
        }

        await RenameAsync(temporary, destination, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask SyncFolderAsync(ObjectKey folder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Posix.SyncFolder(PathOf(folder));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ObjectInfo?> FindAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Find(PathOf(key), key.Path));
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
        string path = PathOf(key);
        try
        {
            bool exists = File.Exists(path);
            File.Delete(path);
            return ValueTask.FromResult(exists);
        }
        catch (DirectoryNotFoundException)
        {
            return ValueTask.FromResult(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From("delete", path, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteEmptyFoldersAsync(ObjectKey folder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (ObjectKey at = folder; at.Path.Length > 0; at = at.Folder)
        {
            string path = PathOf(at);
            try
            {
                if (Directory.Exists(path))
                {
                    if (Directory.EnumerateFileSystemEntries(path).Any())
                    {
                        break;
                    }

                    Directory.Delete(path);
                }
            }
            catch (DirectoryNotFoundException)
            {
                continue;
            }
            catch (IOException) when (Directory.EnumerateFileSystemEntries(path).Any())
            {
                break; // Someone put something there meanwhile.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw StorageException.From("delete folder", path, e);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ObjectInfo>> ListAsync(ObjectKey folder, ListOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var found = new List<ObjectInfo>();
        string path = PathOf(folder);
        try
        {
            if (Directory.Exists(path))
            {
                List(new DirectoryInfo(path), folder.Path, options, found, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From("list", path, e);
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return ValueTask.FromResult<IReadOnlyList<ObjectInfo>>(found);
    }

    /// <inheritdoc/>
    public ValueTask<long?> GetFreeBytesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string? path = _root;
        while (path is not null && !Directory.Exists(path))
        {
            path = Path.GetDirectoryName(path);
        }

        try
        {
            return ValueTask.FromResult<long?>(new DriveInfo(path ?? "/").AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ValueTask.FromResult<long?>(null); // Not every file system tells.
        }
    }

    private ulong? DeviceOf(ObjectKey folder)
    {
        ulong? device;
        string path = PathOf(folder);
        while ((device = Posix.FindDevice(path)) is null && Path.GetDirectoryName(path) is string above)
        {
            path = above;
        }

        return device;
    }

    private static ObjectInfo? Find(string path, string relative)
    {
        if (Posix.FindFile(path) is not { } file)
        {
            return null;
        }

        string version = string.Create(CultureInfo.InvariantCulture, $"{file.FileNumber}-{file.ModifiedSeconds}.{file.ModifiedNanoseconds:D9}-{file.SizeBytes}");
        DateTimeOffset modified = DateTimeOffset.FromUnixTimeSeconds(file.ModifiedSeconds).AddTicks(file.ModifiedNanoseconds / 100);
        return new ObjectInfo(relative, file.SizeBytes, modified, version);
    }

    private static void List(DirectoryInfo folder, string relative, ListOptions options, List<ObjectInfo> found, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos())
        {
            string path = relative.Length == 0 ? entry.Name : relative + "/" + entry.Name;
            if (entry is DirectoryInfo below)
            {
                bool isLink = entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
                if (options.Recursive && !isLink && options.EnterFolder?.Invoke(entry.Name) != false)
                {
                    List(below, path, options, found, cancellationToken);
                }
            }
            else if (options.TakeFile?.Invoke(entry.Name) != false && Find(entry.FullName, path) is ObjectInfo info)
            {
                found.Add(info);
            }
        }
    }

    /// <summary>Makes a folder and those above it, and syncs the entry of each one made.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="StorageException">It cannot be made.</exception>
    public void MakeFolder(ObjectKey folder)
    {
        string path = PathOf(folder);
        var made = new Stack<string>();
        for (string? at = path; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            made.Push(at);
        }

        if (made.Count == 0)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From("make folder", path, e);
        }

        foreach (string each in made)
        {
            Posix.SyncFolder(Path.GetDirectoryName(each) ?? "/");
        }
    }
}
