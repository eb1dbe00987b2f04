namespace Tenon.Parquet.Tests;

/// <summary>The conformance corpus: Apache's test files with a manifest. Not part of the project; its tests are skipped where it is absent.</summary>
internal static class Corpus
{
    /// <summary>The folder of the Parquet corpus, or null.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The folder; skips the test where there is none.</summary>
    public static string Require()
    {
        Assert.SkipWhen(Folder is null, "the corpus is absent: set TENON_CORPUS to the folder that holds parquet-testing");
        return Folder!; // Skipped otherwise.
    }

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("TENON_CORPUS");
        if (named is not null)
        {
            string inside = Path.Combine(named, "parquet-testing");
            return Directory.Exists(inside) ? inside : null;
        }

        // Beside the project's root.
        string beside = RepositoryRoot.PathOf("../shared/corpus/parquet-testing");
        return Directory.Exists(beside) ? beside : null;
    }
}
