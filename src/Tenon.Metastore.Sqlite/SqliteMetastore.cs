using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tenon.Metastore.Sqlite;

/// <summary>A metastore in one SQLite file: write-ahead log, every commit synced to disk.</summary>
/// <remarks>One connection, used by one caller at a time; other processes may have the same file open.</remarks>
public sealed partial class SqliteMetastore : IMetastore
{
    /// <summary>How long to wait for another process's transaction; ours take milliseconds.</summary>
    private const int BusyMilliseconds = 10_000;

    /// <summary>SQLite's code for a file that is damaged.</summary>
    private const int Corrupt = 11;

    /// <summary>SQLite's code for a file that is no database.</summary>
    private const int NotADatabase = 26;

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;
    private readonly string _path;
    private readonly SemaphoreSlim _gate = new(1, 1);

    private SqliteMetastore(SqliteConnection connection, string path, TimeProvider clock) =>
        (_connection, _path, _clock) = (connection, path, clock);

    /// <summary>Opens a metastore for changes, and makes it if there is none.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="clock">The metastore's own clock.</param>
    /// <returns>The metastore.</returns>
    /// <exception cref="MetastoreException">The file cannot be opened, is damaged, or of a newer version.</exception>
    public static SqliteMetastore Open(string path, TimeProvider clock) => Open(path, clock, SqliteOpenMode.ReadWriteCreate, isReadOnly: false);

    /// <summary>Opens a metastore that exists, for reading only.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">The metastore's own clock.</param>
    /// <returns>The metastore; its changing methods fail. One that a dying process left without tables is empty.</returns>
    /// <exception cref="MetastoreException">The file does not exist, cannot be opened, is damaged, or of a newer version.</exception>
    public static SqliteMetastore OpenForReading(string path, TimeProvider clock) => Open(path, clock, SqliteOpenMode.ReadWrite, isReadOnly: true);

    /// <summary>A metastore that lives in memory and ends with its object.</summary>
    /// <param name="clock">The metastore's own clock.</param>
    /// <returns>The metastore.</returns>
    public static SqliteMetastore InMemory(TimeProvider clock) => Open(":memory:", clock, SqliteOpenMode.Memory, isReadOnly: false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SqliteMetastore Open(string path, TimeProvider clock, SqliteOpenMode mode, bool isReadOnly)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(clock);
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            using SqliteCommand pragmas = connection.CreateCommand();
            pragmas.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {BusyMilliseconds}; {(isReadOnly ? "PRAGMA query_only = 1" : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")};");
            pragmas.ExecuteNonQuery();
            if (!SqliteSchema.Exists(connection, path))
            {
                if (isReadOnly)
                {
                    connection.Dispose();
                    return InMemory(clock);
                }

                SqliteSchema.Create(connection);
            }

            return new SqliteMetastore(connection, path, clock);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Failed("open", path, e, MetastoreError.NotApplied);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static MetastoreException Failed(string operation, string path, SqliteException cause, MetastoreError error) => new(
        cause.SqliteErrorCode is Corrupt or NotADatabase ? MetastoreError.Damaged : error,
        $"cannot {operation} metastore {path}: {cause.Message}",
        cause);

    /// <summary>Runs a change in one transaction, if the lease is still the caller's.</summary>
    private async ValueTask<T> WriteAsync<T>(Lease? lease, Func<SqliteTransaction, T> change, CancellationToken cancellationToken)
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

    private T Write<T>(Lease? lease, Func<SqliteTransaction, T> change)
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
            try
            {
                if (lease is Lease mine)
                {
                    RequireLease(transaction, mine);
                }

                result = change(transaction); // Whatever it throws, disposing the transaction rolls it back.
            }
            catch (SqliteException e)
            {
                throw Failed("change", _path, e, MetastoreError.NotApplied);
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

    private async ValueTask<T> ReadAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return read();
        }
        catch (SqliteException e)
        {
            throw Failed("read", _path, e, MetastoreError.NotApplied);
        }
        finally
        {
            _gate.Release();
        }
    }

    private void RequireLease(SqliteTransaction transaction, Lease lease)
    {
        long epoch = ReadEpoch(transaction);
        if (epoch != lease.Epoch)
        {
            throw new MetastoreException(MetastoreError.StaleLease, $"metastore {_path}: another process took over (lease {lease.Epoch}, now {epoch}); nothing was changed");
        }
    }

    private static long ReadEpoch(SqliteTransaction transaction)
    {
        using SqliteCommand command = Command(transaction, "SELECT value FROM meta WHERE name = 'epoch'");
        return command.ExecuteScalar() is string text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
            ? epoch
            : throw new MetastoreException(MetastoreError.Damaged, "the metastore does not tell its lease");
    }

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static SqliteCommand Command(SqliteTransaction transaction, string text, params ReadOnlySpan<object?> values) =>
        Command(transaction.Connection ?? throw new UnreachableException("a transaction is used within its scope"), transaction, text, values);

    /// <summary>A command whose parameters are called ?1, ?2, and so on.</summary>
    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction? transaction, string text, params ReadOnlySpan<object?> values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"?{i + 1}"), values[i] ?? DBNull.Value);
        }

        return command;
    }

    private static int Execute(SqliteTransaction transaction, string text, params ReadOnlySpan<object?> values)
    {
        using SqliteCommand command = Command(transaction, text, values);
        return command.ExecuteNonQuery();
    }
}
