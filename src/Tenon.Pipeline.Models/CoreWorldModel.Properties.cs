using System.Collections.Immutable;
using Tenon.Checking.Properties;
using Tenon.Invariants.State;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Memory;

namespace Tenon.Pipeline.Models;

/// <content>What must hold, and what must be seen to happen.</content>
public sealed partial class CoreWorldModel
{
    /// <inheritdoc/>
    public override IEnumerable<Property<CoreWorld, CoreWorldAction>> Properties =>
    [
        Always("MP-1 inputs share level", s => Judge(s).InputsShareLevel()),
        Always("MP-2 at least two inputs", s => Judge(s).AtLeastTwoInputs()),
        Always("MP-4 published rows conserved", s => Judge(s).PublishedRowsConserved()),
        Always("MP-5 level bounded", s => Judge(s).LevelBounded()),
        Always("MP-6 inputs published, or the publish is refused", InputsPublishedOrWithdrawn),
        Always("MP-7 one merge per input", s => Judge(s).OneMergePerInput()),
        Always("MP-8 inputs invisible", s => Judge(s).InputsInvisible()),
        Always("MP-9 immature splits tracked", s => s.LostMessages == 0 && IsOwner(s), ImmatureTracked),
        Always("MP-10 orphans unpublished", s => Judge(s).OrphansUnpublished()),
        AlwaysStep("MP-11 restart seeds all immature splits", (before, action, after) =>
            after.LostMessages > 0 || before.Process?.IsAttached != false || !IsOwner(after) || ImmatureTracked(after)),
        Always("TN-4 level raised", s => Judge(s).LevelRaised()),
        AlwaysStep("TN-8 nothing is fed back after the disconnect", (before, action, after) =>
            before.Process is not { IsConnected: false } process || action is not CoreWorldAction.Deliver || after.Process is not CoreImage now
            || now.Young.Except(process.Young).IsSubsetOf(process.Merges.SelectMany(merge => merge.Inputs).Concat(process.Resting).Concat(process.Quarantined))
            || action is CoreWorldAction.Deliver { Kind: RequestKind.List }),
        AlwaysStep("TN-9 finalize discards nothing", (before, action, after) =>
            action is not CoreWorldAction.Finalize || before.Process!.Young.All(split => after.Process!.Young.Contains(split) || after.Process.Merges.Any(merge => merge.Inputs.Contains(split)))),
        Always("TN-14 drained only when nothing runs", s => s.Process is { IsDrained: true }, s => s.Process!.Merges.IsEmpty),
        Always("TN-10 output keeps window", s => Judge(s).OutputKeepsWindow()),
        Always("TN-12 outputs in flight unpublished", s => Judge(s).InFlightOutputUnpublished()),
        AlwaysStep("TN-11 a split is replaced once", (before, _, after) =>
            before.Splits.All(pair => pair.Value.Standing is not (SplitStanding.Retired or SplitStanding.Withdrawn) || after.Splits.GetValueOrDefault(pair.Key)?.Standing != SplitStanding.Published)),
        Always("every split is in one place of the memory", IsCoherent),
        Always("the checks of production see no fault", s => s.Alarms.IsEmpty),
        .. Liveness,
        .. Witnesses,
    ];

    /// <inheritdoc/>
    public override IEnumerable<Fairness<CoreWorld, CoreWorldAction>> Fairness =>
    [
        .. Enum.GetValues<RequestKind>().Select(kind => WeaklyFair(action => action is CoreWorldAction.Handle(var handled, _, Outcome.Served) && handled == kind)),
        .. Enum.GetValues<RequestKind>().Select(kind => WeaklyFair(action => action is CoreWorldAction.Deliver deliver && deliver.Kind == kind)),
        WeaklyFair(action => action is CoreWorldAction.Hear),
        WeaklyFair(action => action is CoreWorldAction.Tick),
        WeaklyFair(action => action is CoreWorldAction.Start),
        WeaklyFair(action => action is CoreWorldAction.Finalize),
        WeaklyFair(action => action is CoreWorldAction.Exit),
    ];

    /// <summary>Nothing stays unmerged for ever, whatever was lost; nor does a stop last for ever.</summary>
    private IEnumerable<Property<CoreWorld, CoreWorldAction>> Liveness =>
        _bounds.Rivals > 0 ? [] :
        [
            EventuallyAlways("in the end all is merged that can be", IsMergedDown),
            LeadsTo("a stop comes to its end", s => s.Process is { IsPlanning: false }, s => s.Process is not { IsPlanning: false }),
        ];

    private IEnumerable<Property<CoreWorld, CoreWorldAction>> Witnesses =>
    [
        Sometimes("a split of the highest level", s => s.Splits.Values.Any(split => split.Standing == SplitStanding.Published && split.Level == Math.Min(_bounds.MaximumLevel, _bounds.Ingests / 2))),
        .. When(_bounds.Ingests > 3 && _bounds.Concurrency > 1, Sometimes("two merges at once", s => s.Operations.Count(each => each.Standing == OperationStanding.Planned) > 1)),
        .. When(_bounds.Crashes > 0, Sometimes("a request outlives its process and publishes", s => s.Process is null && s.Splits.Values.Any(split => split is { Standing: SplitStanding.Published, Level: > 0 }))),
        .. When(_bounds.Losses > 0, Sometimes("a publish whose answer was lost is asked for again", s => InPhase(s, MergePhase.Publishing, merge => merge.IsRetrying && IsPublished(s, merge)))),
        .. When(_bounds.Losses > 1, Sometimes("what was given up is found published", s => s.Requests.Any(request => request is { Kind: RequestKind.End, Told: [1] }))),
        .. When(_bounds.Losses > 0, Sometimes("a claim whose answer was lost is ended", s => InPhase(s, MergePhase.Ending, merge => merge.Outputs.IsEmpty && merge.Reason == EndReason.Abandoned))),
        .. When(_bounds.Failures > 0, Sometimes("inputs rest after a failure", s => s.Process is { Resting.IsEmpty: false })),
        .. When(_bounds.Withdrawals > 0, Sometimes("a publish is refused", s => s.Requests.Any(request => request is { Kind: RequestKind.Publish, Answer: Answer.Refused }))),
        .. When(_bounds.Withdrawals > 0, Sometimes("a claim is refused", s => s.Requests.Any(request => request is { Kind: RequestKind.Claim, Answer: Answer.Refused }))),
        .. When(_bounds.Rivals > 0, Sometimes("a lost lease is noticed", s => s.Requests.Any(request => request.Answer == Answer.LeaseLost))),
        .. When(_bounds.Poison > 0, Sometimes("a split is quarantined", s => s.Process is { Quarantined.IsEmpty: false })),
        .. When(_bounds.Stops && _bounds.Ingests > 2, Sometimes("the last merges are planned", s => s.Process is { IsPlanning: false, Merges.IsEmpty: false })),
    ];

