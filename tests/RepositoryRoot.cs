namespace Tenon.Tests;

/// <summary>The repository that a test runs in. The compiler's file paths do not lead there: a deterministic build replaces them.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder that holds <c>Tenon.slnx</c>.</summary>
    public static string Folder { get; } = Find();

    /// <summary>The full path of a file or folder, given relative to <see cref="Folder"/>.</summary>
    public static string PathOf(string relative) => Path.GetFullPath(relative, Folder);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "Tenon.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Tenon.slnx");
    }
}
