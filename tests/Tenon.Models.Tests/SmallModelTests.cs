using Tenon.Checking;
using Tenon.Invariants;
using Tenon.Models.Data;
using Tenon.Models.Schemas;
using Tenon.Models.Windows;

namespace Tenon.Models.Tests;

public sealed class SmallModelTests
{
    [Fact]
    public void Windowed_compaction_has_the_known_states_and_steps_and_every_property_holds()
    {
        CheckResult result = Checker.Check(new WindowedCompaction(CompactionBounds.Small)).RequireHolds();
        Assert.Equal(938, result.StateCount);
        Assert.Equal([193, 378, 378, 180], result.Actions.Select(action => action.TransitionCount));
    }

    [Fact]
    public void Nothing_is_compacted_before_the_compaction_start()
    {
        // The known configuration has one window, at the start: no compaction could be too early there.
        StateGraph<CompactionState, CompactionAction> graph = new(new WindowedCompaction(CompactionBounds.TwoWindows));
        Assert.Contains(graph.States, state => !state.Log.IsEmpty);
        Assert.Contains(graph.States, state => state.Log.IsEmpty && state.Splits.Count(split => split.WindowStart == 0) >= 2);
        Checker.Check(new WindowedCompaction(CompactionBounds.TwoWindows)).RequireHolds();
        CheckResult early = Checker.Check(new EarlyCompaction());
        Assert.Equal(Verdict.Violated, early[InvariantRegistry.Of(InvariantId.NotBeforeCompactionStart).ToString()].Verdict);
    }

    [Fact]
    public void The_data_model_has_the_known_states_and_steps_and_every_property_holds()
    {
        CheckResult result = Checker.Check(new DataModel()).RequireHolds();
        Assert.Equal((8, 7, 5), (result.StateCount, result.TransitionCount, result.Depth));
        Assert.Equal([3, 3, 1], result.Actions.Select(action => action.TransitionCount));
    }

    // Of k points, each one of 8, there are 1, 3, 12, 63 ways to lie at two nodes and in splits.
    [Theory]
    [InlineData(2, 1 + (3 * 8) + (12 * 64))]
    [InlineData(3, 1 + (3 * 8) + (12 * 64) + (63 * 512))]
    public void The_data_model_with_two_of_everything_has_the_known_states(int points, long states) =>
        Assert.Equal(states, Checker.Check(new DataModel(2, 2, 2, 2, points)).RequireHolds().StateCount);

    [Fact]
    public void A_point_that_replaces_its_twin_is_noticed()
    {
        CheckResult result = Checker.Check(new LastWriteWins());
        Assert.Equal(Verdict.Violated, result[InvariantRegistry.Of(InvariantId.NoLastWriteWins).ToString()].Verdict);
    }

    [Fact]
    public void Sort_schemas_have_the_known_states_and_steps_and_every_property_holds()
    {
        // Compactions are fewer than the field's 3,560, which lose and double rows: 1,544 of a true permutation are known.
        CheckResult result = Checker.Check(new SortSchemas()).RequireHolds();
        Assert.Equal((49_490, 7), (result.StateCount, result.InitialStateCount));
        Assert.Equal([27_404, 21_948, 1_544], result.Actions.Select(action => action.TransitionCount));
    }

    // Compacts as if there were no start: what the claims are judged by stays as it is.
    private sealed class EarlyCompaction() : WindowedCompaction(CompactionBounds.TwoWindows)
    {
        private readonly WindowedCompaction _careless = new(CompactionBounds.TwoWindows with { CompactionStart = 0 });

        public override IEnumerable<Step<CompactionState, CompactionAction>> Steps(CompactionState state) => _careless.Steps(state);
    }

    private sealed class LastWriteWins() : DataModel(1, 1, 1, 1, 2)
    {
        public override IEnumerable<Step<DataState, DataAction>> Steps(DataState state) => base.Steps(state).Select(step => step with
        {
            Next = step.Next! with
            {
                Splits = [.. step.Next.Splits.Select(split => split with { Rows = [.. split.Rows.GroupBy(row => (row.Metric, row.Tags, row.Timestamp)).Select(twins => twins.Last())] })],
            },
        });
    }
}
