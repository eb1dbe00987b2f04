using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Invariants;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;

namespace Tenon.Models.Tests;

/// <summary>
/// Every known way to get the merge pipeline wrong is caught, by the known properties, after the known number of steps: Appendix B of the
/// reference's verification. What nobody caught there is caught here.
/// </summary>
public sealed class MutantTests
{
    private static readonly Dictionary<string, (Mutation Mutation, string CaughtBy, int Depth)> Mutants = new()
    {
        ["ingest is not visible to the planner"] = (On<PipelineAction.IngestSplit>((s, _, n) => n with { Visible = s.Visible }), "MP-9", 1),
        ["plan keeps its inputs visible"] = (On<PipelineAction.PlanMerge>((s, _, n) => n with { Visible = s.Visible }), "MP-8", 3),
        ["plan unpublishes its inputs"] = (On<PipelineAction.PlanMerge>((_, a, n) => n with { Published = n.Published.Except(a.Inputs) }), "MP-4 MP-6", 3),
        ["plan ignores levels"] = (PlanWhatever, "MP-1", 3),
        ["a merge drops a row"] = (On<PipelineAction.UploadMergeOutput>((_, a, n) => Output(n, a, facts => facts with { RowCount = facts.RowCount - 1 })), "MP-4", 5),
        ["a merge adds a row"] = (On<PipelineAction.UploadMergeOutput>((_, a, n) => Output(n, a, facts => facts with { RowCount = facts.RowCount + 1 })), "MP-4", 5),
        ["an upload publishes at once"] = (On<PipelineAction.UploadMergeOutput>((_, a, n) => n with { Published = n.Published.Union(Merge(n, a.Merge).Outputs) }), "MP-4 MP-9", 4),
        ["a publish never feeds back"] = (On<PipelineAction.PublishMergeAndFeedback>((s, _, n) => n with { Visible = s.Visible }), "MP-9", 5),
        ["a publish keeps all inputs"] = (On<PipelineAction.PublishMergeAndFeedback>((s, a, n) => n with { Published = n.Published.Union(Merge(s, a.Merge).Inputs) }), "MP-4 MP-9", 5),
        ["a publish keeps one input"] = (On<PipelineAction.PublishMergeAndFeedback>((s, a, n) => n with { Published = n.Published.Add(Merge(s, a.Merge).Inputs[0]) }), "MP-4 MP-9", 5),
        ["a publish drops the output"] = (On<PipelineAction.PublishMergeAndFeedback>((s, a, n) => n with { Published = n.Published.Except(Merge(s, a.Merge).Outputs) }), "MP-4", 5),
        ["a publish leaves the merge in flight"] = (On<PipelineAction.PublishMergeAndFeedback>((s, _, n) => n with { Merges = s.Merges }), "MP-6", 5),
        ["drain before merges end"] = (DrainEarly, "TN-14", 6),
        ["a crash takes inputs for orphans"] = (
            On<PipelineAction.Crash>((s, _, n) => n with { Orphans = n.Orphans.Union(s.Merges.Where(merge => merge.IsUploaded).SelectMany(merge => merge.Inputs)) }), "MP-10", 5),
        ["a crash loses the inputs of merges"] = (On<PipelineAction.Crash>((s, _, n) => n with { Published = n.Published.Except(s.Merges.SelectMany(merge => merge.Inputs)) }), "MP-4", 4),
        ["a crash publishes orphans"] = (On<PipelineAction.Crash>((_, _, n) => n with { Published = n.Published.Union(n.Orphans) }), "MP-4 MP-10", 5),
        ["a restart seeds level 0 only"] = (On<PipelineAction.Restart>((_, _, n) => Reseeded(n, split => n.Splits[split].Level == 0)), "MP-11", 7),
        ["a restart seeds nothing"] = (On<PipelineAction.Restart>((_, _, n) => n.WithNothingVisible()), "MP-11", 3),
        ["a restart seeds orphans too"] = (On<PipelineAction.Restart>((_, _, n) => n.WithVisible(0, n.Visible[0].Union(n.Orphans))), "MP-6", 10),
        ["a restart keeps merges in flight"] = (On<PipelineAction.Restart>((s, _, n) => n with { Merges = s.Merges }), "MP-8", 6),
        ["a restart seeds into the wrong window"] = (On<PipelineAction.Restart>((_, _, n) => n with { Visible = [.. n.Visible.Reverse()] }), "MP-11", 3),

        // The predicate of the reference needs a sixth step, the publish: there an orphan may be an output in flight.
        ["a crash keeps merges in flight"] = (On<PipelineAction.Crash>((s, _, n) => n with { Merges = s.Merges }), "MP-10", 5),
    };

