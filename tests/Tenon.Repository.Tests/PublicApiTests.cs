using System.Reflection;

namespace Tenon.Repository.Tests;

/// <summary>The public surface of the libraries is a checked-in text, so that a change of it is a diff to review.</summary>
public sealed class PublicApiTests
{
    /// <summary>Set by <c>eng/update-public-api</c>: write the texts instead of comparing them.</summary>
    private const string UpdateVariable = "TENON_UPDATE_PUBLIC_API";

    [Theory]
    [InlineData("Tenon.Parquet")]
    [InlineData("Tenon.Merging")]
    [InlineData("Tenon.Splits")]
    [InlineData("Tenon.Storage")]
    [InlineData("Tenon.Metastore")]
    [InlineData("Tenon.Ingest")]
    [InlineData("Tenon.Checking")]
    [InlineData("Tenon.Invariants")]
    [InlineData("Tenon.Models")]
    public void The_public_surface_is_the_recorded_one(string library)
    {
        string path = $"src/{library}/PublicApi.txt";
        string full = RepositoryRoot.PathOf(path);
        string[] actual = [.. PublicApi.Describe(Assembly.Load(library))];
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(full, string.Concat(actual.Select(line => line + '\n')));
        }

        string[] recorded = File.Exists(full) ? File.ReadAllLines(full) : [];
        string[] differences =
        [
            .. actual.Except(recorded, StringComparer.Ordinal).Select(line => $"+ {line.Trim()}"),
            .. recorded.Except(actual, StringComparer.Ordinal).Select(line => $"- {line.Trim()}"),
        ];
        Assert.True(
            actual.SequenceEqual(recorded, StringComparer.Ordinal),
            $"{path} differs from the library; run eng/update-public-api and review the change:\n{string.Join('\n', differences)}");
    }
}
