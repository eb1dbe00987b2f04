using System.Collections.Immutable;
using Tenon.Checking.Properties;
using Tenon.Invariants;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <content>What must hold: the registered invariants by the shared predicates, on what the metastore has claimed and on what the process remembers.</content>
public partial class MergePipeline
{
    /// <inheritdoc/>
    public override IEnumerable<Property<PipelineState, MergeAction>> Properties => [.. StateProperties, .. StepProperties, .. LivenessProperties];

    /// <summary>Weak fairness of everything that is owed, each kind for itself: nothing that may fail has to, no operator has to act, and no process has to stop.</summary>
    public override IEnumerable<Fairness<PipelineState, MergeAction>> Fairness =>
    [
        WeaklyFair(action => action is MergeAction.HearOfSplit),
        StronglyFair(action => action is MergeAction.ForgetSplit), // Between two times of being seen it may be in a merge that is refused.
        WeaklyFair(action => action is MergeAction.CollectSplit),
        WeaklyFair(action => action is MergeAction.ListSplits),
        WeaklyFair(action => action is MergeAction.HearOfList),
        WeaklyFair(action => action is MergeAction.PlanMerge),
        WeaklyFair(action => action is MergeAction.ClaimInputs),
        WeaklyFair((before, action, after) => action is MergeAction.HearOfRefusal && after.FailureCount == before.FailureCount),
        WeaklyFair(action => action is MergeAction.WriteOutputs),
        WeaklyFair(action => action is MergeAction.StageOutputs),
        WeaklyFair(action => action is MergeAction.UploadOutput),
        WeaklyFair(action => action is MergeAction.PublishMerge),
        WeaklyFair(action => action is MergeAction.HearOfPublish),
        WeaklyFair((before, action, after) => action is MergeAction.GiveUpMerge && after.FailureCount == before.FailureCount),
        WeaklyFair(action => action is MergeAction.EndMerge),
        WeaklyFair(action => action is MergeAction.HearOfEnd),
        WeaklyFair(action => action is MergeAction.LeaveMerge),
        WeaklyFair((before, action, after) => action is MergeAction.TakeLease && after.FailureCount == before.FailureCount),
        WeaklyFair(action => action is MergeAction.LoseLease),
        WeaklyFair(action => action is MergeAction.RunFinalizeAndQuit),
        WeaklyFair(action => action is MergeAction.DrainComplete),
        WeaklyFair(action => action is MergeAction.Exit),
    ];

    private IEnumerable<Property<PipelineState, MergeAction>> StateProperties =>
    [
        OfClaimed(InvariantId.PublishedRowsConserved, all => all.PublishedRowsConserved()),
        OfBoth(InvariantId.InputsShareLevel, all => all.InputsShareLevel()),
        OfBoth(InvariantId.AtLeastTwoInputs, all => all.AtLeastTwoInputs()),
        OfClaimed(InvariantId.LevelBounded, all => all.LevelBounded()),
        Always(NameOf(InvariantId.InputsPublished), s => Bounds.Withdrawals > 0 || Judge(Claimed(s)).InputsPublished()),
        OfBoth(InvariantId.OneMergePerInput, all => all.OneMergePerInput()),
        OfBoth(InvariantId.InputsInvisible, all => all.InputsInvisible()),
        Always(NameOf(InvariantId.ImmatureTracked), IsPromised, s => Judge(Claimed(s)).ImmatureTracked()),
        OfClaimed(InvariantId.OrphansUnpublished, all => all.OrphansUnpublished()),
        OfBoth(InvariantId.RowsConserved, all => all.RowsConserved()),
        OfBoth(InvariantId.LevelRaised, all => all.LevelRaised()),
        OfBoth(InvariantId.OutputKeepsWindow, all => all.OutputKeepsWindow()),
        OfClaimed(InvariantId.InFlightOutputUnpublished, all => all.InFlightOutputUnpublished()),
        Always(NameOf(InvariantId.NotBeforeCompactionStart), s => s.Merges.All(merge => merge.Window >= Bounds.FirstWindow)),
        Always(NameOf(InvariantId.FinalizeBounded), s => s.FinalizeMergeCount <= (long)Bounds.MaximumFinalizeMerges * Bounds.Windows),
        Always(NameOf(InvariantId.ShutdownOnlyWhenDrained), s => Judge(Remembered(s)).ShutdownOnlyWhenDrained()),
        Always(NameOf(InvariantId.OneOperationPerInput), OneOperationPerInput),
        Always("a split is seen in its own window", s => s.Visible.Select((splits, window) => splits.All(split => s.Splits[split].Window == window)).All(isOwn => isOwn)),
        Always("what is set aside is not seen", s => !Visible(s).Any(split => IsSetAside(s, split))),
        .. Bounds.HasHistory
            ?
            [
                Always(NameOf(InvariantId.OutputsAccountedFor), s => Judge(s).OutputsAccountedFor()), // In flight is also what the dead still do.
                Always(NameOf(InvariantId.RewritesBounded), s => s.WithdrawalCount > 0 || Bounds.Withdrawals == MergePipelineBounds.Unbounded || Judge(s).RewritesBounded()),
                Always(NameOf(InvariantId.PublishedIsReadable), s => s.Published.IsSubsetOf(s.Stored)),
            ]
            : Array.Empty<Property<PipelineState, MergeAction>>(),
    ];