    // The survivors. Where no such split is there before the level is the highest, the configuration is the deep one.
    private static readonly Dictionary<string, (Mutation Mutation, string CaughtBy, int Depth)> Survivors = new()
    {
        ["a merge does not raise the level"] = (
            On<PipelineAction.UploadMergeOutput>((_, a, n) => Output(n, a, facts => facts with { Level = facts.Level - 1 })), "TN-4", 4),
        ["feedback continues after the disconnect"] = (FeedBackAlways, "TN-8", 6),
        ["finalize discards all that is visible"] = (On<PipelineAction.RunFinalizeAndQuit>((_, _, n) => n.WithNothingVisible()), "TN-9", 3),
        ["a mature output is fed back"] = (FeedBackMature, "TN-7", 13),
        ["a restart seeds mature splits"] = (On<PipelineAction.Restart>((_, _, n) => Reseeded(n, _ => true)), "TN-7", 15),
        ["mature splits are fed back, seeded and planned"] = (
            (bounds, s, steps) => PlanMature(bounds, s, FeedBackMature(bounds, s, On<PipelineAction.Restart>((_, _, n) => Reseeded(n, _ => true))(bounds, s, steps))), "TN-7", 13),
    };

    public static TheoryData<string> MutantNames => [.. Mutants.Keys];

    public static TheoryData<string> SurvivorNames => [.. Survivors.Keys];

    [Theory]
    [MemberData(nameof(MutantNames))]
    public void A_mutant_is_caught_by_the_known_properties_after_the_known_steps(string name)
    {
        (Mutation mutation, string caughtBy, int depth) = Mutants[name];
        foreach (string code in caughtBy.Split(' '))
        {
            Assert.Equal(depth, DepthOf(PipelineBounds.MultiLifetime, mutation, property => property == NameOf(code)));
        }

        // None of the reference's own properties catches it earlier.
        string[] known = [.. InvariantRegistry.All.Where(info => info.SpecificationName is not null).Select(info => info.ToString())];
        Assert.Equal(depth, DepthOf(PipelineBounds.MultiLifetime, mutation, property => known.Contains(property) && RepairedMergePipelineTests.IsSafety(property)));
    }

    [Theory]
    [MemberData(nameof(SurvivorNames))]
    public void A_mutant_that_survived_in_the_reference_is_caught(string name)
    {
        (Mutation mutation, string caughtBy, int depth) = Survivors[name];
        PipelineBounds bounds = depth > 10 ? PipelineBounds.DeepChains : PipelineBounds.MultiLifetime;
        Assert.Equal(depth, DepthOf(bounds, mutation, property => property == NameOf(caughtBy)));
    }

    [Fact]
    public void A_crash_that_forgets_orphans_is_caught_where_a_restart_does_not_forget_them_too()
    {
        // The reference's own restart forgets outputs, so there the claim is false to begin with.
        string name = NameOf("TN-6");
        Mutation mutation = On<PipelineAction.Crash>((s, _, n) => n with { Orphans = s.Orphans });
        CheckResult result = Checker.Check(new MutantPipeline(PipelineBounds.MultiLifetime, PipelineFeatures.None, mutation, property => property == name));
        Assert.Equal(5, result[name].Trace?.Length);
    }

    [Fact]
    public void A_planner_that_may_plan_at_the_highest_level_changes_nothing_alone()
    {
        // Nothing mature is ever visible, so there is nothing more to plan: the states are those of the machine that is right.
        CheckResult result = Checker.Check(new MutantReference(PipelineBounds.DeepChains, PlanMature));
        Assert.Equal((217_854, 389_873), (result.StateCount, result.TransitionCount));
    }

    private static string NameOf(string code) => InvariantRegistry.All.Single(info => info.Code == code).ToString();

    private static int? DepthOf(PipelineBounds bounds, Mutation mutation, Func<string, bool> isJudged)
    {
        CheckResult result = Checker.Check(new MutantReference(bounds, mutation, isJudged));
        Assert.NotEmpty(result.Properties);
        return result.Properties.FirstOrDefault(property => property.Verdict == Verdict.Violated)?.Trace?.Length;
    }

