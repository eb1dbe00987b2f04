namespace Tenon.Cli.Commands;

/// <summary>Decides which folder a compaction writes to, and refuses the choices that would hurt.</summary>
internal static class TargetFolder
{
    /// <exception cref="UsageException">No folder follows from the arguments, or outputs would lie beside inputs that stay.</exception>
    public static string Choose(IReadOnlyList<string> paths, string? into, bool inPlace)
    {
        if (into is not null && File.Exists(into))
        {
            throw new UsageException($"--into {into} is a file; a folder is expected");
        }

        foreach (string path in paths)
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                throw new UsageException($"{path} does not exist");
            }
        }

        string[] folders = [.. paths.Select(path => Directory.Exists(path) ? Full(path) : Full(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/")).Distinct()];
        if (!inPlace)
        {
            string target = Full(into ?? throw new UsageException("--into DIR is missing: where the outputs go (or --in-place, to replace the inputs)"));
            return folders.Contains(target)
                ? throw new UsageException($"--into {into} is the folder of the inputs: readers there would see every row twice; use --in-place to replace the inputs, or another folder")
                : target;
        }

        string chosen = into is not null ? Full(into)
            : folders.Length == 1 ? folders[0]
            : throw new UsageException($"--in-place with inputs in {folders.Length} folders: say with --into which folder, above them all, is compacted");
        string? outside = folders.FirstOrDefault(folder => folder != chosen && !folder.StartsWith(chosen.TrimEnd('/') + "/", StringComparison.Ordinal));
        return outside is null ? chosen : throw new UsageException($"--in-place: {outside} is not in {chosen}; all inputs must lie below the folder that is compacted");
    }

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
