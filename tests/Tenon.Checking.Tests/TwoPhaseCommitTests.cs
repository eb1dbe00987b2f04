using Tenon.Checking.Samples;

namespace Tenon.Checking.Tests;

public sealed class TwoPhaseCommitTests
{
    [Theory]
    [InlineData(3, 288, 1_145, 10)]
    [InlineData(5, 8_832, 58_145, 16)]
    [InlineData(7, 296_448, 2_744_705, 22)]
    [InlineData(8, 1_745_408, 18_507_777, 25)]
    public void The_packed_form_has_the_known_numbers_of_states_and_transitions(int managers, long states, long transitions, int depth)
    {
        CheckResult result = Checker.Check(new PackedTwoPhaseCommit(managers)).RequireHolds();
        Assert.Equal((states, transitions, depth), (result.StateCount, result.TransitionCount, result.Depth));
        Assert.Equal(0, result.CollisionProbability);
    }

    [Theory]
    [InlineData(StateIdentity.Exact, SearchMode.BreadthFirst)]
    [InlineData(StateIdentity.Fingerprint128, SearchMode.BreadthFirst)]
    [InlineData(StateIdentity.Exact, SearchMode.DepthFirst)]
    public void The_way_of_telling_states_apart_does_not_change_their_number(StateIdentity identity, SearchMode mode)
    {
        CheckResult result = Checker.Check(new PackedTwoPhaseCommit(7), new CheckOptions { Identity = identity, Mode = mode }).RequireHolds();
        Assert.Equal((296_448, 2_744_705), (result.StateCount, result.TransitionCount));
    }

    [Theory]
    [InlineData(3, 288, 1_145, 10)]
    [InlineData(5, 8_832, 58_145, 16)]
    [InlineData(7, 296_448, 2_744_705, 22)]
    public void The_natural_form_has_the_same_numbers(int managers, long states, long transitions, int depth)
    {
        CheckResult result = Checker.Check(new TwoPhaseCommit(managers)).RequireHolds();
        Assert.Equal((states, transitions, depth), (result.StateCount, result.TransitionCount, result.Depth));
        CheckResult packed = Checker.Check(new PackedTwoPhaseCommit(managers));
        Assert.Equal(packed.Actions, result.Actions);
    }

    [Fact]
    public void The_shortest_way_to_a_commit_is_found()
    {
        Trace trace = Assert.IsType<Trace>(Checker.Check(new TwoPhaseCommit(2))["all commit"].Trace);
        Assert.Equal(7, trace.Length);
        Assert.Equal("ManagerCommits { }", trace.Actions.ElementAt(4));
    }

    // Layers of this model take many rounds, unlike those of small graphs.
    [Fact]
    public void A_bounded_search_of_many_rounds_ends_at_the_same_place_for_any_number_of_workers()
    {
        CheckOptions options = new() { MaximumStates = 150_000 };
        CheckResult one = Checker.Check(new PackedTwoPhaseCommit(7), options);
        Assert.InRange(one.StateCount, 150_000, 290_000);
        for (int workers = 2; workers <= 4; workers++)
        {
            CheckResult many = Checker.Check(new PackedTwoPhaseCommit(7), options with { WorkerCount = workers });
            Assert.Equal((one with { Elapsed = default }).ToString(), (many with { Elapsed = default }).ToString());
            Assert.Equal(one.Properties.Select(property => property.Trace?.Path), many.Properties.Select(property => property.Trace?.Path));
        }
    }

    // Goal: 24 bytes per state, links to parents included, at any time while the table grows.
    // Method: stop at many sizes.
    [Fact]
    public void A_visited_state_takes_at_most_24_bytes()
    {
        for (long bound = 150_000; bound < 800_000; bound = bound * 6 / 5)
        {
            CheckResult result = Checker.Check(new PackedTwoPhaseCommit(8), new CheckOptions { MaximumStates = bound });
            Assert.Equal(StopReason.StateBound, result.StopReason);
            Assert.InRange((double)result.VisitedBytes / result.StateCount, 16, 24);
        }
    }
}
