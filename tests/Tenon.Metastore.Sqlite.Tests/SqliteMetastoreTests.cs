using Microsoft.Data.Sqlite;
using Tenon.Metastore.Contract;

namespace Tenon.Metastore.Sqlite.Tests;

/// <summary>What is SQLite's own; <see cref="SqliteMergeTests"/> and its neighbours have the rest.</summary>
public sealed class SqliteMetastoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-metastore-").FullName;

    private ContractClock Clock { get; } = new();

    private string DatabasePath => Path.Join(_folder, "tenon.db");

    public SqliteMetastoreTests() => SqliteMetastore.Open(DatabasePath, Clock).DisposeAsync().AsTask().Wait();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_committed_is_there_after_the_process()
    {
        await using (SqliteMetastore store = SqliteMetastore.Open(DatabasePath, Clock))
        {
            Assert.Equal(1, (await store.TakeLeaseAsync("a", default)).Epoch);
        }

        await using SqliteMetastore again = SqliteMetastore.Open(DatabasePath, Clock);
        Assert.Equal(2, (await again.TakeLeaseAsync("a", default)).Epoch);
    }

    [Fact]
    public void Commits_are_synced_and_logged_ahead()
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", command.ExecuteScalar());
    }

    [Fact]
    public void F66_A_metastore_of_a_newer_version_is_refused_with_both_versions()
    {
        Change("UPDATE meta SET value = '4' WHERE name = 'schema_version'");
        var refused = Assert.Throws<MetastoreException>(() => SqliteMetastore.Open(DatabasePath, Clock));
        Assert.Equal(MetastoreError.NewerFormat, refused.Error);
        Assert.Contains("format version 4", refused.Message, StringComparison.Ordinal);
        Assert.Contains("up to 3", refused.Message, StringComparison.Ordinal);
        Assert.Equal(MetastoreError.NewerFormat, Assert.Throws<MetastoreException>(() => SqliteMetastore.OpenForReading(DatabasePath, Clock)).Error);
    }

    [Fact]
    public async Task F66_Columns_that_a_later_minor_version_adds_do_no_harm()
    {
        Change("ALTER TABLE splits ADD COLUMN later TEXT; INSERT INTO meta VALUES ('later', 'x')");
        await using SqliteMetastore store = SqliteMetastore.Open(DatabasePath, Clock);
        await store.TakeLeaseAsync("a", default);
    }

    [Fact]
    public void F43_A_file_that_is_no_metastore_is_refused_and_not_touched()
    {
        string path = Path.Join(_folder, "other.db");
        File.WriteAllText(path, new string('x', 5000));
        Assert.Equal(MetastoreError.Damaged, Assert.Throws<MetastoreException>(() => SqliteMetastore.Open(path, Clock)).Error);
        Assert.Equal(MetastoreError.Damaged, Assert.Throws<MetastoreException>(() => SqliteMetastore.OpenForReading(path, Clock)).Error);
        Assert.Equal(5000, new FileInfo(path).Length);
    }

    [Fact]
    public async Task A_file_without_tables_as_a_dying_process_leaves_it_reads_as_empty_and_can_be_used()
    {
        string path = Path.Join(_folder, "empty.db");
        await File.WriteAllBytesAsync(path, []);
        await using (SqliteMetastore reading = SqliteMetastore.OpenForReading(path, Clock))
        {
            await foreach (SplitRecord split in reading.ListSplitsAsync(new SplitQuery(), default))
            {
                Assert.Fail(split.ToString());
            }
        }

        Assert.Equal(0, new FileInfo(path).Length);
        await using SqliteMetastore writing = SqliteMetastore.Open(path, Clock);
        await writing.TakeLeaseAsync("a", default);
    }

    [Fact]
    public async Task A_metastore_that_is_opened_for_reading_changes_nothing()
    {
        await using SqliteMetastore reading = SqliteMetastore.OpenForReading(DatabasePath, Clock);
        var refused = await Assert.ThrowsAsync<MetastoreException>(() => reading.TakeLeaseAsync("a", default).AsTask());
        Assert.Equal(MetastoreError.NotApplied, refused.Error);
    }

    [Fact]
    public void A_metastore_that_does_not_exist_is_not_made_by_reading_it()
    {
        string path = Path.Join(_folder, "missing.db");
        Assert.Throws<MetastoreException>(() => SqliteMetastore.OpenForReading(path, Clock));
        Assert.False(File.Exists(path));
    }

    // Unknown texts of states are errors (gap 17), also where the tables' own check was lost.
    [Theory]
    [InlineData("state")]
    [InlineData("cause")]
    public async Task An_unknown_state_is_damage_and_never_taken_for_a_known_one(string column)
    {
        Change($"""
            PRAGMA ignore_check_constraints = 1;
            INSERT INTO splits (id, index_no, state, path, location, owned, version, fingerprint, rows, size, level, created, matures, time_start, time_end,
                metric_names, metadata, updated)
            VALUES ('x', 1, 'published', 'x', 'x', 1, '', '', 0, 0, 0, 0, 0, 0, 0, '[]',
                '{"{"}"split_id":"table_01kdyak3487rbvn5ne0k6kq6a0","index_uid":"folder:00000000000000000000000000","num_rows":1,"size_bytes":1,"created_at":"2026-01-02T03:04:05.0000000+00:00"{"}"}', 0);
            UPDATE splits SET {column} = 'lost';
            """);
        await using SqliteMetastore store = SqliteMetastore.Open(DatabasePath, Clock);
        var damaged = await Assert.ThrowsAsync<MetastoreException>(async () =>
        {
            await foreach (SplitRecord split in store.ListSplitsAsync(new SplitQuery(), default))
            {
                Assert.Fail(split.ToString());
            }
        });
        Assert.Equal(MetastoreError.Damaged, damaged.Error);
        Assert.Contains("'lost'", damaged.Message, StringComparison.Ordinal);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Change(string text)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
