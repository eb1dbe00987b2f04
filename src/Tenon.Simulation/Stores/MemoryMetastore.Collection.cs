using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Simulation.Stores;

public sealed partial class MemoryMetastore
{
    /// <inheritdoc/>
    public ValueTask<Removal> ExpireAsync(Lease lease, IndexUid index, TimeSpan period, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Write(
            lease,
            () =>
            {
                MemoryIndex found = RequireLiveIndex(index);
                DateTimeOffset now = _clock.GetUtcNow();
                long cutoff = now - DateTimeOffset.UnixEpoch > period ? (now - period).ToUnixTimeSeconds() : 0;
                MemorySplit[] expired =
                [
                    .. found.Splits.Values
                        .Where(split => split.IsPublished && !split.Record.Metadata.TimeRange.IsEmpty && split.Record.Metadata.TimeRange.EndSeconds <= cutoff)
                        .OrderBy(split => split.Record.Metadata.TimeRange.EndSeconds)
                        .ThenBy(split => split.Number)
                        .Take(limit),
                ];
                Removal removal = RemovalOf(expired);
                found.ExpiredRows += removal.RowCount;
                foreach (MemorySplit split in expired)
                {
                    split.Record = split.Released with { State = SplitState.Retired, Cause = RetirementCause.Expired, ClaimedBy = null, Updated = Now() };
                }

                return removal;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<OperationId>> EndAbandonedAsync(
        Lease lease, IndexUid index, TimeSpan leaseLifetime, TimeSpan grace, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(leaseLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, leaseLifetime);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Write<ImmutableArray<OperationId>>(
            lease,
            () =>
            {
                if (!_tables.TryFindIndex(index, out MemoryIndex? found))
                {
                    return [];
                }

                (long silent, long dead) = (Ago(grace), Ago(leaseLifetime));
                MemoryOperation[] abandoned =
                [
                    .. found.Operations.Values
                        .Where(operation => operation.State == OperationState.Planned && IsAtMost(operation.Active, silent) && !IsAlive(operation.Lease, dead))
                        .Take(limit),
                ];
                EndOperations(abandoned, OperationState.Abandoned, "nobody went on with it within the grace");
                return [.. abandoned.Select(operation => operation.Id)];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<SplitRecord>> ClaimGarbageAsync(
        Lease lease, IndexUid index, TimeSpan grace, TimeSpan claimLifetime, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(claimLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Write<ImmutableArray<SplitRecord>>(
            lease,
            () =>
            {
                if (!_tables.TryFindIndex(index, out MemoryIndex? found))
                {
                    return [];
                }

                (long retired, long ended, long now) = (Ago(grace), Ago(claimLifetime), Ago(TimeSpan.Zero));
                MemorySplit[] claimed =
                [
                    .. found.Splits.Values
                        .Where(split => split.Record.State == SplitState.Retired && split.Record.IsOwned && IsAtMost(split.Record.Updated, retired) && !IsAnothers(split, lease, ended))
                        .OrderBy(split => split.Record.Updated)
                        .ThenBy(split => split.Number)
                        .Take(limit),
                ];
                foreach (MemorySplit split in claimed)
                {
                    (split.Collector, split.Collecting) = (lease, now);
                }

                return [.. claimed.Select(split => split.Record).OrderBy(split => split.Id)];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask MovedAsync(Lease lease, IReadOnlyList<(SplitId Id, string Location)> moves, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moves);
        return Write(
            lease,
            () =>
            {
                foreach ((SplitId id, _) in moves)
                {
                    if (_tables.FindSplit(id) is not { Record.State: SplitState.Retired })
                    {
                        throw Refused($"split {id} is not retired, so its bytes cannot have moved");
                    }
                }

                foreach ((SplitId id, string location) in moves)
                {
                    MemorySplit split = _tables.FindSplit(id)!; // It was found just now.
                    split.Record = split.Record with { Location = location, Updated = Now() };
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(Lease lease, IReadOnlyList<SplitId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Write(
            lease,
            () =>
            {
                foreach (SplitId id in ids)
                {
                    if (_tables.FindSplit(id) is { Record.State: not SplitState.Retired } split)
                    {
                        throw Refused($"split {id} is {split.Record.State.Name()}; only retired splits are forgotten");
                    }
                }

                foreach (SplitId id in ids)
                {
                    if (_tables.FindSplit(id) is MemorySplit split)
                    {
                        _tables.Remove(split);
                    }
                }

                _tables.ForgetEmptyIndexes();
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> ForgetOperationsAsync(Lease lease, IndexUid index, TimeSpan age, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(age, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Write(
            lease,
            () =>
            {
                if (!_tables.TryFindIndex(index, out MemoryIndex? found))
                {
                    return 0;
                }

                long ended = Ago(age);
                MemoryOperation[] forgotten =
                [
                    .. found.Operations.Values
                        .Where(operation => operation.State != OperationState.Planned
                            && IsAtMost(operation.Updated, ended)
                            && _tables.OutputsOf(operation).Count == 0
                            && _tables.InputsOf(operation).Count == 0)
                        .Take(limit),
                ];
                foreach (MemoryOperation operation in forgotten)
                {
                    _tables.Remove(operation);
                }

                return forgotten.Length;
            },
            cancellationToken);
    }

    /// <summary>Whether a lease is the newest of its name and was renewed after a moment.</summary>
    private bool IsAlive(Lease lease, long after) => _tables.Leases.TryGetValue(lease.Name, out LeaseRecord? newest) && newest.Lease == lease && !IsAtMost(newest.Renewed, after);

    /// <summary>Whether another collector has a claim on a split that was made after a moment, under a lease that nobody took since.</summary>
    private bool IsAnothers(MemorySplit split, Lease lease, long after) =>
        split.Collector is Lease collector && collector.Name != lease.Name && EpochOf(collector.Name) == collector.Epoch && split.Collecting > after;
}
