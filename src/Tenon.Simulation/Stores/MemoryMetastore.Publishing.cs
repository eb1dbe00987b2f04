using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Simulation.Stores;

public sealed partial class MemoryMetastore
{
    /// <inheritdoc/>
    public ValueTask<PublishResult> PublishAsync(Lease lease, PublishRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Write(lease, () => Publish(RequireOperation(lease, request.Operation), request), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<PublishResult.AlreadyPublished?> FindPublishAsync(string token, CancellationToken cancellationToken) => Run(
        () => _tables.FindToken(token) is { State: OperationState.Published } operation ? new PublishResult.AlreadyPublished(operation.Id.Outputs(operation.OutputCount)) : null,
        cancellationToken);

    private PublishResult Publish(MemoryOperation operation, PublishRequest request)
    {
        if (operation.Plan.Token != request.Token)
        {
            throw Refused($"operation {request.Operation} was planned with another token");
        }

        if (operation.State == OperationState.Published)
        {
            return new PublishResult.AlreadyPublished(operation.Id.Outputs(operation.OutputCount));
        }

        if (operation.State != OperationState.Planned)
        {
            return new PublishResult.Refused([]);
        }

        List<MemorySplit> inputs = _tables.InputsOf(operation);
        List<MemorySplit> outputs = _tables.OutputsOf(operation);
        ImmutableArray<SplitRecord> inputRecords = RecordsOf(inputs);
        ImmutableArray<SplitId> gone = PublishChecks.Gone(request, [.. operation.Plan.Inputs.Select(input => input.Id)], inputRecords);
        if (gone.Length > 0)
        {
            return new PublishResult.Refused(gone);
        }

        PublishChecks.Require(request, inputRecords, RecordsOf(outputs));
        Invariant.Require(
            inputs.Count == operation.Plan.Inputs.Length, InvariantId.OneOperationPerInput, $"operation {operation.Id} has {operation.Plan.Inputs.Length} inputs, but claims {inputs.Count} published ones");
        Swap(operation, request, inputs, outputs);
        return new PublishResult.Published([.. request.Outputs.Select(output => output.Id)]);
    }

    private void Swap(MemoryOperation operation, PublishRequest request, List<MemorySplit> inputs, List<MemorySplit> outputs)
    {
        DateTimeOffset now = Now();
        operation.Index.IngestedRows += operation.Id.Kind == OperationKind.Ingest ? outputs.Sum(output => output.Record.RowCount) : 0;
        foreach (MemorySplit input in inputs)
        {
            input.Record = input.Record with
            {
                State = SplitState.Retired,
                Cause = RetirementCause.Merged,
                RetiredBy = operation.Id,
                ClaimedBy = null,
                Updated = now,
            };
        }

        for (int i = 0; i < outputs.Count; i++)
        {
            outputs[i].Record = outputs[i].Record with { State = SplitState.Published, Version = request.Outputs[i].Version, Updated = now };
        }

        (operation.State, operation.OutputCount, operation.Digest) = (OperationState.Published, outputs.Count, request.Digest);
        (operation.Updated, operation.Active, operation.Executing) = (now, now, null);
    }
}
