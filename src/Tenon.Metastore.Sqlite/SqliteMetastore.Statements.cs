using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    /// <summary>Statements by their texts, each compiled once. Who holds the gate uses them, one at a time and to its end.</summary>
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>What the statements run in; null outside <see cref="Write{T}"/> and <see cref="ReadAsync{T}"/>.</summary>
    private SqliteTransaction? _transaction;

    private int Execute(string text, params ReadOnlySpan<object?> values) => Command(text, values).ExecuteNonQuery();

    private object? Scalar(string text, params ReadOnlySpan<object?> values) => Command(text, values).ExecuteScalar() is object found and not DBNull ? found : null;

    private List<T> Query<T>(string text, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var found = new List<T>();
        using SqliteDataReader row = Command(text, values).ExecuteReader();
        while (row.Read())
        {
            found.Add(read(row));
        }

        return found;
    }

    private SqliteCommand Command(string text, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(text, out SqliteCommand? command))
        {
            command = NewCommand(_connection, text, values);
            _commands.Add(text, command);
        }

        command.Transaction = _transaction;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>A statement whose parameters are called ?1, ?2, and so on.</summary>
    private static SqliteCommand NewCommand(SqliteConnection connection, string text, ReadOnlySpan<object?> values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"?{i + 1}"), values[i] ?? DBNull.Value);
        }

        return command;
    }

    private void DisposeCommands()
    {
        foreach (SqliteCommand command in _commands.Values)
        {
            command.Dispose();
        }
    }
}
