using System.Collections.Immutable;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core;

/// <content>What is merged next.</content>
internal sealed partial class Turn
{
    private const int ScoreScale = 48;

    /// <summary>Begins merges while there are free places.</summary>
    public void BeginMerges()
    {
        int running = _memory.Merges.Values.Count(task => task.Phase != MergePhase.Waiting);
        foreach (MergeTask waiting in _memory.Merges.Values.Where(task => task.Phase == MergePhase.Waiting))
        {
            if (running >= _settings.MergeConcurrency)
            {
                return;
            }

            Enter(waiting, MergePhase.Claiming);
            running++;
        }

        while (_memory.IsPlanning && running < _settings.MergeConcurrency && !_memory.DueByScore.IsEmpty)
        {
            bool byAge = _memory.ByScore + 1 >= _settings.FairnessCadence;
            DueMerge due = byAge ? _memory.DueByAge[0] : _memory.DueByScore[0];
            if (Pick(_memory.Scopes[due.Scope]) is (PlannedMerge planned, _))
            {
                _memory = _memory with { ByScore = byAge ? 0 : _memory.ByScore + 1 };
                Plan(due.Scope, planned, MergePhase.Claiming);
                running++;
            }

            Reschedule(due.Scope, wasServed: true); // Also when splits have become mature by age, and nothing is due any more.
        }
    }

    public CoreMemory WithSchedule()
    {
        _memory = _memory with
        {
            DueByScore = CoreMemory.Empty.DueByScore,
            DueByAge = CoreMemory.Empty.DueByAge,
            Cooling = CoreMemory.Empty.Cooling,
            RestEnds = [.. _memory.Resting.Values.Select(resting => new RestEnd(resting.Until, resting.Split.Id))],
            Scopes = _memory.Scopes.Values.ToImmutableDictionary(scope => scope.Scope, scope => scope with { Due = null, Cooling = null }),
        };
        foreach (CompactionScope scope in _memory.Scopes.Keys)
        {
            Reschedule(scope);
        }

        return _memory;
    }

    /// <summary>Plans the last merges of a graceful stop: in each scope and level what a full merge still is due, then the rest.</summary>
    private void PlanLast(bool mergeRest)
    {
        if (_memory.IsConnected || !_memory.IsPlanning)
        {
            return;
        }

        IEnumerable<ScopeMemory> scopes = mergeRest ? _memory.Scopes.Values.OrderBy(scope => scope.Scope, Comparer<CompactionScope>.Create(ScopeOrder.Compare)) : [];
        foreach (ScopeMemory scope in scopes)
        {
            MergePolicy policy = _memory.Indexes[scope.Scope.Index].Policy;
            int left = policy.Settings.MaxFinalizeMergeOperations;
            foreach (ImmutableSortedSet<MergeCandidate> level in scope.Young.Values)
            {
                foreach (PlannedMerge planned in policy.PlanFinal(level.Where(split => !policy.IsMature(split, Now)), left))
                {
                    Plan(scope.Scope, planned, MergePhase.Waiting);
                    left--;
                }
            }

            Reschedule(scope.Scope);
        }

        _memory = _memory with { IsPlanning = false };
    }

    private void Plan(CompactionScope scope, PlannedMerge planned, MergePhase phase)
    {
        TakeOut(scope, planned.Inputs);
        var task = new MergeTask(_memory.NextMerge, scope, planned.Level, planned.Inputs, MergePhase.Waiting);
        _memory = _memory with
        {
            NextMerge = _memory.NextMerge + 1,
            Merges = _memory.Merges.Add(task.Number, task),
            Locked = _memory.Locked.AddRange(planned.Inputs.Select(split => KeyValuePair.Create(split.Id, task.Number))),
        };
        if (phase != MergePhase.Waiting)
        {
            Enter(task, phase);
        }
    }

