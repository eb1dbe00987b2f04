using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    private const string SplitColumns =
        "SELECT s.id, s.scope, s.path, s.location, s.owned, s.size, s.version, s.fingerprint, s.crc, s.rows, s.state, s.created_by, s.retired_by, s.updated FROM splits s";

    /// <inheritdoc/>
    public async IAsyncEnumerable<SplitRecord> ListSplitsAsync(SplitQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        long newest = query.MinimumAge == TimeSpan.Zero ? long.MaxValue : Now() - (long)query.MinimumAge.TotalMilliseconds;
        const string filter = $"{SplitColumns} WHERE (?1 IS NULL OR s.state = ?1) AND (?2 IS NULL OR s.owned = ?2) AND s.updated <= ?3 ORDER BY s.id";

        // One statement is one snapshot. Read page by page, a swap between two pages could hide both its inputs and its outputs.
        List<SplitRecord> snapshot = await ReadAsync(
            () => ReadSplits(null, filter, query.State is SplitState state ? Text(state) : null, query.IsOwned, newest), cancellationToken);
        foreach (SplitRecord split in snapshot)
        {
            yield return split;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<OperationRecord> ListOperationsAsync(OperationState? state, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int operationsAtOnce = 50; // Each brings its inputs and outputs along.
        string after = "";
        int count;
        do
        {
            List<OperationRecord> page = await ReadAsync(() => ReadOperations(state, after, operationsAtOnce), cancellationToken);
            foreach (OperationRecord operation in page)
            {
                yield return operation;
            }

            count = page.Count;
            after = count > 0 ? page[^1].Id.ToString() : after;
        }
        while (count == operationsAtOnce);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SplitRecord>> FindByPathsAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return ReadAsync<IReadOnlyList<SplitRecord>>(() =>
        {
            var found = new List<SplitRecord>();
            using SqliteCommand command = Command(_connection, null, $"{SplitColumns} WHERE s.path = ?1", "");
            foreach (string path in paths)
            {
                command.Parameters[0].Value = path;
                ReadSplits(command, found);
            }

            found.Sort((a, b) => a.Id.CompareTo(b.Id));
            return found;
        }, cancellationToken);
    }

    private List<OperationRecord> ReadOperations(OperationState? state, string after, int limit)
    {
        var found = new List<OperationRecord>();
        const string text = "SELECT id, scope, state, token, settings, digest, reason, updated FROM operations WHERE id > ?1 AND (?2 IS NULL OR state = ?2) ORDER BY id LIMIT ?3";
        using SqliteCommand command = Command(_connection, null, text, after, state is OperationState wanted ? Text(wanted) : null, limit);
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            string id = row.GetString(0);
            found.Add(new OperationRecord
            {
                Id = OperationId.Parse(id),
                Scope = SplitScope.Parse(row.GetString(1)),
                State = ParseOperationState(row.GetString(2)),
                Token = row.GetString(3),
                Settings = row.GetString(4),
                Digest = row.IsDBNull(5) ? null : row.GetString(5),
                Reason = row.IsDBNull(6) ? null : row.GetString(6),
                Updated = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
                Inputs = [.. ReadSplits(null, $"{SplitColumns} JOIN operation_inputs i ON i.split = s.id WHERE i.operation = ?1 ORDER BY i.ordinal", id)],
                Outputs = [.. ReadSplits(null, $"{SplitColumns} WHERE s.created_by = ?1 ORDER BY s.id", id)],
            });
        }

        return found;
    }

    private List<SplitRecord> ReadSplits(SqliteTransaction? transaction, string text, params ReadOnlySpan<object?> values)
    {
        var found = new List<SplitRecord>();
        using SqliteCommand command = Command(_connection, transaction, text, values);
        ReadSplits(command, found);
        return found;
    }

    private static void ReadSplits(SqliteCommand command, List<SplitRecord> found)
    {
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            found.Add(new SplitRecord
            {
                Id = SplitId.Parse(row.GetString(0)),
                Scope = SplitScope.Parse(row.GetString(1)),
                Path = row.GetString(2),
                Location = row.GetString(3),
                IsOwned = row.GetBoolean(4),
                SizeBytes = row.GetInt64(5),
                Version = row.GetString(6),
                Fingerprint = row.GetString(7),
                Crc32C = row.IsDBNull(8) ? null : checked((uint)row.GetInt64(8)),
                RowCount = row.GetInt64(9),
                State = ParseSplitState(row.GetString(10)),
                CreatedBy = row.IsDBNull(11) ? null : OperationId.Parse(row.GetString(11)),
                RetiredBy = row.IsDBNull(12) ? null : OperationId.Parse(row.GetString(12)),
                Updated = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(13)),
            });
        }
    }

    // An unknown state is never taken for a known one: whoever acted on it could delete data.
    private static SplitState ParseSplitState(string text) => text switch
    {
        "staged" => SplitState.Staged,
        "published" => SplitState.Published,
        "retired" => SplitState.Retired,
        _ => throw new MetastoreException(MetastoreError.Damaged, $"split state '{text}'; staged, published or retired is expected"),
    };

    private static OperationState ParseOperationState(string text) => text switch
    {
        "planned" => OperationState.Planned,
        "published" => OperationState.Published,
        "abandoned" => OperationState.Abandoned,
        "superseded" => OperationState.Superseded,
        _ => throw new MetastoreException(MetastoreError.Damaged, $"operation state '{text}'; planned, published, abandoned or superseded is expected"),
    };
}
