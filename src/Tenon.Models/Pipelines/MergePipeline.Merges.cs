using System.Collections.Immutable;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <content>What becomes of merges.</content>
public partial class MergePipeline
{
    private IEnumerable<(MergeAction Action, PipelineState Next)> StepsOfMerges(PipelineState s)
    {
        IEnumerable<(MergeAction, PipelineState)> steps = PlanMerge(s);
        foreach (MergeInFlight merge in s.Merges)
        {
            steps = steps.Concat(StepsOfMetastore(s, merge)).Concat(StepsOfWork(s, merge)).Concat(StepsOfMemory(s, merge));
        }

        return steps;
    }

    private IEnumerable<(MergeAction Action, PipelineState Next)> PlanMerge(PipelineState s) =>
        from inputs in s.IsAttached && s.IsAlive && Tasks(s).Count() < Bounds.MaximumMerges ? Groups(s, Visible(s), Bounds.MinimumInputs) : []
        select ((MergeAction)new MergeAction.PlanMerge(inputs), Planned(s, inputs));

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

    /// <summary>Every subset of the items, each in their order, up to a size.</summary>
    private static IEnumerable<ImmutableArray<int>> Subsets(ImmutableArray<int> items, int maximum)
    {
        if (items.IsEmpty || maximum == 0)
        {
            return [[]];
        }

        return Subsets(items[1..], maximum).Concat(Subsets(items[1..], maximum - 1).Select(rest => (ImmutableArray<int>)[items[0], .. rest]));
    }

    /// <summary>What the metastore makes of a merge. A request may arrive although nobody waits for its answer any more; under an old lease it is refused.</summary>
    private IEnumerable<(MergeAction Action, PipelineState Next)> StepsOfMetastore(PipelineState s, MergeInFlight merge)
    {
        if (merge.Lease != s.Lease || merge.Task == MergeTaskStanding.Forgotten)
        {
            yield break;
        }

        if (merge.Operation == MergeOperationStanding.Unclaimed
            && merge.Inputs.All(input => s.Published.Contains(input) && s.Splits[input].Level < Bounds.MaximumLevel && !IsSetAside(s, input))
            && !s.Merges.Any(other => other.Operation == MergeOperationStanding.Planned && other.Inputs.Any(merge.Inputs.Contains)))
        {
            yield return (new MergeAction.ClaimInputs(merge), With(s, merge, merge with { Operation = MergeOperationStanding.Planned }));
        }

        if (merge.Operation == MergeOperationStanding.Planned && !merge.Outputs.IsEmpty && !merge.IsStaged)
        {
            yield return (new MergeAction.StageOutputs(merge), With(s, merge, merge with { IsStaged = true }));
        }

        if (merge.Operation == MergeOperationStanding.Planned && merge.IsUploaded && merge.Inputs.All(s.Published.Contains))
        {
            yield return (new MergeAction.PublishMerge(merge), With(s, merge, merge with { Operation = MergeOperationStanding.Published }) with
            {
                Published = s.Published.Except(merge.Inputs).Union(merge.Outputs),
                Gone = Bounds.HasHistory ? s.Gone.Union(merge.Inputs) : s.Gone,
                RewrittenRowCount = Bounds.HasHistory ? s.RewrittenRowCount + merge.Outputs.Sum(output => s.Splits[output].RowCount) : 0,
            });
        }

        if (merge.Task == MergeTaskStanding.Ending && merge.Operation is MergeOperationStanding.Unclaimed or MergeOperationStanding.Planned)
        {
            bool doesCount = Bounds.MaximumTries > 0 && merge.Operation == MergeOperationStanding.Planned;
            foreach (ImmutableArray<int> blamed in doesCount ? Subsets(merge.Inputs, merge.Inputs.Length) : [[]])
            {
                yield return (new MergeAction.EndMerge(merge, blamed), With(Orphaned(s, merge), merge, merge with { Operation = MergeOperationStanding.Ended }) with
                {
                    Tries = s.Tries.SetItems(blamed.Select(split => KeyValuePair.Create(split, s.Tries.GetValueOrDefault(split) + 1))),
                });
            }
        }
    }

    /// <summary>What was announced by a merge that is ended is an orphan.</summary>
    private PipelineState Orphaned(PipelineState s, MergeInFlight merge) =>
        Bounds.HasHistory && merge.IsStaged ? s with { Orphans = s.Orphans.Union(merge.Outputs) } : s;

