using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tenon.Metastore.Sqlite;

/// <summary>The tables, and the version of their layout.</summary>
internal static class SqliteSchema
{
    /// <summary>Rises when an older program could misread what a newer one writes.</summary>
    public const int Version = 3;

    /// <summary>Makes the tables of this version; of an older one, see <see cref="SqliteMigration"/>.</summary>
    /// <remarks>Times are milliseconds since the Unix epoch by the metastore's clock, except <c>created</c> and <c>matures</c> of a split: ticks by its writer's.
    /// The column <c>metadata</c> is the truth about a split; what is in other columns too is there to be searched.</remarks>
    public const string Tables = """
        CREATE TABLE leases (name TEXT PRIMARY KEY, epoch INTEGER NOT NULL, renewed INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE indexes (
            no INTEGER PRIMARY KEY AUTOINCREMENT,
            uid TEXT NOT NULL UNIQUE,
            id TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('metrics', 'sketches', 'table')),
            configuration TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('live', 'deleting')),
            created INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX indexes_live ON indexes (id) WHERE state = 'live';

        -- The books of an index are apart from it, so that nobody waits for its row. Merges do not touch them: they conserve rows.
        CREATE TABLE books (index_no INTEGER PRIMARY KEY, ingested INTEGER NOT NULL, dropped INTEGER NOT NULL, expired INTEGER NOT NULL);

        CREATE TABLE drops (
            index_no INTEGER NOT NULL,
            split TEXT NOT NULL,
            rows INTEGER NOT NULL,
            dropped INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (index_no, split)
        ) WITHOUT ROWID;

        -- A duration of 0 is no window: nulls are never equal in a unique index. Numbers are never used again: processes remember them.
        CREATE TABLE scopes (
            no INTEGER PRIMARY KEY AUTOINCREMENT,
            index_no INTEGER NOT NULL,
            partition_id TEXT NOT NULL,
            sort_fields TEXT NOT NULL,
            window_start INTEGER NOT NULL,
            window_duration INTEGER NOT NULL,
            prefix_length INTEGER NOT NULL,
            folder TEXT NOT NULL,
            UNIQUE (index_no, partition_id, sort_fields, window_start, window_duration, prefix_length, folder)
        );

        CREATE TABLE operations (
            no INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            index_no INTEGER NOT NULL,
            scope_no INTEGER,
            state TEXT NOT NULL CHECK (state IN ('planned', 'published', 'abandoned', 'superseded')),
            token TEXT NOT NULL,
            settings TEXT NOT NULL,
            lease TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            output_count INTEGER NOT NULL DEFAULT 0,
            digest TEXT,
            reason TEXT,
            updated INTEGER NOT NULL,
            active INTEGER NOT NULL,
            executing INTEGER
        );
        CREATE UNIQUE INDEX operations_token ON operations (token) WHERE state IN ('planned', 'published');
        CREATE INDEX operations_state ON operations (state, id);
        CREATE INDEX operations_index ON operations (index_no, state, updated);
        CREATE INDEX operations_scope ON operations (scope_no);

        CREATE TABLE operation_inputs (
            operation TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            split TEXT NOT NULL,
            PRIMARY KEY (operation, ordinal)
        ) WITHOUT ROWID;
        CREATE INDEX operation_inputs_split ON operation_inputs (split);

        -- A split is claimed by the one planned operation that it is an input of.
        CREATE TABLE splits (
            no INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            index_no INTEGER NOT NULL,
            scope_no INTEGER,
            state TEXT NOT NULL CHECK (state IN ('staged', 'published', 'retired')),
            path TEXT NOT NULL,
            location TEXT NOT NULL,
            owned INTEGER NOT NULL,
            version TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            crc INTEGER,
            rows INTEGER NOT NULL,
            size INTEGER NOT NULL,
            level INTEGER NOT NULL,
            created INTEGER NOT NULL,
            matures INTEGER NOT NULL,
            time_start INTEGER NOT NULL,
            time_end INTEGER NOT NULL,
            metric_names TEXT NOT NULL,
            metadata TEXT NOT NULL,
            created_by TEXT,
            retired_by TEXT,
            cause TEXT CHECK (cause IN ('merged', 'unpublished', 'expired', 'dropped', 'index_deleted')),
            claimed_by TEXT,
            tries INTEGER NOT NULL DEFAULT 0,
            failure TEXT,
            failed INTEGER,
            quarantined INTEGER,
            collector TEXT,
            collector_epoch INTEGER,
            collecting INTEGER,
            updated INTEGER NOT NULL
        );
        CREATE INDEX splits_path ON splits (path);
        CREATE UNIQUE INDEX splits_live_path ON splits (path) WHERE state <> 'retired';
        CREATE INDEX splits_listing ON splits (index_no, state, id);
        CREATE INDEX splits_scope ON splits (scope_no, id);
        CREATE INDEX splits_created_by ON splits (created_by) WHERE created_by IS NOT NULL;
        CREATE INDEX splits_claimed_by ON splits (claimed_by) WHERE claimed_by IS NOT NULL;
        CREATE INDEX splits_expiry ON splits (index_no, time_end) WHERE state = 'published' AND time_end > time_start;
        CREATE INDEX splits_garbage ON splits (index_no, updated) WHERE state = 'retired';

        -- All that a planner asks for, in the order it asks, so that a re-seed reads nothing else. The last three columns are constant here, but SQLite
        -- asks for them again, and would look for them in the table.
        CREATE INDEX splits_candidates ON splits (index_no, id, scope_no, level, size, rows, created, matures, state, claimed_by, quarantined)
            WHERE state = 'published' AND scope_no IS NOT NULL AND claimed_by IS NULL AND quarantined IS NULL AND matures > 0;
        """;

    private const string Meta = "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";

    /// <summary>The version of the tables. A process that died while it made them has left none.</summary>
    /// <returns>The version; null if there are no tables.</returns>
    /// <exception cref="MetastoreException">The tables are of a newer version, or are not a metastore's.</exception>
    public static int? FindVersion(SqliteConnection connection, string path)
    {
        using SqliteCommand exists = connection.CreateCommand();
        exists.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'meta'";
        if ((long)exists.ExecuteScalar()! == 0) // A count is never null.
        {
            return null;
        }

        using SqliteCommand version = connection.CreateCommand();
        version.CommandText = "SELECT value FROM meta WHERE name = 'schema_version'";
        if (version.ExecuteScalar() is not string text || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int found) || found < 1)
        {
            throw new MetastoreException(MetastoreError.Damaged, $"metastore {path} does not tell its format version");
        }

        return found <= Version ? found : throw new MetastoreException(
            MetastoreError.NewerFormat,
            $"metastore {path} has format version {found}, but this program understands versions up to {Version}; use the newer program that wrote it");
    }

    /// <summary>Makes the tables, or brings older ones to this version, in one transaction.</summary>
    /// <exception cref="MetastoreException">The tables are of a newer version, or damaged.</exception>
    public static void CreateOrMigrate(SqliteConnection connection, string path)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        int? found = FindVersion(connection, path); // Another process may have been first.
        if (found is null)
        {
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"{Meta} {Tables} INSERT INTO meta VALUES ('schema_version', '{Version}');"));
        }
        else if (found == 1)
        {
            SqliteMigration.FromVersion1(connection);
        }
        else if (found == 2)
        {
            SqliteMigration.FromVersion2(connection);
        }

        transaction.Commit();
    }

    internal static void Run(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
