using System.Collections.Immutable;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <content>What becomes of merges.</content>
public partial class MergePipeline
{
    private IEnumerable<MergeAction> ActionsOfMerges(PipelineState s) =>
    [
        .. (s.IsAttached && s.IsAlive ? Groups(s, Visible(s), Bounds.MinimumInputs) : []).Select(inputs => new MergeAction.PlanMerge(inputs)),
        .. s.Merges.SelectMany(merge => ActionsOf(s, merge)),
    ];

    private IEnumerable<MergeAction> ActionsOf(PipelineState s, MergeInFlight merge) =>
    [
        new MergeAction.ClaimInputs(merge), new MergeAction.HearOfRefusal(merge), new MergeAction.StageOutputs(merge), new MergeAction.UploadOutput(merge),
        new MergeAction.PublishMerge(merge), new MergeAction.HearOfPublish(merge), new MergeAction.GiveUpMerge(merge), new MergeAction.HearOfEnd(merge),
        new MergeAction.LeaveMerge(merge),
        .. (merge.Outputs.IsEmpty ? Parts(TotalRows(s, merge)) : []).Select(rows => new MergeAction.WriteOutputs(merge, rows)),
        .. (DoesCount(merge) ? Subsets(merge.Inputs, merge.Inputs.Length) : [[]]).Select(blamed => new MergeAction.EndMerge(merge, blamed)),
    ];

    private PipelineState? AfterMerges(PipelineState s, MergeAction action) => action switch
    {
        MergeAction.PlanMerge a => PlanMerge(s, a.Inputs),
        MergeAction.ClaimInputs { Merge: var merge } => ClaimInputs(s, merge),
        MergeAction.HearOfRefusal { Merge: var merge } => HearOfRefusal(s, merge),
        MergeAction.WriteOutputs a => WriteOutputs(s, a.Merge, a.Rows),
        MergeAction.StageOutputs { Merge: var merge } => StageOutputs(s, merge),
        MergeAction.UploadOutput { Merge: var merge } => UploadOutput(s, merge),
        MergeAction.PublishMerge { Merge: var merge } => PublishMerge(s, merge),
        MergeAction.HearOfPublish { Merge: var merge } => HearOfPublish(s, merge),
        MergeAction.GiveUpMerge { Merge: var merge } => GiveUpMerge(s, merge),
        MergeAction.EndMerge a => EndMerge(s, a.Merge, a.Blamed),
        MergeAction.HearOfEnd { Merge: var merge } => HearOfEnd(s, merge),
        MergeAction.LeaveMerge { Merge: var merge } => LeaveMerge(s, merge),
        _ => null,
    };

    private PipelineState? PlanMerge(PipelineState s, ImmutableArray<int> inputs) =>
        s.IsAttached && s.IsAlive && Tasks(s).Count() < Bounds.MaximumMerges && IsGroup(s, inputs, Bounds.MinimumInputs) ? Planned(s, inputs) : null;

    private static IEnumerable<int> Visible(PipelineState s) => s.Visible.SelectMany(window => window).Order();

    /// <summary>A merge's inputs are taken from what is visible. Its id is that of its first input, which no other merge of its lease has (MP-7).</summary>
    private static PipelineState Planned(PipelineState s, ImmutableArray<int> inputs) => Unseen(s, inputs) with
    {
        Merges = s.Merges.Add(new MergeInFlight(
            inputs[0], inputs, s.Splits[inputs[0]].Level, s.Splits[inputs[0]].Window, false, [], s.HeldLease, MergeTaskStanding.Active, MergeOperationStanding.Unclaimed)),
    };

    /// <summary>Every set of splits that may be merged with each other: of one window and level, none of them mature, from so many to the most inputs.</summary>
    private IEnumerable<ImmutableArray<int>> Groups(PipelineState s, IEnumerable<int> splits, int minimum) =>
        from candidates in splits.Where(split => !IsMature(s, split)).GroupBy(split => (s.Splits[split].Window, s.Splits[split].Level))
        from inputs in Subsets([.. candidates], Bounds.MaximumInputs)
        where inputs.Length >= minimum
        select inputs;