    private static IEnumerable<Property<CoreWorld, CoreWorldAction>> When(bool applies, Property<CoreWorld, CoreWorldAction> property) => applies ? [property] : [];

    private static bool InPhase(CoreWorld s, MergePhase phase, Func<MergeImage, bool> condition) => s.Process is CoreImage process && process.Merges.Any(merge => merge.Phase == phase && condition(merge));

    private static bool IsPublished(CoreWorld s, MergeImage merge) =>
        s.Operations.Any(each => each.Epoch == s.Process?.Epoch && each.Number == merge.Number && each.Standing == OperationStanding.Published);

    [ThreadStatic]
    private static (CoreWorld World, PipelineState State) t_judged;

    /// <summary>The world as the shared predicates see it.</summary>
    private PipelinePredicates<PipelineStateView, int, int> Judge(CoreWorld s)
    {
        // All properties of a state are asked for one after the other.
        if (!ReferenceEquals(t_judged.World, s))
        {
            t_judged = (s, StateOf(s));
        }

        return t_judged.State.Judged(_bounds.MaximumLevel);
    }

    /// <summary>The abstract state: what is planned is what the metastore has claimed, and what is visible is what the memory has and nobody claimed.</summary>
    private PipelineState StateOf(CoreWorld s)
    {
        bool isAlive = s.Process is { IsAttached: true, IsPlanning: true };
        ImmutableSortedSet<int> free = s.Process is CoreImage process ? process.Young.Union(process.Resting) : [];
        return PipelineState.Initial(_bounds.Windows) with
        {
            IsAlive = isAlive,
            IsConnected = s.Process is { IsConnected: true },
            Merges = [.. s.Operations.Where(each => each.Standing == OperationStanding.Planned).Select((each, i) => new MergeInFlight(
                (each.Epoch * 1000) + each.Number, each.Inputs, s.Splits[each.Inputs[0]].Level, s.Splits[each.Inputs[0]].Window, each.IsUploaded && !each.Outputs.IsEmpty, each.Outputs))],
            Visible = [.. Enumerable.Range(0, _bounds.Windows).Select(window => free.Where(split => s.Splits[split].Window == window).ToImmutableSortedSet())],
            Published = [.. s.Splits.Where(pair => pair.Value.Standing == SplitStanding.Published).Select(pair => pair.Key)],
            Splits = s.Splits.ToImmutableSortedDictionary(pair => pair.Key, pair => new SplitFacts<int>(pair.Value.Rows, pair.Value.Level, pair.Value.Window)),
            Orphans = [.. s.Operations.Where(each => each is { Standing: OperationStanding.Ended, IsUploaded: true }).SelectMany(each => each.Outputs)],
            IngestedRowCount = s.IngestedRows,
            Awaited = AwaitedIn(s),
        };
    }

    /// <summary>Of what the process is about to hear, or is in a merge of its memory, or was set aside.</summary>
    private static ImmutableSortedSet<int> AwaitedIn(CoreWorld s) => s.Process is not CoreImage process ? [] :
    [
        .. s.Messages,
        .. process.Merges.SelectMany(merge => merge.Inputs.Concat(merge.Outputs)),
        .. process.Quarantined,
    ];

    /// <summary>Whether the process has the index, and not only believes so: what another does since it lost its lease it cannot know.</summary>
    private static bool IsOwner(CoreWorld s) => s.Process is { IsAttached: true } process && process.Epoch == s.Epoch;

    private bool ImmatureTracked(CoreWorld s) => Judge(s).ImmatureTracked();

    /// <summary>What retention took from under a merge is found when the merge is about to be published; nothing else may take it.</summary>
    private bool InputsPublishedOrWithdrawn(CoreWorld s) =>
        s.Operations.Where(each => each.Standing == OperationStanding.Planned).SelectMany(each => each.Inputs)
            .All(input => s.Splits[input].Standing is SplitStanding.Published or SplitStanding.Withdrawn)
        && (_bounds.Withdrawals > 0 || Judge(s).InputsPublished());

    private static bool IsCoherent(CoreWorld s)
    {
        if (s.Process is not CoreImage process)
        {
            return true;
        }

        int[] places = [.. process.Young, .. process.Resting, .. process.Quarantined, .. process.Merges.SelectMany(merge => merge.Inputs)];
        return places.Distinct().Count() == places.Length;
    }

    private bool IsMergedDown(CoreWorld s) => s.Process is { IsConnected: false } || !s.Splits
        .Where(pair => IsMergeable(s, pair.Key))
        .GroupBy(pair => (pair.Value.Level, pair.Value.Window))
        .Any(group => group.Count() > 1);
}
