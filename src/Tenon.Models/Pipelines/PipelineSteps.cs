using Tenon.Checking.Properties;
using Tenon.Invariants;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <summary>The invariants that speak of steps, as properties: the shared predicates on the states before and after, for what the step touched.</summary>
internal static class PipelineSteps
{
    /// <summary>The properties.</summary>
    /// <param name="maximumLevel">The level at which a split is merged no more.</param>
    /// <param name="always">Makes a property of a predicate of steps.</param>
    public static IEnumerable<Property<PipelineState, PipelineAction>> Properties(
        int maximumLevel, Func<string, Func<PipelineState, PipelineAction, PipelineState, bool>, Property<PipelineState, PipelineAction>> always)
    {
        // MP-11: whatever brings a planner to life.
        yield return Of(InvariantId.ImmatureSeeded, (before, _, after) => before.IsAlive || !after.IsAlive || after.Judged(maximumLevel).ImmatureSeeded());
        yield return Of(InvariantId.NoFeedbackAfterDisconnect, (before, _, after) =>
            PublishedMerges(before, after).All(after.Judged(maximumLevel).NoFeedbackAfterDisconnect));
        yield return Of(InvariantId.FinalizeDiscardsNothing, (before, action, after) =>
            action is not PipelineAction.RunFinalizeAndQuit || before.Visible.SelectMany(window => window).All(after.Judged(maximumLevel).FinalizeDiscardsNothing));
        yield return Of(InvariantId.ReplacedOnce, (before, _, after) => IsReplacedOnce(before, after, maximumLevel));

        Property<PipelineState, PipelineAction> Of(InvariantId id, Func<PipelineState, PipelineAction, PipelineState, bool> holds) =>
            always(MergePipelineModel.NameOf(id), holds);
    }

    /// <summary>TN-6 as a property of steps, for models that do not remember what is gone: no step loses sight of an output in flight.</summary>
    public static bool OutputsAccountedFor(PipelineState before, PipelineState after, int maximumLevel) =>
        before.Merges.SelectMany(merge => merge.Outputs).All(after.Judged(maximumLevel).OutputsAccountedFor);

    // What leaves the published splits does so by a merge that was in flight and is now published; whatever comes is new.
    private static bool IsReplacedOnce(PipelineState before, PipelineState after, int maximumLevel)
    {
        PipelinePredicates<PipelineStateView, int, int> was = before.Judged(maximumLevel);
        PipelinePredicates<PipelineStateView, int, int> isNow = after.Judged(maximumLevel);
        MergeInFlight[] published = [.. PublishedMerges(before, after)];
        return published.All(merge => was.CanReplace(merge) && isNow.HasReplaced(merge))
            && before.Published.Except(after.Published).SetEquals(published.SelectMany(merge => merge.Inputs))
            && isNow.ReplacedOnce();
    }

    // Of a publish that does not come off as it should, some trace is seen all the same: an input that went, or an output that came.
    private static IEnumerable<MergeInFlight> PublishedMerges(PipelineState before, PipelineState after) =>
        before.Merges.Where(merge => merge.Outputs.Any(after.Published.Contains) || merge.Inputs.Any(input => before.Published.Contains(input) && !after.Published.Contains(input)));
}
