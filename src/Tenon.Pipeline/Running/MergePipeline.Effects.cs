using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Memory;
using Tenon.Pipeline.Events;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Running;

/// <content>What the core wants done, and what comes of it.</content>
internal sealed partial class MergePipeline
{
    private void Attach(IndexAttachment index)
    {
        List<ListedSplit> held;
        lock (_holding)
        {
            held = _held.Remove(index.Uid, out List<ListedSplit>? list) ? list : [];
        }

        _attached[index.Uid] = index;
        _lockedWhileListing.Remove(index.Uid);
        Take(new CoreInput.Attached(Now, index.Uid, index.Policy, index.Seed));
        if (held.Count > 0)
        {
            Take(new CoreInput.Arrived(Now, index.Uid, [.. held]));
        }
    }

    private void Detach(IndexUid index, string reason)
    {
        if (_attached.Remove(index))
        {
            _lockedWhileListing.Remove(index);
            Take(new CoreInput.Detached(Now, index));
            _services.Log($"index {index} is no longer merged here: {reason}");
            Tell(new PipelineEvent.IndexDetached(reason) { Index = index });
        }
    }

    private void Perform(CoreEffect effect)
    {
        switch (effect)
        {
            case CoreEffect.Claim claim:
                Begin(claim);
                break;
            case CoreEffect.Execute execute:
                Do(execute.Merge, work => _performer.ExecuteAsync(work, execute.Merge, Progress.Of(execute.Merge, work)));
                break;
            case CoreEffect.Stage stage:
                Do(stage.Merge, work => _performer.StageAsync(work, stage.Merge));
                break;
            case CoreEffect.Upload upload:
                Do(upload.Merge, work => _performer.UploadAsync(work, upload.Merge));
                break;
            case CoreEffect.Publish publish:
                Do(publish.Merge, work => _performer.PublishAsync(work, publish.Merge));
                break;
            case CoreEffect.End end:
                Do(end.Merge, work => _performer.EndAsync(work, end));
                break;
            case CoreEffect.Cancel cancel:
                _work.GetValueOrDefault(cancel.Merge)?.Cancel();
                break;
            case CoreEffect.List list:
                List(list.Index);
                break;
            case CoreEffect.Quarantine quarantine when _attached.TryGetValue(quarantine.Index, out IndexAttachment? index):
                StartTask(() => _performer.QuarantineAsync(index, quarantine, _ended));
                break;
            case CoreEffect.Drained:
                break; // Seen in the memory, once everything else of this message is told.
        }
    }

    private void Begin(CoreEffect.Claim claim)
    {
        IndexAttachment index = _attached[claim.Scope.Index]; // The core merges what is attached.
        var work = new MergeWork(index, claim.Scope, claim.Level, claim.Inputs, _services.Ids, _ended);
        _work.Add(claim.Merge, work);
        if (_services.Events.IsOn)
        {
            Tell(new PipelineEvent.MergePlanned(work.Operation, claim.Level, [.. claim.Inputs.Select(split => EventSplit.Of(claim.Scope, split))]) { Index = index.Uid });
        }

        if (_lockedWhileListing.TryGetValue(index.Uid, out Dictionary<SplitId, ListedSplit>? locked))
        {
            Remember(locked, claim.Scope, claim.Inputs);
        }

        Do(claim.Merge, each => _performer.ClaimAsync(each, claim.Merge));
    }

    /// <summary>Begins a step of a merge; its answer comes through the inbox.</summary>
    private void Do(long merge, Func<MergeWork, Task<Performer.Answer>> step)
    {
        MergeWork work = _work[merge];
        work.Step = StartTask(async () =>
        {
            Performer.Answer answer = await step(work);
            await SendAsync(pipeline => pipeline.Hear(work, answer));
        });
    }

    private void Hear(MergeWork work, Performer.Answer answer)
    {
        if (answer.LostLease is string reason && _attached.GetValueOrDefault(work.Index.Uid) == work.Index)
        {
            Detach(work.Index.Uid, reason);
            return;
        }

        if (answer.Input is null || work.Cancelled.IsCancellationRequested)
        {
            return;
        }

        Take(answer.Input);
        Count(work, answer.Input);

        if (answer.Quarantined.IsDefaultOrEmpty)
        {
            return;
        }

        // The metastore may know of failures before a restart, which the core does not, and others set splits aside as well: none of these is to be planned. Told of are failures;
        // what others do is theirs to tell.
        ImmutableArray<SplitRecord> unknown = [.. answer.Quarantined.Where(split => !_memory.Quarantined.ContainsKey(split.Id))];
        foreach (SplitRecord split in unknown.Where(split => split.Trouble!.Tries >= _settings.Core.MaxTries)) // It is set aside, so there is trouble.
        {
            Tell(new PipelineEvent.SplitQuarantined(split.Id, split.Trouble!.LastFailure) { Index = work.Index.Uid });
        }

        if (!unknown.IsEmpty)
        {
            Take(new CoreInput.Withdrawn(Now, work.Index.Uid, [.. unknown.Select(split => split.Id)]));
        }
    }

