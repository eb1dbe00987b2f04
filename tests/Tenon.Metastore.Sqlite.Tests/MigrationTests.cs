using Microsoft.Data.Sqlite;
using Tenon.Metastore.Contract;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite.Tests;

/// <summary>A metastore of format 1, made by the statements that made it, with an operation in each state (F-66).</summary>
public sealed class MigrationTests : IDisposable
{
    private const string Published = "merge_table_01kdyak3487rbvn5ne0k6kq6a0";
    private const string Planned = "merge_table_01kdyak3487rbvn5ne0k6kq6b0";
    private const string Abandoned = "merge_table_01kdyak3487rbvn5ne0k6kq6c0";

    /// <summary>The tables of format 1, word for word.</summary>
    private const string Version1 = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE operations (id TEXT PRIMARY KEY, scope TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('planned', 'published', 'abandoned', 'superseded')),
            token TEXT NOT NULL UNIQUE, settings TEXT NOT NULL, digest TEXT, reason TEXT, updated INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX operations_state ON operations (state, id);
        CREATE TABLE splits (id TEXT PRIMARY KEY, scope TEXT NOT NULL, path TEXT NOT NULL, location TEXT NOT NULL, owned INTEGER NOT NULL, size INTEGER NOT NULL,
            version TEXT NOT NULL, fingerprint TEXT NOT NULL, crc INTEGER, rows INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('staged', 'published', 'retired')), created_by TEXT, retired_by TEXT, claimed_by TEXT,
            updated INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX splits_path ON splits (path);
        CREATE UNIQUE INDEX splits_live_path ON splits (path) WHERE state <> 'retired';
        CREATE INDEX splits_state ON splits (state, id);
        CREATE INDEX splits_created_by ON splits (created_by) WHERE created_by IS NOT NULL;
        CREATE TABLE operation_inputs (operation TEXT NOT NULL, ordinal INTEGER NOT NULL, split TEXT NOT NULL, PRIMARY KEY (operation, ordinal)) WITHOUT ROWID;
        INSERT INTO meta VALUES ('schema_version', '1'), ('epoch', '7');
        """;

    /// <summary>One merge that is done, one that died after staging with the first one's output among its inputs, one that was given up.</summary>
    private const string Rows = $"""
        INSERT INTO operations VALUES
            ('{Published}', 'a=1', 'published', 'token a', 'settings', 'digest', NULL, 1000),
            ('{Planned}', 'a=1', 'planned', 'token b', 'settings', NULL, NULL, 2000),
            ('{Abandoned}', '', 'abandoned', 'token c', 'settings', NULL, 'gave up', 3000);
        INSERT INTO splits VALUES
            ('table_01kdyak3487rbvn5ne0k6kq601', 'a=1', 'a=1/1.parquet', '.tenon/retired/1', 1, 11, 'v1', 'print', NULL, 10, 'retired', NULL, '{Published}', NULL, 1000),
            ('table_01kdyak3487rbvn5ne0k6kq6a0', 'a=1', 'a=1/a.parquet', 'a=1/a.parquet', 1, 22, 'v2', '', 4294967295, 10, 'published', '{Published}', NULL, '{Planned}', 1000),
            ('table_01kdyak3487rbvn5ne0k6kq602', 'a=1', '/x/2.parquet', '/x/2.parquet', 0, 33, 'v3', 'print', NULL, 5, 'published', NULL, NULL, '{Planned}', 2000),
            ('table_01kdyak3487rbvn5ne0k6kq6b0', 'a=1', 'a=1/b.parquet', 'a=1/b.parquet', 1, 44, '', '', 7, 15, 'staged', '{Planned}', NULL, NULL, 2000),
            ('table_01kdyak3487rbvn5ne0k6kq6c0', '', 'c.parquet', 'c.parquet', 1, 55, '', '', 8, 1, 'retired', '{Abandoned}', '{Abandoned}', NULL, 3000);
        INSERT INTO operation_inputs VALUES
            ('{Published}', 0, 'table_01kdyak3487rbvn5ne0k6kq601'),
            ('{Planned}', 0, 'table_01kdyak3487rbvn5ne0k6kq6a0'),
            ('{Planned}', 1, 'table_01kdyak3487rbvn5ne0k6kq602');
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-metastore-").FullName;
    private readonly ContractClock _clock = new();

    public MigrationTests() => Run($"{Version1} {Rows}");

