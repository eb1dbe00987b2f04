using System.Globalization;
using System.Text.Json;

namespace Tenon.Checking.Search.Disk;

/// <summary>The folder of one search: its files, its checkpoint, and the lock that keeps other searches out. Files are made and retired by any thread.</summary>
/// <remarks>
/// A checkpoint names files and their lengths. Files only grow, and are removed only when a later checkpoint without them is durable, so
/// whenever the process dies, all that the last checkpoint names is there.
/// </remarks>
internal sealed class DiskFolder : IDisposable
{
    private const string CheckpointName = "checkpoint.json";
    private const string LockName = "lock";
    private const string Extension = ".words";
    private readonly string _path;
    private readonly bool _keepsCheckpoints;
    private readonly FileStream _lock;
    private readonly Lock _gate = new();
    private readonly List<WordFile> _retired = [];
    private long _nextFile;
    private bool _isKept;

    /// <param name="options">The folder, and whether the search in it is continued.</param>
    /// <exception cref="IOException">It is in use, holds other files, or the checkpoint cannot be read.</exception>
    public DiskFolder(DiskOptions options)
    {
        (_path, _keepsCheckpoints) = (Path.GetFullPath(options.Folder), options.CheckpointInterval is not null);
        string checkpoint = Path.Combine(_path, CheckpointName);
        if (options.Resume && !File.Exists(checkpoint))
        {
            throw new IOException($"There is no checkpoint in {_path}: {CheckpointName} is expected there.");
        }

        Directory.CreateDirectory(_path);
        if (!options.Resume && Directory.EnumerateFileSystemEntries(_path).Any())
        {
            throw new IOException(File.Exists(checkpoint)
                ? $"In {_path} there is the checkpoint of a search: continue that one, or use an empty folder."
                : $"{_path} is not empty: a folder without any files is expected.");
        }

        _lock = new FileStream(Path.Combine(_path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Point = options.Resume ? Read(checkpoint) : null;
        }
        catch
        {
            _lock.Dispose();
            throw;
        }

        _isKept = options.Resume; // Until the search that was resumed says otherwise, nothing of it may be lost.
        _nextFile = Point?.Store?.NextFile ?? 0;
        RemoveUnknown();
    }

    /// <summary>The checkpoint at which the search goes on; null for a new search.</summary>
    public SearchPoint? Point { get; }

    public WordFile NewFile()
    {
        lock (_gate)
        {
            return WordFile.New(PathOf(string.Create(CultureInfo.InvariantCulture, $"{_nextFile++:x8}{Extension}")));
        }
    }

    public WordFile Open(FilePoint point) => WordFile.Open(PathOf(Path.GetFileName(point.Name)), point.Length);

    /// <summary>The file is not needed any more; the last checkpoint may still name it.</summary>
    public void Retire(WordFile file)
    {
        if (!_keepsCheckpoints)
        {
            file.Delete();
            return;
        }

        lock (_gate)
        {
            _retired.Add(file);
        }
    }

    /// <summary>Makes a checkpoint durable, and before it the files that it names, which have been written.</summary>
    public void Save(SearchPoint point)
    {
        FolderSync.SyncFiles(_path);
        point = point with { Store = point.Store! with { NextFile = _nextFile } }; // Given by the store.
        string target = Path.Combine(_path, CheckpointName);
        string temporary = target + ".new";
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, point, SearchPointJson.Default.SearchPoint);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, target, overwrite: true);
        FolderSync.SyncNames(_path);
        _isKept = true;
        foreach (WordFile file in _retired)
        {
            file.Delete();
        }

        _retired.Clear();
    }

    /// <summary>The search has come to its end: nothing is left to continue.</summary>
    public void Complete() => _isKept = false;

    /// <summary>To be called when no file of the folder is open any more.</summary>
    public void Dispose()
    {
        foreach (WordFile file in _retired)
        {
            file.Dispose();
        }

        if (!_isKept)
        {
            File.Delete(Path.Combine(_path, CheckpointName));
            foreach (string file in Directory.EnumerateFiles(_path, "*" + Extension))
            {
                File.Delete(file);
            }
        }

        // While it is held: whoever comes next makes one of his own.
        File.Delete(Path.Combine(_path, LockName));
        _lock.Dispose();
    }

    private static SearchPoint Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            SearchPoint? point = JsonSerializer.Deserialize(stream, SearchPointJson.Default.SearchPoint);
            return point is { Format: SearchPoint.CurrentFormat, Store.Partitions.Length: Link.PartitionCount }
                ? point
                : throw new IOException($"{path} is a checkpoint of format {point?.Format}; {SearchPoint.CurrentFormat} is expected.");
        }
        catch (JsonException e)
        {
            throw new IOException($"{path} is no checkpoint: {e.Message}", e);
        }
    }

    private string PathOf(string name) => Path.Combine(_path, name);

    // What was written after the checkpoint at which the search goes on.
    private void RemoveUnknown()
    {
        if (Point is null)
        {
            return;
        }

        HashSet<string> known = [.. Point.Store!.Partitions.SelectMany(each => // Read only with it.
            (IEnumerable<FilePoint>)[each.Links, each.Found, each.Waiting, each.Layer, .. each.Runs]).Select(each => each.Name)];
        foreach (string file in Directory.EnumerateFiles(_path, "*" + Extension))
        {
            if (!known.Contains(Path.GetFileName(file)))
            {
                File.Delete(file);
            }
        }
    }
}
