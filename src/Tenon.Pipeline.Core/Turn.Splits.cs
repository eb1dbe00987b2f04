using System.Collections.Immutable;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core;

/// <content>Which splits there are.</content>
internal sealed partial class Turn
{
    private void Attach(CoreInput.Attached input)
    {
        Detach(input.Index);
        Put(input.Index, new IndexMemory(input.Policy, Now + _settings.ReconcileInterval, null));
        var young = new Dictionary<CompactionScope, List<MergeCandidate>>();
        foreach (ListedSplit listed in input.Splits)
        {
            Remember(listed);
            if (IsMergeable(listed, input.Policy))
            {
                if (!young.TryGetValue(listed.Scope, out List<MergeCandidate>? list))
                {
                    young.Add(listed.Scope, list = []);
                }

                list.Add(listed.Split);
            }
        }

        // In bulk: one by one, a million splits would make a million sets.
        ImmutableDictionary<CompactionScope, ScopeMemory>.Builder scopes = _memory.Scopes.ToBuilder();
        foreach ((CompactionScope scope, List<MergeCandidate> splits) in young)
        {
            scopes[scope] = new ScopeMemory(
                scope,
                splits.GroupBy(split => split.Level).ToImmutableSortedDictionary(level => level.Key, level => level.ToImmutableSortedSet(MergePolicy.OldestFirst)),
                Now);
        }

        _memory = _memory with { Scopes = scopes.ToImmutable() };
        foreach (CompactionScope scope in young.Keys)
        {
            Reschedule(scope);
        }
    }

    private void Detach(IndexUid index)
    {
        if (!_memory.Indexes.ContainsKey(index))
        {
            return;
        }

        foreach (MergeTask task in _memory.Merges.Values.Where(task => task.Scope.Index == index))
        {
            _effects.Add(new CoreEffect.Cancel(task.Number));
            Remove(task);
            Forget(task.Inputs.Select(split => split.Id));
        }

        foreach (ScopeMemory scope in _memory.Scopes.Values.Where(scope => scope.Scope.Index == index))
        {
            Forget(scope.Young.Values.SelectMany(level => level).Select(split => split.Id));
            Put(scope with { Young = ImmutableSortedDictionary<int, ImmutableSortedSet<MergeCandidate>>.Empty });
            Reschedule(scope.Scope);
        }

        foreach (RestingSplit resting in _memory.Resting.Values.Where(resting => resting.Scope.Index == index))
        {
            Wake(resting);
            Forget([resting.Split.Id]);
        }

        _memory = _memory with
        {
            Indexes = _memory.Indexes.Remove(index),
            Quarantined = _memory.Quarantined.RemoveRange(_memory.Quarantined.Where(pair => pair.Value == index).Select(pair => pair.Key)),
        };
    }

    private void Arrive(CoreInput.Arrived input)
    {
        if (!_memory.Indexes.ContainsKey(input.Index))
        {
            return;
        }

        foreach (ListedSplit listed in input.Splits)
        {
            NoteCame(input.Index, listed.Split.Id);
            Add(listed, isArrival: true);
        }
    }

    private void Withdraw(CoreInput.Withdrawn input)
    {
        foreach (SplitId id in input.Splits)
        {
            NoteWent(input.Index, id);
            if (_memory.Locked.TryGetValue(id, out long number))
            {
                MergeTask task = _memory.Merges[number];
                Put(task with { Gone = task.Gone.Add(id) });
            }
        }

        HashSet<SplitId> gone = [.. input.Splits];
        Drop(input.Index, gone.Contains, gone.Contains);
    }

    private void Release(CoreInput.Released input)
    {
        SplitId id = input.Split.Split.Id;
        if (_memory.Quarantined.TryGetValue(id, out IndexUid index) && index == input.Index)
        {
            NoteCame(index, id);
            _memory = _memory with { Quarantined = _memory.Quarantined.Remove(id) };
            Forget([id]);
            Add(input.Split with { Tries = 0, IsQuarantined = false });
        }
    }

    /// <summary>Compares what is remembered with what the metastore listed.</summary>
    private void Compare(CoreInput.Listed input)
    {
        if (!_memory.Indexes.TryGetValue(input.Index, out IndexMemory? index) || index.Listing is not ListingMemory since)
        {
            return;
        }

        Put(input.Index, index with { Listing = null, NextListing = Now + _settings.ReconcileInterval });
        if (input.Splits.IsDefault)
        {
            return;
        }

        // Of what has changed since the list was asked for, this process knows better; and of its own outputs the answer to their publish tells.
        HashSet<SplitId> coming = [.. _memory.Merges.Values.SelectMany(task => task.Outputs).Select(output => output.Id)];
        ImmutableArray<ListedSplit> known = [.. input.Splits.Where(listed => !since.Went.Contains(listed.Split.Id) && !coming.Contains(listed.Split.Id))];
        HashSet<SplitId> listedFree = [.. known.Where(listed => !listed.IsQuarantined).Select(listed => listed.Split.Id)];
        HashSet<SplitId> listedAside = [.. known.Where(listed => listed.IsQuarantined).Select(listed => listed.Split.Id)];
        Drop(input.Index, id => !listedFree.Contains(id) && !since.Came.Contains(id), id => !listedAside.Contains(id) && !since.Went.Contains(id));
        var scopes = new Dictionary<CompactionScope, ScopeMemory?>(ReferenceEqualityComparer.Instance); // To compare texts once for each scope that is told.
        foreach (ListedSplit listed in known)
        {
            if (!scopes.TryGetValue(listed.Scope, out ScopeMemory? scope))
            {
                scopes.Add(listed.Scope, scope = _memory.Scopes.GetValueOrDefault(listed.Scope));
            }

            bool isYoung = scope is not null && scope.Young.TryGetValue(listed.Split.Level, out ImmutableSortedSet<MergeCandidate>? level) && level.Contains(listed.Split);
            if (!isYoung || listed.Tries > 0)
            {
                Add(listed);
            }
        }
    }

