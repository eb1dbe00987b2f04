namespace Tenon.Integration.Tests.Support;

/// <summary>The sample files of the repository.</summary>
internal static class Samples
{
    /// <summary>The folder of 16 files of metrics.</summary>
    public static string Metrics => Path.Join(Root(), "samples/metrics");

    /// <summary>The files of <see cref="Metrics"/>, in name order.</summary>
    public static IEnumerable<string> Files() => Directory.EnumerateFiles(Metrics, "*.parquet").Order(StringComparer.Ordinal);

    /// <summary>The script of the repository that runs the program as it ships, natively compiled.</summary>
    public static string Program => Path.Join(Root(), "tenon");

    private static string Root()
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Join(root, "Tenon.slnx")))
        {
            root = Path.GetDirectoryName(root);
        }

        return root ?? throw new InvalidOperationException("the tests run from within the repository");
    }
}
