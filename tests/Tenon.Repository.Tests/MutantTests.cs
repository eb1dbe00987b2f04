using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Tenon.Repository.Tests;

/// <summary>The faults that are put into the source on purpose fit it, and stand for the catalogue of failures. Whether they are caught is what eng/run-mutants finds out.</summary>
public sealed partial class MutantTests
{
    private const string Document = "docs/mutants.md";

    private static readonly ImmutableArray<string> Layers = ["simulation", "traces", "generated", "core"];

    /// <summary>The entries of the catalogue that a model or a simulation can show.</summary>
    private static readonly ImmutableArray<int> Shown =
    [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 22, 23, 24, 25, 27, 28, 30, 31, 32, 33, 35, 36, 37, 38, 39, 40, 41, 47, 49, 50, 53, 54, 55, 56, 57, 59, 60, 61, 62, 64, 65, 69,
    ];

    [Fact]
    public void Each_mutant_changes_one_place_and_names_who_must_catch_it()
    {
        Mutant[] mutants = Read();
        Assert.True(mutants.Length > 60);
        Assert.Equal(mutants.Length, mutants.Select(mutant => mutant.Name).Distinct().Count());
        Expect.None(mutants.Where(mutant => RepositoryFiles.Read(mutant.File).Split(mutant.Before).Length != 2).Select(mutant => $"{mutant.Name}: its old text does not occur once in {mutant.File}"));
        Expect.None(mutants.Where(mutant => mutant.Before == mutant.After).Select(mutant => $"{mutant.Name} changes nothing"));
        Expect.None(mutants.Where(mutant => !Layers.Contains(mutant.By) && !NamesTests(mutant.By)).Select(mutant => $"{mutant.Name}: '{mutant.By}' is neither a layer nor 'tests PROJECT WORD'"));
    }

    [Fact]
    public void Each_failure_that_can_be_shown_has_a_fault_that_stands_for_it()
    {
        ILookup<string, string> bySource = Read().SelectMany(mutant => mutant.Entries.Select(entry => (entry, mutant.Name))).ToLookup(pair => pair.entry, pair => pair.Name);
        string verified = string.Join('\n', RepositoryFiles.Tracked.Where(path => path.StartsWith("src/Tenon.Verification/Mutants/", StringComparison.Ordinal)).Select(RepositoryFiles.Read));
        Dictionary<string, string> rows = Row().Matches(RepositoryFiles.Read(Document)).ToDictionary(row => row.Groups["entry"].Value, row => row.Groups["here"].Value.Trim());
        Assert.Equal(Shown.Select(number => $"F-{number}"), rows.Keys);
        Expect.None(rows.Where(row => row.Value.Length == 0 && !bySource[row.Key].Any()).Select(row => $"{row.Key} has no fault, and no reason why"));
        Expect.None(rows.SelectMany(row => Quoted().Matches(row.Value)).Select(name => name.Groups["name"].Value).Where(name => !verified.Contains($"\"{name}\"", StringComparison.Ordinal)));
    }

    private static bool NamesTests(string by) => by.Split(' ') is ["tests", string project, _] && Directory.Exists(RepositoryRoot.PathOf($"tests/Tenon.{project}.Tests"));

    private static Mutant[] Read() =>
    [
        .. from path in RepositoryFiles.Tracked
           where path.StartsWith("eng/mutants/", StringComparison.Ordinal)
           from part in RepositoryFiles.Read(path).Split("\n## ").Skip(1)
           select Form().Match(part + "\n") is { Success: true } match
               ? new Mutant(match.Groups["name"].Value, [.. match.Groups["entries"].Value.Split(' ')], match.Groups["file"].Value, match.Groups["by"].Value, match.Groups["before"].Value, match.Groups["after"].Value)
               : throw new FormatException($"{path}: the mutant '{part.Split('\n')[0]}' is expected as {Document} says"),
    ];

    [GeneratedRegex(@"^(?<name>[^\n]+)\nentries: (?<entries>F-\d+(?: F-\d+)*)\nfile: (?<file>[^\n]+)\nby: (?<by>[^\n]+)\n(?:lives: [^\n]+\n)?<<<<\n(?<before>[\s\S]*?)\n====\n(?<after>[\s\S]*?)\n?>>>>\n")]
    private static partial Regex Form();

    [GeneratedRegex(@"(?m)^\| (?<entry>F-\d+) \| [^|]+ \| (?<here>[^|]*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex("\"(?<name>[^\"]+)\"")]
    private static partial Regex Quoted();

    private sealed record Mutant(string Name, ImmutableArray<string> Entries, string File, string By, string Before, string After);
}
