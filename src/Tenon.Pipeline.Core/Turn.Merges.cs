using System.Collections.Immutable;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core;

/// <content>What becomes of merges that are under way.</content>
internal sealed partial class Turn
{
    private void Put(MergeTask task) => _memory = _memory with { Merges = _memory.Merges.SetItem(task.Number, task) };

    private void Remove(MergeTask task) => _memory = _memory with
    {
        Merges = _memory.Merges.Remove(task.Number),
        Locked = _memory.Locked.RemoveRange(task.Inputs.Select(split => split.Id)),
    };

    private void Enter(MergeTask task, MergePhase phase)
    {
        task = task with { Phase = phase, Attempts = 0, RetryAt = null };
        Put(task);
        Ask(task);
    }

    private void Ask(MergeTask task) => _effects.Add(task.Phase switch
    {
        MergePhase.Claiming => new CoreEffect.Claim(task.Number, task.Scope, task.Level, task.Inputs),
        MergePhase.Merging => new CoreEffect.Execute(task.Number),
        MergePhase.Staging => new CoreEffect.Stage(task.Number),
        MergePhase.Uploading => new CoreEffect.Upload(task.Number),
        MergePhase.Publishing => new CoreEffect.Publish(task.Number),
        MergePhase.Ending => new CoreEffect.End(task.Number, task.Reason, task.Reason == EndReason.Failed && task.Cause == FailureCause.Inputs ? Culprits(task) : []),
        _ => throw new InvalidOperationException($"nothing is asked for a merge that is {task.Phase}"),
    });

    private void TakeOutputs(MergeTask task, ImmutableArray<MergeCandidate> outputs)
    {
        // What was proven about the outputs, proven again about what was told of them: a merge that loses a row never gets further (MC-1, MP-4).
        bool isConserved = outputs.Sum(split => split.RowCount) == task.Inputs.Sum(split => split.RowCount)
            && outputs.All(split => split.Level == task.Level + 1 && split.RowCount > 0);
        if (!isConserved)
        {
            GiveUp(task with { Cause = FailureCause.Inputs }, EndReason.Failed);
            return;
        }

        Enter(task with { Outputs = outputs }, outputs.IsEmpty ? MergePhase.Publishing : MergePhase.Staging);
    }

    private void Fail(CoreInput.Failed failed)
    {
        if (!_memory.Merges.TryGetValue(failed.Merge, out MergeTask? task) || task.RetryAt is not null)
        {
            return;
        }

        switch (task.Phase)
        {
            case MergePhase.Claiming: // Certainly not claimed, so there is nothing to be ended.
                Remove(task);
                TakeBack(task with { Cause = FailureCause.Environment }, doesRest: true);
                break;
            case MergePhase.Merging:
                GiveUp(task with { Cause = failed.Cause, Blamed = failed.Blamed }, EndReason.Failed);
                break;
            case MergePhase.Staging or MergePhase.Uploading or MergePhase.Publishing or MergePhase.Ending:
                TryAgain(task);
                break;
        }
    }

    /// <summary>Nobody knows whether what was asked was done. Asking again finds out: each request may be repeated, and tells what it finds done.</summary>
    private void Answerless(long number)
    {
        if (!_memory.Merges.TryGetValue(number, out MergeTask? task) || task.RetryAt is not null)
        {
            return;
        }

        switch (task.Phase)
        {
            case MergePhase.Claiming:
                GiveUp(task with { Cause = FailureCause.Environment }, EndReason.Abandoned);
                break;
            case MergePhase.Merging:
                GiveUp(task with { Cause = FailureCause.Environment }, EndReason.Failed);
                break;
            case MergePhase.Staging or MergePhase.Uploading or MergePhase.Publishing or MergePhase.Ending:
                TryAgain(task);
                break;
        }
    }

    private void TryAgain(MergeTask task)
    {
        int attempts = task.Attempts + 1;
        if (attempts >= _settings.MaxStepAttempts && task.Phase != MergePhase.Ending)
        {
            GiveUp(task with { Cause = FailureCause.Environment }, EndReason.Failed);
            return;
        }

        Put(task with { Attempts = attempts, RetryAt = Now + DelayAfter(attempts) });
    }

    private void GiveUp(MergeTask task, EndReason reason) => Enter(task with { Reason = reason }, MergePhase.Ending);

