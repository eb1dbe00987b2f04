using System.Globalization;
using Microsoft.Data.Sqlite;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite;

/// <summary>A metastore in one SQLite file: write-ahead log, every commit synced to disk.</summary>
/// <remarks>One connection, used by one caller at a time, beside one for each list that is being read; other processes may have the same file open.</remarks>
public sealed partial class SqliteMetastore : IMetastore
{
    /// <summary>How long to wait for another process's transaction; ours take milliseconds.</summary>
    private const int BusyMilliseconds = 10_000;

    private const string InMemoryPath = ":memory:";

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;
    private readonly string _path;
    private readonly bool _isInMemory;
    private readonly SemaphoreSlim _gate = new(1, 1);

    private SqliteMetastore(SqliteConnection connection, string path, TimeProvider clock, bool isInMemory) =>
        (_connection, _path, _clock, _isInMemory) = (connection, path, clock, isInMemory);

    /// <summary>Opens a metastore for changes; makes it if there is none, and brings one of an older version to this one.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="clock">The metastore's own clock.</param>
    /// <returns>The metastore.</returns>
    /// <exception cref="MetastoreException">The file cannot be opened, is damaged, or of a newer version.</exception>
    public static SqliteMetastore Open(string path, TimeProvider clock) => Open(path, clock, SqliteOpenMode.ReadWriteCreate, isReadOnly: false);

    /// <summary>Opens a metastore that exists, for reading only.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">The metastore's own clock.</param>
    /// <returns>The metastore; its changing methods fail. One that a dying process left without tables is empty; one of an older version is read as it
    /// is now, since its writer may be at work.</returns>
    /// <exception cref="MetastoreException">The file does not exist, cannot be opened, is damaged, or of a newer version.</exception>
    public static SqliteMetastore OpenForReading(string path, TimeProvider clock) => Open(path, clock, SqliteOpenMode.ReadWrite, isReadOnly: true);

    /// <summary>A metastore that lives in memory and ends with its object.</summary>
    /// <param name="clock">The metastore's own clock.</param>
    /// <returns>The metastore.</returns>
    public static SqliteMetastore InMemory(TimeProvider clock) => Open(InMemoryPath, clock, SqliteOpenMode.Memory, isReadOnly: false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        DisposeCommands();
        _connection.Dispose();
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SqliteMetastore Open(string path, TimeProvider clock, SqliteOpenMode mode, bool isReadOnly)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(clock);
        SqliteConnection? connection = null;
        try
        {
            connection = Connect(path, mode, isReadOnly);
            int? version = SqliteSchema.FindVersion(connection, path);
            if (isReadOnly && version != SqliteSchema.Version)
            {
                using SqliteConnection found = connection;
                connection = Connect(InMemoryPath, SqliteOpenMode.Memory, isReadOnly: false);
                if (version is not null)
                {
                    found.BackupDatabase(connection);
                }

                SqliteSchema.CreateOrMigrate(connection, path);
                SqliteSchema.Run(connection, "PRAGMA query_only = 1");
                return new SqliteMetastore(connection, path, clock, isInMemory: true);
            }

            if (version != SqliteSchema.Version)
            {
                SqliteSchema.CreateOrMigrate(connection, path);
            }

            return new SqliteMetastore(connection, path, clock, mode == SqliteOpenMode.Memory);
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            throw Failed("open", path, e, MetastoreError.NotApplied);
        }
        catch (FormatException e)
        {
            connection?.Dispose();
            throw new MetastoreException(MetastoreError.Damaged, $"metastore {path}: {e.Message}", e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode, bool isReadOnly)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            string kind = isReadOnly ? "PRAGMA query_only = 1" : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
            SqliteSchema.Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {BusyMilliseconds}; {kind};"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a change in one transaction, if the lease is still the caller's.</summary>
    private async ValueTask<T> WriteAsync<T>(Lease? lease, Func<T> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return Write(lease, change);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask WriteAsync(Lease? lease, Action change, CancellationToken cancellationToken) => await WriteAsync(
        lease,
        () =>
        {
            change();
            return true;
        },
        cancellationToken);

    private T Write<T>(Lease? lease, Func<T> change)
    {
        T result;
        SqliteTransaction transaction;
        try
        {
            transaction = _connection.BeginTransaction(deferred: false);
        }
        catch (SqliteException e)
        {
            throw Failed("change", _path, e, MetastoreError.NotApplied);
        }

        using (transaction)
        {
            _transaction = transaction;
            try
            {
                if (lease is Lease mine)
                {
                    RequireLease(mine);
                }

                result = change(); // Whatever it throws, disposing the transaction rolls it back.
            }
            catch (SqliteException e)
            {
                throw Failed("change", _path, e, MetastoreError.NotApplied);
            }
            catch (FormatException e)
            {
                throw Damaged(e);
            }
            finally
            {
                _transaction = null;
            }

            try
            {
                transaction.Commit();
            }
            catch (SqliteException e)
            {
                throw Failed("commit to", _path, e, MetastoreError.OutcomeUnknown);
            }
        }

        return result;
    }

    /// <summary>Runs any number of statements on what is there at one moment.</summary>
    private async ValueTask<T> ReadAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            using SqliteTransaction snapshot = _connection.BeginTransaction(deferred: true);
            _transaction = snapshot;
            return read();
        }
        catch (SqliteException e)
        {
            throw Failed("read", _path, e, MetastoreError.NotApplied);
        }
        catch (FormatException e)
        {
            throw Damaged(e);
        }
        finally
        {
            _transaction = null;
            _gate.Release();
        }
    }

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private long Ago(TimeSpan age) => Now() - (long)age.TotalMilliseconds;

    private MetastoreException Damaged(FormatException cause) => new(MetastoreError.Damaged, $"metastore {_path}: {cause.Message}", cause);

    private MetastoreException Refused(string problem) => MetastoreException.OfPrecondition(_path, problem);

    private MetastoreException NotFound(string what) => MetastoreException.OfUnknown(_path, what);

    private static MetastoreException Failed(string operation, string path, SqliteException cause, MetastoreError error) => new(
        cause.SqliteErrorCode switch
        {
            SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => MetastoreError.Damaged,
            SQLitePCL.raw.SQLITE_CONSTRAINT => MetastoreError.FailedPrecondition,
            _ => error,
        },
        $"cannot {operation} metastore {path}: {cause.Message}",
        cause);
}
