using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Pipeline.Tests.Support;

/// <summary>A metastore that fails where the plan says.</summary>
internal sealed class FaultMetastore(IMetastore inner, FaultPlan plan) : IMetastore
{
    public ValueTask<Lease> TakeLeaseAsync(string name, CancellationToken cancellationToken) =>
        plan.Metastore("take lease", () => inner.TakeLeaseAsync(name, cancellationToken));

    public ValueTask RenewLeaseAsync(Lease lease, CancellationToken cancellationToken) =>
        plan.Metastore("renew lease", () => inner.RenewLeaseAsync(lease, cancellationToken));

    public ValueTask<LeaseRecord?> FindLeaseAsync(string name, CancellationToken cancellationToken) =>
        plan.Metastore("find lease", () => inner.FindLeaseAsync(name, cancellationToken));

    public ValueTask<IndexRecord> CreateIndexAsync(IndexUid index, SplitKind kind, string configuration, CancellationToken cancellationToken) =>
        plan.Metastore("create index", () => inner.CreateIndexAsync(index, kind, configuration, cancellationToken));

    public ValueTask<IndexRecord?> FindIndexAsync(string id, CancellationToken cancellationToken) =>
        plan.Metastore("find index", () => inner.FindIndexAsync(id, cancellationToken));

    public ValueTask<ImmutableArray<IndexRecord>> ListIndexesAsync(CancellationToken cancellationToken) =>
        plan.Metastore("list indexes", () => inner.ListIndexesAsync(cancellationToken));

    public ValueTask<IndexTotals> ReadTotalsAsync(IndexUid index, CancellationToken cancellationToken) =>
        plan.Metastore("read totals", () => inner.ReadTotalsAsync(index, cancellationToken));

    public ValueTask DeleteIndexAsync(IndexUid index, CancellationToken cancellationToken) =>
        plan.Metastore("delete index", () => inner.DeleteIndexAsync(index, cancellationToken));

    public ValueTask<ImmutableArray<PlanResult>> PlanAsync(Lease lease, IReadOnlyList<OperationPlan> plans, CancellationToken cancellationToken) =>
        plan.Metastore("plan", () => inner.PlanAsync(lease, plans, cancellationToken));

    public ValueTask MarkExecutingAsync(Lease lease, OperationId operation, bool isExecuting, CancellationToken cancellationToken) =>
        plan.Metastore("mark executing", () => inner.MarkExecutingAsync(lease, operation, isExecuting, cancellationToken));

    public ValueTask StageAsync(Lease lease, OperationId operation, IReadOnlyList<StagedOutput> outputs, CancellationToken cancellationToken) =>
        plan.Metastore("stage", () => inner.StageAsync(lease, operation, outputs, cancellationToken));

    public ValueTask<ImmutableArray<OperationId>> HeartbeatAsync(Lease lease, IReadOnlyList<OperationId> operations, CancellationToken cancellationToken) =>
        plan.Metastore("heartbeat", () => inner.HeartbeatAsync(lease, operations, cancellationToken));

    public ValueTask<PublishResult> PublishAsync(Lease lease, PublishRequest request, CancellationToken cancellationToken) =>
        plan.Metastore("publish", () => inner.PublishAsync(lease, request, cancellationToken));

    public ValueTask<PublishResult.AlreadyPublished?> FindPublishAsync(string token, CancellationToken cancellationToken) =>
        plan.Metastore("find publish", () => inner.FindPublishAsync(token, cancellationToken));

    public ValueTask EndAsync(Lease lease, OperationId operation, OperationState state, string reason, CancellationToken cancellationToken) =>
        plan.Metastore("end", () => inner.EndAsync(lease, operation, state, reason, cancellationToken));

    public ValueTask<ImmutableArray<SplitId>> FailAsync(Lease lease, OperationId operation, OperationFailure failure, CancellationToken cancellationToken) =>
        plan.Metastore("fail", () => inner.FailAsync(lease, operation, failure, cancellationToken));

    public async IAsyncEnumerable<OperationRecord> ListOperationsAsync(OperationQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<OperationRecord> list = plan.Metastore("list operations", () => inner.ListOperationsAsync(query, cancellationToken));
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

    public ValueTask<ImmutableArray<ScopedCandidate>> ListCandidatesAsync(CandidateQuery query, CancellationToken cancellationToken) =>
        plan.Metastore("list candidates", () => inner.ListCandidatesAsync(query, cancellationToken));

    public ValueTask<IReadOnlyList<SplitRecord>> FindByIdsAsync(IReadOnlyList<SplitId> ids, CancellationToken cancellationToken) =>
        plan.Metastore("find by ids", () => inner.FindByIdsAsync(ids, cancellationToken));

    public ValueTask<IReadOnlyList<SplitRecord>> FindByPathsAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
        plan.Metastore("find by paths", () => inner.FindByPathsAsync(paths, cancellationToken));

    public ValueTask QuarantineAsync(IReadOnlyList<SplitId> ids, string cause, CancellationToken cancellationToken) =>
        plan.Metastore("quarantine", () => inner.QuarantineAsync(ids, cause, cancellationToken));

    public ValueTask ReleaseAsync(IReadOnlyList<SplitId> ids, CancellationToken cancellationToken) =>
        plan.Metastore("release", () => inner.ReleaseAsync(ids, cancellationToken));

    public ValueTask<Removal> DropAsync(IReadOnlyList<SplitId> ids, string reason, CancellationToken cancellationToken) =>
        plan.Metastore("drop", () => inner.DropAsync(ids, reason, cancellationToken));

    public ValueTask<ImmutableArray<DroppedSplit>> ListDroppedAsync(IndexUid index, SplitId? after, int limit, CancellationToken cancellationToken) =>
        plan.Metastore("list dropped", () => inner.ListDroppedAsync(index, after, limit, cancellationToken));

    public ValueTask<Removal> ExpireAsync(Lease lease, IndexUid index, TimeSpan period, int limit, CancellationToken cancellationToken) =>
        plan.Metastore("expire", () => inner.ExpireAsync(lease, index, period, limit, cancellationToken));

    public ValueTask<ImmutableArray<OperationId>> EndAbandonedAsync(
        Lease lease, IndexUid index, TimeSpan leaseLifetime, TimeSpan grace, int limit, CancellationToken cancellationToken) =>
        plan.Metastore("end abandoned", () => inner.EndAbandonedAsync(lease, index, leaseLifetime, grace, limit, cancellationToken));

    public ValueTask<ImmutableArray<SplitRecord>> ClaimGarbageAsync(
        Lease lease, IndexUid index, TimeSpan grace, TimeSpan claimLifetime, int limit, CancellationToken cancellationToken) =>
        plan.Metastore("claim garbage", () => inner.ClaimGarbageAsync(lease, index, grace, claimLifetime, limit, cancellationToken));

    public ValueTask MovedAsync(Lease lease, IReadOnlyList<(SplitId Id, string Location)> moves, CancellationToken cancellationToken) =>
        plan.Metastore("moved", () => inner.MovedAsync(lease, moves, cancellationToken));

    public ValueTask ForgetAsync(Lease lease, IReadOnlyList<SplitId> ids, CancellationToken cancellationToken) =>
        plan.Metastore("forget", () => inner.ForgetAsync(lease, ids, cancellationToken));

    public ValueTask<int> ForgetOperationsAsync(Lease lease, IndexUid index, TimeSpan age, int limit, CancellationToken cancellationToken) =>
        plan.Metastore("forget operations", () => inner.ForgetOperationsAsync(lease, index, age, limit, cancellationToken));

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
