using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    /// <inheritdoc/>
    public ValueTask MarkExecutingAsync(Lease lease, OperationId operation, bool isExecuting, CancellationToken cancellationToken) => WriteAsync(lease, () =>
    {
        RequireOperation(lease, operation);
        long now = Now();
        Execute(
            "UPDATE operations SET epoch = ?2, active = ?3, executing = ?4 WHERE id = ?1 AND state = 'planned'",
            operation.ToString(), lease.Epoch, now, isExecuting ? now : null);
    }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask StageAsync(Lease lease, OperationId operation, IReadOnlyList<StagedOutput> outputs, CancellationToken cancellationToken)
    {
        PlanChecks.RequireNamed(operation, outputs);
        return WriteAsync(lease, () =>
        {
            OperationRow row = RequireOperation(lease, operation);
            if (row.State != OperationState.Planned)
            {
                throw Refused($"operation {operation} is {row.State.Name()}, not planned");
            }

            PlanChecks.RequireOfIndex(row.Index, outputs);
            string id = operation.ToString();
            Execute("DELETE FROM splits WHERE created_by = ?1 AND state = 'staged'", id); // An earlier attempt's announcement.
            foreach (StagedOutput output in outputs)
            {
                InsertSplit(row.IndexNo, output.Metadata, output.Path, isOwned: true, version: "", fingerprint: "", output.Crc32C, SplitState.Staged, id);
            }

            Execute("UPDATE operations SET epoch = ?2, active = ?3, executing = NULL WHERE id = ?1", id, lease.Epoch, Now());
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<OperationId>> HeartbeatAsync(Lease lease, IReadOnlyList<OperationId> operations, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operations);
        return WriteAsync(lease, () =>
        {
            Renew(lease);
            return Query(
                """
                UPDATE operations SET epoch = ?2, active = ?3
                WHERE id IN (SELECT value FROM json_each(?4)) AND state = 'planned' AND lease = ?1
                RETURNING id
                """,
                row => OperationId.Parse(row.GetString(0)),
                lease.Name, lease.Epoch, Now(), Texts.Array(operations)).ToImmutableArray();
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(Lease lease, OperationId operation, OperationState state, string reason, CancellationToken cancellationToken)
    {
        PlanChecks.RequireEnd(state);
        return WriteAsync(lease, () =>
        {
            if (FindOperation(operation) is not null)
            {
                RequireOperation(lease, operation);
                EndOperations([operation.ToString()], state, reason);
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<SplitId>> FailAsync(Lease lease, OperationId operation, OperationFailure failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentOutOfRangeException.ThrowIfLessThan(failure.MaximumTries, 1);
        return WriteAsync<ImmutableArray<SplitId>>(lease, () =>
        {
            if (FindOperation(operation) is not { State: OperationState.Planned })
            {
                return [];
            }

            RequireOperation(lease, operation);
            string id = operation.ToString();
            string? culprit = failure.Blamed?.ToString();
            List<SplitId> quarantined = Query(
                """
                SELECT id FROM splits
                WHERE claimed_by = ?1 AND (?2 IS NULL OR id = ?2) AND quarantined IS NULL AND tries + 1 >= ?3 AND created_by IS NOT NULL ORDER BY id
                """,
                row => SplitId.Parse(row.GetString(0)),
                id, culprit, failure.MaximumTries);
            int blamed = Execute(
                """
                UPDATE splits SET tries = tries + 1, failure = ?3, failed = ?4, quarantined = coalesce(quarantined, CASE WHEN tries + 1 >= ?5 THEN ?4 END)
                WHERE claimed_by = ?1 AND (?2 IS NULL OR id = ?2)
                """,
                id, culprit, failure.Reason, Now(), failure.MaximumTries);
            if (culprit is not null && blamed == 0)
            {
                throw Refused($"split {culprit} is blamed, but is no input of {operation}");
            }

            EndOperations([id], OperationState.Abandoned, failure.Reason);
            return [.. quarantined];
        }, cancellationToken);
    }

    /// <summary>Ends those of the operations that are planned: without a result, inputs freed, outputs retired.</summary>
    private void EndOperations(List<string> operations, OperationState state, string reason)
    {
        long now = Now();
        string ended = Texts.Array(Query(
            """
            UPDATE operations SET state = ?2, reason = ?3, updated = ?4, active = ?4, executing = NULL
            WHERE id IN (SELECT value FROM json_each(?1)) AND state = 'planned'
            RETURNING id
            """,
            row => row.GetString(0),
            Texts.Array(operations), state.Name(), reason, now));

        // Files of others that nobody merged are theirs again, and their rows are not ours; splits that this program wrote are only freed.
        List<(long IndexNo, long Rows)> unregistered = Query(
            "DELETE FROM splits WHERE claimed_by IN (SELECT value FROM json_each(?1)) AND created_by IS NULL RETURNING index_no, rows",
            row => (row.GetInt64(0), row.GetInt64(1)),
            ended);
        foreach (IGrouping<long, long> rows in unregistered.GroupBy(split => split.IndexNo, split => split.Rows))
        {
            CountRows(rows.Key, ingested: -rows.Sum());
        }

        Execute("UPDATE splits SET claimed_by = NULL WHERE claimed_by IN (SELECT value FROM json_each(?1))", ended);
        Execute(
            """
            UPDATE splits SET state = 'retired', cause = 'unpublished', retired_by = created_by, updated = ?2
            WHERE created_by IN (SELECT value FROM json_each(?1)) AND state = 'staged'
            """,
            ended, now);
    }

    private OperationRow? FindOperation(OperationId operation) => Query(
        """
        SELECT o.index_no, x.uid, o.scope_no, o.state, o.token, o.lease, o.output_count
        FROM operations o JOIN indexes x ON x.no = o.index_no WHERE o.id = ?1
        """,
        row => new OperationRow(
            row.GetInt64(0),
            IndexUid.Parse(row.GetString(1)),
            row.IsDBNull(2) ? null : row.GetInt64(2),
            Texts.ParseOperationState(row.GetString(3)),
            row.GetString(4),
            row.GetString(5),
            row.GetInt32(6)),
        operation.ToString()).SingleOrDefault();

    /// <summary>An operation that the holder of a lease may change.</summary>
    private OperationRow RequireOperation(Lease lease, OperationId operation)
    {
        OperationRow row = FindOperation(operation) ?? throw NotFound($"operation {operation}");
        return row.LeaseName == lease.Name ? row : throw Refused($"operation {operation} was planned under lease '{row.LeaseName}', not '{lease.Name}'");
    }

    private sealed record OperationRow(long IndexNo, IndexUid Index, long? ScopeNo, OperationState State, string Token, string LeaseName, int OutputCount);
}
