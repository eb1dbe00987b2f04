using System.Collections.Immutable;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <content>What becomes of splits, but for merges: they are ingested, listed, withdrawn, forgotten and collected.</content>
public partial class MergePipeline
{
    private IEnumerable<(MergeAction Action, PipelineState Next)> StepsOfSplits(PipelineState s) =>
        IngestSplit(s).Concat(HearOfSplit(s)).Concat(WithdrawSplit(s)).Concat(MatureSplit(s)).Concat(ReleaseSplit(s)).Concat(ForgetSplit(s)).Concat(CollectSplit(s)).Concat(Listing(s));

    private IEnumerable<(MergeAction Action, PipelineState Next)> IngestSplit(PipelineState s) =>
        from window in Enumerable.Range(0, Bounds.Windows)
        from rows in Bounds.RowChoices
        where s.IngestCount < Bounds.Ingests
        select ((MergeAction)new MergeAction.IngestSplit(window, rows), s with
        {
            Published = s.Published.Add(s.NextId),
            Splits = s.Splits.Add(s.NextId, new SplitFacts<int>(rows, 0, window)),
            Stored = Bounds.HasHistory ? s.Stored.Add(s.NextId) : s.Stored,
            Settled = window < Bounds.FirstWindow ? s.Settled.Add(s.NextId) : s.Settled,
            Awaited = HasProcess(s) ? s.Awaited.Add(s.NextId) : s.Awaited,
            NextId = s.NextId + 1,
            IngestCount = Counted(s.IngestCount, Bounds.Ingests),
            IngestedRowCount = s.IngestedRowCount + rows,
        });

    // A message tells of no failures: it is as old as the split. What the process has a place for, it knows better.
    private IEnumerable<(MergeAction Action, PipelineState Next)> HearOfSplit(PipelineState s)
    {
        foreach (int split in s.Awaited)
        {
            PipelineState heard = s with { Awaited = s.Awaited.Remove(split) };
            if (s.IsAttached)
            {
                yield return (new MergeAction.HearOfSplit(split), IsMature(s, split) || IsTracked(s, split) ? heard : Seen(heard, [split]));
            }

            if (s.LostMessageCount < Bounds.LostMessages)
            {
                yield return (new MergeAction.LoseMessage(split), heard with { LostMessageCount = Counted(s.LostMessageCount, Bounds.LostMessages) });
            }
        }
    }

    private IEnumerable<(MergeAction Action, PipelineState Next)> WithdrawSplit(PipelineState s) =>
        from split in s.Published
        where s.WithdrawalCount < Bounds.Withdrawals
        select ((MergeAction)new MergeAction.WithdrawSplit(split), s with
        {
            Published = s.Published.Remove(split),
            Gone = Bounds.HasHistory ? s.Gone.Add(split) : s.Gone,
            IngestedRowCount = s.IngestedRowCount - s.Splits[split].RowCount,
            WithdrawalCount = Counted(s.WithdrawalCount, Bounds.Withdrawals),
        });

    private IEnumerable<(MergeAction Action, PipelineState Next)> MatureSplit(PipelineState s) =>
        from split in s.Published
        where s.AgingCount < Bounds.Agings && !IsMature(s, split)
        select ((MergeAction)new MergeAction.MatureSplit(split), s with { Settled = s.Settled.Add(split), AgingCount = Counted(s.AgingCount, Bounds.Agings) });

    private IEnumerable<(MergeAction Action, PipelineState Next)> ReleaseSplit(PipelineState s) =>
        from split in s.Quarantined
        where s.ReleaseCount < Bounds.Releases && IsOwner(s) && s.Published.Contains(split) && IsSetAside(s, split)
        let released = s with
        {
            Quarantined = s.Quarantined.Remove(split),
            Tries = s.Tries.Remove(split),
            ReleaseCount = Counted(s.ReleaseCount, Bounds.Releases),
        }
        select ((MergeAction)new MergeAction.ReleaseSplit(split), IsMature(s, split) ? released : Seen(released, [split]));

    private static IEnumerable<(MergeAction Action, PipelineState Next)> ForgetSplit(PipelineState s) =>
        from split in s.Visible.SelectMany(window => window).Concat(s.Quarantined).Concat(s.Listed)
        where !s.Published.Contains(split) || s.Settled.Contains(split)
        select ((MergeAction)new MergeAction.ForgetSplit(split), Unseen(s, [split]) with { Quarantined = s.Quarantined.Remove(split), Listed = s.Listed.Remove(split) });

    // The grace is longer than anything that is under way lives, so what a merge is still to bring is not collected. What was announced and never uploaded
    // has no bytes, and is struck off all the same.
    private IEnumerable<(MergeAction Action, PipelineState Next)> CollectSplit(PipelineState s) =>
        from split in s.Stored.Union(s.Orphans)
        where Bounds.HasHistory && !s.Published.Contains(split) && !s.Merges.Any(merge => merge.Outputs.Contains(split))
        select ((MergeAction)new MergeAction.CollectSplit(split), s with
        {
            Stored = s.Stored.Remove(split),
            Orphans = s.Orphans.Remove(split),
            Gone = s.Gone.Add(split),
        });

    private IEnumerable<(MergeAction Action, PipelineState Next)> Listing(PipelineState s)
    {
        if (IsOwner(s) && !s.IsListing)
        {
            yield return (new MergeAction.ListSplits(), s with { IsListing = true, Listed = [.. s.Published.Where(split => !IsMature(s, split))] });
        }

        if (s.IsListing)
        {
            int[] aside = [.. s.Listed.Where(split => IsSetAside(s, split) && !Tasks(s).Any(merge => merge.Inputs.Contains(split)))];
            int[] free = [.. s.Listed.Where(split => !IsMature(s, split) && !IsSetAside(s, split) && !IsTracked(s, split))];
            yield return (new MergeAction.HearOfList(), Seen(Unseen(s, aside), free) with
            {
                IsAttached = true,
                IsListing = false,
                Listed = [],
                Quarantined = s.Quarantined.Union(aside),
            });
        }
    }
}
