using System.Collections.Immutable;
using Tenon.Pipeline.Merging;
using Tenon.Splits;
using Tenon.Storage;
using Tenon.Storage.Local;

namespace Tenon.Pipeline.Inputs;

/// <summary>Finds the files that a user means by paths.</summary>
/// <remarks>
/// In folders, files that end in <c>.parquet</c> are taken, but for hidden ones and those that begin with <c>_</c>, which other systems use for
/// files of their own; a file that is named is taken whatever its name. Folders named <c>key=value</c> make the scope: those below a folder
/// that was given, and those at the end of the path as it was given.
/// </remarks>
public sealed class InputDiscovery
{
    private readonly LocalFileStore _everything;
    private readonly LocalFileStore _target;
    private readonly bool _inPlace;

    /// <summary>For one target.</summary>
    /// <param name="target">The target's files.</param>
    /// <param name="inPlace">Whether the inputs are the target's own: then only files below it are taken, and scopes are relative to it.</param>
    public InputDiscovery(LocalFileStore target, bool inPlace)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
        _inPlace = inPlace;
        _everything = new LocalFileStore("/");
    }

    /// <summary>Finds files.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="recursive">Whether to go into folders below.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Each file once, in ordinal order of full paths, whatever the order of the paths given.</returns>
    /// <exception cref="InputRefusedException">A path does not exist, or has a name that cannot be used.</exception>
    /// <exception cref="StorageException">A folder cannot be read.</exception>
    public async ValueTask<ImmutableArray<InputFile>> FindAsync(IReadOnlyList<string> paths, bool recursive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var found = new SortedDictionary<string, InputFile>(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            ObjectKey key = KeyOf(Path.GetFullPath(path));
            if (await _everything.FindAsync(key, cancellationToken) is ObjectInfo file)
            {
                string given = Path.GetDirectoryName(path) ?? "";
                Add(found, file, ScopeOfGiven(given), "");
            }
            else if (Directory.Exists(path))
            {
                string scope = ScopeOfGiven(path);
                var options = new ListOptions(recursive, EntersFolder, TakesFile);
                foreach (ObjectInfo each in await _everything.ListAsync(key, options, cancellationToken))
                {
                    string relative = key.Path.Length == 0 ? each.Path : each.Path[(key.Path.Length + 1)..];
                    Add(found, each, scope, relative);
                }
            }
            else
            {
                throw new InputRefusedException($"{path} does not exist");
            }
        }

        return [.. found.Values];
    }

    internal static bool TakesFile(string name) =>
        name.EndsWith(TargetExtension, StringComparison.Ordinal) && !name.StartsWith('.') && !name.StartsWith('_');

    internal static bool EntersFolder(string name) =>
        !name.StartsWith('.') && (!name.StartsWith('_') || SplitScope.IsSegment(name)); // A partition column may begin with '_'.

    private const string TargetExtension = Targets.TargetLayout.Extension;

    private void Add(SortedDictionary<string, InputFile> found, ObjectInfo info, string outerScope, string relative)
    {
        string full = "/" + info.Path;
        ObjectKey key = KeyOf(full);
        bool isBelow = key.IsIn(KeyOf(_target.RootPath));
        if (_inPlace)
        {
            if (!isBelow)
            {
                throw new InputRefusedException($"{full} is not in {_target.RootPath}; with --in-place, all inputs are below the folder that is compacted");
            }

            string path = full[(_target.RootPath.Length + 1)..];
            SplitScope scope = ScopeOf(full, "", path);
            found[full] = new InputFile(_target, ObjectKey.Parse(path), path, true, scope, info with { Path = path });
        }
        else
        {
            found[full] = new InputFile(_everything, key, full, false, ScopeOf(full, outerScope, relative), info);
        }
    }

    private static ObjectKey KeyOf(string fullPath) =>
        ObjectKey.TryParse(Path.TrimEndingDirectorySeparator(fullPath).TrimStart('/'), out ObjectKey key, out string? problem) ? key : throw new InputRefusedException(problem);

    /// <summary>The folders named key=value in which a file lies: those given before, then those on the way to it.</summary>
    private static SplitScope ScopeOf(string fullPath, string outer, string relative)
    {
        IEnumerable<string> inner = relative.Split('/').SkipLast(1).Where(SplitScope.IsSegment);
        string path = string.Join('/', outer.Split('/', StringSplitOptions.RemoveEmptyEntries).Concat(inner));
        return SplitScope.TryParse(path, out SplitScope scope, out string? problem) ? scope : throw new InputRefusedException($"{fullPath}: {problem}");
    }

    /// <summary>The folders named key=value at the end of a path as the user gave it.</summary>
    private static string ScopeOfGiven(string path) =>
        string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse().TakeWhile(SplitScope.IsSegment).Reverse());
}
