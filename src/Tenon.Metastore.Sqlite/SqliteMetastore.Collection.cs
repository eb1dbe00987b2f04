using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    /// <inheritdoc/>
    public ValueTask<Removal> ExpireAsync(Lease lease, IndexUid index, TimeSpan period, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return WriteAsync(lease, () =>
        {
            long indexNo = RequireLiveIndex(index);
            DateTimeOffset now = _clock.GetUtcNow();
            long cutoff = now - DateTimeOffset.UnixEpoch > period ? (now - period).ToUnixTimeSeconds() : 0;
            List<(SplitId Id, long Rows)> expired = Query(
                """
                UPDATE splits SET state = 'retired', cause = 'expired', claimed_by = NULL, quarantined = NULL, updated = ?2
                WHERE no IN (SELECT no FROM splits
                    WHERE index_no = ?1 AND state = 'published' AND time_end > time_start AND time_end <= ?3 ORDER BY time_end LIMIT ?4)
                RETURNING id, rows
                """,
                row => (SplitId.Parse(row.GetString(0)), row.GetInt64(1)),
                indexNo, Now(), cutoff, limit);
            long rows = expired.Sum(split => split.Rows);
            CountRows(indexNo, expired: rows);
            return new Removal([.. expired.Select(split => split.Id).Order()], rows);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<OperationId>> EndAbandonedAsync(
        Lease lease, IndexUid index, TimeSpan leaseLifetime, TimeSpan grace, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(leaseLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, leaseLifetime);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return WriteAsync(lease, () =>
        {
            List<string> abandoned = Query(
                """
                SELECT o.id FROM operations o LEFT JOIN leases l ON l.name = o.lease AND l.epoch = o.epoch AND l.renewed > ?3
                WHERE o.index_no = ?1 AND o.state = 'planned' AND o.active <= ?2 AND l.name IS NULL
                ORDER BY o.id LIMIT ?4
                """,
                row => row.GetString(0),
                FindIndex(index), Ago(grace), Ago(leaseLifetime), limit);
            EndOperations(abandoned, OperationState.Abandoned, "nobody went on with it within the grace");
            return abandoned.Select(OperationId.Parse).ToImmutableArray();
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<SplitRecord>> ClaimGarbageAsync(
        Lease lease, IndexUid index, TimeSpan grace, TimeSpan claimLifetime, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(claimLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return WriteAsync(lease, () =>
        {
            string claimed = Texts.Array(Query(
                """
                UPDATE splits SET collector = ?3, collector_epoch = ?4, collecting = ?5
                WHERE no IN (SELECT s.no FROM splits s
                    LEFT JOIN leases l ON l.name = s.collector AND l.epoch = s.collector_epoch AND s.collecting > ?6
                    WHERE s.index_no = ?1 AND s.state = 'retired' AND s.updated <= ?2 AND s.owned = 1 AND (l.name IS NULL OR l.name = ?3)
                    ORDER BY s.updated, s.no LIMIT ?7)
                RETURNING id
                """,
                row => row.GetString(0),
                FindIndex(index), Ago(grace), lease.Name, lease.Epoch, Now(), Ago(claimLifetime), limit));
            return ReadSplits($"{SplitColumns} WHERE s.id IN (SELECT value FROM json_each(?1)) ORDER BY s.id", claimed).ToImmutableArray();
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask MovedAsync(Lease lease, IReadOnlyList<(SplitId Id, string Location)> moves, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moves);
        return WriteAsync(lease, () =>
        {
            foreach ((SplitId id, string location) in moves)
            {
                if (Execute("UPDATE splits SET location = ?2, updated = ?3 WHERE id = ?1 AND state = 'retired'", id.ToString(), location, Now()) != 1)
                {
                    throw Refused($"split {id} is not retired, so its bytes cannot have moved");
                }
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(Lease lease, IReadOnlyList<SplitId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return WriteAsync(lease, () =>
        {
            string list = Texts.Array(ids);
            foreach ((string id, string state) in Query(
                "SELECT id, state FROM splits WHERE id IN (SELECT value FROM json_each(?1)) AND state <> 'retired' LIMIT 1", row => (row.GetString(0), row.GetString(1)), list))
            {
                throw Refused($"split {id} is {state}; only retired splits are forgotten");
            }

            Execute("DELETE FROM splits WHERE id IN (SELECT value FROM json_each(?1))", list);
            ForgetEmptyIndexes();
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> ForgetOperationsAsync(Lease lease, IndexUid index, TimeSpan age, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(age, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return WriteAsync(lease, () =>
        {
            long? indexNo = FindIndex(index);
            List<string> forgotten = Query(
                """
                DELETE FROM operations WHERE no IN (SELECT o.no FROM operations o
                    WHERE o.index_no = ?1 AND o.state <> 'planned' AND o.updated <= ?2
                        AND NOT EXISTS (SELECT 1 FROM splits s WHERE s.created_by = o.id)
                        AND NOT EXISTS (SELECT 1 FROM operation_inputs i JOIN splits s ON s.id = i.split WHERE i.operation = o.id)
                    LIMIT ?3)
                RETURNING id
                """,
                row => row.GetString(0),
                indexNo, Ago(age), limit);
            Execute("DELETE FROM operation_inputs WHERE operation IN (SELECT value FROM json_each(?1))", Texts.Array(forgotten));
            Execute(
                """
                DELETE FROM scopes WHERE index_no = ?1
                    AND NOT EXISTS (SELECT 1 FROM splits s WHERE s.scope_no = scopes.no)
                    AND NOT EXISTS (SELECT 1 FROM operations o WHERE o.scope_no = scopes.no)
                """,
                indexNo);
            return forgotten.Count;
        }, cancellationToken);
    }
}
