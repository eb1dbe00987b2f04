using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tenon.Repository.Tests;

/// <summary>Every failure that the commands or the metastore must survive has a test that is named after it.</summary>
public sealed partial class FailureCatalogueTests
{
    /// <summary>Number and name of the failures in reach of the commands and of the metastore; docs/testing.md describes them.</summary>
    private static readonly ImmutableSortedDictionary<int, string> Failures = new Dictionary<int, string>
    {
        [1] = "Unknown commit outcome followed by cleanup",
        [2] = "Own success mistaken for a rival's",
        [3] = "Acknowledgement lost after commit, then retried",
        [4] = "Crash between upload and publish",
        [5] = "The same split planned into two merges",
        [6] = "Input withdrawn while its merge runs",
        [7] = "One refused publish takes the pipeline down",
        [8] = "Half a swap",
        [9] = "Conflict check too coarse",
        [10] = "History needed for the check was expired",
        [11] = "Stale state multiplies rows",
        [13] = "The worker that outlived its lease",
        [14] = "Two compactors on one scope",
        [15] = "Two collectors on one list",
        [16] = "Planner restarted",
        [19] = "Collector deletes output not yet published",
        [22] = "Deleted under a running query",
        [23] = "Slow upload taken for an abandoned one",
        [24] = "Crash in the middle of a deletion",
        [28] = "Retention by a wild timestamp",
        [29] = "Retention or collection configured into data loss",
        [31] = "Clocks that disagree",
        [32] = "Unfinished uploads",
        [33] = "Metadata visible before data",
        [37] = "Slow store, healthy worker",
        [38] = "A published file is missing",
        [40] = "One damaged input stops everything",
        [41] = "Quarantine ignored",
        [43] = "Truncated or damaged file crashes the process",
        [44] = "Hostile sizes",
        [45] = "Huge footers and many tiny row groups",
        [46] = "More than 2 GiB in one string column",
        [47] = "Out of memory, restart, same choice",
        [48] = "Empty inputs, empty outputs",
        [49] = "Rows lost by grouping",
        [50] = "Output out of order",
        [51] = "NaN in statistics",
        [52] = "Wrong statistics, later duplicates",
        [53] = "Inputs with different schemas",
        [54] = "Damaged output found by a query",
        [55] = "Duplicate keys",
        [56] = "Never done",
        [57] = "Scratch disk full",
        [58] = "Scratch that is never removed",
        [59] = "Half-written local file trusted",
        [60] = "Stopping badly",
        [61] = "Signals that mislead",
        [62] = "Unfair sharing",
        [63] = "Answers larger than the message limit",
        [66] = "Old and new versions together",
        [69] = "Crossing tenants",
    }.ToImmutableSortedDictionary();

    [Fact]
    public void Every_failure_has_a_test_named_after_it()
    {
        HashSet<int> tested =
        [
            .. from path in RepositoryFiles.Tracked
               where path.StartsWith("tests/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal)
               from Match test in TestMethod().Matches(RepositoryFiles.Read(path))
               from Match number in FailureNumber().Matches(test.Groups["name"].Value)
               select int.Parse(number.Groups["number"].Value, CultureInfo.InvariantCulture),
        ];
        Expect.None(Failures.Where(failure => !tested.Contains(failure.Key)).Select(failure => $"F{failure.Key:D2} {failure.Value}"));
    }

    [Fact]
    public void Every_failure_is_described_in_the_testing_guide()
    {
        string guide = RepositoryFiles.Read("docs/testing.md");
        Assert.All(Failures, failure => Assert.Contains($"| F{failure.Key:D2} | {failure.Value} |", guide, StringComparison.Ordinal));
    }

    // The attribute, whatever attributes follow it, then the method: only what the runner really runs counts.
    [GeneratedRegex(@"\[(?:Fact|Theory)\b(?:(?!\bpublic\b)[\s\S])*?\bpublic (?:async )?[\w<>]+ (?<name>\w+)\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"(?<![A-Za-z0-9])F(?<number>\d{2})(?=_|$)")]
    private static partial Regex FailureNumber();
}
