using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tenon.Metastore;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Simulation.Stores;

public sealed partial class MemoryMetastore
{
    /// <summary>Operations are listed a few at a time, each time as they are then: the contract promises no single moment for them, so callers have to do without it.</summary>
    private const int OperationsAtOnce = 4;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SplitRecord> ListSplitsAsync(SplitQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        foreach (SplitRecord split in await Run(() => List(query), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return split;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<ScopedCandidate>> ListCandidatesAsync(CandidateQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        return Run(
            () =>
            {
                var found = ImmutableArray.CreateBuilder<ScopedCandidate>();
                if (_tables.TryFindIndex(query.Index, out MemoryIndex? index))
                {
                    for (int i = index.Splits.After(query.After); i < index.Splits.Count && found.Count < query.Limit; i++)
                    {
                        MemorySplit split = index.Splits.GetValueAtIndex(i);
                        if (split is { IsPublished: true, IsQuarantined: false, Record.ClaimedBy: null, Scope: CompactionScope scope } && split.Record.Metadata.MaturesAt > query.ImmatureAt)
                        {
                            found.Add(new ScopedCandidate(scope, MergeCandidate.Of(split.Record.Metadata)));
                        }
                    }
                }

                return found.ToImmutable();
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SplitRecord>> FindByIdsAsync(IReadOnlyList<SplitId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Run<IReadOnlyList<SplitRecord>>(() => [.. ids.Distinct().Order().Select(id => _tables.FindSplit(id)?.Record).OfType<SplitRecord>()], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SplitRecord>> FindByPathsAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Run<IReadOnlyList<SplitRecord>>(
            () => [.. paths.Distinct(StringComparer.Ordinal).SelectMany(_tables.FindPath).Select(split => split.Record).OrderBy(split => split.Id)], cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<OperationRecord> ListOperationsAsync(OperationQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        OperationId? after = query.After;
        List<OperationRecord> page;
        do
        {
            page = await Run(() => List(query, after), cancellationToken);
            foreach (OperationRecord operation in page)
            {
                after = operation.Id;
                yield return operation;
            }
        }
        while (page.Count == OperationsAtOnce);
    }

    private List<SplitRecord> List(SplitQuery query)
    {
        if (query.Limit is int limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(query));
        }

        IEnumerable<MemorySplit> splits = query.Index is IndexUid uid
            ? _tables.TryFindIndex(uid, out MemoryIndex? index) ? After(index, query.After) : []
            : _tables.Indexes.Values.SelectMany(index => After(index, query.After)).OrderBy(split => split.Record.Id);
        var filter = new MemorySplitFilter(query, Ago(query.MinimumAge));
        return [.. splits.Where(filter.Takes).Take(query.Limit ?? int.MaxValue).Select(split => split.Record)];

        static IEnumerable<MemorySplit> After(MemoryIndex index, SplitId? after)
        {
            for (int i = index.Splits.After(after); i < index.Splits.Count; i++)
            {
                yield return index.Splits.GetValueAtIndex(i);
            }
        }
    }

    private List<OperationRecord> List(OperationQuery query, OperationId? after)
    {
        IEnumerable<MemoryIndex> indexes = query.Index is IndexUid uid ? _tables.TryFindIndex(uid, out MemoryIndex? index) ? [index] : [] : _tables.Indexes.Values;
        IEnumerable<MemoryOperation> operations = indexes
            .SelectMany(index => index.Operations.Values.Skip(index.Operations.After(after)))
            .Where(operation => query.State is not OperationState state || operation.State == state)
            .Where(operation => query.LeaseName is not string name || operation.Lease.Name == name);
        operations = query.Index is null ? operations.OrderBy(operation => operation.Id, OperationOrder.Instance) : operations;
        return [.. operations.Take(OperationsAtOnce).Select(RecordOf)];
    }

    private OperationRecord RecordOf(MemoryOperation operation) => new()
    {
        Id = operation.Id,
        Index = operation.Index.Record.Uid,
        Scope = operation.Plan.Scope,
        State = operation.State,
        Token = operation.Plan.Token,
        Settings = operation.Plan.Settings,
        Lease = operation.Lease,
        Inputs = RecordsOf(_tables.InputsOf(operation)),
        Outputs = RecordsOf(_tables.OutputsOf(operation)),
        Digest = operation.Digest,
        Reason = operation.Reason,
        Executing = operation.Executing,
        Updated = operation.Updated,
        Active = operation.Active,
    };
}
