using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;

namespace Tenon.Pipeline.Running;

/// <summary>Finds the indexes of a pipeline's life, attaches and detaches them, and says that the process lives.</summary>
internal sealed class IndexKeeper : IDisposable
{
    /// <summary>Splits of one index that are looked for at once; the next look finds the next ones.</summary>
    private const int HeardAtOnce = 1000;

    private readonly RunSettings _settings;
    private readonly PipelineServices _services;
    private readonly SupervisorOptions _options;
    private readonly MergePipeline _pipeline;
    private readonly SemaphoreSlim _attachPlaces;
    private readonly Dictionary<IndexUid, Task> _attaching = [];
    private readonly Dictionary<IndexUid, (BackOff Delays, DateTimeOffset Until)> _failed = [];
    private readonly Dictionary<IndexUid, SplitId?> _seen = [];
    private readonly Dictionary<IndexUid, (LeaseRecord Lease, DateTimeOffset Seen)> _leases = [];

    public IndexKeeper(RunSettings settings, PipelineServices services, SupervisorOptions options, MergePipeline pipeline)
    {
        (_settings, _services, _options, _pipeline) = (settings, services, options, pipeline);
        _attachPlaces = new SemaphoreSlim(settings.AttachConcurrency);
    }

    private DateTimeOffset Now => _services.Clock.GetUtcNow();

    /// <summary>Looks for indexes until it is told to stop, or, where that was asked for, until nothing is due. Returns normally in both cases, with nothing
    /// being attached any more.</summary>
    public async Task DiscoverAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                bool isComplete = await LookAsync(stop);
                if (_options.StopsWhenIdle && isComplete && IsDone(_pipeline.Memory))
                {
                    break;
                }

                await Task.Delay(_options.StopsWhenIdle ? _settings.TickInterval : _settings.DiscoveryInterval, _services.Clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As was asked.
        }

