using System.Collections.Immutable;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <content>What becomes of splits, but for merges: they are ingested, listed, withdrawn, forgotten and collected.</content>
public partial class MergePipeline
{
    private IEnumerable<MergeAction> ActionsOfSplits(PipelineState s) =>
    [
        .. from window in Enumerable.Range(0, s.Visible.Length) from rows in Bounds.RowChoices select new MergeAction.IngestSplit(window, rows),
        .. s.Awaited.SelectMany(split => (MergeAction[])[new MergeAction.HearOfSplit(split), new MergeAction.LoseMessage(split)]),
        .. s.Published.SelectMany(split => (MergeAction[])[new MergeAction.WithdrawSplit(split), new MergeAction.MatureSplit(split)]),
        .. s.Quarantined.Select(split => new MergeAction.ReleaseSplit(split)),
        .. s.Visible.SelectMany(window => window).Concat(s.Quarantined).Concat(s.Listed).Select(split => new MergeAction.ForgetSplit(split)),
        .. s.Stored.Union(s.Orphans).Select(split => new MergeAction.CollectSplit(split)),
        new MergeAction.ListSplits(),
        new MergeAction.HearOfList(),
    ];

    private PipelineState? AfterSplits(PipelineState s, MergeAction action) => action switch
    {
        MergeAction.IngestSplit a => IngestSplit(s, a.Window, a.Rows),
        MergeAction.HearOfSplit a => HearOfSplit(s, a.Split),
        MergeAction.LoseMessage a => LoseMessage(s, a.Split),
        MergeAction.WithdrawSplit a => WithdrawSplit(s, a.Split),
        MergeAction.MatureSplit a => MatureSplit(s, a.Split),
        MergeAction.ReleaseSplit a => ReleaseSplit(s, a.Split),
        MergeAction.ForgetSplit a => ForgetSplit(s, a.Split),
        MergeAction.CollectSplit a => CollectSplit(s, a.Split),
        MergeAction.ListSplits => ListSplits(s),
        MergeAction.HearOfList => HearOfList(s),
        _ => null,
    };

    private PipelineState? IngestSplit(PipelineState s, int window, int rows) =>
        window >= 0 && window < s.Visible.Length && rows >= 1 && rows <= Bounds.MaximumRows && s.IngestCount < Bounds.Ingests
            ? s with
            {
                Published = s.Published.Add(s.NextId),
                Splits = s.Splits.Add(s.NextId, new SplitFacts<int>(rows, 0, window)),
                Stored = Bounds.HasHistory ? s.Stored.Add(s.NextId) : s.Stored,
                Settled = window < Bounds.FirstWindow ? s.Settled.Add(s.NextId) : s.Settled,
                Awaited = HasProcess(s) ? s.Awaited.Add(s.NextId) : s.Awaited,
                NextId = s.NextId + 1,
                IngestCount = Counted(s.IngestCount, Bounds.Ingests),
                IngestedRowCount = s.IngestedRowCount + rows,
            }
            : null;

    // A message tells of no failures: it is as old as the split. What the process has a place for, it knows better.
    private PipelineState? HearOfSplit(PipelineState s, int split)
    {
        PipelineState heard = s with { Awaited = s.Awaited.Remove(split) };
        return !s.Awaited.Contains(split) || !s.IsAttached ? null
            : IsMature(s, split) || IsTracked(s, split) ? heard
            : Seen(heard, [split]);
    }

    private PipelineState? LoseMessage(PipelineState s, int split) =>
        s.Awaited.Contains(split) && s.LostMessageCount < Bounds.LostMessages
            ? s with { Awaited = s.Awaited.Remove(split), LostMessageCount = Counted(s.LostMessageCount, Bounds.LostMessages) }
            : null;

    private PipelineState? WithdrawSplit(PipelineState s, int split) =>
        s.Published.Contains(split) && s.WithdrawalCount < Bounds.Withdrawals
            ? s with
            {
                Published = s.Published.Remove(split),
                Gone = Bounds.HasHistory ? s.Gone.Add(split) : s.Gone,
                IngestedRowCount = s.IngestedRowCount - s.Splits[split].RowCount,
                WithdrawalCount = Counted(s.WithdrawalCount, Bounds.Withdrawals),
            }
            : null;

    private PipelineState? MatureSplit(PipelineState s, int split) =>
        s.Published.Contains(split) && s.AgingCount < Bounds.Agings && !IsMature(s, split)
            ? s with { Settled = s.Settled.Add(split), AgingCount = Counted(s.AgingCount, Bounds.Agings) }
            : null;

    private PipelineState? ReleaseSplit(PipelineState s, int split)
    {
        if (!s.Quarantined.Contains(split) || s.ReleaseCount >= Bounds.Releases || !IsOwner(s) || !s.Published.Contains(split) || !IsSetAside(s, split))
        {
            return null;
        }

        PipelineState released = s with
        {
            Quarantined = s.Quarantined.Remove(split),
            Tries = s.Tries.Remove(split),
            ReleaseCount = Counted(s.ReleaseCount, Bounds.Releases),
        };
        return IsMature(s, split) ? released : Seen(released, [split]);
    }

    private static PipelineState? ForgetSplit(PipelineState s, int split) =>
        (s.Visible.Any(window => window.Contains(split)) || s.Quarantined.Contains(split) || s.Listed.Contains(split))
        && (!s.Published.Contains(split) || s.Settled.Contains(split))
            ? Unseen(s, [split]) with { Quarantined = s.Quarantined.Remove(split), Listed = s.Listed.Remove(split) }
            : null;

    // The grace is longer than anything that is under way lives, so what a merge is still to bring is not collected. What was announced and never uploaded
    // has no bytes, and is struck off all the same.
    private PipelineState? CollectSplit(PipelineState s, int split) =>
        Bounds.HasHistory && (s.Stored.Contains(split) || s.Orphans.Contains(split)) && !s.Published.Contains(split)
        && !s.Merges.Any(merge => merge.Outputs.Contains(split))
            ? s with
            {
                Stored = s.Stored.Remove(split),
                Orphans = s.Orphans.Remove(split),
                Gone = s.Gone.Add(split),
            }
            : null;

    private PipelineState? ListSplits(PipelineState s) =>
        IsOwner(s) && !s.IsListing ? s with { IsListing = true, Listed = [.. s.Published.Where(split => !IsMature(s, split))] } : null;

    private PipelineState? HearOfList(PipelineState s)
    {
        if (!s.IsListing)
        {
            return null;
        }

        int[] aside = [.. s.Listed.Where(split => IsSetAside(s, split) && !Tasks(s).Any(merge => merge.Inputs.Contains(split)))];
        int[] free = [.. s.Listed.Where(split => !IsMature(s, split) && !IsSetAside(s, split) && !IsTracked(s, split))];
        return Seen(Unseen(s, aside), free) with
        {
            IsAttached = true,
            IsListing = false,
            Listed = [],
            Quarantined = s.Quarantined.Union(aside),
        };
    }
}
