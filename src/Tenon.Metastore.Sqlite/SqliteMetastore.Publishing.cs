using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    /// <inheritdoc/>
    public ValueTask<PublishResult> PublishAsync(Lease lease, PublishRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WriteAsync(lease, () => Publish(lease, request), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<PublishResult.AlreadyPublished?> FindPublishAsync(string token, CancellationToken cancellationToken) => ReadAsync(
        () => Query(
            "SELECT id, output_count FROM operations WHERE token = ?1 AND state = 'published'",
            row => new PublishResult.AlreadyPublished(OperationId.Parse(row.GetString(0)).Outputs(row.GetInt32(1))),
            token).SingleOrDefault(),
        cancellationToken);

    private PublishResult Publish(Lease lease, PublishRequest request)
    {
        OperationRow operation = RequireOperation(lease, request.Operation);
        if (operation.Token != request.Token)
        {
            throw Refused($"operation {request.Operation} was planned with another token");
        }

        if (operation.State == OperationState.Published)
        {
            return new PublishResult.AlreadyPublished(request.Operation.Outputs(operation.OutputCount));
        }

        if (operation.State != OperationState.Planned)
        {
            return new PublishResult.Refused([]);
        }

        string id = request.Operation.ToString();
        List<SplitId> planned = Query("SELECT split FROM operation_inputs WHERE operation = ?1", row => SplitId.Parse(row.GetString(0)), id);
        ImmutableArray<SplitRecord> inputs = ReadInputs(id);
        List<SplitRecord> outputs = ReadSplits($"{SplitColumns} WHERE s.created_by = ?1 AND s.state = 'staged' ORDER BY s.id", id);
        ImmutableArray<SplitId> gone = PublishChecks.Gone(request, planned, inputs);
        if (gone.Length > 0)
        {
            return new PublishResult.Refused(gone);
        }

        PublishChecks.Require(request, inputs, outputs);
        Swap(request, planned.Count, id);
        if (request.Operation.Kind == OperationKind.Ingest)
        {
            CountRows(operation.IndexNo, ingested: outputs.Sum(split => split.RowCount));
        }

        return new PublishResult.Published([.. request.Outputs.Select(o => o.Id)]);
    }

    private void Swap(PublishRequest request, int inputCount, string id)
    {
        long now = Now();
        int retired = Execute(
            """
            UPDATE splits SET state = 'retired', cause = 'merged', retired_by = ?1, claimed_by = NULL, updated = ?2
            WHERE claimed_by = ?1 AND state = 'published' AND id IN (SELECT split FROM operation_inputs WHERE operation = ?1)
            """,
            id, now);
        Invariant.Require(retired == inputCount, InvariantId.OneOperationPerInput, $"operation {id} has {inputCount} inputs, but claims {retired} published ones");
        foreach (PublishedOutput output in request.Outputs)
        {
            int published = Execute("UPDATE splits SET state = 'published', version = ?2, updated = ?3 WHERE id = ?1 AND state = 'staged'", output.Id.ToString(), output.Version, now);
            Invariant.Require(published == 1, InvariantId.StatesOnlyAdvance, $"output {output.Id} of {id} is not staged");
        }

        Execute(
            "UPDATE operations SET state = 'published', output_count = ?2, digest = ?3, updated = ?4, active = ?4, executing = NULL WHERE id = ?1", id, request.Outputs.Length, request.Digest, now);
    }
}
