using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    /// <inheritdoc/>
    public ValueTask<Lease> TakeLeaseAsync(CancellationToken cancellationToken) => WriteAsync(null, transaction =>
    {
        long epoch = ReadEpoch(transaction) + 1;
        Execute(transaction, "UPDATE meta SET value = ?1 WHERE name = 'epoch'", epoch.ToString(CultureInfo.InvariantCulture));
        return new Lease(epoch);
    }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<PlanResult>> PlanAsync(Lease lease, IReadOnlyList<OperationPlan> plans, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plans);
        return WriteAsync(lease, transaction => plans.Select(plan => Plan(transaction, plan)).ToImmutableArray(), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask StageAsync(Lease lease, OperationId operation, IReadOnlyList<StagedOutput> outputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        await WriteAsync(lease, transaction =>
        {
            Stage(transaction, operation, outputs);
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(Lease lease, OperationId operation, OperationState state, string reason, CancellationToken cancellationToken)
    {
        if (state is not (OperationState.Abandoned or OperationState.Superseded))
        {
            throw new ArgumentOutOfRangeException(nameof(state), state, "an operation ends without a result as abandoned or superseded");
        }

        await WriteAsync(lease, transaction =>
        {
            string id = operation.ToString();
            if (Execute(transaction, "UPDATE operations SET state = ?2, reason = ?3, updated = ?4 WHERE id = ?1 AND state = 'planned'", id, Text(state), reason, Now()) == 1)
            {
                // Files of others that nobody merged are theirs again; splits that this program wrote are only freed.
                Execute(transaction, "DELETE FROM splits WHERE claimed_by = ?1 AND created_by IS NULL", id);
                Execute(transaction, "UPDATE splits SET claimed_by = NULL WHERE claimed_by = ?1", id);
                Execute(transaction, "UPDATE splits SET state = 'retired', retired_by = ?1, updated = ?2 WHERE created_by = ?1 AND state = 'staged'", id, Now());
            }

            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask MovedAsync(Lease lease, IReadOnlyList<(SplitId Id, string Location)> moves, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moves);
        await WriteAsync(lease, transaction =>
        {
            foreach ((SplitId id, string location) in moves)
            {
                if (Execute(transaction, "UPDATE splits SET location = ?2, updated = ?3 WHERE id = ?1 AND state = 'retired'", id.ToString(), location, Now()) != 1)
                {
                    throw NotApplied($"split {id} is not retired, so its bytes cannot have moved");
                }
            }

            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(Lease lease, IReadOnlyList<SplitId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        await WriteAsync(lease, transaction =>
        {
            foreach (SplitId id in ids)
            {
                if (Execute(transaction, "DELETE FROM splits WHERE id = ?1 AND state = 'retired'", id.ToString()) == 0
                    && Scalar(transaction, "SELECT state FROM splits WHERE id = ?1", id.ToString()) is string state)
                {
                    throw NotApplied($"split {id} is {state}; only retired splits are forgotten");
                }
            }

            return true;
        }, cancellationToken);
    }

    private PlanResult Plan(SqliteTransaction transaction, OperationPlan plan)
    {
        if (plan.Inputs.IsDefaultOrEmpty)
        {
            throw new ArgumentException($"operation {plan.Id} has no inputs", nameof(plan));
        }

        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (PlannedInput input in plan.Inputs)
        {
            if (Problem(transaction, plan, input) is string problem)
            {
                problems.Add(problem);
            }
        }

        if (problems.Count > 0)
        {
            return new PlanResult.Refused(problems.ToImmutable());
        }

        string id = plan.Id.ToString();
        long now = Now();
        Execute(transaction, "INSERT INTO operations (id, scope, state, token, settings, updated) VALUES (?1, ?2, 'planned', ?3, ?4, ?5)", id, plan.Scope.Path, plan.Token, plan.Settings, now);
        for (int i = 0; i < plan.Inputs.Length; i++)
        {
            PlannedInput input = plan.Inputs[i];
            string split = input.Id.ToString();
            if (input.IsNew)
            {
                Execute(
                    transaction,
                    """
                    INSERT INTO splits (id, scope, path, location, owned, size, version, fingerprint, rows, state, claimed_by, updated)
                    VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, 'published', ?9, ?10)
                    """,
                    split, plan.Scope.Path, input.Path, input.IsOwned, input.SizeBytes, input.Version, input.Fingerprint, input.RowCount, id, now);
            }
            else
            {
                Execute(transaction, "UPDATE splits SET claimed_by = ?2 WHERE id = ?1", split, id);
            }

            Execute(transaction, "INSERT INTO operation_inputs VALUES (?1, ?2, ?3)", id, i, split);
        }

        return new PlanResult.Planned();
    }

    /// <summary>What keeps an input from being planned; null if nothing does.</summary>
    private static string? Problem(SqliteTransaction transaction, OperationPlan plan, PlannedInput input)
    {
        if (input.IsNew)
        {
            return Scalar(transaction, "SELECT id FROM splits WHERE path = ?1 AND state <> 'retired'", input.Path) is string other
                ? $"{input.Path} is registered already, as {other}"
                : null;
        }

        using SqliteCommand command = Command(transaction, "SELECT scope, state, version, rows, claimed_by FROM splits WHERE id = ?1", input.Id.ToString());
        using SqliteDataReader row = command.ExecuteReader();
        return !row.Read() ? $"{input.Path} ({input.Id}) is not known"
            : row.GetString(1) != "published" ? $"{input.Path} ({input.Id}) is {row.GetString(1)}"
            : row.GetString(0) != plan.Scope.Path ? $"{input.Path} ({input.Id}) is of scope '{row.GetString(0)}', not '{plan.Scope}'"
            : row.GetString(2) != input.Version ? $"{input.Path} ({input.Id}) has version {input.Version}, but was published with {row.GetString(2)}"
            : row.GetInt64(3) != input.RowCount ? $"{input.Path} ({input.Id}) has {input.RowCount} rows, but was published with {row.GetInt64(3)}"
            : !row.IsDBNull(4) ? $"{input.Path} ({input.Id}) is claimed by {row.GetString(4)}"
            : null;
    }

    private void Stage(SqliteTransaction transaction, OperationId operation, IReadOnlyList<StagedOutput> outputs)
    {
        string id = operation.ToString();
        string scope = Scalar(transaction, "SELECT scope FROM operations WHERE id = ?1 AND state = 'planned'", id) as string
            ?? throw NotApplied($"operation {operation} is not planned");
        Execute(transaction, "DELETE FROM splits WHERE created_by = ?1 AND state = 'staged'", id); // An earlier attempt's announcement.
        for (int i = 0; i < outputs.Count; i++)
        {
            StagedOutput output = outputs[i];
            if (output.Id != operation.Output(i))
            {
                throw new ArgumentException($"output {i} of {operation} is called {output.Id}; {operation.Output(i)} is expected", nameof(outputs));
            }

            Execute(
                transaction,
                """
                INSERT INTO splits (id, scope, path, location, owned, size, version, fingerprint, crc, rows, state, created_by, updated)
                VALUES (?1, ?2, ?3, ?3, 1, ?4, '', '', ?5, ?6, 'staged', ?7, ?8)
                """,
                output.Id.ToString(), scope, output.Path, output.SizeBytes, (long)output.Crc32C, output.RowCount, id, Now());
        }
    }

    private static object? Scalar(SqliteTransaction transaction, string text, params ReadOnlySpan<object?> values)
    {
        using SqliteCommand command = Command(transaction, text, values);
        return command.ExecuteScalar();
    }

    private MetastoreException NotApplied(string problem) => new(MetastoreError.NotApplied, $"metastore {_path}: {problem}; nothing was changed");

    private static string Text(OperationState state) => state switch
    {
        OperationState.Planned => "planned",
        OperationState.Published => "published",
        OperationState.Abandoned => "abandoned",
        OperationState.Superseded => "superseded",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not an operation state"),
    };

    private static string Text(SplitState state) => state switch
    {
        SplitState.Staged => "staged",
        SplitState.Published => "published",
        SplitState.Retired => "retired",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a split state"),
    };
}