    /// <summary>Whether splits are such a set of what is visible, in ascending order.</summary>
    private bool IsGroup(PipelineState s, ImmutableArray<int> inputs, int minimum)
    {
        if (inputs.Length < minimum || inputs.Length > Bounds.MaximumInputs || !s.Splits.TryGetValue(inputs[0], out SplitFacts<int> first))
        {
            return false;
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            bool isMember = s.Visible[first.Window].Contains(inputs[i]) && s.Splits[inputs[i]].Level == first.Level && !IsMature(s, inputs[i]);
            if (!isMember || (i > 0 && inputs[i] <= inputs[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Every subset of the items, each in their order, up to a size.</summary>
    private static IEnumerable<ImmutableArray<int>> Subsets(ImmutableArray<int> items, int maximum)
    {
        if (items.IsEmpty || maximum == 0)
        {
            return [[]];
        }

        return Subsets(items[1..], maximum).Concat(Subsets(items[1..], maximum - 1).Select(rest => (ImmutableArray<int>)[items[0], .. rest]));
    }

    /// <summary>Whether the metastore may do something for a merge. A request may arrive although nobody waits for its answer any more; under an old lease it is refused.</summary>
    private static bool IsAccepted(PipelineState s, MergeInFlight merge) => s.Merges.Contains(merge) && merge.Lease == s.Lease && merge.Task != MergeTaskStanding.Forgotten;

    private PipelineState? ClaimInputs(PipelineState s, MergeInFlight merge) =>
        IsAccepted(s, merge)
        && merge.Operation == MergeOperationStanding.Unclaimed
        && merge.Inputs.All(input => s.Published.Contains(input) && s.Splits[input].Level < Bounds.MaximumLevel && !IsSetAside(s, input))
        && !s.Merges.Any(other => other.Operation == MergeOperationStanding.Planned && other.Inputs.Any(merge.Inputs.Contains))
            ? With(s, merge, merge with { Operation = MergeOperationStanding.Planned })
            : null;

    private static PipelineState? StageOutputs(PipelineState s, MergeInFlight merge) =>
        IsAccepted(s, merge) && merge.Operation == MergeOperationStanding.Planned && !merge.Outputs.IsEmpty && !merge.IsStaged
            ? With(s, merge, merge with { IsStaged = true })
            : null;

    private PipelineState? PublishMerge(PipelineState s, MergeInFlight merge) =>
        IsAccepted(s, merge) && merge.Operation == MergeOperationStanding.Planned && merge.IsUploaded && merge.Inputs.All(s.Published.Contains)
            ? With(s, merge, merge with { Operation = MergeOperationStanding.Published }) with
            {
                Published = s.Published.Except(merge.Inputs).Union(merge.Outputs),
                Gone = Bounds.HasHistory ? s.Gone.Union(merge.Inputs) : s.Gone,
                RewrittenRowCount = Bounds.HasHistory ? s.RewrittenRowCount + merge.Outputs.Sum(output => s.Splits[output].RowCount) : 0,
            }
            : null;

    /// <summary>Whether the end of a merge counts against its inputs.</summary>
    private bool DoesCount(MergeInFlight merge) => Bounds.MaximumTries > 0 && merge.Operation == MergeOperationStanding.Planned;

    private PipelineState? EndMerge(PipelineState s, MergeInFlight merge, ImmutableArray<int> blamed) =>
        IsAccepted(s, merge)
        && merge.Task == MergeTaskStanding.Ending
        && merge.Operation is MergeOperationStanding.Unclaimed or MergeOperationStanding.Planned
        && (blamed.IsEmpty || (DoesCount(merge) && blamed.All(merge.Inputs.Contains)))
            ? With(Orphaned(s, merge), merge, merge with { Operation = MergeOperationStanding.Ended }) with
            {
                Tries = s.Tries.SetItems(blamed.Select(split => KeyValuePair.Create(split, s.Tries.GetValueOrDefault(split) + 1))),
            }
            : null;

    /// <summary>What was announced by a merge that is ended is an orphan.</summary>
    private PipelineState Orphaned(PipelineState s, MergeInFlight merge) =>
        Bounds.HasHistory && merge.IsStaged ? s with { Orphans = s.Orphans.Union(merge.Outputs) } : s;

    /// <summary>Whether someone may do something for a merge outside the metastore. It is not fenced: only names that are never given twice protect the store.</summary>
    private static bool IsWorkedOn(PipelineState s, MergeInFlight merge) =>
        s.Merges.Contains(merge) && merge.Task is MergeTaskStanding.Active or MergeTaskStanding.Left;

    private PipelineState? WriteOutputs(PipelineState s, MergeInFlight merge, ImmutableArray<int> rows)
    {
        bool isEnabled = IsWorkedOn(s, merge) && merge.Operation != MergeOperationStanding.Unclaimed && merge.Outputs.IsEmpty
            && rows.Length <= Bounds.MaximumOutputs && rows.All(each => each > 0) && rows.Sum(each => (long)each) == TotalRows(s, merge);
        if (!isEnabled)
        {
            return null;
        }

        ImmutableArray<int> outputs = [.. Enumerable.Range(s.NextId, rows.Length)];
        return With(s, merge, merge with { Outputs = outputs }) with
        {
            Splits = s.Splits.AddRange(outputs.Select((output, i) => KeyValuePair.Create(output, new SplitFacts<int>(rows[i], merge.Level + 1, merge.Window)))),
            NextId = s.NextId + rows.Length,
        };
    }

    private PipelineState? UploadOutput(PipelineState s, MergeInFlight merge) =>
        IsWorkedOn(s, merge) && merge.IsStaged && merge.UploadCount < merge.Outputs.Length
            ? With(s, merge, merge with { UploadCount = merge.UploadCount + 1, IsUploaded = merge.UploadCount + 1 == merge.Outputs.Length }) with
            {
                Stored = Bounds.HasHistory ? s.Stored.Add(merge.Outputs[merge.UploadCount]) : s.Stored,
            }
            : null;

    private static long TotalRows(PipelineState s, MergeInFlight merge) => merge.Inputs.Sum(input => s.Splits[input].RowCount);

    /// <summary>Every way to distribute rows over one output or two, none of which is empty.</summary>
    private IEnumerable<ImmutableArray<int>> Parts(long rows) =>
        Bounds.MaximumOutputs == 1
            ? [[(int)rows]]
            : Enumerable.Range(1, (int)rows - 1).Select(first => (ImmutableArray<int>)[first, (int)rows - first]).Prepend([(int)rows]);

    /// <summary>Whether a merge can come to nothing any more, whatever is tried: one of its inputs is gone.</summary>
    private static bool IsHopeless(PipelineState s, MergeInFlight merge) =>
        merge.Operation != MergeOperationStanding.Published && !merge.Inputs.All(s.Published.Contains);

    private bool MayFail(PipelineState s, MergeInFlight merge) => s.FailureCount < Bounds.Failures || IsHopeless(s, merge);

    private int FailuresAfter(PipelineState s, MergeInFlight merge) => IsHopeless(s, merge) ? s.FailureCount : Counted(s.FailureCount, Bounds.Failures);

    private PipelineState? HearOfRefusal(PipelineState s, MergeInFlight merge) =>
        s.Merges.Contains(merge) && merge is { Task: MergeTaskStanding.Active, Operation: MergeOperationStanding.Unclaimed } && MayFail(s, merge)
            ? Freed(Without(s, merge), merge) with { FailureCount = FailuresAfter(s, merge) }
            : null;

    // It may be published already, and the answer have been lost so often that the process despairs of it.
    private PipelineState? GiveUpMerge(PipelineState s, MergeInFlight merge) =>
        s.Merges.Contains(merge) && merge.Task == MergeTaskStanding.Active && MayFail(s, merge)
            ? With(s, merge, merge with { Task = MergeTaskStanding.Ending }) with { FailureCount = FailuresAfter(s, merge) }
            : null;

    private PipelineState? HearOfPublish(PipelineState s, MergeInFlight merge)
    {
        if (!s.Merges.Contains(merge) || !IsTask(merge) || merge.Operation != MergeOperationStanding.Published)
        {
            return null;
        }

        PipelineState finished = Without(s, merge);
        return s.IsConnected ? Seen(finished, merge.Outputs.Where(output => !IsMature(s, output))) : finished;
    }

    private PipelineState? HearOfEnd(PipelineState s, MergeInFlight merge) =>
        s.Merges.Contains(merge) && merge is { Task: MergeTaskStanding.Ending, Operation: MergeOperationStanding.Ended } ? Freed(Without(s, merge), merge) : null;

    private static PipelineState? LeaveMerge(PipelineState s, MergeInFlight merge) =>
        s.Merges.Contains(merge) && merge.Task == MergeTaskStanding.Left ? With(s, merge, Left(merge, MergeTaskStanding.Forgotten)) : null;

    /// <summary>The inputs of a merge are visible again, but those that failed too often, and those that have matured.</summary>
    private PipelineState Freed(PipelineState s, MergeInFlight merge) => Seen(s, merge.Inputs.Where(input => !IsSetAside(s, input) && !IsMature(s, input))) with
    {
        Quarantined = s.Quarantined.Union(merge.Inputs.Where(input => IsSetAside(s, input))),
    };

    /// <summary>A merge that its process no longer remembers. What was written and announced to nobody is lost with whoever wrote it.</summary>
    private static MergeInFlight Left(MergeInFlight merge, MergeTaskStanding task) =>
        task == MergeTaskStanding.Forgotten && !merge.IsStaged ? merge with { Task = task, Outputs = [] } : merge with { Task = task };
}