    /// <summary>What is done for a merge outside the metastore. It is not fenced: only names that are never given twice protect the store.</summary>
    private IEnumerable<(MergeAction Action, PipelineState Next)> StepsOfWork(PipelineState s, MergeInFlight merge)
    {
        if (merge.Task is MergeTaskStanding.Ending or MergeTaskStanding.Forgotten)
        {
            yield break;
        }

        if (merge.Operation != MergeOperationStanding.Unclaimed && merge.Outputs.IsEmpty)
        {
            int total = (int)merge.Inputs.Sum(input => s.Splits[input].RowCount);
            foreach (ImmutableArray<int> rows in Parts(total))
            {
                ImmutableArray<int> outputs = [.. Enumerable.Range(s.NextId, rows.Length)];
                yield return (new MergeAction.WriteOutputs(merge, rows), With(s, merge, merge with { Outputs = outputs }) with
                {
                    Splits = s.Splits.AddRange(outputs.Select((output, i) => KeyValuePair.Create(output, new SplitFacts<int>(rows[i], merge.Level + 1, merge.Window)))),
                    NextId = s.NextId + rows.Length,
                });
            }
        }

        if (merge.IsStaged && merge.UploadCount < merge.Outputs.Length)
        {
            yield return (
                new MergeAction.UploadOutput(merge),
                With(s, merge, merge with { UploadCount = merge.UploadCount + 1, IsUploaded = merge.UploadCount + 1 == merge.Outputs.Length }) with
                {
                    Stored = Bounds.HasHistory ? s.Stored.Add(merge.Outputs[merge.UploadCount]) : s.Stored,
                });
        }
    }

    /// <summary>Every way to distribute rows over the outputs, none of which is empty.</summary>
    private IEnumerable<ImmutableArray<int>> Parts(int rows) =>
        Bounds.MaximumOutputs == 1 ? [[rows]] : Enumerable.Range(1, rows - 1).Select(first => (ImmutableArray<int>)[first, rows - first]).Prepend([rows]);

    /// <summary>What the process makes of what it hears, or gives up hearing.</summary>
    private IEnumerable<(MergeAction Action, PipelineState Next)> StepsOfMemory(PipelineState s, MergeInFlight merge)
    {
        bool mayFail = s.FailureCount < Bounds.Failures;
        bool isHopeless = merge.Operation != MergeOperationStanding.Published && !merge.Inputs.All(s.Published.Contains);
        int failures = isHopeless ? s.FailureCount : Counted(s.FailureCount, Bounds.Failures);
        if (merge is { Task: MergeTaskStanding.Active, Operation: MergeOperationStanding.Unclaimed } && (mayFail || isHopeless))
        {
            yield return (new MergeAction.HearOfRefusal(merge), Freed(Without(s, merge), merge) with { FailureCount = failures });
        }

        // It may be published already, and the answer have been lost so often that the process despairs of it.
        if (merge.Task == MergeTaskStanding.Active && (mayFail || isHopeless))
        {
            yield return (new MergeAction.GiveUpMerge(merge), With(s, merge, merge with { Task = MergeTaskStanding.Ending }) with { FailureCount = failures });
        }

        if (IsTask(merge) && merge.Operation == MergeOperationStanding.Published)
        {
            PipelineState finished = Without(s, merge);
            yield return (new MergeAction.HearOfPublish(merge), s.IsConnected ? Seen(finished, merge.Outputs.Where(output => !IsMature(s, output))) : finished);
        }

        if (merge is { Task: MergeTaskStanding.Ending, Operation: MergeOperationStanding.Ended })
        {
            yield return (new MergeAction.HearOfEnd(merge), Freed(Without(s, merge), merge));
        }

        if (merge.Task == MergeTaskStanding.Left)
        {
            yield return (new MergeAction.LeaveMerge(merge), With(s, merge, Left(merge, MergeTaskStanding.Forgotten)));
        }
    }

    /// <summary>The inputs of a merge are visible again, but those that failed too often, and those that have matured.</summary>
    private PipelineState Freed(PipelineState s, MergeInFlight merge) => Seen(s, merge.Inputs.Where(input => !IsSetAside(s, input) && !IsMature(s, input))) with
    {
        Quarantined = s.Quarantined.Union(merge.Inputs.Where(input => IsSetAside(s, input))),
    };

    /// <summary>A merge that its process no longer remembers. What was written and announced to nobody is lost with whoever wrote it.</summary>
    private static MergeInFlight Left(MergeInFlight merge, MergeTaskStanding task) =>
        task == MergeTaskStanding.Forgotten && !merge.IsStaged ? merge with { Task = task, Outputs = [] } : merge with { Task = task };
}
