using Tenon.Invariants.State;
using static Tenon.Invariants.Tests.StateBuilder;

namespace Tenon.Invariants.Tests;

/// <summary>The predicates over a view that is not a state: as production code has it.</summary>
public sealed class ViewTests
{
    [Fact]
    public void Predicates_about_one_element_allocate_nothing()
    {
        PipelineState state = Empty.Known(1).Known(2).Known(6, rows: 2, level: 1).Published(1, 2).Merging(5, [1, 2], outputs: [6]).Ingested(2);
        IMergeView<int, int> merge = state.Merges[0];
        PipelinePredicates<PipelineStateView, int, int> holds = state.Holds();
        Assert.True(All(holds, merge));
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool all = true;
        for (int i = 0; i < 1000; i++)
        {
            all &= All(holds, merge);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(all);
    }

    // Goal: what a step evaluates about what it touched agrees with what an audit evaluates about everything.
    // Method: random states, most of them broken; each predicate of all against the conjunction over its elements.
    [Fact]
    public void A_predicate_of_all_is_the_conjunction_over_all_elements()
    {
        Random random = Seed.Of(31);
        int broken = 0;
        for (int i = 0; i < 2000; i++)
        {
            PipelineState state = RandomState(random);
            PipelinePredicates<PipelineStateView, int, int> holds = state.Holds();
            IEnumerable<MergeInFlight> merges = state.Merges;
            IEnumerable<int> ids = Enumerable.Range(1, 9);
            (bool All, bool Each)[] pairs =
            [
                (holds.InputsShareLevel(), merges.All(holds.InputsShareLevel)),
                (holds.InputsPublished(), merges.All(holds.InputsPublished)),
                (holds.OneMergePerInput(), merges.All(holds.OneMergePerInput)),
                (holds.InputsInvisible(), merges.All(merge => holds.InputsInvisible(merge))),
                (holds.InputsInvisible(), ids.All(id => holds.InputsInvisible(id))),
                (holds.RowsConserved(), merges.All(holds.RowsConserved)),
                (holds.LevelRaised(), merges.All(holds.LevelRaised)),
                (holds.OutputKeepsWindow(), merges.All(holds.OutputKeepsWindow)),
                (holds.InFlightOutputUnpublished(), merges.All(holds.InFlightOutputUnpublished)),
                (holds.LevelBounded(), ids.All(holds.LevelBounded)),
                (holds.ImmatureTracked(), ids.All(holds.ImmatureTracked)),
                (holds.ImmatureSeeded(), ids.All(holds.ImmatureSeeded)),
                (holds.OrphansUnpublished(), ids.All(holds.OrphansUnpublished)),
                (holds.OutputsAccountedFor(), ids.All(holds.OutputsAccountedFor)),
                (holds.VisibleIsMergeable(), ids.All(holds.VisibleIsMergeable)),
                (holds.ReplacedOnce(), ids.All(holds.ReplacedOnce)),
                (!holds.UntrackedSplits().Any(), !ids.Any(holds.IsUntracked)),
            ];
            Assert.All(pairs, pair => Assert.Equal(pair.Each, pair.All));
            broken += pairs.Count(pair => !pair.All);
        }

        Assert.InRange(broken, 5_000, 30_000);
    }

    private static bool All(in PipelinePredicates<PipelineStateView, int, int> holds, IMergeView<int, int> merge) =>
        holds.InputsShareLevel(merge) && holds.InputsPublished(merge) && holds.OneMergePerInput(merge) && holds.InputsInvisible(merge)
        && holds.RowsConserved(merge) && holds.LevelRaised(merge) && holds.OutputKeepsWindow(merge) && holds.InFlightOutputUnpublished(merge)
        && holds.CanReplace(merge) && !holds.HasReplaced(merge) && holds.NoFeedbackAfterDisconnect(merge)
        && holds.LevelBounded(1) && holds.ImmatureTracked(1) && !holds.ImmatureSeeded(1) && holds.OrphansUnpublished(6) && holds.OutputsAccountedFor(6)
        && holds.VisibleIsMergeable(1) && holds.ReplacedOnce(1) && !holds.IsUntracked(1) && holds.InputsInvisible(1) && holds.RowTotalsAgree()
        && holds.RewritesBounded();

    private static PipelineState RandomState(Random random)
    {
        PipelineState state = Empty with { IsConnected = random.Next(4) > 0, IsAlive = random.Next(4) > 0 };
        for (int id = 1; id < 10; id++)
        {
            state = random.Next(5) > 0 ? state.Known(id, random.Next(3), random.Next(4), random.Next(2)) : state;
            state = random.Next(2) > 0 ? state.Published(id) : state;
            state = random.Next(4) > 0 ? state : state.Visible(random.Next(2), id);
            state = random.Next(6) > 0 ? state : state with { Orphans = state.Orphans.Add(id) };
            state = random.Next(6) > 0 ? state : state with { Gone = state.Gone.Add(id) };
            state = random.Next(6) > 0 ? state : state with { Awaited = state.Awaited.Add(id) };
        }

        for (int merges = random.Next(3); merges > 0; merges--)
        {
            int[] inputs = [.. Enumerable.Range(1, 9).Where(_ => random.Next(4) == 0)];
            state = state.Merging(10 + random.Next(3), inputs, random.Next(2), random.Next(2), random.Next(2) == 0 ? null : [random.Next(1, 10)]);
        }

        return state;
    }
}
