namespace Tenon.Parquet.Fuzz;

/// <summary>The files that a campaign starts from.</summary>
internal static class SeedFiles
{
    // Larger files take longer for no more variety.
    private const long LargestBytes = 100_000;

    /// <summary>The generated files, and the small ones of some folders.</summary>
    /// <param name="folders">Searched with all below them; names of files come from it in order, so seeds mean the same where the folders are the same.</param>
    public static List<SeedFile> Load(IEnumerable<string> folders)
    {
        List<SeedFile> seeds = [.. GeneratedFiles.All().Select(file => SeedFile.Map(file.Name, file.Bytes))];
        foreach (string folder in folders)
        {
            seeds.AddRange(Directory.EnumerateFiles(folder, "*.parquet*", SearchOption.AllDirectories)
                .Where(path => new FileInfo(path).Length <= LargestBytes)
                .Order(StringComparer.Ordinal)
                .Select(path => SeedFile.Map(Path.GetRelativePath(folder, path), File.ReadAllBytes(path))));
        }

        return seeds;
    }
}
