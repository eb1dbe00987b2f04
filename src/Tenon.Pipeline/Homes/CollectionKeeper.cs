using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Running;
using Tenon.Pipeline.Targets;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Homes;

/// <summary>Collects garbage of a data home from time to time, and tells the pipeline what retention withdrew.</summary>
internal sealed class CollectionKeeper
{
    private readonly DataHome _home;
    private readonly PipelineServices _services;
    private readonly PipelineSupervisor _supervisor;

    public CollectionKeeper(DataHome home, PipelineServices services, PipelineSupervisor supervisor) => (_home, _services, _supervisor) = (home, services, supervisor);

    /// <summary>Collects until it is told to stop, the first time at once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await CollectAsync(stop);
                await Task.Delay(_home.Settings.Collection.Interval, _services.Clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As was asked.
        }
    }

    private async Task CollectAsync(CancellationToken stop)
    {
        try
        {
            using WorkPlace place = await WorkPlace.TakeAsync(_home, "gc", stop);
            var collector = new HomeCollector(_home, _services.Store, _home.Settings.Collection, _services.Clock) { Expired = Withdraw };
            HomeCollection done = await collector.RunAsync(place.Lease, stop);
            Tell(done);
        }
        catch (Exception e) when (e is MetastoreException or IOException or TargetLockedException)
        {
            _services.Log($"garbage could not be collected, and is next time: {e.Message}");
        }
    }

    private void Withdraw(IndexUid index, Removal removal)
    {
        if (removal.Splits.IsEmpty)
        {
            return;
        }

        _supervisor.Withdraw(index, removal.Splits);
        if (_services.Events.IsOn)
        {
            _services.Events.Emit(new PipelineEvent.SplitsWithdrawn(removal.Splits, removal.RowCount, "retention") { Index = index });
        }
    }

    private void Tell(HomeCollection done)
    {
        foreach (CollectionProblem problem in done.Problems)
        {
            _services.Log($"{problem.Subject} could not be collected, and is next time: {problem.Problem}");
        }

        // A copy that was left where copies are made is not the split.
        ImmutableArray<SplitId> collected =
        [
            .. done.Deleted.Where(garbage => garbage.Kind is not (HomeGarbageKind.Scratch or HomeGarbageKind.Temporary))
                .Select(garbage => TargetLayout.IsSplitName(ObjectKey.Parse(garbage.Path).Name, out SplitId id) ? id : (SplitId?)null).OfType<SplitId>(),
        ];
        if (!collected.IsEmpty && _services.Events.IsOn)
        {
            _services.Events.Emit(new PipelineEvent.SplitsCollected(collected));
        }
    }
}
