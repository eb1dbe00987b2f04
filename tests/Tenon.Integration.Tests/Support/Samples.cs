namespace Tenon.Integration.Tests.Support;

/// <summary>The sample files of the repository.</summary>
internal static class Samples
{
    /// <summary>The folder of 16 files of metrics.</summary>
    public static string Metrics => RepositoryRoot.PathOf("samples/metrics");

    /// <summary>The files of <see cref="Metrics"/>, in name order.</summary>
    public static IEnumerable<string> Files() => Directory.EnumerateFiles(Metrics, "*.parquet").Order(StringComparer.Ordinal);

    /// <summary>The script of the repository that runs the program as it ships, natively compiled.</summary>
    public static string Program => RepositoryRoot.PathOf("tenon");
}