    /// <summary>The best merge that is due in a scope: by score among its levels, and only if none is full, one that merges a rest.</summary>
    private (PlannedMerge Merge, bool IsFinal)? Pick(ScopeMemory scope)
    {
        MergePolicy policy = _memory.Indexes[scope.Scope.Index].Policy;
        PlannedMerge? best = null;
        foreach (ImmutableSortedSet<MergeCandidate> level in scope.Young.Values)
        {
            if (policy.First(level.Where(split => !policy.IsMature(split, Now))) is PlannedMerge full && (best is null || ScoreOf(full) > ScoreOf(best)))
            {
                best = full;
            }
        }

        if (best is not null)
        {
            return (Cautious(best), false);
        }

        if (ColdAt(scope, policy) > Now)
        {
            return null;
        }

        foreach (ImmutableSortedSet<MergeCandidate> level in scope.Young.Values)
        {
            if (policy.PlanFinal(level.Where(split => !policy.IsMature(split, Now)), 1) is [PlannedMerge rest])
            {
                return (Cautious(rest), true);
            }
        }

        return null;
    }

    /// <summary>A merge that failed, for a reason that no input could be blamed for, is tried again in halves (F-47).</summary>
    private PlannedMerge Cautious(PlannedMerge merge)
    {
        int tries = merge.Inputs.Max(split => TroubleOf(split.Id).Tries);
        int size = Math.Max(2, merge.Inputs.Length >> Math.Min(tries, 30));
        return size >= merge.Inputs.Length
            ? merge
            : merge with { Inputs = [.. merge.Inputs.OrderByDescending(split => TroubleOf(split.Id).Tries).Take(size)] };
    }

    /// <summary>Splits that a merge removes, per byte that it rewrites.</summary>
    private static ulong ScoreOf(PlannedMerge merge)
    {
        UInt128 bytes = 0;
        foreach (MergeCandidate split in merge.Inputs)
        {
            bytes += (ulong)split.SizeBytes;
        }

        return bytes == 0 ? ulong.MaxValue : (ulong)(((UInt128)(uint)(merge.Inputs.Length - 1) << ScoreScale) / bytes);
    }

    /// <summary>When a scope is taken to get no more splits; never, if rests are not to be merged.</summary>
    private DateTimeOffset ColdAt(ScopeMemory scope, MergePolicy policy)
    {
        if (policy.Settings.MaxFinalizeMergeOperations == 0)
        {
            return DateTimeOffset.MaxValue;
        }

        DateTimeOffset from = scope.LastArrival;
        if (scope.Scope.Window is TimeWindow window)
        {
            long end = Math.Clamp(window.StartSeconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds() - window.DurationSeconds)
                + window.DurationSeconds;
            DateTimeOffset closes = DateTimeOffset.FromUnixTimeSeconds(end);
            from = closes > from ? closes : from;
        }

        return from > DateTimeOffset.MaxValue - _settings.ColdDelay ? DateTimeOffset.MaxValue : from + _settings.ColdDelay;
    }

    /// <summary>Brings a scope's entries in the schedule up to date; forgets a scope without splits.</summary>
    private void Reschedule(CompactionScope name, bool wasServed = false)
    {
        if (!_memory.Scopes.TryGetValue(name, out ScopeMemory? scope))
        {
            return;
        }

        DueMerge? due = null;
        CoolingScope? cooling = null;
        if (!scope.Young.IsEmpty)
        {
            if (Pick(scope) is (PlannedMerge merge, bool isFinal))
            {
                due = new DueMerge(name, merge.Level, isFinal, ScoreOf(merge), !wasServed && scope.Due is DueMerge before ? before.Since : _memory.NextMerge);
            }
            else if (scope.Young.Values.Any(level => level.Count > 1))
            {
                DateTimeOffset at = ColdAt(scope, _memory.Indexes[name.Index].Policy);
                cooling = at > Now && at < DateTimeOffset.MaxValue ? new CoolingScope(at, name) : null;
            }
        }

        _memory = _memory with
        {
            DueByScore = Replace(_memory.DueByScore, scope.Due, due),
            DueByAge = Replace(_memory.DueByAge, scope.Due, due),
            Cooling = Replace(_memory.Cooling, scope.Cooling, cooling),
            Scopes = scope.Young.IsEmpty ? _memory.Scopes.Remove(name) : _memory.Scopes.SetItem(name, scope with { Due = due, Cooling = cooling }),
        };
    }

    private static ImmutableSortedSet<T> Replace<T>(ImmutableSortedSet<T> set, T? old, T? now)
        where T : class
    {
        if (Equals(old, now))
        {
            return set;
        }

        set = old is null ? set : set.Remove(old);
        return now is null ? set : set.Add(now);
    }
}
