using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tenon.Metastore.Sqlite;

/// <summary>The tables, and the version of their layout.</summary>
internal static class SqliteSchema
{
    /// <summary>Rises when an older program could misread what a newer one writes.</summary>
    public const int Version = 1;

    private const string Tables = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE operations (
            id TEXT PRIMARY KEY,
            scope TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('planned', 'published', 'abandoned', 'superseded')),
            token TEXT NOT NULL UNIQUE,
            settings TEXT NOT NULL,
            digest TEXT,
            reason TEXT,
            updated INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX operations_state ON operations (state, id);

        -- Times are milliseconds since the Unix epoch. A split is claimed by the one planned operation that it is an input of.
        CREATE TABLE splits (
            id TEXT PRIMARY KEY,
            scope TEXT NOT NULL,
            path TEXT NOT NULL,
            location TEXT NOT NULL,
            owned INTEGER NOT NULL,
            size INTEGER NOT NULL,
            version TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            crc INTEGER,
            rows INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('staged', 'published', 'retired')),
            created_by TEXT,
            retired_by TEXT,
            claimed_by TEXT,
            updated INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX splits_path ON splits (path);
        CREATE UNIQUE INDEX splits_live_path ON splits (path) WHERE state <> 'retired';
        CREATE INDEX splits_state ON splits (state, id);
        CREATE INDEX splits_created_by ON splits (created_by) WHERE created_by IS NOT NULL;

        CREATE TABLE operation_inputs (
            operation TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            split TEXT NOT NULL,
            PRIMARY KEY (operation, ordinal)
        ) WITHOUT ROWID;
        """;

    /// <summary>Whether there are tables, of a version that this program understands. A process that died while it made them has left none.</summary>
    /// <exception cref="MetastoreException">The tables are of a newer version, or are not a metastore's.</exception>
    public static bool Exists(SqliteConnection connection, string path)
    {
        if (ReadVersion(connection) is not int found)
        {
            return false;
        }

        return found <= Version ? true : throw new MetastoreException(
            MetastoreError.NewerFormat,
            $"metastore {path} has format version {found}, but this program understands versions up to {Version}; use the newer program that wrote it");
    }

    /// <summary>Makes the tables.</summary>
    public static void Create(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        if (ReadVersion(connection) is null) // Another process may have been first.
        {
            using SqliteCommand create = connection.CreateCommand();
            create.CommandText = string.Create(CultureInfo.InvariantCulture, $"{Tables} INSERT INTO meta VALUES ('schema_version', '{Version}'), ('epoch', '0');");
            create.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static int? ReadVersion(SqliteConnection connection)
    {
        using SqliteCommand exists = connection.CreateCommand();
        exists.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'meta'";
        if ((long)exists.ExecuteScalar()! == 0) // A count is never null.
        {
            return null;
        }

        using SqliteCommand version = connection.CreateCommand();
        version.CommandText = "SELECT value FROM meta WHERE name = 'schema_version'";
        return version.ExecuteScalar() is string text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new MetastoreException(MetastoreError.Damaged, $"metastore {connection.DataSource} does not tell its format version");
    }
}
