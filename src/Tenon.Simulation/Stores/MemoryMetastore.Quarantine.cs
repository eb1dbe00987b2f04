using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Simulation.Stores;

public sealed partial class MemoryMetastore
{
    /// <inheritdoc/>
    public ValueTask QuarantineAsync(IReadOnlyList<SplitId> ids, string cause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Write(
            null,
            () =>
            {
                DateTimeOffset now = Now();
                foreach (MemorySplit split in RequirePublished(ids).Where(split => !split.IsQuarantined))
                {
                    split.Record = split.Record with { Trouble = new SplitTrouble(split.Record.Trouble?.Tries ?? 0, cause, now, now) };
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(IReadOnlyList<SplitId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Write(
            null,
            () =>
            {
                foreach (MemorySplit split in RequirePublished(ids))
                {
                    split.Record = split.Record with { Trouble = null };
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Removal> DropAsync(IReadOnlyList<SplitId> ids, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Write(null, () => Drop(ids, reason), cancellationToken);
    }

    private Removal Drop(IReadOnlyList<SplitId> ids, string reason)
    {
        var dropped = new SortedList<SplitId, MemorySplit>();
        foreach (SplitId id in ids)
        {
            MemorySplit? split = _tables.FindSplit(id);
            if (split is { IsPublished: true, IsQuarantined: true })
            {
                dropped[id] = split;
            }
            else if (split is not null ? split.Record.Cause != RetirementCause.Dropped : !_tables.Indexes.Values.Any(index => index.Dropped.ContainsKey(id)))
            {
                throw Refused($"split {id} is not in quarantine, so it is not dropped");
            }
        }

        DateTimeOffset now = Now();
        foreach (MemorySplit split in dropped.Values)
        {
            split.Record = split.Released with { State = SplitState.Retired, Cause = RetirementCause.Dropped, ClaimedBy = null, Updated = now };
            split.Index.Dropped[split.Record.Id] = new DroppedSplit(split.Record.Id, split.Record.RowCount, now, reason);
            split.Index.DroppedRows += split.Record.RowCount;
        }

        return RemovalOf(dropped.Values);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<DroppedSplit>> ListDroppedAsync(IndexUid index, SplitId? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Run<ImmutableArray<DroppedSplit>>(
            () => _tables.TryFindIndex(index, out MemoryIndex? found) ? [.. found.Dropped.Values.Skip(found.Dropped.After(after)).Take(limit)] : [], cancellationToken);
    }

    private List<MemorySplit> RequirePublished(IReadOnlyList<SplitId> ids)
    {
        var published = new List<MemorySplit>(ids.Count);
        foreach (SplitId id in ids)
        {
            published.Add(_tables.FindSplit(id) is { IsPublished: true } split ? split : throw Refused($"split {id} is not published"));
        }

        return published;
    }

    /// <summary>What was taken out of the data.</summary>
    private static Removal RemovalOf(IEnumerable<MemorySplit> splits)
    {
        ImmutableArray<SplitRecord> removed = [.. splits.Select(split => split.Record).OrderBy(split => split.Id)];
        return new Removal([.. removed.Select(split => split.Id)], removed.Sum(split => split.RowCount));
    }
}
