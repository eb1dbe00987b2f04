using System.Collections.Immutable;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;

namespace Tenon.Pipeline.Core;

/// <summary>The taking of one input: what is remembered is replaced piece by piece, and effects are collected.</summary>
internal sealed partial class Turn
{
    private readonly CoreSettings _settings;
    private readonly ImmutableArray<CoreEffect>.Builder _effects = ImmutableArray.CreateBuilder<CoreEffect>();
    private CoreMemory _memory;

    public Turn(CoreSettings settings, CoreMemory memory, DateTimeOffset now)
    {
        _settings = settings;
        _memory = now > memory.Now ? memory with { Now = now } : memory;
    }

    private DateTimeOffset Now => _memory.Now;

    public void Take(CoreInput input)
    {
        switch (input)
        {
            case CoreInput.Attached attached:
                Attach(attached);
                break;
            case CoreInput.Detached detached:
                Detach(detached.Index);
                break;
            case CoreInput.Arrived arrived:
                Arrive(arrived);
                break;
            case CoreInput.Withdrawn withdrawn:
                Withdraw(withdrawn);
                break;
            case CoreInput.Released released:
                Release(released);
                break;
            case CoreInput.Listed listed:
                Compare(listed);
                break;
            case CoreInput.Claimed claimed:
                In(claimed.Merge, MergePhase.Claiming, task => Enter(task, MergePhase.Merging));
                break;
            case CoreInput.ClaimRefused refused:
                In(refused.Merge, MergePhase.Claiming, task => TakeBackRefused(task, refused.Gone));
                break;
            case CoreInput.Merged merged:
                In(merged.Merge, MergePhase.Merging, task => TakeOutputs(task, merged.Outputs));
                break;
            case CoreInput.Staged staged:
                In(staged.Merge, MergePhase.Staging, task => Enter(task, MergePhase.Uploading));
                break;
            case CoreInput.Uploaded uploaded:
                In(uploaded.Merge, MergePhase.Uploading, task => Enter(task, MergePhase.Publishing));
                break;
            case CoreInput.Published published:
                In(published.Merge, MergePhase.Publishing, Finish);
                break;
            case CoreInput.PublishRefused refused:
                In(refused.Merge, MergePhase.Publishing, task => GiveUp(task with { Gone = task.Gone.Union(refused.Gone) }, EndReason.Superseded));
                break;
            case CoreInput.Unknown unknown:
                Answerless(unknown.Merge);
                break;
            case CoreInput.Failed failed:
                Fail(failed);
                break;
            case CoreInput.Ended ended:
                In(ended.Merge, MergePhase.Ending, task => AfterEnd(task, ended.WasPublished));
                break;
            case CoreInput.Tick:
                PassTime();
                break;
            case CoreInput.Disconnect:
                _memory = _memory with { IsConnected = false };
                break;
            case CoreInput.Finalize finalize:
                PlanLast(finalize.MergeRest);
                break;
            default:
                throw new ArgumentException($"no input of the core: {input}", nameof(input));
        }
    }

    public CoreStep End()
    {
        if (!_memory.IsPlanning && !_memory.IsDrained && _memory.Merges.IsEmpty)
        {
            _memory = _memory with { IsDrained = true };
            _effects.Add(new CoreEffect.Drained());
        }

        return new CoreStep(_memory, _effects.ToImmutable());
    }

    /// <summary>Passes an answer to its merge. An answer to what was not asked, or no longer is, changes nothing: it comes from before a detachment.</summary>
    private void In(long number, MergePhase phase, Action<MergeTask> then)
    {
        if (_memory.Merges.TryGetValue(number, out MergeTask? task) && task.Phase == phase && task.RetryAt is null)
        {
            then(task);
        }
    }

    private TimeSpan DelayAfter(int failures)
    {
        double factor = Math.Pow(2, Math.Min(failures, 60) - 1);
        return _settings.BackOff.Ticks * factor < _settings.MaxBackOff.Ticks ? _settings.BackOff * factor : _settings.MaxBackOff;
    }

    /// <summary>Notes, for a list that was asked for before, that a split has come.</summary>
    private void NoteCame(IndexUid index, SplitId split)
    {
        if (_memory.Indexes.TryGetValue(index, out IndexMemory? known) && known.Listing is ListingMemory listing)
        {
            Put(index, known with { Listing = new ListingMemory(listing.Came.Add(split), listing.Went.Remove(split)) });
        }
    }

    /// <summary>Notes, for a list that was asked for before, that it may be wrong about a split.</summary>
    private void NoteWent(IndexUid index, SplitId split)
    {
        if (_memory.Indexes.TryGetValue(index, out IndexMemory? known) && known.Listing is ListingMemory listing)
        {
            Put(index, known with { Listing = new ListingMemory(listing.Came.Remove(split), listing.Went.Add(split)) });
        }
    }

    private void Put(IndexUid index, IndexMemory known) => _memory = _memory with { Indexes = _memory.Indexes.SetItem(index, known) };
}
