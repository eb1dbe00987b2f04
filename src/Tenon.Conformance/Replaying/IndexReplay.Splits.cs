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
    /// heard of the split in another way: the model has no such message, and every merge of it is in vain. What it sees already and hears of again, it had found withdrawn, and
    /// forgotten, in between.</summary>
    private Walk Hear(Walk walk, PipelineEvent.SplitsHeard heard, DateTimeOffset now)
    {
        foreach (EventSplit split in heard.Splits)
        {
            walk = Learn(walk, split);
            int number = _book.NumberOf(split.Id);
            walk = Expired(walk, Visible(walk.State).Where(each => each == number).ToArray(), now);
            if (!walk.State.Published.Contains(number))
            {
                walk = walk with { Late = walk.Late.Add(split.Id) };
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

    /// <summary>A split is set aside whatever became of merges of it: the model knows failures only, so it is taken as given. Of what a process does that does not merge the index,
    /// the one that does hears later. An audit may be the first to tell of a split: whoever ingested it died before, or will tell.</summary>
    private Walk HearOfAside(Walk walk, PipelineEvent.SplitSetAside aside, StampedEvent told)
    {
        if (!_book.Knows(aside.Split))
        {
            return walk;
        }

        int split = _book.NumberOf(aside.Split);
        return IsOf(walk, told) ? SetAside(Hidden(walk, split), [split])
            : Visible(walk.State).Contains(split) ? walk
            : SetAside(walk, [split]);
    }

    /// <summary>The process sees a split no longer as one to be merged, but as one that is set aside.</summary>
    private static Walk Hidden(Walk walk, int split)
    {
        PipelineState seen = walk.State;
        return walk.HasProcess && walk.IsAttached && Visible(seen).Contains(split)
            ? walk with { State = seen with { Visible = [.. seen.Visible.Select(window => window.Remove(split))], Quarantined = seen.Quarantined.Add(split) } }
            : walk;
    }

    /// <summary>Splits are withdrawn. Of some nobody may have told yet: they may be gone when somebody does. What is known to be gone may be told of now. A list that is on its
    /// way may have been taken before.</summary>
    private Walk[] Withdraw(Walk walk, PipelineEvent.SplitsWithdrawn withdrawn, DateTimeOffset now)
    {
        foreach (SplitId unheard in withdrawn.Splits.Where(split => _options.IsClosed && !_book.Knows(split) && !_ingested.Contains(split)))
        {
            throw new RefusedException($"split {unheard} is withdrawn, and was never published");
        }

        SplitId[] known = [.. withdrawn.Splits.Where(split => Has(walk, split))];
        long rows = known.Sum(split => _book[_book.NumberOf(split)].RowCount);
        if (known.Length == withdrawn.Splits.Length && rows != withdrawn.RowCount)
        {
            throw new RefusedException(FormattableString.Invariant($"{withdrawn.RowCount} rows are withdrawn, and the splits have {rows}"));
        }

        int[] gone = [.. known.Select(_book.NumberOf)];
        foreach (int split in gone.Where(split => !_options.HasWrongClocks && ExpiryOf(split) > now))
        {
            throw new RefusedException(FormattableString.Invariant($"split {_book.IdOf(split)} is withdrawn, and is past its retention only at {ExpiryOf(split):O}"));
        }

        int[] replaced = [.. gone.Where(split => !walk.State.Published.Contains(split) && !walk.Withdrawn.Contains(split))];
        if (replaced.Length > 0)
        {
            throw new RefusedException($"split {_book.IdOf(replaced[0])} is withdrawn, and was replaced by a merge before");
        }

        // A claim that is answered late was made before.
        int[] claimed = [.. walk.State.Merges.Where(merge => merge is { Task: MergeTaskStanding.Active, Operation: MergeOperationStanding.Unclaimed }).SelectMany(merge => merge.Inputs).Intersect(gone)];
        bool isListing = walk.HasProcess && !walk.IsAttached && !walk.State.IsListing;
        Walk[] walks = isListing ? [walk, walk.Then(new MergeAction.ListSplits())] : [walk];
        return [.. walks.Select(each => Withdrawn(each, gone)), .. claimed.Length > 0 ? walks.Select(each => Withdrawn(each, gone.Except(claimed))) : []];

        static Walk Withdrawn(Walk walk, IEnumerable<int> gone) =>
            gone.Where(walk.State.Published.Contains).Aggregate(walk, (before, split) => before.Then(new MergeAction.WithdrawSplit(split)));
    }

    /// <summary>Splits are collected. What a dead process might still have done for one it does no more: the grace is longer than that. When one is found
    /// replaced, then what merged it is published, and nobody has told: its process died before, or its answer is on its way. What is gone already may be told of again: by one who could not forget it before, or
    /// after a power cut.</summary>
    private IEnumerable<Walk> Collect(Walk walk, PipelineEvent.SplitsCollected collected, DateTimeOffset now)
    {
        IEnumerable<Walk> walks = [walk];
        foreach (int split in collected.Splits.Where(_book.Knows).Select(_book.NumberOf))
        {
            walks = [.. walks.SelectMany(each => Collect(each, split, now))];
        }

        return walks;
    }

    private IEnumerable<Walk> Collect(Walk walk, int split, DateTimeOffset now)
    {
        Walk[] walks = walk.State.Published.Contains(split)
            ?
            [
                .. UntoldPublishes(walk).Where(publish => publish.Merge.Inputs.Contains(split)).Take(1).Select(publish => walk.Then(publish)),
                .. MayBeWithdrawn(split, now) ? [walk.Then(new MergeAction.WithdrawSplit(split))] : Array.Empty<Walk>(),
            ]
            : [walk];
        return (walks.Length > 0 ? walks : [walk]).Select(Removed);

        Walk Removed(Walk walk)
        {
            MergeInFlight[] left = [.. walk.State.Merges.Where(merge => merge.Task == MergeTaskStanding.Left && merge.Outputs.Contains(split))];
            walk = walk.Then(left.Select(merge => new MergeAction.LeaveMerge(merge)));
            return walk.State.Stored.Contains(split) || walk.State.Orphans.Contains(split) ? walk.Then(new MergeAction.CollectSplit(split)) : walk;
        }
    }
}
