using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Simulation.Stores;

public sealed partial class MemoryMetastore
{
    /// <inheritdoc/>
    public ValueTask<IndexRecord> CreateIndexAsync(IndexUid index, SplitKind kind, string configuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Write(
            null,
            () =>
            {
                MemoryIndex? found = _tables.TryFindIndex(index, out MemoryIndex? same) ? same : FindLive(index.Id);
                if (found is null)
                {
                    var record = new IndexRecord(index, kind, configuration, IndexState.Live, Now());
                    _tables.Indexes.Add(index, new MemoryIndex(record));
                    return record;
                }

                return found.Record == new IndexRecord(index, kind, configuration, IndexState.Live, found.Record.Created)
                    ? found.Record
                    : throw MetastoreException.OfExistingIndex(Place, found.Record);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IndexRecord?> FindIndexAsync(string id, CancellationToken cancellationToken) => Run(() => FindLive(id)?.Record, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<IndexRecord>> ListIndexesAsync(CancellationToken cancellationToken) =>
        Run<ImmutableArray<IndexRecord>>(() => [.. _tables.Indexes.Values.Select(index => index.Record)], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexTotals> ReadTotalsAsync(IndexUid index, CancellationToken cancellationToken) => Run(
        () =>
        {
            MemoryIndex found = RequireIndex(index);
            (long Count, long Rows, long Bytes) staged = default, published = default, retired = default, quarantined = default;
            foreach (MemorySplit split in found.Splits.Values)
            {
                ref (long Count, long Rows, long Bytes) sum = ref split.Record.State == SplitState.Staged ? ref staged
                    : ref split.IsPublished ? ref published : ref retired;
                sum = Plus(sum, split.Record);
                quarantined = split.IsPublished && split.IsQuarantined ? Plus(quarantined, split.Record) : quarantined;
            }

            return new IndexTotals
            {
                IngestedRows = found.IngestedRows,
                DroppedRows = found.DroppedRows,
                ExpiredRows = found.ExpiredRows,
                PublishedRows = published.Rows,
                PublishedCount = published.Count,
                PublishedBytes = published.Bytes,
                StagedCount = staged.Count,
                StagedBytes = staged.Bytes,
                RetiredCount = retired.Count,
                RetiredBytes = retired.Bytes,
                QuarantinedCount = quarantined.Count,
                QuarantinedRows = quarantined.Rows,
            };
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteIndexAsync(IndexUid index, CancellationToken cancellationToken) => Write(
        null,
        () =>
        {
            MemoryIndex found = RequireIndex(index);
            if (!found.IsLive)
            {
                return;
            }

            DateTimeOffset now = Now();
            found.Record = found.Record with { State = IndexState.Deleting };
            EndOperations([.. found.Operations.Values], OperationState.Abandoned, $"index {index} was deleted");
            foreach (MemorySplit split in found.Splits.Values.ToArray())
            {
                if (!split.Record.IsOwned)
                {
                    _tables.Remove(split); // The bytes are others': there is nothing to wait for.
                }
                else if (split.Record.State != SplitState.Retired)
                {
                    split.Record = split.Released with { State = SplitState.Retired, Cause = RetirementCause.IndexDeleted, Updated = now };
                }
            }

            _tables.ForgetEmptyIndexes();
        },
        cancellationToken);

    private MemoryIndex? FindLive(string id)
    {
        foreach (MemoryIndex index in _tables.Indexes.Values)
        {
            if (index.IsLive && index.Record.Uid.Id == id)
            {
                return index;
            }
        }

        return null;
    }

    /// <summary>An index, live or not.</summary>
    private MemoryIndex RequireIndex(IndexUid uid) => _tables.TryFindIndex(uid, out MemoryIndex? index) ? index : throw NotFound($"index {uid}");

    private MemoryIndex RequireLiveIndex(IndexUid uid) => _tables.TryFindIndex(uid, out MemoryIndex? index) && index.IsLive ? index : throw NotFound($"live index {uid}");

    private static (long Count, long Rows, long Bytes) Plus((long Count, long Rows, long Bytes) sum, SplitRecord split) =>
        (sum.Count + 1, sum.Rows + split.RowCount, sum.Bytes + split.SizeBytes);
}
