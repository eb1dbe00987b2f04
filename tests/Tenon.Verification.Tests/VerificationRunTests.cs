using System.Collections.Immutable;
using Tenon.Verification.Specifications;
using static Tenon.Verification.Tests.StandInLayer;

namespace Tenon.Verification.Tests;

/// <summary>What a run makes of what its checks find.</summary>
public sealed class VerificationRunTests
{
    private static readonly VerificationFinding Right = Finding(VerificationStatus.Holds);

    [Fact]
    public void A_run_holds_if_every_check_does_and_counts_what_was_looked_at()
    {
        VerificationResult result = Run(false, new StandInLayer("one", Task("a", Right), Task("b", Right)), new StandInLayer("two", Task("c", Right)));
        Assert.True(result.Holds);
        Assert.Equal(["holds", "holds"], result.Layers.Select(layer => layer.Verdict));
        Assert.Equal("30 states", string.Join(", ", result.Layers[0].Size)); // With what is concluded.
        Assert.Equal(["a", "b", "all"], result.Layers[0].Rows.Select(row => row.Subject));
    }

    [Fact]
    public void One_check_that_fails_fails_its_layer_and_the_run_and_no_other_layer()
    {
        VerificationResult result = Run(false, new StandInLayer("one", Task("a", Right), Task("b", Finding(VerificationStatus.Failed, "wrong"))), new StandInLayer("two", Task("c", Right)));
        Assert.False(result.Holds);
        Assert.Equal(["FAILED", "holds"], result.Layers.Select(layer => layer.Verdict));
        Assert.DoesNotContain(result.Layers[0].Rows, row => row.IsConclusion); // Nothing follows from what is not so.
    }

    [Fact]
    public void What_is_accepted_with_a_reason_is_no_failure() =>
        Assert.True(Run(false, new StandInLayer("one", Task("a", Finding(VerificationStatus.Accepted, "equal to another")))).Holds);

    [Fact]
    public void A_check_that_throws_has_failed_and_ends_no_other()
    {
        VerificationTask thrower = new("a", "is asked", true, _ => throw new InvalidDataException("line 3: '[' found, ']' expected"));
        VerificationResult result = Run(false, new StandInLayer("one", thrower, Task("b", Right)));
        Assert.False(result.Holds);
        Assert.Equal("the check itself failed: InvalidDataException: line 3: '[' found, ']' expected", result.Rows.First().Finding.Problem);
        Assert.Equal(VerificationStatus.Holds, result.Rows.Last().Finding.Status);
    }

    [Fact]
    public void A_layer_that_is_not_built_neither_holds_nor_fails()
    {
        VerificationResult result = Run(false, new StandInLayer("one", Task("a", Right)), new StandInLayer("two"));
        Assert.True(result.Holds);
        Assert.Equal(["holds", "not built"], result.Layers.Select(layer => layer.Verdict));
        Assert.Equal("nothing", result.Layers[1].Checked);
    }

    [Fact]
    public void A_run_that_checked_nothing_does_not_hold() => Assert.False(Run(true, new StandInLayer("one")).Holds);

    [Fact]
    public void A_quick_run_says_what_it_leaves_out_and_a_full_run_leaves_nothing_out()
    {
        StandInLayer layer = new("one", Task("a", Right), Task("b", Right, isQuick: false));
        LayerResult quick = Run(false, layer).Layers[0];
        Assert.Equal(["a", "all"], quick.Rows.Select(row => row.Subject));
        Assert.Equal(["b: is asked"], quick.LeftOut.Select(task => task.ToString()));
        Assert.Equal("2 checks, 1 left for --full", quick.Checked);
        LayerResult full = Run(true, layer).Layers[0];
        Assert.Equal(["a", "b", "all"], full.Rows.Select(row => row.Subject));
        Assert.Empty(full.LeftOut);
    }

    [Fact]
    public void A_run_that_is_ended_says_nothing()
    {
        using CancellationTokenSource source = new();
        VerificationTask ender = new("a", "is asked", true, context =>
        {
            source.Cancel();
            context.CancellationToken.ThrowIfCancellationRequested();
            return Right;
        });
        VerificationOptions options = new() { Folder = Folder, Layers = [new StandInLayer("one", ender, Task("b", Right))] };
        Assert.ThrowsAny<OperationCanceledException>(() => VerificationRun.Run(options, source.Token));
    }

    [Fact]
    public void The_order_of_rows_does_not_depend_on_how_many_run_at_once()
    {
        StandInLayer layer = new("one", [.. Enumerable.Range(0, 40).Select(i => Task($"{i}", Right))]);
        VerificationOptions options = new() { Folder = Folder, Layers = [layer] };
        Assert.Equal(
            VerificationRun.Run(options, TestContext.Current.CancellationToken).Rows.Select(row => row.Subject),
            VerificationRun.Run(options with { WorkerCount = 4 }, TestContext.Current.CancellationToken).Rows.Select(row => row.Subject));
    }

    [Fact]
    public void Specifications_are_found_above_a_place_and_their_absence_says_where_they_were_sought()
    {
        Assert.Equal(Folder.Path, SpecificationFolder.Find(AppContext.BaseDirectory).Path);
        string elsewhere = Directory.CreateTempSubdirectory("tenon-verify-").FullName;
        Assert.Contains(elsewhere, Assert.Throws<DirectoryNotFoundException>(() => SpecificationFolder.Find(elsewhere)).Message, StringComparison.Ordinal);
        Assert.Contains("MergePipeline.tla", Assert.Throws<DirectoryNotFoundException>(() => SpecificationFolder.Open(elsewhere)).Message, StringComparison.Ordinal);
        Directory.Delete(elsewhere);
    }

    private static SpecificationFolder Folder { get; } = SpecificationFolder.Open(RepositoryRoot.PathOf("specs"));

    private static VerificationResult Run(bool isFull, params ImmutableArray<VerificationLayer> layers) =>
        VerificationRun.Run(new VerificationOptions { Folder = Folder, Layers = layers, IsFull = isFull }, TestContext.Current.CancellationToken);
}
