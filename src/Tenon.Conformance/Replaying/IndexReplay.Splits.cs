using Tenon.Invariants.State;
using Tenon.Merging.Content;
using Tenon.Models.Pipelines;
using Tenon.Pipeline.Events;
using Tenon.Splits;

namespace Tenon.Conformance.Replaying;

/// <content>What becomes of splits, but for merges.</content>
internal sealed partial class IndexReplay
{
    /// <summary>An ingest. A list that is on its way may have been taken before it, or will be after it.</summary>
    private Walk[] Ingest(Walk walk, PipelineEvent.SplitsIngested ingested)
    {
        long rows = ingested.Outputs.Sum(split => split.RowCount);
        if (rows != ingested.RowCount)
        {
            throw new RefusedException(FormattableString.Invariant($"{ingested.Operation} tells of {ingested.RowCount} rows, and its outputs of {rows}"));
        }

        RequireNames(ingested.Operation, ingested.Outputs);
        if (ingested.Outputs.All(split => RowDigest.TryParse(split.Digest, out _)) && RowDigest.TryParse(ingested.Digest, out RowDigest told) && DigestOf(ingested.Outputs) != told)
        {
            throw new RefusedException($"{ingested.Operation} tells of rows of the digest {told}, and its outputs of {DigestOf(ingested.Outputs)}");
        }

        EventSplit[] known = [.. ingested.Outputs.Where(split => Has(walk, split.Id))];
        _book.Require(known);
        foreach (EventSplit split in known.Where(split => !_untold.Contains(split.Id)))
        {
            throw new RefusedException($"split {split.Id} is ingested twice");
        }

        EventSplit[] added = [.. ingested.Outputs.Except(known)];
        foreach (EventSplit split in added.Where(split => split.Level != 0))
        {
            throw new RefusedException(FormattableString.Invariant($"split {split.Id} is ingested, and is of level {split.Level}"));
        }

        bool isListing = added.Length > 0 && walk.HasProcess && !walk.IsAttached && !walk.State.IsListing;
        Walk[] walks = isListing ? [walk, walk.Then(new MergeAction.ListSplits())] : [walk];
        return [.. walks.Select(each => added.Aggregate(each, Add))];
    }

    /// <summary>The process hears of published splits for which it had no place. What it hears late may have been replaced already, by a merge that was planned when it had
    /// heard of the split in another way: the model has no such message, and every merge of it is in vain.</summary>
    private Walk Hear(Walk walk, PipelineEvent.SplitsHeard heard)
    {
        foreach (EventSplit split in heard.Splits)
        {
            walk = Learn(walk, split);
            int number = _book.NumberOf(split.Id);
            if (!walk.State.Published.Contains(number))
            {
                _late.Add(split.Id);
                continue;
            }

            walk = walk.State.Quarantined.Contains(number) ? walk.Then(new MergeAction.ReleaseSplit(number)) : walk.Then(new MergeAction.HearOfSplit(number));
            if (!Visible(walk.State).Contains(number))
            {
                throw new RefusedException($"split {split.Id} is heard of, but cannot be merged: it is mature, or has its place already");
            }
        }

        return walk;
    }

    /// <summary>A split is set aside: because merges of it failed, or because processes died over it, of which only this tells. Of a merge of a dead process nobody may have told
    /// that it had failed.</summary>
    private Walk Quarantine(Walk walk, PipelineEvent.SplitQuarantined quarantined)
    {
        int split = _book.NumberOf(quarantined.Split);
        bool isDeath = walk.HasProcess && !walk.IsAttached;
        int told = walk.State.Tries.GetValueOrDefault(split);
        int untold = _merges.Values.Count(merge => merge.IsOpen && merge.Lease < walk.State.HeldLease && merge.Inputs.Contains(split));
        if (told >= _rules.MaximumTries && !isDeath && IsFromTheStart)
        {
            return walk;
        }

        if (!isDeath && IsFromTheStart && told + untold < _rules.MaximumTries)
        {
            throw new RefusedException(FormattableString.Invariant(
                $"split {quarantined.Split} is set aside after {told} failed merges; {_rules.MaximumTries} are expected"));
        }

        return SetAside(Hidden(walk, split), [split]);
    }

    /// <summary>A split is found damaged and set aside, whatever became of merges of it before; the model knows failures only. Another process than the one that merges does it
    /// unheard.</summary>
    private Walk FindDamaged(Walk walk, int split, StampedEvent told) => SetAside(IsOf(walk, told) ? Hidden(walk, split) : walk, [split]);

    /// <summary>The process sees a split no longer as one to be merged, but as one that is set aside.</summary>
    private static Walk Hidden(Walk walk, int split)
    {
        PipelineState seen = walk.State;
        return walk.HasProcess && walk.IsAttached && Visible(seen).Contains(split)
            ? walk with { State = seen with { Visible = [.. seen.Visible.Select(window => window.Remove(split))], Quarantined = seen.Quarantined.Add(split) } }
            : walk;
    }

    private Walk Withdraw(Walk walk, PipelineEvent.SplitsWithdrawn withdrawn)
    {
        SplitId[] known = [.. withdrawn.Splits.Where(_book.Knows)];
        if (known.Length < withdrawn.Splits.Length && IsFromTheStart)
        {
            throw new RefusedException($"split {withdrawn.Splits.First(split => !_book.Knows(split))} is withdrawn, and was never published");
        }

        long rows = known.Sum(split => _book[_book.NumberOf(split)].RowCount);
        if (known.Length == withdrawn.Splits.Length && rows != withdrawn.RowCount)
        {
            throw new RefusedException(FormattableString.Invariant($"{withdrawn.RowCount} rows are withdrawn, and the splits have {rows}"));
        }

        return walk.Then(known.Select(split => new MergeAction.WithdrawSplit(_book.NumberOf(split))));
    }

    /// <summary>Splits are collected. What a dead process might still have done for one it does no more: the grace is longer than that. When one is found
    /// replaced, then what merged it is published, and nobody has told: its process died before, or its answer is on its way. What is gone already may be told of again: by one who could not forget it before, or
    /// after a power cut.</summary>
    private Walk Collect(Walk walk, PipelineEvent.SplitsCollected collected)
    {
        foreach (int split in collected.Splits.Where(_book.Knows).Select(_book.NumberOf))
        {
            if (walk.State.Published.Contains(split) && UntoldPublishes(walk).FirstOrDefault(publish => publish.Merge.Inputs.Contains(split)) is { } untold)
            {
                walk = walk.Then(untold);
            }

            MergeInFlight[] left = [.. walk.State.Merges.Where(merge => merge.Task == MergeTaskStanding.Left && merge.Outputs.Contains(split))];
            walk = walk.Then(left.Select(merge => new MergeAction.LeaveMerge(merge)));
            walk = walk.State.Stored.Contains(split) || walk.State.Orphans.Contains(split) ? walk.Then(new MergeAction.CollectSplit(split)) : walk;
        }

        return walk;
    }
}