    private void Count(MergeWork work, CoreInput answer)
    {
        if (answer is CoreInput.Published or CoreInput.Ended { WasPublished: true })
        {
            PublishedMerges++;
            _rewrittenRows[work.Index.Uid] = _rewrittenRows.GetValueOrDefault(work.Index.Uid) + work.OutputRows;
        }
        else if (answer is CoreInput.Ended && work.IsStaged)
        {
            foreach (StagedOutput output in work.Outputs)
            {
                _orphans.Enqueue(output.Id);
            }

            while (_orphans.Count > RememberedOrphans)
            {
                _orphans.Dequeue();
            }
        }
    }

    /// <summary>Lists an index. The metastore lists what is claimed by nobody; what this process had claimed meanwhile is added from memory, since a merge may
    /// have ended without a result in the meantime.</summary>
    private void List(IndexUid uid)
    {
        if (!_attached.TryGetValue(uid, out IndexAttachment? index))
        {
            return;
        }

        var locked = new Dictionary<SplitId, ListedSplit>();
        _lockedWhileListing[uid] = locked;
        foreach (MergeTask task in _memory.Merges.Values.Where(task => task.Scope.Index == uid))
        {
            Remember(locked, task.Scope, task.Inputs);
        }

        StartTask(async () =>
        {
            ImmutableArray<ListedSplit> splits = default;
            try
            {
                splits = await IndexSeeder.ListAsync(_settings, _services, uid, _ended);
            }
            catch (MetastoreException e)
            {
                _services.Log($"index {uid} could not be listed: {e.Message}");
            }

            await SendAsync(pipeline => pipeline.HearList(index, splits));
        });
    }

    private void HearList(IndexAttachment index, ImmutableArray<ListedSplit> splits)
    {
        if (_attached.GetValueOrDefault(index.Uid) != index)
        {
            return; // It was detached meanwhile, and perhaps attached anew.
        }

        if (!splits.IsDefault && _lockedWhileListing.TryGetValue(index.Uid, out Dictionary<SplitId, ListedSplit>? locked))
        {
            HashSet<SplitId> listed = [.. splits.Select(split => split.Split.Id)];
            splits = splits.AddRange(locked.Values.Where(split => !listed.Contains(split.Split.Id)));
        }

        _lockedWhileListing.Remove(index.Uid);
        Take(new CoreInput.Listed(Now, index.Uid, splits));
    }

    private static void Remember(Dictionary<SplitId, ListedSplit> locked, CompactionScope scope, ImmutableArray<MergeCandidate> inputs)
    {
        foreach (MergeCandidate input in inputs)
        {
            locked[input.Id] = new ListedSplit(scope, input);
        }
    }

    /// <summary>Cleans up after a merge that the core no longer has, as soon as its last step has ended.</summary>
    private void Release(long merge)
    {
        if (_work.Remove(merge, out MergeWork? work))
        {
            Progress.Remove(merge);
            work.Cancel(); // Nobody waits for it any more.
            StartTask(
                async () =>
                {
                    await Task.WhenAny(work.Step);
                    await _performer.ReleaseAsync(work);
                    work.Dispose();
                },
                CancellationToken.None);
        }
    }

    /// <summary>Starts work on the ambient scheduler. An error of this program ends this life.</summary>
    private Task StartTask(Func<Task> work) => StartTask(work, _ended);

    private Task StartTask(Func<Task> work, CancellationToken cancellationToken)
    {
        Task task = Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();
        lock (_tasks)
        {
            _tasks.Add(task);
        }

        _ = WatchAsync(task);
        return task;
    }

    private async Task WatchAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // Its merge, or this life, has ended.
        }
#pragma warning disable CA1031 // Passed on: the loop ends with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _inbox.Writer.TryComplete(e);
        }
        finally
        {
            lock (_tasks)
            {
                _tasks.Remove(task);
            }
        }
    }
}
