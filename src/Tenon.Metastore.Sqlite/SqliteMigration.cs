using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Tenon.Splits;
using Tenon.Splits.Metadata;

namespace Tenon.Metastore.Sqlite;

/// <summary>Brings tables of older formats to this one, within the caller's transaction.</summary>
internal static class SqliteMigration
{
    /// <summary>Format 1 was for one folder that <c>tenon compact</c> compacts into: no indexes, one lease, splits without metadata. A process that runs
    /// version 1 meanwhile finds no lease any more, and changes nothing (F-66).</summary>
    public static void FromVersion1(SqliteConnection connection)
    {
        SqliteSchema.Run(connection, """
            DROP INDEX operations_state;
            DROP INDEX splits_path;
            DROP INDEX splits_live_path;
            DROP INDEX splits_state;
            DROP INDEX splits_created_by;
            ALTER TABLE operations RENAME TO operations_1;
            ALTER TABLE splits RENAME TO splits_1;
            ALTER TABLE operation_inputs RENAME TO operation_inputs_1;
            """);
        SqliteSchema.Run(connection, SqliteSchema.Tables);
        string uid = FolderIndex.Uid.ToString();
        SqliteSchema.Run(connection, $"""
            INSERT INTO indexes (no, uid, id, kind, configuration, state, created)
                VALUES (1, '{uid}', '{FolderIndex.Uid.Id}', 'table', '{"{}"}', 'live', coalesce((SELECT min(updated) FROM operations_1), 0));
            INSERT INTO books SELECT 1, coalesce(sum(rows), 0), 0, 0 FROM splits_1 WHERE state = 'published';
            INSERT INTO leases SELECT '{FolderIndex.LeaseName}', CAST(value AS INTEGER), 0 FROM meta WHERE name = 'epoch' AND value <> '0';
            INSERT INTO scopes (index_no, partition_id, sort_fields, window_start, window_duration, prefix_length, folder)
                SELECT 1, '0', '', 0, 0, 0, scope FROM (SELECT scope FROM operations_1 UNION SELECT scope FROM splits_1);
            INSERT INTO operations (id, index_no, scope_no, state, token, settings, lease, epoch, output_count, digest, reason, updated, active)
                SELECT o.id, 1, s.no, o.state, o.token, o.settings, '{FolderIndex.LeaseName}', (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'epoch'),
                    CASE WHEN o.state = 'published' THEN (SELECT count(*) FROM splits_1 c WHERE c.created_by = o.id) ELSE 0 END,
                    o.digest, o.reason, o.updated, o.updated
                FROM operations_1 o JOIN scopes s ON s.folder = o.scope;
            INSERT INTO operation_inputs SELECT operation, ordinal, split FROM operation_inputs_1;
            INSERT INTO splits (id, index_no, scope_no, state, path, location, owned, version, fingerprint, crc, rows, size, level, created, matures,
                    time_start, time_end, metric_names, metadata, created_by, retired_by, cause, claimed_by, updated)
                SELECT p.id, 1, s.no, p.state, p.path, p.location, p.owned, p.version, p.fingerprint, p.crc, p.rows, p.size, p.created_by IS NOT NULL, 0, 0,
                    0, 0, '[]', '', p.created_by, p.retired_by,
                    CASE WHEN p.state <> 'retired' THEN NULL WHEN p.retired_by = p.created_by THEN 'unpublished' ELSE 'merged' END,
                    p.claimed_by, p.updated
                FROM splits_1 p JOIN scopes s ON s.folder = p.scope;
            """);
        WriteMetadata(connection);
        SqliteSchema.Run(connection, string.Create(CultureInfo.InvariantCulture, $"""
            DROP TABLE operations_1;
            DROP TABLE splits_1;
            DROP TABLE operation_inputs_1;
            DELETE FROM meta WHERE name = 'epoch';
            UPDATE meta SET value = '{SqliteSchema.Version}' WHERE name = 'schema_version';
            """));
    }

    /// <summary>Format 2 did not say which operations are being executed. A process that runs version 2 meanwhile goes on: it only leaves that open.</summary>
    public static void FromVersion2(SqliteConnection connection) => SqliteSchema.Run(connection, string.Create(CultureInfo.InvariantCulture, $"""
        ALTER TABLE operations ADD COLUMN executing INTEGER;
        UPDATE meta SET value = '{SqliteSchema.Version}' WHERE name = 'schema_version';
        """));

    /// <summary>Gives each split its metadata. When it was written was not recorded; that it came to its state is the nearest there is.</summary>
    private static void WriteMetadata(SqliteConnection connection)
    {
        using SqliteCommand list = connection.CreateCommand();
        list.CommandText = "SELECT p.id, s.folder, p.rows, p.size, p.level, p.updated FROM splits p JOIN scopes s ON s.no = p.scope_no";
        var all = new List<SplitMetadata>();
        using (SqliteDataReader row = list.ExecuteReader())
        {
            while (row.Read())
            {
                all.Add(new SplitMetadata
                {
                    Id = SplitId.Parse(row.GetString(0)),
                    Index = FolderIndex.Uid,
                    Folder = SplitScope.Parse(row.GetString(1)),
                    RowCount = row.GetInt64(2),
                    SizeBytes = row.GetInt64(3),
                    Level = row.GetInt32(4),
                    CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
                });
            }
        }

        using SqliteCommand update = connection.CreateCommand();
        update.CommandText = "UPDATE splits SET metadata = $metadata, created = $created WHERE id = $id";
        SqliteParameter id = update.Parameters.Add("$id", SqliteType.Text);
        SqliteParameter metadata = update.Parameters.Add("$metadata", SqliteType.Text);
        SqliteParameter created = update.Parameters.Add("$created", SqliteType.Integer);
        foreach (SplitMetadata split in all)
        {
            id.Value = split.Id.ToString();
            metadata.Value = Encoding.UTF8.GetString(SplitMetadataJson.Write(split));
            created.Value = split.CreatedAt.UtcTicks;
            update.ExecuteNonQuery();
        }
    }
}