    private string DatabasePath => Path.Join(_folder, "tenon.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task F66_A_metastore_of_format_1_is_brought_to_this_one_and_its_work_goes_on()
    {
        await using SqliteMetastore store = SqliteMetastore.Open(DatabasePath, _clock);
        await AssertMigratedAsync(store);
        Lease lease = await store.TakeLeaseAsync(FolderIndex.LeaseName, default);
        Assert.Equal(8, lease.Epoch); // Above all that format 1 gave away.
        Assert.Single((await store.FindPublishAsync("token a", default))!.Outputs);

        // The operation that died is finished: its outputs are above what an earlier merge wrote.
        OperationId operation = OperationId.Parse(Planned);
        var output = new SplitMetadata
        {
            Id = operation.Output(0),
            Index = FolderIndex.Uid,
            Folder = SplitScope.Parse("a=1"),
            RowCount = 15,
            SizeBytes = 44,
            Level = 2,
            CreatedAt = _clock.GetUtcNow(),
        };
        await store.StageAsync(lease, operation, [new StagedOutput(output, "a=1/b.parquet", 7)], default);
        var request = new PublishRequest(
            operation,
            "token b",
            [new PublishedOutput(output.Id, 44, 7, "v4")],
            [new InputVersion(SplitId.Parse("table_01kdyak3487rbvn5ne0k6kq6a0"), "v2"), new InputVersion(SplitId.Parse("table_01kdyak3487rbvn5ne0k6kq602"), "v3")],
            "digest");
        Assert.IsType<PublishResult.Published>(await store.PublishAsync(lease, request, default));
        Assert.True((await store.ReadTotalsAsync(FolderIndex.Uid, default)).IsBalanced);
    }

    [Fact]
    public async Task F66_Reading_a_metastore_of_format_1_leaves_it_as_it_is_for_its_writer()
    {
        await using (SqliteMetastore store = SqliteMetastore.OpenForReading(DatabasePath, _clock))
        {
            await AssertMigratedAsync(store);
            Assert.Equal(MetastoreError.NotApplied, (await Assert.ThrowsAsync<MetastoreException>(() => store.TakeLeaseAsync("a", default).AsTask())).Error);
        }

        Assert.Equal("1", Read("SELECT value FROM meta WHERE name = 'schema_version'"));
        Assert.Equal("5", Read("SELECT count(scope) FROM splits"));
    }

    [Fact]
    public async Task F66_A_process_of_version_1_that_is_at_work_meanwhile_changes_nothing_any_more()
    {
        await using (SqliteMetastore.Open(DatabasePath, _clock))
        {
            // The first statement of each of its changes asks for the lease. That there is none, it took for damage.
            Assert.Null(Read("SELECT value FROM meta WHERE name = 'epoch'"));
            Assert.Throws<SqliteException>(() => Read("SELECT scope, state, token FROM operations"));
            Assert.Throws<SqliteException>(() => Read("SELECT s.scope FROM splits s"));
        }
    }

    [Fact]
    public async Task F66_A_migration_that_fails_leaves_format_1()
    {
        Run("UPDATE splits SET scope = 'no/scope' WHERE path = 'c.parquet'");
        Assert.Equal(MetastoreError.Damaged, Assert.Throws<MetastoreException>(() => SqliteMetastore.Open(DatabasePath, _clock)).Error);
        Assert.Equal("1", Read("SELECT value FROM meta WHERE name = 'schema_version'"));
        Assert.Equal("5", Read("SELECT count(scope) FROM splits"));
        Run("UPDATE splits SET scope = '' WHERE path = 'c.parquet'");
        await using SqliteMetastore store = SqliteMetastore.Open(DatabasePath, _clock);
        await AssertMigratedAsync(store);
    }

    // Format 2 is this one without the column that says which operations are being executed.
    [Fact]
    public async Task F66_A_metastore_of_format_2_is_brought_to_this_one_and_its_work_goes_on()
    {
        await using (SqliteMetastore.Open(DatabasePath, _clock))
        {
            Run("ALTER TABLE operations DROP COLUMN executing; UPDATE meta SET value = '2' WHERE name = 'schema_version'");
        }

        await using (SqliteMetastore reading = SqliteMetastore.OpenForReading(DatabasePath, _clock))
        {
            await AssertMigratedAsync(reading);
        }

        Assert.Equal("2", Read("SELECT value FROM meta WHERE name = 'schema_version'"));
        await using SqliteMetastore store = SqliteMetastore.Open(DatabasePath, _clock);
        await AssertMigratedAsync(store);
        Lease lease = await store.TakeLeaseAsync(FolderIndex.LeaseName, default);
        await store.MarkExecutingAsync(lease, OperationId.Parse(Planned), isExecuting: true, default);
        Assert.Equal("3", Read("SELECT value FROM meta WHERE name = 'schema_version'"));
    }

    private static async Task AssertMigratedAsync(SqliteMetastore store)
    {
        Assert.Equal((FolderIndex.Uid, SplitKind.Table, IndexState.Live), (await store.ListIndexesAsync(default)).Select(index => (index.Uid, index.Kind, index.State)).Single());
        IndexTotals totals = await store.ReadTotalsAsync(FolderIndex.Uid, default);
        Assert.Equal((15, 15, 2, 1, 2), (totals.IngestedRows, totals.PublishedRows, totals.PublishedCount, totals.StagedCount, totals.RetiredCount));
        var operations = new List<OperationRecord>();
        await foreach (OperationRecord operation in store.ListOperationsAsync(new OperationQuery { Index = FolderIndex.Uid }, default))
        {
            operations.Add(operation);
        }

        Assert.Equal([OperationState.Published, OperationState.Planned, OperationState.Abandoned], operations.Select(operation => operation.State));
        Assert.Equal(["a=1", "a=1", ""], operations.Select(operation => operation.Scope!.Folder.Path));
        Assert.Equal(new Lease(FolderIndex.LeaseName, 7), operations[1].Lease);
        Assert.Equal([1, 0], operations[1].Inputs.Select(split => split.Metadata.Level));
        Assert.Equal(["v2", "v3"], operations[1].Inputs.Select(split => split.Version));
        Assert.Equal([operations[1].Id, operations[1].Id], operations[1].Inputs.Select(split => split.ClaimedBy!.Value));
        Assert.Equal("gave up", operations[2].Reason);
        SplitRecord output = Assert.Single(operations[0].Outputs);
        Assert.Equal((uint.MaxValue, 22, 10, "a=1"), (output.Crc32C!.Value, output.SizeBytes, output.RowCount, output.Metadata.Folder.Path));
        SplitRecord retired = Assert.Single(operations[0].Inputs);
        Assert.Equal((RetirementCause.Merged, ".tenon/retired/1", "print"), (retired.Cause, retired.Location, retired.Fingerprint));
        Assert.Equal(RetirementCause.Unpublished, Assert.Single(operations[2].Outputs).Cause);
    }

    private void Run(string text) => Read(text);

    private string? Read(string text)
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar()?.ToString();
    }
}