    private IEnumerable<Property<PipelineState, MergeAction>> StepProperties =>
    [
        AlwaysStep(NameOf(InvariantId.ImmatureSeeded), (before, _, after) =>
            before.IsAttached || !after.IsAttached || !IsPromised(after) || Judge(Claimed(after)).ImmatureTracked()),
        AlwaysStep(NameOf(InvariantId.NoFeedbackAfterDisconnect), (before, action, after) =>
            action is not MergeAction.HearOfPublish || before.IsConnected || after.Visible.SelectMany(window => window).All(split => before.Visible.Any(window => window.Contains(split)))),
        AlwaysStep(NameOf(InvariantId.FinalizeDiscardsNothing), (before, action, after) =>
            action is not MergeAction.RunFinalizeAndQuit || before.Visible.SelectMany(window => window).All(Judge(Remembered(after)).FinalizeDiscardsNothing)),
        AlwaysStep(NameOf(InvariantId.ReplacedOnce), IsReplacedOnce),
        AlwaysStep(NameOf(InvariantId.StatesOnlyAdvance), (before, _, after) => after.Lease >= before.Lease && after.NextId >= before.NextId && !after.Published.Any(before.Gone.Contains)),
    ];

    private IEnumerable<Property<PipelineState, MergeAction>> LivenessProperties =>
    [
        EventuallyAlways("in the end all is merged that can be", IsMergedDown),
        LeadsTo(NameOf(InvariantId.ShutdownCompletes), s => s.IsFinalizeRequested, s => !s.IsFinalizeRequested),
        LeadsTo(
            NameOf(InvariantId.NoSplitUntrackedForever),
            s => IsOwner(s) && !Judge(Claimed(s) with { IsAlive = true, IsConnected = true }).ImmatureTracked(),
            s => !IsOwner(s) || Judge(Claimed(s) with { IsAlive = true, IsConnected = true }).ImmatureTracked() || s.IsShutdownComplete),
        .. Bounds.HasHistory ? [LeadsTo("orphans are collected", s => !s.Orphans.IsEmpty, s => s.Orphans.IsEmpty)] : Array.Empty<Property<PipelineState, MergeAction>>(),
    ];

    internal static string NameOf(InvariantId id) => InvariantRegistry.Of(id).ToString();

    private PipelinePredicates<PipelineStateView, int, int> Judge(PipelineState s) => s.Judged(Bounds.MaximumLevel);

    /// <summary>What the metastore has claimed. Of what the process has in a merge, or has set aside, it need not hear again.</summary>
    internal static PipelineState Claimed(PipelineState s) => s with
    {
        Merges = [.. s.Merges.Where(merge => merge.Operation == MergeOperationStanding.Planned)],
        Awaited = s.Awaited.Union(Tasks(s).SelectMany(merge => merge.Inputs.Concat(merge.Outputs))).Union(s.Quarantined),
    };

    /// <summary>What the process remembers. A process that exits has none of what others still do.</summary>
    private static PipelineState Remembered(PipelineState s) => s with { Merges = [.. Tasks(s)] };

    private Property<PipelineState, MergeAction> OfClaimed(InvariantId id, Func<PipelinePredicates<PipelineStateView, int, int>, bool> holds) =>
        Always(NameOf(id), s => holds(Judge(Claimed(s))));

    private Property<PipelineState, MergeAction> OfBoth(InvariantId id, Func<PipelinePredicates<PipelineStateView, int, int>, bool> holds) =>
        Always(NameOf(id), s => holds(Judge(Claimed(s))) && holds(Judge(Remembered(s))));

    /// <summary>Whether the process must know every split: it has the lease and the list, and no message was lost since (a later list finds what it told).</summary>
    private static bool IsPromised(PipelineState s) => IsOwner(s) && s.IsAttached && s.LostMessageCount == 0;

    private static bool OneOperationPerInput(PipelineState s)
    {
        int[] claimed = [.. s.Merges.Where(merge => merge.Operation == MergeOperationStanding.Planned).SelectMany(merge => merge.Inputs)];
        return claimed.Distinct().Count() == claimed.Length;
    }

    /// <summary>TN-11: what leaves the published splits was replaced by a merge whose outputs are all there, or withdrawn; and but for ingests nothing else comes.</summary>
    private bool IsReplacedOnce(PipelineState before, MergeAction action, PipelineState after)
    {
        ImmutableSortedSet<int> went = before.Published.Except(after.Published);
        ImmutableSortedSet<int> came = after.Published.Except(before.Published);
        return action switch
        {
            MergeAction.PublishMerge { Merge: var merge } =>
                Judge(before).CanReplace(merge) && went.SetEquals(merge.Inputs) && came.SetEquals(merge.Outputs) && Judge(Claimed(after)).HasReplaced(merge),
            MergeAction.RivalMerges { Inputs: var inputs } => went.SetEquals(inputs) && came.Count == 1,
            MergeAction.WithdrawSplit { Split: var split } => went.SetEquals([split]) && came.IsEmpty,
            MergeAction.IngestSplit => went.IsEmpty && came.Count == 1,
            _ => went.IsEmpty && came.IsEmpty,
        };
    }

    private bool IsMergedDown(PipelineState s) =>
        (HasProcess(s) && !s.IsConnected)
        || !s.Published.Where(split => !IsMature(s, split) && !IsSetAside(s, split))
            .GroupBy(split => (s.Splits[split].Level, s.Splits[split].Window))
            .Any(group => group.Count() >= Bounds.MinimumInputs);
}
