using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Operations;
using Tenon.Pipeline.Targets;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Collection;

/// <summary>Deletes what is safely garbage: retired files after a grace, outputs that were never published, temporary files.</summary>
/// <remarks>
/// Only what a record or the place and shape of a name proves to be this program's is deleted; the rest is reported (F-19, F-21). The order is:
/// unreference (the publish did), delete the bytes, delete the record (F-24). Everything is listed before the first deletion (F-20).
/// </remarks>
public sealed class GarbageCollector
{
    private readonly IObjectStore _store;
    private readonly ScratchSpace _scratch;
    private readonly TimeProvider _clock;
    private long _deletedBytes;

    /// <summary>A collector.</summary>
    /// <param name="store">The target's files.</param>
    /// <param name="scratch">The scratch of merges into the target.</param>
    /// <param name="clock">The metastore's clock.</param>
    public GarbageCollector(IObjectStore store, ScratchSpace scratch, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(scratch);
        ArgumentNullException.ThrowIfNull(clock);
        (_store, _scratch, _clock) = (store, scratch, clock);
    }

    /// <summary>Tells what a collection would do, and changes nothing.</summary>
    /// <param name="metastore">The target's metastore.</param>
    /// <param name="grace">How long retired files are kept, and unfinished operations may be continued.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What would be deleted.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    /// <exception cref="StorageException">The target cannot be listed.</exception>
    public async ValueTask<CollectionReport> PreviewAsync(IMetastore metastore, TimeSpan grace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(metastore);
        Inventory inventory = await Inventory.ReadAsync(_store, metastore, cancellationToken);
        ImmutableArray<OperationRecord> expired = Expired(inventory, grace);
        HashSet<OperationId> ending = [.. expired.Select(operation => operation.Id)];
        IEnumerable<Garbage> garbage = inventory.OurTemporary().Select(file => new Garbage(GarbageKind.Temporary, file.Path, file.SizeBytes))
            .Concat(inventory.Splits
                .Where(split => Janitor.IsNeverPublished(split) || (split.State == SplitState.Staged && split.CreatedBy is OperationId creator && ending.Contains(creator)))
                .Select(split => new Garbage(GarbageKind.NeverPublished, split.Path, split.SizeBytes)))
            .Concat(Retired(inventory).Where(split => IsExpired(split, grace)).Select(split => new Garbage(GarbageKind.Retired, split.Location, split.SizeBytes)));
        return Report(inventory, [.. garbage], [], grace, expired);
    }

    /// <summary>Told how far a collection is, at each file; null for nobody.</summary>
    public IProgress<CollectionStep>? Progress { get; init; }

    /// <summary>Collects.</summary>
    /// <param name="session">The right to change the target.</param>
    /// <param name="grace">How long retired files are kept, and unfinished operations may be continued.</param>
    /// <param name="cancellationToken">Stops at the next safe place.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="MetastoreException">The metastore failed; what was deleted before is repeated harmlessly by the next run.</exception>
    /// <exception cref="StorageException">The target cannot be listed.</exception>
    public async ValueTask<CollectionReport> RunAsync(TargetSession session, TimeSpan grace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, TimeSpan.Zero);
        _deletedBytes = 0;
        var janitor = new Janitor(session, _scratch);
        Inventory before = await Inventory.ReadAsync(_store, session.Metastore, cancellationToken);
        ImmutableArray<OperationRecord> expired = Expired(before, grace);
        foreach (OperationRecord operation in expired)
        {
            await session.Metastore.EndAsync(session.Lease, operation.Id, OperationState.Abandoned, "no run continued it within the grace", cancellationToken);
        }

        var moving = Retired(before).Where(split => split.Location == split.Path).ToList();
        await janitor.MoveAsideAsync(moving, cancellationToken); // Its grace begins only now: until now a reader could still find it.

