namespace Tenon.Storage.Contract;

/// <summary>A store as a reader would write it down: a dictionary of files, a set of folders. Tells outcomes as texts.</summary>
internal sealed class NaiveStore
{
    /// <summary>Some error: of what systems say to a folder below a file, nobody makes use.</summary>
    public const string AnyError = "an error";

    private readonly HashSet<string> _folders = [""];
    private long _lastNumber;

    public SortedDictionary<string, File> Files { get; } = new(StringComparer.Ordinal);

    public bool IsFolder(string path) => _folders.Contains(path);

    public string Write(string path, string content)
    {
        if (!MakeFolder(FolderOf(path)))
        {
            return AnyError;
        }

        if (_folders.Contains(path))
        {
            return nameof(StorageException);
        }

        Files[path] = new File(++_lastNumber, content);
        return "";
    }

    public string Rename(string source, string destination)
    {
        if (!MakeFolder(FolderOf(destination)))
        {
            return AnyError;
        }

        if (!Files.TryGetValue(source, out File? file))
        {
            return nameof(StorageError.NotFound);
        }

        if (_folders.Contains(destination))
        {
            return nameof(StorageException);
        }

        Files.Remove(source);
        Files[destination] = file;
        return "";
    }

    public string Delete(string path) => _folders.Contains(path) ? nameof(StorageException) : Files.Remove(path).ToString();

    public string DeleteEmptyFolders(string path)
    {
        for (; path.Length > 0; path = FolderOf(path))
        {
            if (_folders.Contains(path) && Files.Keys.Concat(_folders).Any(each => each.StartsWith(path + "/", StringComparison.Ordinal)))
            {
                break;
            }

            _folders.Remove(path);
        }

        return "";
    }

    public string Read(string path) => _folders.Contains(path) ? nameof(StorageException) : Files.TryGetValue(path, out File? file) ? file.Content : nameof(StorageError.NotFound);

    private bool MakeFolder(string path)
    {
        for (string at = path; at.Length > 0; at = FolderOf(at))
        {
            if (Files.ContainsKey(at))
            {
                return false;
            }
        }

        for (string at = path; at.Length > 0; at = FolderOf(at))
        {
            _folders.Add(at);
        }

        return true;
    }

    private static string FolderOf(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];

    public sealed record File(long Number, string Content);
}
