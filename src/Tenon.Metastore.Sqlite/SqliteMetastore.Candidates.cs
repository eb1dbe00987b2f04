using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    /// <summary>Says again what its index says of its rows, since SQLite asks for that.</summary>
    internal const string CandidateStatement = """
        SELECT id, scope_no, level, size, rows, created, matures FROM splits INDEXED BY splits_candidates
        WHERE index_no = ?1 AND id > ?2 AND matures > ?3
            AND state = 'published' AND scope_no IS NOT NULL AND claimed_by IS NULL AND quarantined IS NULL AND matures > 0
        ORDER BY id LIMIT ?4
        """;

    /// <summary>What <see cref="ReadScope"/> reads, of a scope called c.</summary>
    private const string ScopeColumns = "c.partition_id, c.sort_fields, c.window_start, c.window_duration, c.prefix_length, c.folder";

    /// <summary>Scopes that are remembered: some megabytes. Beyond that they are read again.</summary>
    private const int RememberedScopes = 50_000;

    /// <summary>Scopes by number. A number never gets another meaning.</summary>
    private readonly Dictionary<long, CompactionScope> _scopes = [];

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<ScopedCandidate>> ListCandidatesAsync(CandidateQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        return ReadAsync(() => FindIndex(query.Index) is long indexNo ? ReadCandidates(indexNo, query) : [], cancellationToken);
    }

    private ImmutableArray<ScopedCandidate> ReadCandidates(long indexNo, CandidateQuery query)
    {
        SqliteCommand command = Command(
            CandidateStatement,
            [indexNo, query.After?.ToString() ?? "", query.ImmatureAt.UtcTicks, query.Limit]);
        var rows = new List<(long ScopeNo, MergeCandidate Split)>();
        using (SqliteDataReader row = command.ExecuteReader())
        {
            while (row.Read())
            {
                rows.Add((row.GetInt64(1), new MergeCandidate(
                    SplitId.Parse(row.GetString(0)),
                    row.GetInt32(2),
                    row.GetInt64(3),
                    row.GetInt64(4),
                    new DateTimeOffset(row.GetInt64(5), TimeSpan.Zero),
                    new DateTimeOffset(row.GetInt64(6), TimeSpan.Zero))));
            }
        }

        RememberScopes(query.Index, rows.Select(row => row.ScopeNo));
        return [.. rows.Select(row => new ScopedCandidate(_scopes[row.ScopeNo], row.Split))];
    }

    private void RememberScopes(IndexUid index, IEnumerable<long> wanted)
    {
        HashSet<long> needed = [.. wanted];
        if (_scopes.Count + needed.Count > RememberedScopes)
        {
            _scopes.Clear();
        }

        needed.ExceptWith(_scopes.Keys);
        if (needed.Count > 0)
        {
            foreach ((long no, CompactionScope scope) in Query(
                $"SELECT c.no, {ScopeColumns} FROM scopes c WHERE c.no IN (SELECT value FROM json_each(?1))",
                row => (row.GetInt64(0), ReadScope(row, 1, index)),
                $"[{string.Join(',', needed.Select(no => no.ToString(CultureInfo.InvariantCulture)))}]"))
            {
                _scopes.Add(no, scope);
            }
        }
    }

    private static CompactionScope ReadScope(SqliteDataReader row, int first, IndexUid index) => new(
        index,
        ulong.Parse(row.GetString(first), CultureInfo.InvariantCulture),
        row.GetString(first + 1),
        row.GetInt32(first + 3) is int duration and > 0 ? TimeWindow.Of(row.GetInt64(first + 2), duration) : null,
        row.GetInt32(first + 4),
        SplitScope.Parse(row.GetString(first + 5)));
}