    /// <summary>Adds a split that nothing is known of, or that was set aside, to those that wait to be merged.</summary>
    private void Add(ListedSplit listed, bool isArrival = false)
    {
        SplitId id = listed.Split.Id;
        if (!_memory.Indexes.TryGetValue(listed.Scope.Index, out IndexMemory? index))
        {
            return;
        }

        Remember(listed);
        if (_memory.Locked.ContainsKey(id) || _memory.Resting.ContainsKey(id) || _memory.Quarantined.ContainsKey(id) || !IsMergeable(listed, index.Policy))
        {
            return;
        }

        ScopeMemory scope = _memory.Scopes.TryGetValue(listed.Scope, out ScopeMemory? found)
            ? found
            : new ScopeMemory(listed.Scope, ImmutableSortedDictionary<int, ImmutableSortedSet<MergeCandidate>>.Empty, Now);
        ImmutableSortedSet<MergeCandidate> level = scope.Young.TryGetValue(listed.Split.Level, out ImmutableSortedSet<MergeCandidate>? young)
            ? young
            : ImmutableSortedSet.Create(MergePolicy.OldestFirst);
        if (level.Contains(listed.Split))
        {
            return;
        }

        Put(scope with { Young = scope.Young.SetItem(listed.Split.Level, level.Add(listed.Split)), LastArrival = isArrival ? Now : scope.LastArrival });
        Reschedule(listed.Scope);
    }

    private bool IsMergeable(ListedSplit listed, MergePolicy policy) =>
        !listed.IsQuarantined && policy.MayCompact(listed.Scope) && !policy.IsMature(listed.Split, Now);

    /// <summary>Keeps what the metastore says of a split's failures.</summary>
    private void Remember(ListedSplit listed)
    {
        SplitId id = listed.Split.Id;
        if (_memory.Locked.ContainsKey(id))
        {
            return; // The metastore may have counted a failure that is yet to be heard of, and would be counted twice.
        }

        if (listed.IsQuarantined)
        {
            _memory = _memory with { Quarantined = _memory.Quarantined.SetItem(id, listed.Scope.Index) };
        }

        SplitTrouble trouble = TroubleOf(id);
        if (listed.Tries > trouble.Tries)
        {
            Put(id, trouble with { Tries = listed.Tries });
        }
    }

    private void Forget(IEnumerable<SplitId> ids) => _memory = _memory.Troubles.IsEmpty ? _memory : _memory with { Troubles = _memory.Troubles.RemoveRange(ids) };

    private SplitTrouble TroubleOf(SplitId id) => _memory.Troubles.GetValueOrDefault(id);

    private void Put(SplitId id, SplitTrouble trouble) => _memory = _memory with { Troubles = _memory.Troubles.SetItem(id, trouble) };

    /// <summary>Forgets splits of an index that are not in a merge: some of those that wait, and some of those in quarantine.</summary>
    private void Drop(IndexUid index, Func<SplitId, bool> isGone, Func<SplitId, bool> isReleased)
    {
        foreach (ScopeMemory scope in _memory.Scopes.Values.Where(scope => scope.Scope.Index == index))
        {
            ImmutableArray<MergeCandidate> gone = [.. scope.Young.Values.SelectMany(level => level).Where(split => isGone(split.Id))];
            if (!gone.IsEmpty)
            {
                TakeOut(scope.Scope, gone);
                Forget(gone.Select(split => split.Id));
                Reschedule(scope.Scope);
            }
        }

        foreach (RestingSplit resting in _memory.Resting.Values.Where(resting => resting.Scope.Index == index && isGone(resting.Split.Id)))
        {
            Wake(resting);
            Forget([resting.Split.Id]);
        }

        SplitId[] quarantined = [.. _memory.Quarantined.Where(pair => pair.Value == index && isReleased(pair.Key)).Select(pair => pair.Key)];
        _memory = _memory with { Quarantined = _memory.Quarantined.RemoveRange(quarantined) };
        Forget(quarantined);
    }

    /// <summary>Takes splits from those that wait to be merged.</summary>
    private void TakeOut(CompactionScope name, IEnumerable<MergeCandidate> splits)
    {
        ScopeMemory scope = _memory.Scopes[name];
        ImmutableSortedDictionary<int, ImmutableSortedSet<MergeCandidate>> young = scope.Young;
        foreach (IGrouping<int, MergeCandidate> level in splits.GroupBy(split => split.Level))
        {
            ImmutableSortedSet<MergeCandidate> rest = young[level.Key].Except(level);
            young = rest.IsEmpty ? young.Remove(level.Key) : young.SetItem(level.Key, rest);
        }

        Put(scope with { Young = young });
    }

    private void Put(ScopeMemory scope) => _memory = _memory with { Scopes = _memory.Scopes.SetItem(scope.Scope, scope) };

    private void Rest(CompactionScope scope, MergeCandidate split, DateTimeOffset until) => _memory = _memory with
    {
        Resting = _memory.Resting.SetItem(split.Id, new RestingSplit(scope, split, until)),
        RestEnds = _memory.RestEnds.Add(new RestEnd(until, split.Id)),
    };

    private void Wake(RestingSplit resting) => _memory = _memory with
    {
        Resting = _memory.Resting.Remove(resting.Split.Id),
        RestEnds = _memory.RestEnds.Remove(new RestEnd(resting.Until, resting.Split.Id)),
    };
}