        foreach (Task attaching in _attaching.Values.ToArray())
        {
            await Task.WhenAny(attaching);
        }
    }

    /// <summary>Renews leases and says which operations are under way (F-23), until the pipeline's life ends.</summary>
    public async Task BeatAsync(CancellationToken ended)
    {
        while (true)
        {
            await Task.Delay(_settings.HeartbeatInterval, _services.Clock, ended);
            PipelineSnapshot snapshot = await _pipeline.SnapshotAsync();
            foreach (IndexAttachment index in snapshot.Indexes)
            {
                try
                {
                    OperationId[] operations = [.. snapshot.Work.Where(work => work.Index.Uid == index.Uid).Select(work => work.Operation)];
                    await _services.Metastore.HeartbeatAsync(index.Lease, operations, ended);
                }
                catch (MetastoreException e) when (e.Error == MetastoreError.StaleLease)
                {
                    await _pipeline.DetachAsync(index.Uid, e.Message);
                }
                catch (MetastoreException e)
                {
                    _services.Log($"the lease of index {index.Uid} could not be renewed: {e.Message}");
                }
            }
        }
    }

    public void Dispose() => _attachPlaces.Dispose();

    /// <summary>Looks once.</summary>
    /// <returns>Whether every index that there is to merge is attached.</returns>
    private async Task<bool> LookAsync(CancellationToken stop)
    {
        foreach ((IndexUid done, _) in _attaching.Where(pair => pair.Value.IsCompleted).ToArray())
        {
            _attaching.Remove(done);
        }

        ImmutableArray<IndexRecord> indexes;
        try
        {
            indexes = await _services.Metastore.ListIndexesAsync(stop);
        }
        catch (MetastoreException e)
        {
            _services.Log($"indexes could not be listed: {e.Message}");
            return false;
        }

        CoreMemory memory = _pipeline.Memory;
        IndexRecord[] wanted = [.. indexes.Where(index => index.State == IndexState.Live && index.Uid != FolderIndex.Uid && _options.Merges(index.Uid))];
        foreach (IndexUid gone in memory.Indexes.Keys.Except(wanted.Select(index => index.Uid)))
        {
            await _pipeline.DetachAsync(gone, "it was deleted");
        }

        foreach (IndexRecord index in wanted.Where(index => !memory.Indexes.ContainsKey(index.Uid) && !_attaching.ContainsKey(index.Uid)))
        {
            if (MayTry(index.Uid))
            {
                _attaching.Add(index.Uid, Task.Factory.StartNew(() => AttachAsync(index, stop), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap());
            }
        }

        foreach (IndexUid attached in memory.Indexes.Keys)
        {
            await HearAsync(attached, stop);
        }

        return wanted.All(index => memory.Indexes.ContainsKey(index.Uid));
    }

    /// <summary>Looks for splits that other processes have ingested: of those newer than all that were seen. What comes out of this order is found by comparing.
    /// Outputs of merges are the core's to tell of, when their publish is answered.</summary>
    private async Task HearAsync(IndexUid index, CancellationToken stop)
    {
        SplitId? seen;
        lock (_seen)
        {
            if (!_seen.TryGetValue(index, out seen))
            {
                return;
            }
        }

        try
        {
            ImmutableArray<ScopedCandidate> found = await _services.Metastore.ListCandidatesAsync(new CandidateQuery(index, Now, seen, HeardAtOnce), stop);
            ImmutableArray<ListedSplit> ingested = [.. found.Where(split => split.Split.Level == 0).Select(split => new ListedSplit(split.Scope, split.Split))];
            if (!ingested.IsEmpty)
            {
                _pipeline.Arrive(index, ingested);
            }

            if (!found.IsEmpty)
            {
                lock (_seen)
                {
                    _seen[index] = found[^1].Split.Id;
                }
            }
        }
        catch (MetastoreException e)
        {
            _services.Log($"index {index} could not be listed: {e.Message}");
        }
    }

    private async Task AttachAsync(IndexRecord index, CancellationToken stop)
    {
        await _attachPlaces.WaitAsync(stop);
        try
        {
            if (!_options.IsAlone && !await IsFreeAsync(index.Uid, stop))
            {
                return;
            }

            _pipeline.Hold(index.Uid);
            IndexAttachment attachment = await IndexSeeder.SeedAsync(_settings, _services, index, stop);
            lock (_seen)
            {
                _seen[index.Uid] = attachment.Seed.IsEmpty ? null : attachment.Seed.Max(listed => listed.Split.Id);
            }

            await _pipeline.AttachAsync(attachment);
            lock (_failed)
            {
                _failed.Remove(index.Uid);
            }
        }
        catch (Exception e) when (e is MetastoreException or FormatException)
        {
            _pipeline.Unhold(index.Uid);
            TimeSpan delay = Failed(index.Uid);
            _services.Log($"index {index.Uid} cannot be merged, and is tried again in {delay.TotalSeconds:0.0} s: {e.Message}");
        }
        catch
        {
            _pipeline.Unhold(index.Uid);
            throw;
        }
        finally
        {
            _attachPlaces.Release();
        }
    }

    private bool MayTry(IndexUid index)
    {
        lock (_failed)
        {
            return !_failed.TryGetValue(index, out (BackOff Delays, DateTimeOffset Until) failed) || failed.Until <= Now;
        }
    }

    private TimeSpan Failed(IndexUid index)
    {
        lock (_failed)
        {
            BackOff delays = _failed.TryGetValue(index, out (BackOff Delays, DateTimeOffset Until) known)
                ? known.Delays
                : new BackOff(_settings.RestartDelay, _settings.MaxRestartDelay, _services.Random);
            TimeSpan delay = delays.Next();
            _failed[index] = (delays, Now + delay);
            return delay;
        }
    }

    /// <summary>Whether a lease was never taken, or was seen unchanged for its lifetime, by this process's own clock (F-31).</summary>
    private async Task<bool> IsFreeAsync(IndexUid index, CancellationToken cancellationToken)
    {
        LeaseRecord? lease = await _services.Metastore.FindLeaseAsync(IndexAttachment.LeaseNameOf(index), cancellationToken);
        if (lease is null)
        {
            return true;
        }

        lock (_leases)
        {
            if (_leases.TryGetValue(index, out (LeaseRecord Lease, DateTimeOffset Seen) known) && known.Lease == lease)
            {
                return Now - known.Seen >= _settings.LeaseLifetime;
            }

            _leases[index] = (lease, Now);
            return false;
        }
    }

    /// <summary>Whether nothing runs and nothing is due, or all that is left waits after so many failures that it is for people to look at.</summary>
    private bool IsDone(CoreMemory memory) =>
        memory.Merges.IsEmpty && memory.DueCount == 0
        && memory.Resting.Keys.All(split => memory.Troubles.TryGetValue(split, out Core.Memory.SplitTrouble trouble) && trouble.Setbacks >= _settings.Core.MaxTries);
}
