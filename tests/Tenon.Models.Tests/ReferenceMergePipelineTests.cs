using Tenon.Checking;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;

namespace Tenon.Models.Tests;

/// <summary>The reference's state machine has exactly the states, steps and witnesses that are known of it.</summary>
public sealed class ReferenceMergePipelineTests
{
    [Theory]
    [InlineData("multi-lifetime", 15_732, 23_424, 19)]
    [InlineData("deep chains", 217_854, 389_873, 23)]
    public void All_states_and_steps_are_found_and_every_property_holds(string configuration, long states, long transitions, int depth)
    {
        CheckResult result = Checker.Check(new ReferenceMergePipeline(BoundsOf(configuration)));
        Assert.True(result.IsExhaustive);
        Assert.Equal((states, transitions, depth), (result.StateCount, result.TransitionCount, result.Depth));
        result.RequireHolds();
    }

    [Theory]
    [InlineData("multi-lifetime", new[] { 1_000, 1_468, 2_502, 2_802, 3_169, 4_103, 3_346, 3_008, 2_026 })]
    [InlineData("deep chains", new[] { 3_152, 18_548, 61_096, 108_872, 41_499, 66_401, 30_039, 55_610, 4_656 })]
    public void Each_kind_of_step_is_taken_so_often(string configuration, int[] expected)
    {
        ReferenceMergePipeline model = new(BoundsOf(configuration));
        StateGraph<PipelineState, PipelineAction> graph = GraphOf(configuration);
        Assert.Equal(expected, model.ActionNames.Select(name => graph.Count((_, action, _) => action.GetType().Name == name)));
    }

    [Theory]
    [InlineData("multi-lifetime", 2_521)]
    [InlineData("deep chains", 28_429)]
    public void Runs_end_in_so_many_states_and_never_return(string configuration, int terminalCount)
    {
        StateGraph<PipelineState, PipelineAction> graph = GraphOf(configuration);
        Assert.Equal(terminalCount, graph.TerminalCount);
        Assert.True(graph.IsAcyclic);
    }

    [Theory]
    [InlineData("multi-lifetime", new[] { 4_818, 1_226, 934, 4_584, 7_310, 0, 0, 0, 3_346, 2_666 })]
    [InlineData("deep chains", new[] { 85_822, 3_858, 24_902, 81_552, 153_174, 2_560, 35_736, 0, 30_039, 42_800 })]
    public void Each_witness_is_met_in_so_many_states(string configuration, int[] expected)
    {
        PipelineBounds bounds = BoundsOf(configuration);
        Func<PipelineState, bool> untracked = s => s.Judged(bounds.MaximumLevel).UntrackedSplits().Any();
        Func<PipelineState, bool>[] witnesses =
        [
            untracked,
            s => untracked(s) && s.RestartCount < bounds.MaximumRestarts,
            s => untracked(s) && s.IsAlive,
            s => !s.Orphans.IsEmpty,
            s => s.Published.Any(split => s.Splits[split].Level == 1),
            s => s.Published.Any(split => s.Splits[split].Level >= bounds.MaximumLevel),
            s => s.Merges.Length >= 2,
            s => s.FinalizeMergeCount > 0,
            s => s.IsShutdownComplete,
            s => s.CrashCount == 0 && s.IsFinalizeRequested,
        ];
        StateGraph<PipelineState, PipelineAction> graph = GraphOf(configuration);
        Assert.Equal(expected, witnesses.Select(witness => graph.States.Count(witness)));
    }

    [Theory]
    [InlineData("multi-lifetime", new[] { 550, 734, 1_011, 376, 202 })]
    [InlineData("deep chains", new[] { 1_778, 10_192, 13_514, 1_436, 1_000 })]
    public void Each_witness_is_met_in_so_many_steps(string configuration, int[] expected)
    {
        Func<PipelineState, PipelineAction, PipelineState, bool>[] witnesses =
        [
            (before, action, _) => action is PipelineAction.IngestSplit && !before.IsConnected,
            (before, action, _) => action is PipelineAction.PlanMerge && !before.IsConnected,
            (before, action, _) => action is PipelineAction.DrainComplete && !before.IsFinalizeRequested,
            (before, action, _) => action is PipelineAction.Restart && !before.Merges.IsEmpty,
            (before, action, _) => action is PipelineAction.Restart && before.Merges.Any(merge => merge.IsUploaded),
        ];
        StateGraph<PipelineState, PipelineAction> graph = GraphOf(configuration);
        Assert.Equal(expected, witnesses.Select(witness => graph.Count(witness)));
    }

    private static readonly Dictionary<string, StateGraph<PipelineState, PipelineAction>> Graphs = [];

    private static StateGraph<PipelineState, PipelineAction> GraphOf(string configuration)
    {
        lock (Graphs)
        {
            if (!Graphs.TryGetValue(configuration, out StateGraph<PipelineState, PipelineAction>? graph))
            {
                Graphs.Add(configuration, graph = new(new ReferenceMergePipeline(BoundsOf(configuration))));
            }

            return graph;
        }
    }

    private static PipelineBounds BoundsOf(string configuration) => configuration switch
    {
        "small" => PipelineBounds.Small,
        "multi-lifetime" => PipelineBounds.MultiLifetime,
        _ => PipelineBounds.DeepChains,
    };
}
