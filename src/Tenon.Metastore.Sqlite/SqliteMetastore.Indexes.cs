using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    private const string IndexColumns = "SELECT uid, kind, configuration, state, created FROM indexes";

    /// <inheritdoc/>
    public ValueTask<IndexRecord> CreateIndexAsync(IndexUid index, SplitKind kind, string configuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return WriteAsync(null, () =>
        {
            if (Query($"{IndexColumns} WHERE uid = ?1 OR (id = ?2 AND state = 'live')", ReadIndex, index.ToString(), index.Id).FirstOrDefault() is IndexRecord found)
            {
                return found.Uid == index && found.Kind == kind && found.Configuration == configuration && found.State == IndexState.Live
                    ? found
                    : throw MetastoreException.OfExistingIndex(_path, found);
            }

            long now = Now();
            Execute(
                "INSERT INTO indexes (uid, id, kind, configuration, state, created) VALUES (?1, ?2, ?3, ?4, 'live', ?5)",
                index.ToString(), index.Id, kind.Name(), configuration, now);
            Execute("INSERT INTO books VALUES ((SELECT no FROM indexes WHERE uid = ?1), 0, 0, 0)", index.ToString());
            return new IndexRecord(index, kind, configuration, IndexState.Live, DateTimeOffset.FromUnixTimeMilliseconds(now));
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IndexRecord?> FindIndexAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync(() => Query($"{IndexColumns} WHERE id = ?1 AND state = 'live'", ReadIndex, id).SingleOrDefault(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<IndexRecord>> ListIndexesAsync(CancellationToken cancellationToken) =>
        ReadAsync(() => Query($"{IndexColumns} ORDER BY uid", ReadIndex).ToImmutableArray(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexTotals> ReadTotalsAsync(IndexUid index, CancellationToken cancellationToken) => ReadAsync(
        () =>
        {
            long no = FindIndex(index) ?? throw NotFound($"index {index}");
            Dictionary<SplitState, (long Count, long Rows, long Bytes)> states = Query(
                "SELECT state, count(*), sum(rows), sum(size) FROM splits WHERE index_no = ?1 GROUP BY state",
                row => (Texts.ParseSplitState(row.GetString(0)), (row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))),
                no).ToDictionary(state => state.Item1, state => state.Item2);
            (long count, long rows) = Query(
                "SELECT count(*), coalesce(sum(rows), 0) FROM splits WHERE index_no = ?1 AND state = 'published' AND quarantined IS NOT NULL",
                row => (row.GetInt64(0), row.GetInt64(1)),
                no).Single();
            return Query(
                "SELECT ingested, dropped, expired FROM books WHERE index_no = ?1",
                row => new IndexTotals
                {
                    IngestedRows = row.GetInt64(0),
                    DroppedRows = row.GetInt64(1),
                    ExpiredRows = row.GetInt64(2),
                    PublishedRows = states.GetValueOrDefault(SplitState.Published).Rows,
                    PublishedCount = states.GetValueOrDefault(SplitState.Published).Count,
                    PublishedBytes = states.GetValueOrDefault(SplitState.Published).Bytes,
                    StagedCount = states.GetValueOrDefault(SplitState.Staged).Count,
                    StagedBytes = states.GetValueOrDefault(SplitState.Staged).Bytes,
                    RetiredCount = states.GetValueOrDefault(SplitState.Retired).Count,
                    RetiredBytes = states.GetValueOrDefault(SplitState.Retired).Bytes,
                    QuarantinedCount = count,
                    QuarantinedRows = rows,
                },
                no).Single();
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteIndexAsync(IndexUid index, CancellationToken cancellationToken) => WriteAsync(
        null,
        () =>
        {
            long no = FindIndex(index) ?? throw NotFound($"index {index}");
            if (Execute("UPDATE indexes SET state = 'deleting' WHERE no = ?1 AND state = 'live'", no) == 0)
            {
                return;
            }

            EndOperations(
                Query("SELECT id FROM operations WHERE index_no = ?1 AND state = 'planned'", row => row.GetString(0), no), OperationState.Abandoned, $"index {index} was deleted");
            Execute(
                """
                UPDATE splits SET state = 'retired', cause = 'index_deleted', quarantined = NULL, updated = ?2
                WHERE index_no = ?1 AND state <> 'retired'
                """,
                no, Now());
            Execute("DELETE FROM splits WHERE index_no = ?1 AND owned = 0", no); // The bytes are others': there is nothing to wait for.
            ForgetEmptyIndexes();
        },
        cancellationToken);

    /// <summary>The number of an index, live or not.</summary>
    private long? FindIndex(IndexUid index) => Scalar("SELECT no FROM indexes WHERE uid = ?1", index.ToString()) as long?;

    private long RequireLiveIndex(IndexUid index) =>
        Scalar("SELECT no FROM indexes WHERE uid = ?1 AND state = 'live'", index.ToString()) as long? ?? throw NotFound($"live index {index}");

    private void CountRows(long indexNo, long ingested = 0, long dropped = 0, long expired = 0) => Execute(
        "UPDATE books SET ingested = ingested + ?2, dropped = dropped + ?3, expired = expired + ?4 WHERE index_no = ?1", indexNo, ingested, dropped, expired);

    /// <summary>Forgets indexes that are being deleted and have no splits left, and all that is theirs.</summary>
    private void ForgetEmptyIndexes()
    {
        List<long> empty = Query(
            "SELECT no FROM indexes i WHERE state = 'deleting' AND NOT EXISTS (SELECT 1 FROM splits s WHERE s.index_no = i.no)", row => row.GetInt64(0));
        foreach (long no in empty)
        {
            Execute("DELETE FROM operation_inputs WHERE operation IN (SELECT id FROM operations WHERE index_no = ?1)", no);
            Execute("DELETE FROM operations WHERE index_no = ?1", no);
            Execute("DELETE FROM scopes WHERE index_no = ?1", no);
            Execute("DELETE FROM drops WHERE index_no = ?1", no);
            Execute("DELETE FROM books WHERE index_no = ?1", no);
            Execute("DELETE FROM indexes WHERE no = ?1", no);
        }
    }

    private static IndexRecord ReadIndex(SqliteDataReader row) => new(
        IndexUid.Parse(row.GetString(0)),
        Texts.ParseKind(row.GetString(1)),
        row.GetString(2),
        Texts.ParseIndexState(row.GetString(3)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));
}
