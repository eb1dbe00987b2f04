using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using Tenon.Splits;
using Tenon.Splits.Metadata;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    /// <summary>What <see cref="ReadSplit"/> reads; a condition follows.</summary>
    private const string SplitColumns = """
        SELECT s.metadata, s.path, s.location, s.owned, s.version, s.fingerprint, s.crc, s.state, s.cause, s.created_by, s.retired_by, s.claimed_by,
            s.tries, s.failure, s.failed, s.quarantined, s.updated
        FROM splits s
        """;

    /// <summary>A list that asks for no more is read at once; a longer one row by row, through a connection of its own.</summary>
    private const int RowsAtOnce = 10_000;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SplitRecord> ListSplitsAsync(SplitQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (_isInMemory || query.Limit <= RowsAtOnce)
        {
            foreach (SplitRecord split in await ReadAsync(() => ReadSplits(_connection, query), cancellationToken))
            {
                yield return split;
            }

            yield break;
        }

        // One statement is one snapshot, for as long as it is read. Read page by page, a swap between two pages could hide both its inputs and its outputs.
        using SqliteConnection connection = OrThrow("open", () => Connect(_path, SqliteOpenMode.ReadWrite, isReadOnly: true));
        using SqliteCommand command = SplitFilter.Command(connection, SplitColumns, query, Ago(query.MinimumAge));
        using SqliteDataReader row = OrThrow("read", command.ExecuteReader);
        while (OrThrow("read", row.Read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return OrThrow("read", () => ReadSplit(row));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SplitRecord>> FindByIdsAsync(IReadOnlyList<SplitId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ReadAsync<IReadOnlyList<SplitRecord>>(
            () => ReadSplits($"{SplitColumns} WHERE s.id IN (SELECT value FROM json_each(?1)) ORDER BY s.id", Texts.Array(ids)), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SplitRecord>> FindByPathsAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return ReadAsync<IReadOnlyList<SplitRecord>>(
            () => ReadSplits($"{SplitColumns} WHERE s.path IN (SELECT value FROM json_each(?1)) ORDER BY s.id", Texts.Array(paths)), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<OperationRecord> ListOperationsAsync(OperationQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        const int operationsAtOnce = 50; // Each brings its inputs and outputs along.
        string after = query.After?.ToString() ?? "";
        int count;
        do
        {
            List<OperationRecord> page = await ReadAsync(() => ReadOperations(query, after, operationsAtOnce), cancellationToken);
            foreach (OperationRecord operation in page)
            {
                yield return operation;
            }

            count = page.Count;
            after = count > 0 ? page[^1].Id.ToString() : after;
        }
        while (count == operationsAtOnce);
    }

    private List<OperationRecord> ReadOperations(OperationQuery query, string after, int limit)
    {
        List<(OperationRecord Record, string Id)> operations = Query(
            $"""
            SELECT o.id, x.uid, o.state, o.token, o.settings, o.lease, o.epoch, o.digest, o.reason, o.updated, o.active, o.executing, o.scope_no, {ScopeColumns}
            FROM operations o JOIN indexes x ON x.no = o.index_no LEFT JOIN scopes c ON c.no = o.scope_no
            WHERE o.id > ?1 AND (?2 IS NULL OR o.state = ?2) AND (?3 IS NULL OR x.uid = ?3) AND (?4 IS NULL OR o.lease = ?4)
            ORDER BY o.id LIMIT ?5
            """,
            row => (ReadOperation(row), row.GetString(0)),
            after, query.State is OperationState state ? state.Name() : null, query.Index?.ToString(), query.LeaseName, limit);
        string ids = Texts.Array(operations.Select(operation => operation.Id));
        ILookup<string, SplitRecord> inputs = ReadSplitsBy(
            $"{Also(SplitColumns, "i.operation")} JOIN operation_inputs i ON i.split = s.id WHERE i.operation IN (SELECT value FROM json_each(?1)) ORDER BY i.operation, i.ordinal", ids);
        ILookup<string, SplitRecord> outputs = ReadSplitsBy(
            $"{Also(SplitColumns, "s.created_by")} WHERE s.created_by IN (SELECT value FROM json_each(?1)) ORDER BY s.created_by, s.id", ids);
        return [.. operations.Select(operation => operation.Record with { Inputs = [.. inputs[operation.Id]], Outputs = [.. outputs[operation.Id]] })];

        static string Also(string columns, string column) => columns.Replace("FROM splits s", $", {column} FROM splits s", StringComparison.Ordinal);
    }

    private static OperationRecord ReadOperation(SqliteDataReader row)
    {
        IndexUid index = IndexUid.Parse(row.GetString(1));
        return new OperationRecord
        {
            Id = OperationId.Parse(row.GetString(0)),
            Index = index,
            State = Texts.ParseOperationState(row.GetString(2)),
            Token = row.GetString(3),
            Settings = row.GetString(4),
            Lease = new Lease(row.GetString(5), row.GetInt64(6)),
            Digest = row.IsDBNull(7) ? null : row.GetString(7),
            Reason = row.IsDBNull(8) ? null : row.GetString(8),
            Updated = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(9)),
            Active = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(10)),
            Executing = row.IsDBNull(11) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(11)),
            Scope = row.IsDBNull(12) ? null : ReadScope(row, 13, index),
            Inputs = [],
            Outputs = [],
        };
    }

    private ILookup<string, SplitRecord> ReadSplitsBy(string text, string ids)
    {
        const int key = 17; // The column after those of SplitColumns.
        return Query(text, row => (Key: row.GetString(key), Split: ReadSplit(row)), ids).ToLookup(found => found.Key, found => found.Split);
    }

    private List<SplitRecord> ReadSplits(string text, params ReadOnlySpan<object?> values) => Query(text, ReadSplit, values);

    private List<SplitRecord> ReadSplits(SqliteConnection connection, SplitQuery query)
    {
        using SqliteCommand command = SplitFilter.Command(connection, SplitColumns, query, Ago(query.MinimumAge));
        command.Transaction = _transaction;
        using SqliteDataReader row = command.ExecuteReader();
        var found = new List<SplitRecord>();
        while (row.Read())
        {
            found.Add(ReadSplit(row));
        }

        return found;
    }

    private static SplitRecord ReadSplit(SqliteDataReader row) => new()
    {
        Metadata = SplitMetadataJson.Read(Encoding.UTF8.GetBytes(row.GetString(0))),
        Path = row.GetString(1),
        Location = row.GetString(2),
        IsOwned = row.GetBoolean(3),
        Version = row.GetString(4),
        Fingerprint = row.GetString(5),
        Crc32C = row.IsDBNull(6) ? null : checked((uint)row.GetInt64(6)),
        State = Texts.ParseSplitState(row.GetString(7)),
        Cause = row.IsDBNull(8) ? null : Texts.ParseCause(row.GetString(8)),
        CreatedBy = row.IsDBNull(9) ? null : OperationId.Parse(row.GetString(9)),
        RetiredBy = row.IsDBNull(10) ? null : OperationId.Parse(row.GetString(10)),
        ClaimedBy = row.IsDBNull(11) ? null : OperationId.Parse(row.GetString(11)),
        Trouble = row.IsDBNull(14) ? null : new SplitTrouble(
            row.GetInt32(12),
            row.GetString(13),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(14)),
            row.IsDBNull(15) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(15))),
        Updated = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(16)),
    };

    private T OrThrow<T>(string operation, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (SqliteException e)
        {
            throw Failed(operation, _path, e, MetastoreError.NotApplied);
        }
        catch (FormatException e)
        {
            throw Damaged(e);
        }
    }
}
