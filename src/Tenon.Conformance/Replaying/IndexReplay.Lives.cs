using System.Collections.Immutable;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;
using Tenon.Pipeline.Events;
using Tenon.Splits;

namespace Tenon.Conformance.Replaying;

/// <content>The lives of processes: leases, lists, stops, and the crashes that nobody tells of.</content>
internal sealed partial class IndexReplay
{
    /// <summary>The process that merged the index does so no more: it has exited, or is dead to it.</summary>
    private static Walk Ended(Walk walk) =>
        !walk.HasProcess ? walk : walk.State.IsShutdownComplete ? walk.Then(new MergeAction.Exit()) : walk.Then(new MergeAction.Crash());

    /// <summary>Another life takes the lease. What the former one had uploaded may have been published before, and the answer have been lost.</summary>
    private IEnumerable<Walk> TakeLease(Walk walk, PipelineEvent.LeaseTaken taken)
    {
        walk = Ended(walk);
        long untold = taken.Epoch - walk.State.Lease - 1L;
        if (untold < 0 || untold > _silentLives)
        {
            throw new RefusedException(FormattableString.Invariant(
                $"the lease's epoch is {taken.Epoch}, and was {walk.State.Lease} before: the record of who held it in between is missing"));
        }

        // Who died before it told that it had the lease has done nothing else: that is told first.
        _untoldLeases = (int)untold;
        for (int i = 0; i < untold; i++)
        {
            walk = walk.Then(new MergeAction.TakeLease()).Then(new MergeAction.Crash());
        }

        var walks = new List<Walk> { walk };
        foreach (MergeAction.PublishMerge published in UntoldPublishes(walk))
        {
            walks.AddRange(walks.Select(each => each.Then(published)).ToArray());
        }

        return walks.Select(each => each.Then(new MergeAction.TakeLease()));
    }

    /// <summary>Publishes that may have been done, and whose process died before it told. None keeps another from being one: they have no input in common.</summary>
    private static IEnumerable<MergeAction.PublishMerge> UntoldPublishes(Walk walk) => walk.State.Merges
        .Select(merge => new MergeAction.PublishMerge(merge))
        .Where(publish => walk.Model.After(walk.State, publish) is not null);

    private Walk Attach(Walk walk, PipelineEvent.IndexAttached attached, StampedEvent told)
    {
        if (!walk.HasProcess || walk.IsAttached || told.Pipeline != _holder)
        {
            throw new RefusedException($"{told.Pipeline} attaches index {Index}, which {(walk.HasProcess ? $"{_holder} merges" : "has no lease that was taken for it")}");
        }

        // What nobody has told of was there before the list was taken.
        foreach (EventSplit split in attached.Seeded.Concat(attached.Quarantined))
        {
            bool isNew = !Has(walk, split.Id);
            walk = Learn(walk, split);
            walk = isNew && walk.State.IsListing ? walk.Given(walk.State with { Listed = walk.State.Listed.Add(_book.NumberOf(split.Id)) }) : walk;
        }

        HashSet<int> seeded = [.. attached.Seeded.Select(split => _book.NumberOf(split.Id))];
        HashSet<int> aside = [.. attached.Quarantined.Select(split => _book.NumberOf(split.Id))];
        if (_options.HasWrongClocks && walk.State.Settled.Overlaps(seeded.Union(aside)))
        {
            walk = walk.Given(walk.State with { Settled = walk.State.Settled.Except(seeded).Except(aside) }); // Mature by the clock of another only.
        }

        walk = walk.State.IsListing ? walk : walk.Then(new MergeAction.ListSplits());
        int[] missing = [.. walk.State.Listed.Where(split => !seeded.Contains(split) && !aside.Contains(split))];
        walk = Expired(Aged(walk, missing, told.Time), missing, told.Time);
        walk = SetAside(walk, aside).Then(new MergeAction.HearOfList());
        walk = walk.Then(walk.State.Quarantined.Where(seeded.Contains).Select(split => new MergeAction.ReleaseSplit(split))); // By an operator, while nobody merged.
        walk = walk.Then(walk.State.Awaited.Where(seeded.Contains).Select(split => new MergeAction.HearOfSplit(split))); // The list told of them.
        RequireSame("seeded", [.. Visible(walk.State)], seeded);
        RequireSame("in quarantine", walk.State.Quarantined, aside);
        return walk;
    }

    /// <summary>A split that a list has. The first list of a record that does not begin with the index has splits of any level.</summary>
    private Walk Learn(Walk walk, EventSplit split)
    {
        if (Has(walk, split.Id))
        {
            _book.Require([split]);
            return walk;
        }

        if (IsFromTheStart || _wasAttached)
        {
            return Introduce(walk, split);
        }

        walk = Add(walk, split);
        _untold.Add(split.Id);
        int number = _book.NumberOf(split.Id);
        return walk.Given(walk.State with { Splits = walk.State.Splits.SetItem(number, walk.State.Splits[number] with { Level = split.Level }) });
    }

