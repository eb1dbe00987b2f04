using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Pipeline.Tests.Support;

/// <summary>A metastore that fails where the plan says.</summary>
internal sealed class FaultMetastore(IMetastore inner, FaultPlan plan) : IMetastore
{
    public ValueTask<Lease> TakeLeaseAsync(CancellationToken cancellationToken) => plan.Metastore("take lease", () => inner.TakeLeaseAsync(cancellationToken));

    public ValueTask<ImmutableArray<PlanResult>> PlanAsync(Lease lease, IReadOnlyList<OperationPlan> plans, CancellationToken cancellationToken) =>
        plan.Metastore("plan", () => inner.PlanAsync(lease, plans, cancellationToken));

    public ValueTask StageAsync(Lease lease, OperationId operation, IReadOnlyList<StagedOutput> outputs, CancellationToken cancellationToken) =>
        plan.Metastore("stage", () => inner.StageAsync(lease, operation, outputs, cancellationToken));

    public ValueTask<PublishResult> PublishAsync(Lease lease, PublishRequest request, CancellationToken cancellationToken) =>
        plan.Metastore("publish", () => inner.PublishAsync(lease, request, cancellationToken));

    public ValueTask<PublishResult.AlreadyPublished?> FindPublishAsync(string token, CancellationToken cancellationToken) =>
        plan.Metastore("find publish", () => inner.FindPublishAsync(token, cancellationToken));

    public ValueTask EndAsync(Lease lease, OperationId operation, OperationState state, string reason, CancellationToken cancellationToken) =>
        plan.Metastore("end", () => inner.EndAsync(lease, operation, state, reason, cancellationToken));

    public ValueTask MovedAsync(Lease lease, IReadOnlyList<(SplitId Id, string Location)> moves, CancellationToken cancellationToken) =>
        plan.Metastore("moved", () => inner.MovedAsync(lease, moves, cancellationToken));

    public ValueTask ForgetAsync(Lease lease, IReadOnlyList<SplitId> ids, CancellationToken cancellationToken) =>
        plan.Metastore("forget", () => inner.ForgetAsync(lease, ids, cancellationToken));

    public async IAsyncEnumerable<OperationRecord> ListOperationsAsync(OperationState? state, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<OperationRecord> list = plan.Metastore("list operations", () => inner.ListOperationsAsync(state, cancellationToken));
        await foreach (OperationRecord operation in list)
        {
            yield return operation;
        }
    }

    public async IAsyncEnumerable<SplitRecord> ListSplitsAsync(SplitQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<SplitRecord> list = plan.Metastore("list splits", () => inner.ListSplitsAsync(query, cancellationToken));
        await foreach (SplitRecord split in list)
        {
            yield return split;
        }
    }

    public ValueTask<IReadOnlyList<SplitRecord>> FindByPathsAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
        plan.Metastore("find by paths", () => inner.FindByPathsAsync(paths, cancellationToken));

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
