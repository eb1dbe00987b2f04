using System.Text.RegularExpressions;

namespace Tenon.Repository.Tests;

/// <summary>The field's list of gaps in ADR 0020 and its inventory of tests are true: each entry is there, and each test that they name exists.</summary>
public sealed partial class ChecklistTests
{
    private const string Record = "docs/adr/0020-data-home.md";
    private const string Inventory = "docs/field-tests.md";

    [Fact]
    public void Every_gap_has_a_row()
    {
        string[] numbers = [.. Rows().Select(row => row.Groups["number"].Value)];
        Assert.Equal([.. Enumerable.Range(1, 47).SelectMany(n => n == 35 ? new[] { "35", "35b" } : [$"{n}"]), "48–50", "51", "52", "53", "54"], numbers);
    }

    [Fact]
    public void Every_test_that_the_lists_name_exists()
    {
        string tests = string.Join('\n', RepositoryFiles.Tracked.Where(path => path.StartsWith("tests/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal)).Select(RepositoryFiles.Read));
        string[][] lists =
        [
            [.. Rows().SelectMany(row => TestName().Matches(row.Groups["here"].Value)).Select(name => name.Groups["name"].Value)],
            [.. TestName().Matches(RepositoryFiles.Read(Inventory)).Select(name => name.Groups["name"].Value)],
        ];
        Assert.All(lists, list => Assert.True(list.Length > 50));
        Expect.None(lists.SelectMany(list => list).Distinct().Where(name => !tests.Contains($" {name}(", StringComparison.Ordinal)));
    }

    private static MatchCollection Rows() => Row().Matches(RepositoryFiles.Read(Record));

    [GeneratedRegex(@"(?m)^\| (?<number>\d\S*) \| [^|]+ \| (?<here>[^|]+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