    private void Finish(MergeTask task)
    {
        Remove(task);
        Forget(task.Inputs.Select(split => split.Id));
        foreach (MergeCandidate input in task.Inputs)
        {
            NoteWent(task.Scope.Index, input.Id);
        }

        foreach (MergeCandidate output in task.Outputs)
        {
            NoteCame(task.Scope.Index, output.Id);
            if (_memory.IsConnected)
            {
                Add(new ListedSplit(task.Scope, output));
            }
        }
    }

    private void TakeBackRefused(MergeTask task, ImmutableArray<SplitId> gone)
    {
        Remove(task);
        TakeBack(task with { Gone = task.Gone.Union(gone), Cause = FailureCause.Environment }, doesRest: gone.IsEmpty);
    }

    private void AfterEnd(MergeTask task, bool wasPublished)
    {
        if (wasPublished)
        {
            Finish(task); // The answer had been lost, or a request that was given up arrived after all.
            return;
        }

        Remove(task);
        TakeBack(task, doesRest: task.Reason == EndReason.Failed);
    }

    /// <summary>Makes inputs of a merge that was not published free again: those that are gone are forgotten, and those to blame rest or are quarantined.</summary>
    /// <param name="task">The merge, removed already.</param>
    /// <param name="doesRest">Whether the inputs rest, lest the same is tried again at once.</param>
    private void TakeBack(MergeTask task, bool doesRest)
    {
        bool isBlaming = task.Reason == EndReason.Failed && task.Cause == FailureCause.Inputs;
        ImmutableArray<SplitId> culprits = isBlaming ? Culprits(task) : [];
        foreach (MergeCandidate input in task.Inputs)
        {
            if (task.Gone.Contains(input.Id))
            {
                NoteWent(task.Scope.Index, input.Id);
                Forget([input.Id]);
            }
            else if (_memory.Indexes[task.Scope.Index].Policy.IsMature(input, Now))
            {
                Forget([input.Id]); // By age, meanwhile.
            }
            else if (culprits.Contains(input.Id))
            {
                Blame(task.Scope, input);
            }
            else if (doesRest && !isBlaming)
            {
                SplitTrouble trouble = TroubleOf(input.Id) with { Setbacks = TroubleOf(input.Id).Setbacks + 1 };
                Put(input.Id, trouble);
                Rest(task.Scope, input, Now + DelayAfter(trouble.Setbacks));
            }
            else
            {
                Add(new ListedSplit(task.Scope, input));
            }
        }
    }

    private static ImmutableArray<SplitId> Culprits(MergeTask task) =>
        task.Blamed.IsEmpty ? [.. task.Inputs.Select(input => input.Id)] : [.. task.Blamed.Where(id => task.Inputs.Any(input => input.Id == id))];

    private void Blame(CompactionScope scope, MergeCandidate input)
    {
        int tries = TroubleOf(input.Id).Tries + 1;
        Put(input.Id, new SplitTrouble(tries, 0));
        if (tries < _settings.MaxTries)
        {
            Rest(scope, input, Now + DelayAfter(tries));
            return;
        }

        NoteWent(scope.Index, input.Id);
        _memory = _memory with { Quarantined = _memory.Quarantined.SetItem(input.Id, scope.Index) };
        _effects.Add(new CoreEffect.Quarantine(scope.Index, input.Id, tries));
    }

    private void PassTime()
    {
        while (!_memory.RestEnds.IsEmpty && _memory.RestEnds[0].At <= Now)
        {
            RestingSplit resting = _memory.Resting[_memory.RestEnds[0].Split];
            Wake(resting);
            Add(new ListedSplit(resting.Scope, resting.Split));
        }

        while (!_memory.Cooling.IsEmpty && _memory.Cooling[0].At <= Now)
        {
            Reschedule(_memory.Cooling[0].Scope);
        }

        foreach (MergeTask task in _memory.Merges.Values.Where(task => task.RetryAt <= Now))
        {
            MergeTask again = task with { RetryAt = null };
            Put(again);
            Ask(again);
        }

        foreach ((IndexUid index, IndexMemory known) in _memory.Indexes.Where(pair => pair.Value.Listing is null && pair.Value.NextListing <= Now))
        {
            Put(index, known with { Listing = ListingMemory.Begun });
            _effects.Add(new CoreEffect.List(index));
        }
    }
}
