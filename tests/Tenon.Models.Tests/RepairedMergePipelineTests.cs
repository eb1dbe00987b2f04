using Tenon.Checking;
using Tenon.Invariants;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;

namespace Tenon.Models.Tests;

/// <summary>The repaired machine: its numbers where they are known, the counterexamples it no longer has, and every property with all that can go wrong.</summary>
public sealed class RepairedMergePipelineTests
{
    private static readonly PipelineBounds OneWindow = new() { WindowCount = 1, MergeFactor = 3, MaximumIngests = 4, MaximumRestarts = 1 };
    private static readonly PipelineBounds TwoWindows = OneWindow with { WindowCount = 2, MaximumFinalizeMerges = 2 };

    [Theory]
    [InlineData(PipelineFeatures.None, 4_060)]
    [InlineData(PipelineFeatures.IngestWithoutPlanner, 4_756)]
    public void With_a_drain_after_a_crash_there_are_as_many_states_as_are_known(PipelineFeatures features, long states)
    {
        CheckResult result = Checker.Check(new MutantPipeline(PipelineBounds.MultiLifetime, features, DrainAfterCrash, IsSafety));
        Assert.Equal(states, result.RequireHolds().StateCount);
    }

    [Theory]
    [InlineData(1, 1_002, 6)]
    [InlineData(2, 5_776, 154)]
    public void Finalize_per_window_and_level_finalizes_as_often_as_is_known(int windows, int states, int finalizations)
    {
        StateGraph<PipelineState, PipelineAction> graph = new(new MutantPipeline(windows == 1 ? OneWindow : TwoWindows, PipelineFeatures.None, DrainAfterCrash));
        Assert.Equal(states, graph.States.Count);
        Assert.Equal(finalizations, graph.Count((_, action, after) => action is PipelineAction.RunFinalizeAndQuit && after.FinalizeMergeCount > 0));
    }

    [Fact]
    public void A_merge_that_fails_and_is_not_planned_again_is_noticed_as_often_as_is_known()
    {
        StateGraph<PipelineState, PipelineAction> graph = new(new MutantPipeline(PipelineBounds.MultiLifetime, PipelineFeatures.None, (bounds, s, steps) =>
            DrainAfterCrash(bounds, s, steps).Concat(s.Merges.Select(merge => new Step<PipelineState, PipelineAction>(
                new PipelineAction.FailMerge(merge.Id), s with { Merges = s.Merges.Remove(merge), Orphans = s.Orphans.Union(merge.Outputs) })))));
        Assert.Equal(18_532, graph.States.Count);
        Assert.Equal(1_416, graph.States.Count(state => !state.Judged(2).ImmatureTracked()));
    }

    [Theory]
    [InlineData(PipelineFeatures.None, 3_853)]
    [InlineData(PipelineFeatures.IngestWithoutPlanner, 4_549)]
    [InlineData(PipelineFeatures.MergeFailure, 15_661)]
    [InlineData(PipelineFeatures.Staging, 4_591)]
    [InlineData(PipelineFeatures.LostAnswers, 4_591)]
    [InlineData(PipelineFeatures.Collection, 5_015)]
    [InlineData(PipelineFeatures.All, 42_267)]
    public void Every_property_holds_whatever_goes_wrong_and_every_kind_of_step_is_taken(PipelineFeatures features, long states)
    {
        CheckResult result = Checker.Check(new RepairedMergePipeline(PipelineBounds.MultiLifetime, features)).RequireHolds();
        Assert.Equal(states, result.StateCount);
        Assert.All(result.Actions, action => Assert.True(action.TransitionCount > 0, action.Name));
        Assert.DoesNotContain(result.Properties, property => property.Verdict == Verdict.HoldsVacuously);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void Finalize_keeps_every_property(int windows, int limit)
    {
        PipelineBounds bounds = OneWindow with { WindowCount = windows, MaximumFinalizeMerges = limit };
        Checker.Check(new RepairedMergePipeline(bounds, PipelineFeatures.Staging | PipelineFeatures.LostAnswers)).RequireHolds();
    }

    // Appendix C of the reference's verification: each was found in the reference's machine, and must stay found there.
    [Fact]
    public void A_finalize_of_mixed_levels_is_a_counterexample_of_the_reference_and_none_of_the_repaired_machine()
    {
        PipelineBounds bounds = new() { WindowCount = 1, MergeFactor = 3, MaximumIngests = 4, MaximumCrashes = 0, MaximumRestarts = 0 };
        AssertRefuted(bounds, InvariantId.InputsShareLevel, 9);
        Checker.Check(new RepairedMergePipeline(bounds)).RequireHolds();
    }

    [Fact]
    public void A_finalize_of_two_windows_under_one_id_is_a_counterexample_of_the_reference_and_none_of_the_repaired_machine()
    {
        PipelineBounds bounds = new() { MaximumFinalizeMerges = 2, MergeFactor = 3, MaximumIngests = 4, MaximumCrashes = 0, MaximumRestarts = 0 };
        AssertRefuted(bounds, InvariantId.OneMergePerInput, 6);
        Checker.Check(new RepairedMergePipeline(bounds)).RequireHolds();
    }

    [Fact]
    public void Without_fair_restarts_a_split_stays_untracked()
    {
        CheckResult result = Checker.Check(new WithoutFairRestart());
        Assert.Equal(Verdict.Violated, result[MergePipelineModel.NameOf(InvariantId.NoSplitUntrackedForever)].Verdict);
    }

    private static void AssertRefuted(PipelineBounds bounds, InvariantId id, int depth)
    {
        string name = MergePipelineModel.NameOf(id);
        CheckResult result = Checker.Check(new MutantReference(bounds, (_, _, steps) => steps, property => property == name));
        Assert.Equal(Verdict.Violated, result[name].Verdict);
        Assert.Equal(depth, result[name].Trace?.Length);
    }

    internal static bool IsSafety(string property) =>
        property != MergePipelineModel.NameOf(InvariantId.ShutdownCompletes) && property != MergePipelineModel.NameOf(InvariantId.NoSplitUntrackedForever);

    // The reference declares a crashed process drained. The repaired machine does not, so it has fewer states than are known.
    internal static IEnumerable<Step<PipelineState, PipelineAction>> DrainAfterCrash(
        PipelineBounds bounds, PipelineState s, IEnumerable<Step<PipelineState, PipelineAction>> steps) =>
        !s.IsFinalizeRequested && !s.IsAlive && s.Merges.IsEmpty && !s.IsShutdownComplete
            ? steps.Append(new(new PipelineAction.DrainComplete(), s with { IsShutdownComplete = true }))
            : steps;

    private sealed class WithoutFairRestart() : RepairedMergePipeline(PipelineBounds.Small)
    {
        public override IEnumerable<Checking.Properties.Fairness<PipelineState, PipelineAction>> Fairness =>
            [WeaklyFair(action => action is not (PipelineAction.Restart or PipelineAction.Crash))];
    }
}