    /// <summary>Of splits that a list lacks, those whose time has come have matured.</summary>
    private Walk Aged(Walk walk, IEnumerable<int> missing, DateTimeOffset now)
    {
        foreach (int split in missing.Where(split => _book[split].MaturesAt <= now))
        {
            walk = walk.State.Settled.Contains(split) ? walk : walk.Then(new MergeAction.MatureSplit(split));
            walk = walk.Then(new MergeAction.ForgetSplit(split));
        }

        return walk;
    }

    /// <summary>Of splits that a process does not see, those past their retention were withdrawn: whoever did it died before, or tells later.</summary>
    private Walk Expired(Walk walk, IEnumerable<int> missing, DateTimeOffset now)
    {
        foreach (int split in missing.Where(split => walk.State.Published.Contains(split) && !walk.State.Settled.Contains(split) && MayBeWithdrawn(split, now)))
        {
            walk = walk.Then(new MergeAction.WithdrawSplit(split)).Then(new MergeAction.ForgetSplit(split));
        }

        return walk;
    }

    /// <summary>Whether somebody may have withdrawn a split, as its age is known: who ingested it tells that, perhaps later, or never.</summary>
    private bool MayBeWithdrawn(int split, DateTimeOffset now) =>
        _withdrawn.Contains(_book.IdOf(split))
        || (ExpiryOf(split) is DateTimeOffset time ? time <= now || _options.HasWrongClocks : _rules.Retention is not null && _untold.Contains(_book.IdOf(split)));

    private DateTimeOffset? ExpiryOf(int split) => _book[split].ExpiresAt ?? _ingested[_book.IdOf(split)].FirstOrDefault().ExpiresAt;

    /// <summary>Splits that the metastore has set aside by itself: because processes died over them, or before the record began.</summary>
    private Walk SetAside(Walk walk, IEnumerable<int> splits)
    {
        int[] unexplained = [.. splits.Where(split => walk.State.Tries.GetValueOrDefault(split) < _rules.MaximumTries)];
        return unexplained.Length == 0
            ? walk
            : walk.Given(walk.State with { Tries = walk.State.Tries.SetItems(unexplained.Select(split => KeyValuePair.Create(split, _rules.MaximumTries))) });
    }

    private void RequireSame(string what, IReadOnlyCollection<int> expected, HashSet<int> told)
    {
        SplitId[] missing = [.. expected.Where(split => !told.Contains(split)).Select(_book.IdOf)];
        SplitId[] extra = [.. told.Except(expected).Select(_book.IdOf)];
        if (missing.Length + extra.Length > 0)
        {
            throw new RefusedException(
                $"what is told as {what} is not what must be: "
                + string.Join("; ", new[] { Listing("missing", missing), Listing("too many", extra) }.Where(text => text.Length > 0)));
        }
    }

    private static string Listing(string what, SplitId[] splits) =>
        splits.Length == 0 ? "" : $"{what}: {string.Join(", ", splits.Take(5))}{(splits.Length > 5 ? FormattableString.Invariant($" and {splits.Length - 5} more") : "")}";

    /// <summary>The last merges are planned: of what the process sees. What was withdrawn, and perhaps told by nobody, it may see no more.</summary>
    private IEnumerable<Walk> FinishPlanning(Walk walk, PipelineEvent.FinalMergesPlanned final, StampedEvent told)
    {
        ImmutableArray<ImmutableArray<int>> merges =
        [
            .. from inputs in final.Merges
               where inputs.Any(_book.Knows) && !inputs.Any(walk.Late.Contains)
               select inputs.Select(_book.NumberOf).Order().ToImmutableArray(),
        ];
        if (!IsOf(walk, told))
        {
            return merges.IsEmpty ? [walk] : throw new RefusedException($"final merges are planned in index {Index}, which is not merged here");
        }

        var planned = new MergeAction.RunFinalizeAndQuit(merges);
        int[] unplanned = [.. Visible(walk.State).Where(split => !merges.Any(inputs => inputs.Contains(split)))];
        Walk without = Expired(walk, unplanned, told.Time);
        without = without.Then(Visible(without.State).Intersect(unplanned).Except(without.State.Published).Select(split => new MergeAction.ForgetSplit(split)));
        Walk[] walks = [.. new[] { walk, without }.Distinct().Where(each => each.Model.After(each.State, planned) is not null)];
        return walks.Length > 0 ? walks.Select(each => each.Then(planned)) : [walk.Then(planned)];
    }
}
