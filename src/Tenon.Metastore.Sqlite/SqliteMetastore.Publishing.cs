using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Tenon.Invariants;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    /// <inheritdoc/>
    public ValueTask<PublishResult> PublishAsync(Lease lease, PublishRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WriteAsync(lease, transaction => Publish(transaction, request), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<PublishResult.AlreadyPublished?> FindPublishAsync(string token, CancellationToken cancellationToken) => ReadAsync(() =>
    {
        using SqliteCommand command = Command(_connection, null, "SELECT id FROM operations WHERE token = ?1 AND state = 'published'", token);
        return command.ExecuteScalar() is string id ? new PublishResult.AlreadyPublished(OutputsOf(null, id)) : null;
    }, cancellationToken);

    private PublishResult Publish(SqliteTransaction transaction, PublishRequest request)
    {
        string id = request.Operation.ToString();
        (string scope, string state, string token) = FindOperation(transaction, request.Operation);
        if (token != request.Token)
        {
            throw NotApplied($"operation {request.Operation} was planned with another token");
        }

        if (state == "published")
        {
            return new PublishResult.AlreadyPublished(OutputsOf(transaction, id));
        }

        if (state != "planned")
        {
            return new PublishResult.Refused([]);
        }

        List<SplitRecord> inputs = ReadSplits(transaction, $"{SplitColumns} JOIN operation_inputs i ON i.split = s.id WHERE i.operation = ?1 ORDER BY i.ordinal", id);
        List<SplitRecord> outputs = ReadSplits(transaction, $"{SplitColumns} WHERE s.created_by = ?1 AND s.state = 'staged' ORDER BY s.id", id);
        ImmutableArray<SplitId> gone = Gone(request, inputs);
        if (gone.Length > 0)
        {
            return new PublishResult.Refused(gone);
        }

        RequireInvariants(request, scope, inputs, outputs);
        Swap(transaction, request, id);
        return new PublishResult.Published([.. request.Outputs.Select(o => o.Id)]);
    }

    /// <summary>The inputs that are not, or no longer, what was planned. The caller names all of them, and what it names is what it read just now.</summary>
    private static ImmutableArray<SplitId> Gone(PublishRequest request, List<SplitRecord> planned)
    {
        Dictionary<SplitId, SplitRecord> byId = planned.ToDictionary(split => split.Id);
        HashSet<SplitId> named = [.. request.Inputs.Select(input => input.Id)];
        return
        [
            .. request.Inputs
                .Where(input => !byId.TryGetValue(input.Id, out SplitRecord? split) || split.State != SplitState.Published || split.Version != input.Version)
                .Select(input => input.Id),
            .. byId.Keys.Where(id => !named.Contains(id)).Order(),
        ];
    }

    private static void RequireInvariants(PublishRequest request, string scope, List<SplitRecord> inputs, List<SplitRecord> outputs)
    {
        long rowsIn = inputs.Sum(split => split.RowCount);
        long rowsOut = outputs.Sum(split => split.RowCount);
        Invariant.Require(rowsIn == rowsOut, InvariantId.RowsConserved, $"operation {request.Operation}: {inputs.Count} inputs with {rowsIn} rows, {outputs.Count} outputs with {rowsOut} rows");
        foreach (SplitRecord split in inputs.Concat(outputs))
        {
            Invariant.Require(split.Scope.Path == scope, InvariantId.ScopesNeverMix, $"operation {request.Operation} is of scope '{scope}', split {split.Id} of scope '{split.Scope}'");
        }

        Invariant.Require(outputs.Count == request.Outputs.Length, InvariantId.PublishedIsReadable, $"operation {request.Operation}: {outputs.Count} outputs were staged, {request.Outputs.Length} were read back");
        for (int i = 0; i < outputs.Count; i++)
        {
            (SplitRecord staged, PublishedOutput read) = (outputs[i], request.Outputs[i]);
            Invariant.Require(
                staged.Id == read.Id && staged.SizeBytes == read.SizeBytes && staged.Crc32C == read.Crc32C,
                InvariantId.PublishedIsReadable,
                $"output {staged.Id} was written with {staged.SizeBytes} bytes and CRC-32C {staged.Crc32C}, output {read.Id} was read back with {read.SizeBytes} and {read.Crc32C}");
        }
    }

    private void Swap(SqliteTransaction transaction, PublishRequest request, string id)
    {
        long now = Now();
        int retired = Execute(
            transaction,
            """
            UPDATE splits SET state = 'retired', retired_by = ?1, claimed_by = NULL, updated = ?2
            WHERE claimed_by = ?1 AND state = 'published' AND id IN (SELECT split FROM operation_inputs WHERE operation = ?1)
            """,
            id, now);
        Invariant.Require(retired == request.Inputs.Length, InvariantId.OneOperationPerInput, $"operation {id} has {request.Inputs.Length} inputs, but claims {retired} published ones");
        foreach (PublishedOutput output in request.Outputs)
        {
            int published = Execute(transaction, "UPDATE splits SET state = 'published', version = ?2, updated = ?3 WHERE id = ?1 AND state = 'staged'", output.Id.ToString(), output.Version, now);
            Invariant.Require(published == 1, InvariantId.StatesOnlyAdvance, $"output {output.Id} of {id} is not staged");
        }

        Execute(transaction, "UPDATE operations SET state = 'published', digest = ?2, updated = ?3 WHERE id = ?1", id, request.Digest, now);
    }

    private (string Scope, string State, string Token) FindOperation(SqliteTransaction transaction, OperationId operation)
    {
        using SqliteCommand command = Command(transaction, "SELECT scope, state, token FROM operations WHERE id = ?1", operation.ToString());
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? (row.GetString(0), row.GetString(1), row.GetString(2)) : throw NotApplied($"operation {operation} is not known");
    }

    private ImmutableArray<SplitId> OutputsOf(SqliteTransaction? transaction, string operation)
    {
        using SqliteCommand command = Command(_connection, transaction, "SELECT id FROM splits WHERE created_by = ?1 ORDER BY id", operation);
        using SqliteDataReader row = command.ExecuteReader();
        var ids = ImmutableArray.CreateBuilder<SplitId>();
        while (row.Read())
        {
            ids.Add(SplitId.Parse(row.GetString(0)));
        }

        return ids.ToImmutable();
    }
}