    private static Mutation On<TAction>(Func<PipelineState, TAction, PipelineState, PipelineState> change)
        where TAction : PipelineAction => (_, s, steps) => steps.Select(step => step.Action is TAction action ? step with { Next = change(s, action, step.Next!) } : step);

    private static MergeInFlight Merge(PipelineState state, int id) => state.Merges.Single(merge => merge.Id == id);

    private static PipelineState Output(PipelineState next, PipelineAction.UploadMergeOutput action, Func<SplitFacts<int>, SplitFacts<int>> change)
    {
        int output = Merge(next, action.Merge).Outputs[0];
        return next with { Splits = next.Splits.SetItem(output, change(next.Splits[output])) };
    }

    private static PipelineState Reseeded(PipelineState next, Func<int, bool> isSeeded) => next with
    {
        Visible = [.. next.Visible.Select((_, window) => next.Published.Where(split => next.Splits[split].Window == window && isSeeded(split)).ToImmutableSortedSet())],
    };

    private static IEnumerable<Step<PipelineState, PipelineAction>> PlanWhatever(PipelineBounds bounds, PipelineState s, IEnumerable<Step<PipelineState, PipelineAction>> steps) =>
        steps.Where(step => step.Action is not PipelineAction.PlanMerge).Concat(Plans(bounds, s, Enumerable.Range(0, bounds.MaximumLevel), (_, _) => true));

    private static IEnumerable<Step<PipelineState, PipelineAction>> PlanMature(PipelineBounds bounds, PipelineState s, IEnumerable<Step<PipelineState, PipelineAction>> steps) =>
        steps.Concat(Plans(bounds, s, [bounds.MaximumLevel], (split, level) => s.Splits[split].Level == level));

    private static IEnumerable<Step<PipelineState, PipelineAction>> Plans(PipelineBounds bounds, PipelineState s, IEnumerable<int> levels, Func<int, int, bool> isTaken) =>
        from level in levels
        where s.IsAlive && !s.IsFinalizeRequested && s.Merges.Length < bounds.MaximumMerges
        from window in Enumerable.Range(0, bounds.WindowCount)
        from one in s.Visible[window]
        from other in s.Visible[window]
        where one < other && isTaken(one, level) && isTaken(other, level)
        select new Step<PipelineState, PipelineAction>(
            new PipelineAction.PlanMerge(window, [one, other]),
            s.WithVisible(window, s.Visible[window].Except([one, other])) with
            {
                Merges = s.Merges.Add(new MergeInFlight(s.NextId, [one, other], level, window, false, [])),
                NextId = s.NextId + 1,
            });

    private static IEnumerable<Step<PipelineState, PipelineAction>> DrainEarly(PipelineBounds bounds, PipelineState s, IEnumerable<Step<PipelineState, PipelineAction>> steps) =>
        !s.IsAlive && !s.Merges.IsEmpty && !s.IsShutdownComplete ? steps.Append(new(new PipelineAction.DrainComplete(), s with { IsShutdownComplete = true })) : steps;

    private static IEnumerable<Step<PipelineState, PipelineAction>> FeedBackAlways(PipelineBounds bounds, PipelineState s, IEnumerable<Step<PipelineState, PipelineAction>> steps) =>
        On<PipelineAction.PublishMergeAndFeedback>((_, a, n) => Fed(s, a, n, level => level < bounds.MaximumLevel))(bounds, s, steps);

    private static IEnumerable<Step<PipelineState, PipelineAction>> FeedBackMature(PipelineBounds bounds, PipelineState s, IEnumerable<Step<PipelineState, PipelineAction>> steps) =>
        On<PipelineAction.PublishMergeAndFeedback>((_, a, n) => s.IsAlive && s.IsConnected ? Fed(s, a, n, _ => true) : n)(bounds, s, steps);

    private static PipelineState Fed(PipelineState s, PipelineAction.PublishMergeAndFeedback action, PipelineState next, Func<int, bool> isFed)
    {
        MergeInFlight merge = Merge(s, action.Merge);
        return isFed(s.Splits[merge.Outputs[0]].Level) ? next.WithVisible(merge.Window, next.Visible[merge.Window].Union(merge.Outputs)) : next;
    }
}
