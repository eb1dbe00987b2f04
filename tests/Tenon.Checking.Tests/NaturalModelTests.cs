using System.Collections.Immutable;
using Tenon.Checking.Properties;
using Tenon.Checking.Samples;

namespace Tenon.Checking.Tests;

public sealed class NaturalModelTests
{
    [Fact]
    public void The_documents_example_holds_and_is_in_the_document_word_for_word()
    {
        CheckResult result = Checker.Check(new CrossingModel()).RequireHolds();
        Assert.Equal((3, 4), (result.StateCount, result.TransitionCount));
        string source = File.ReadAllText(RepositoryRoot.PathOf("tests/Tenon.Checking.Tests/CrossingModel.cs"));
        string example = source[source.IndexOf("public enum", StringComparison.Ordinal)..];
        Assert.Contains(example, File.ReadAllText(RepositoryRoot.PathOf("src/Tenon.Checking/README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_counterexample_shows_actions_and_only_what_changed()
    {
        CheckResult result = Checker.Check(new Counter(3, [Counter.Below(2)]));
        Assert.Equal(StopReason.Violation, result.StopReason);
        Assert.Equal(
            """
              0  (initial)
                   Value = 0
                   Name = "n"
              1  Add { By = 1 }
                   Value = 1
              2  Add { By = 1 }
                   Value = 2

            """,
            result["below"].Trace?.ToString());
        Assert.Contains("Always 'below': Violated", Assert.Throws<PropertyViolatedException>(result.RequireHolds).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Declared_actions_that_are_never_enabled_are_reported()
    {
        CheckResult result = Checker.Check(new Counter(3, []));
        Assert.Equal([new ActionCount("Add", 3, 3), new ActionCount("Never", 0, 0)], result.Actions);
        Assert.Contains("action Never: 0 transitions, never enabled", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_model_throws_comes_with_the_way_there()
    {
        ModelException thrown = Assert.Throws<ModelException>(() => Checker.Check(new Counter(9, [Counter.Throws(5)])));
        Assert.IsType<InvalidTimeZoneException>(thrown.InnerException);
        Assert.Equal(5, thrown.Trace.Length);
    }

    [Fact]
    public void A_search_that_is_cut_short_says_so_and_decides_nothing()
    {
        Property<Count, CountAction>[] properties = [Counter.Below(1000), Counter.Meets(999), Counter.EndsUp()];
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        (StopReason Reason, CheckResult Result)[] searches =
        [
            (StopReason.StateBound, Checker.Check(new Counter(900, properties), new CheckOptions { MaximumStates = 100 })),
            (StopReason.MemoryBound, Checker.Check(new Counter(900, properties), new CheckOptions { MaximumMemoryBytes = 1 })),
            (StopReason.TimeBound, Checker.Check(new Counter(900, properties), new CheckOptions { MaximumTime = TimeSpan.Zero })),
            (StopReason.DepthBound, Checker.Check(new Counter(900, properties), new CheckOptions { MaximumDepth = 10 })),
            (StopReason.Cancelled, Checker.Check(new Counter(900, properties), null, cancelled.Token)),
        ];
        Assert.All(searches, search =>
        {
            Assert.Equal(search.Reason, search.Result.StopReason);
            Assert.False(search.Result.IsExhaustive);
            Assert.False(search.Result.Holds);
            Assert.All(search.Result.Properties, property => Assert.Equal(Verdict.Undecided, property.Verdict));
            Assert.Contains($"not exhausted ({search.Reason})", search.Result.ToString(), StringComparison.Ordinal);
        });
        Assert.Equal(11, searches[3].Result.StateCount);
    }

    [Fact]
    public void Two_properties_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => Checker.Check(new Counter(3, [Counter.Below(1), Counter.Below(2)])));

    [Fact]
    public void Natural_and_packed_two_phase_commit_have_the_same_shortest_counterexamples()
    {
        CheckResult natural = Checker.Check(new TwoPhaseCommit(4));
        CheckResult packed = Checker.Check(new PackedTwoPhaseCommit(4));
        Assert.Equal(packed.Properties.Select(property => property.Trace?.Length), natural.Properties.Select(property => property.Trace?.Length));
    }
}
