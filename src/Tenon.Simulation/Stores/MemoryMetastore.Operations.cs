using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Simulation.Stores;

public sealed partial class MemoryMetastore
{
    /// <inheritdoc/>
    public ValueTask MarkExecutingAsync(Lease lease, OperationId operation, bool isExecuting, CancellationToken cancellationToken) => Write(
        lease,
        () =>
        {
            MemoryOperation found = RequireOperation(lease, operation);
            if (found.State == OperationState.Planned)
            {
                DateTimeOffset now = Now();
                (found.Lease, found.Active, found.Executing) = (lease, now, isExecuting ? now : null);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask StageAsync(Lease lease, OperationId operation, IReadOnlyList<StagedOutput> outputs, CancellationToken cancellationToken)
    {
        PlanChecks.RequireNamed(operation, outputs);
        return Write(lease, () => Stage(lease, RequireOperation(lease, operation), outputs), cancellationToken);
    }

    private void Stage(Lease lease, MemoryOperation operation, IReadOnlyList<StagedOutput> outputs)
    {
        if (operation.State != OperationState.Planned)
        {
            throw Refused($"operation {operation.Id} is {operation.State.Name()}, not planned");
        }

        PlanChecks.RequireOfIndex(operation.Index.Record.Uid, outputs);
        var paths = new HashSet<string>(outputs.Count, StringComparer.Ordinal);
        foreach (StagedOutput output in outputs)
        {
            if (_tables.FindSplit(output.Id) is MemorySplit same && same.Record.CreatedBy != operation.Id)
            {
                throw Refused($"the id of output {output.Id} of {operation.Id} is that of {same.Record.Path}");
            }

            if (!paths.Add(output.Path) || (_tables.FindLivePath(output.Path) is MemorySplit other && other.Record.CreatedBy != operation.Id))
            {
                throw Refused($"the path of output {output.Id} of {operation.Id}, {output.Path}, is another's");
            }
        }

        foreach (MemorySplit split in _tables.OutputsOf(operation)) // An earlier attempt's announcement.
        {
            _tables.Remove(split);
        }

        operation.Outputs.Clear();
        DateTimeOffset now = Now();
        foreach (StagedOutput output in outputs)
        {
            operation.Outputs.Add(output.Id);
            _tables.Add(operation.Index, RecordOf(output, operation.Id, now));
        }

        (operation.Lease, operation.Active, operation.Executing) = (lease, now, null);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<OperationId>> HeartbeatAsync(Lease lease, IReadOnlyList<OperationId> operations, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operations);
        return Write(
            lease,
            () =>
            {
                Renew(lease);
                var planned = new SortedSet<OperationId>(OperationOrder.Instance);
                foreach (OperationId id in operations)
                {
                    if (_tables.FindOperation(id) is { State: OperationState.Planned } operation && operation.Lease.Name == lease.Name)
                    {
                        (operation.Lease, operation.Active) = (lease, Now());
                        planned.Add(id);
                    }
                }

                return planned.ToImmutableArray();
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(Lease lease, OperationId operation, OperationState state, string reason, CancellationToken cancellationToken)
    {
        PlanChecks.RequireEnd(state);
        return Write(
            lease,
            () =>
            {
                if (_tables.FindOperation(operation) is not null)
                {
                    EndOperations([RequireOperation(lease, operation)], state, reason);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<SplitId>> FailAsync(Lease lease, OperationId operation, OperationFailure failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentOutOfRangeException.ThrowIfLessThan(failure.MaximumTries, 1);
        return Write(
            lease,
            () => _tables.FindOperation(operation) is { State: OperationState.Planned } ? Fail(RequireOperation(lease, operation), failure) : [],
            cancellationToken);
    }

    private ImmutableArray<SplitId> Fail(MemoryOperation operation, OperationFailure failure)
    {
        List<MemorySplit> blamed = _tables.ClaimedBy(operation);
        blamed.RemoveAll(split => failure.Blamed is SplitId one && split.Record.Id != one);
        if (failure.Blamed is SplitId culprit && blamed.Count == 0)
        {
            throw Refused($"split {culprit} is blamed, but is no input of {operation.Id}");
        }

        DateTimeOffset now = Now();
        var quarantined = new List<SplitId>();
        foreach (MemorySplit split in blamed)
        {
            int tries = (split.Record.Trouble?.Tries ?? 0) + 1;
            bool isNew = !split.IsQuarantined && tries >= failure.MaximumTries;
            split.Record = split.Record with
            {
                Trouble = new SplitTrouble(tries, failure.Reason, now, isNew ? now : split.Record.Trouble?.QuarantinedSince),
            };
            if (isNew && split.Record.CreatedBy is not null) // Files of others are forgotten when the operation ends, below.
            {
                quarantined.Add(split.Record.Id);
            }
        }

        EndOperations([operation], OperationState.Abandoned, failure.Reason);
        return [.. quarantined.Order()];
    }

    /// <summary>Ends those of the operations that are planned: without a result, inputs freed, outputs retired.</summary>
    private void EndOperations(MemoryOperation[] operations, OperationState state, string reason)
    {
        DateTimeOffset now = Now();
        foreach (MemoryOperation operation in operations.Where(operation => operation.State == OperationState.Planned))
        {
            (operation.State, operation.Reason, operation.Updated, operation.Active, operation.Executing) = (state, reason, now, now, null);
            _tables.ReleaseToken(operation);

            // Files of others that nobody merged are theirs again, and their rows are not ours; splits that this program wrote are only freed.
            foreach (MemorySplit input in _tables.ClaimedBy(operation))
            {
                if (input.Record.CreatedBy is null)
                {
                    _tables.Remove(input);
                    input.Index.IngestedRows -= input.Record.RowCount;
                }
                else
                {
                    input.Record = input.Record with { ClaimedBy = null };
                }
            }

            foreach (MemorySplit output in _tables.OutputsOf(operation).Where(output => output.Record.State == SplitState.Staged))
            {
                output.Record = output.Record with { State = SplitState.Retired, Cause = RetirementCause.Unpublished, RetiredBy = operation.Id, Updated = now };
            }
        }
    }

    /// <summary>An operation that the holder of a lease may change.</summary>
    private MemoryOperation RequireOperation(Lease lease, OperationId id)
    {
        MemoryOperation operation = _tables.FindOperation(id) ?? throw NotFound($"operation {id}");
        return operation.Lease.Name == lease.Name ? operation : throw Refused($"operation {id} was planned under lease '{operation.Lease.Name}', not '{lease.Name}'");
    }

    private static SplitRecord RecordOf(StagedOutput output, OperationId createdBy, DateTimeOffset now) => new()
    {
        Metadata = output.Metadata,
        Path = output.Path,
        Location = output.Path,
        IsOwned = true,
        Version = "",
        Crc32C = output.Crc32C,
        State = SplitState.Staged,
        CreatedBy = createdBy,
        Updated = now,
    };
}
