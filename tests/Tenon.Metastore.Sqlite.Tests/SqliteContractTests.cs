using Tenon.Metastore.Contract;

namespace Tenon.Metastore.Sqlite.Tests;

/// <summary>SQLite under the contract, in a file that several connections have open.</summary>
public sealed class SqliteStore : IStoreUnderTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-metastore-").FullName;

    public IMetastore Open(TimeProvider clock) => SqliteMetastore.Open(Path.Join(_folder, "tenon.db"), clock);

    public void Remove() => Directory.Delete(_folder, recursive: true);
}

/// <summary>SQLite in memory, where a test needs thousands of indexes.</summary>
public sealed class SqliteInMemory : IStoreUnderTest
{
    public IMetastore Open(TimeProvider clock) => SqliteMetastore.InMemory(clock);

    public void Remove()
    {
        // It goes with its connection.
    }
}

public sealed class SqliteGeneratedTests : GeneratedContract<SqliteInMemory>;

public sealed class SqliteMergeTests : MergeContract<SqliteStore>;

public sealed class SqliteIngestTests : IngestContract<SqliteStore>;

public sealed class SqliteLeaseTests : LeaseContract<SqliteStore>;

public sealed class SqliteIndexTests : IndexContract<SqliteStore>;

public sealed class SqliteListingTests : ListingContract<SqliteStore>;

public sealed class SqliteQuarantineTests : QuarantineContract<SqliteStore>;

public sealed class SqliteCollectionTests : CollectionContract<SqliteStore>;

public sealed class SqliteRaceTests : RaceContract<SqliteStore>;
