using System.Collections;
using Tenon.Metastore;
using Tenon.Metastore.Sqlite;
using Tenon.Pipeline.Homes;

namespace Tenon.Cli.Commands;

/// <summary>Which data home a command works on, and how it prints.</summary>
/// <param name="Data">The folder; null for the default.</param>
/// <param name="Config">The settings; null for those in the folder.</param>
/// <param name="Json">Whether to print JSON.</param>
internal sealed record HomeArguments(string? Data, string? Config, bool Json)
{
    /// <summary>The variable that names the folder where no option does.</summary>
    public const string FolderVariable = "TENON_DATA";

    /// <summary>The folder.</summary>
    public string Folder => Data ?? Environment.GetEnvironmentVariable(FolderVariable) ?? DataHome.DefaultFolder;

    /// <summary>Opens the data home.</summary>
    /// <param name="access">What for.</param>
    public DataHome Open(HomeAccess access)
    {
        if (Config is not null && !File.Exists(Config))
        {
            throw new UsageException($"--config {Config} does not exist");
        }

        return DataHome.Open(Folder, Config, Variables(), access, OpenMetastore);
    }

    /// <summary>The environment.</summary>
    public static Dictionary<string, string> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);

    private static IMetastore OpenMetastore(string path, bool isReadOnly) =>
        isReadOnly ? SqliteMetastore.OpenForReading(path, TimeProvider.System) : SqliteMetastore.Open(path, TimeProvider.System);
}