        Inventory inventory = await Inventory.ReadAsync(_store, session.Metastore, cancellationToken);
        var deleted = ImmutableArray.CreateBuilder<Garbage>();
        var failed = ImmutableArray.CreateBuilder<DeletionFailure>();
        foreach (ObjectInfo file in inventory.OurTemporary())
        {
            await TryDeleteAsync(new Garbage(GarbageKind.Temporary, file.Path, file.SizeBytes), deleted, failed, cancellationToken);
        }

        foreach (OperationId operation in _scratch.List())
        {
            _scratch.Remove(operation);
        }

        IEnumerable<SplitRecord> dead = inventory.Splits.Where(Janitor.IsNeverPublished);
        await DeleteSplitsAsync(session, GarbageKind.NeverPublished, dead, deleted, failed, cancellationToken);
        IEnumerable<SplitRecord> old = Retired(inventory).Where(split => split.Location != split.Path && IsExpired(split, grace));
        await DeleteSplitsAsync(session, GarbageKind.Retired, old, deleted, failed, cancellationToken);
        return Report(inventory, deleted.ToImmutable(), failed.ToImmutable(), grace, expired);
    }

    private static IEnumerable<SplitRecord> Retired(Inventory inventory) =>
        inventory.Splits.Where(split => split.State == SplitState.Retired && split.IsOwned && !Janitor.IsNeverPublished(split));

    private ImmutableArray<OperationRecord> Expired(Inventory inventory, TimeSpan grace) =>
        [.. inventory.Unfinished.Where(operation => _clock.GetUtcNow() - operation.Updated >= grace)];

    private bool IsExpired(SplitRecord split, TimeSpan grace) => _clock.GetUtcNow() - split.Updated >= grace;

    private CollectionReport Report(
        Inventory inventory, ImmutableArray<Garbage> deleted, ImmutableArray<DeletionFailure> failed, TimeSpan grace, ImmutableArray<OperationRecord> expired)
    {
        SplitRecord[] waiting = [.. Retired(inventory).Where(split => !IsExpired(split, grace))];
        return new CollectionReport(
            deleted,
            failed,
            waiting.Length,
            waiting.Sum(split => split.SizeBytes),
            [.. inventory.Unknown().Select(file => file.Path)],
            [.. expired.Select(operation => operation.Id.ToString())]);
    }

    /// <summary>Bytes, then records, in batches; a file that cannot be deleted keeps its record and does not block those after it (F-25).</summary>
    private async ValueTask DeleteSplitsAsync(
        TargetSession session,
        GarbageKind kind,
        IEnumerable<SplitRecord> splits,
        ImmutableArray<Garbage>.Builder deleted,
        ImmutableArray<DeletionFailure>.Builder failed,
        CancellationToken cancellationToken)
    {
        foreach (SplitRecord[] batch in splits.Chunk(SplitRemoval.BatchSize))
        {
            var gone = new List<SplitRecord>();
            foreach (SplitRecord split in batch)
            {
                if (await TryDeleteAsync(new Garbage(kind, split.Location, split.SizeBytes), deleted, failed, cancellationToken))
                {
                    gone.Add(split);
                }
            }

            await SplitRemoval.ForgetAsync(_store, session.Metastore, session.Lease, gone, folder => folder.IsIn(TargetLayout.Retired), cancellationToken);
        }
    }

    private async ValueTask<bool> TryDeleteAsync(
        Garbage garbage, ImmutableArray<Garbage>.Builder deleted, ImmutableArray<DeletionFailure>.Builder failed, CancellationToken cancellationToken)
    {
        try
        {
            await _store.DeleteAsync(ObjectKey.Parse(garbage.Path), cancellationToken);
            deleted.Add(garbage);
            _deletedBytes += garbage.SizeBytes;
            Progress?.Report(new CollectionStep(Path.GetFileName(garbage.Path), deleted.Count, _deletedBytes));
            return true;
        }
        catch (StorageException e)
        {
            failed.Add(new DeletionFailure(garbage.Path, e.Message));
            return false;
        }
    }
}
