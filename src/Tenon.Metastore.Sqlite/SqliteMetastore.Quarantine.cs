using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    /// <inheritdoc/>
    public ValueTask QuarantineAsync(IReadOnlyList<SplitId> ids, string cause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return WriteAsync(null, () =>
        {
            string list = Texts.Array(ids);
            RequirePublished(list);
            Execute(
                "UPDATE splits SET quarantined = ?2, failed = ?2, failure = ?3 WHERE id IN (SELECT value FROM json_each(?1)) AND quarantined IS NULL", list, Now(), cause);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(IReadOnlyList<SplitId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return WriteAsync(null, () =>
        {
            string list = Texts.Array(ids);
            RequirePublished(list);
            Execute("UPDATE splits SET quarantined = NULL, failed = NULL, failure = NULL, tries = 0 WHERE id IN (SELECT value FROM json_each(?1))", list);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Removal> DropAsync(IReadOnlyList<SplitId> ids, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return WriteAsync(null, () =>
        {
            string list = Texts.Array(ids);
            long now = Now();
            if (Scalar(
                """
                SELECT j.value FROM json_each(?1) j LEFT JOIN splits s ON s.id = j.value
                WHERE NOT coalesce(s.cause = 'dropped' OR (s.state = 'published' AND s.quarantined IS NOT NULL), EXISTS (SELECT 1 FROM drops d WHERE d.split = j.value))
                """,
                list) is string other)
            {
                throw Refused($"split {other} is not in quarantine, so it is not dropped");
            }

            List<(SplitId Id, long IndexNo, long Rows)> dropped = Query(
                """
                UPDATE splits SET state = 'retired', cause = 'dropped', claimed_by = NULL, quarantined = NULL, updated = ?2
                WHERE id IN (SELECT value FROM json_each(?1)) AND state = 'published' AND quarantined IS NOT NULL
                RETURNING id, index_no, rows
                """,
                row => (SplitId.Parse(row.GetString(0)), row.GetInt64(1), row.GetInt64(2)),
                list, now);
            foreach ((SplitId id, long indexNo, long rows) in dropped)
            {
                Execute("INSERT INTO drops VALUES (?1, ?2, ?3, ?4, ?5)", indexNo, id.ToString(), rows, now, reason);
                CountRows(indexNo, dropped: rows);
            }

            return new Removal([.. dropped.Select(split => split.Id).Order()], dropped.Sum(split => split.Rows));
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<DroppedSplit>> ListDroppedAsync(IndexUid index, SplitId? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(
            () => Query(
                """
                SELECT split, rows, dropped, reason FROM drops
                WHERE index_no = (SELECT no FROM indexes WHERE uid = ?1) AND split > ?2 ORDER BY split LIMIT ?3
                """,
                row => new DroppedSplit(SplitId.Parse(row.GetString(0)), row.GetInt64(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), row.GetString(3)),
                index.ToString(), after?.ToString() ?? "", limit).ToImmutableArray(),
            cancellationToken);
    }

    private void RequirePublished(string ids)
    {
        if (Scalar(
            "SELECT j.value FROM json_each(?1) j LEFT JOIN splits s ON s.id = j.value WHERE s.state IS NOT 'published'", ids) is string other)
        {
            throw Refused($"split {other} is not published");
        }
    }
}
