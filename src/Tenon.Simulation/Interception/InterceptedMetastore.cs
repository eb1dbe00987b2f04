using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Simulation.Interception;

/// <summary>A metastore whose calls somebody may delay, fail or watch.</summary>
/// <param name="inner">What does them.</param>
/// <param name="interceptor">Who stands before it.</param>
public sealed class InterceptedMetastore(IMetastore inner, Interceptor interceptor) : IMetastore
{
    /// <inheritdoc/>
    public ValueTask<Lease> TakeLeaseAsync(string name, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.TakeLease, "", () => inner.TakeLeaseAsync(name, cancellationToken));

    /// <inheritdoc/>
    public ValueTask RenewLeaseAsync(Lease lease, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.RenewLease, "", () => inner.RenewLeaseAsync(lease, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<LeaseRecord?> FindLeaseAsync(string name, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.FindLease, "", () => inner.FindLeaseAsync(name, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IndexRecord> CreateIndexAsync(IndexUid index, SplitKind kind, string configuration, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.CreateIndex, "", () => inner.CreateIndexAsync(index, kind, configuration, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IndexRecord?> FindIndexAsync(string id, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.FindIndex, "", () => inner.FindIndexAsync(id, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<IndexRecord>> ListIndexesAsync(CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.ListIndexes, "", () => inner.ListIndexesAsync(cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IndexTotals> ReadTotalsAsync(IndexUid index, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.ReadTotals, "", () => inner.ReadTotalsAsync(index, cancellationToken));

    /// <inheritdoc/>
    public ValueTask DeleteIndexAsync(IndexUid index, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.DeleteIndex, "", () => inner.DeleteIndexAsync(index, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<PlanResult>> PlanAsync(Lease lease, IReadOnlyList<OperationPlan> plans, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.Plan, "", () => inner.PlanAsync(lease, plans, cancellationToken));

    /// <inheritdoc/>
    public ValueTask MarkExecutingAsync(Lease lease, OperationId operation, bool isExecuting, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.MarkExecuting, "", () => inner.MarkExecutingAsync(lease, operation, isExecuting, cancellationToken));

    /// <inheritdoc/>
    public ValueTask StageAsync(Lease lease, OperationId operation, IReadOnlyList<StagedOutput> outputs, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.Stage, "", () => inner.StageAsync(lease, operation, outputs, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<OperationId>> HeartbeatAsync(Lease lease, IReadOnlyList<OperationId> operations, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.Heartbeat, "", () => inner.HeartbeatAsync(lease, operations, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<PublishResult> PublishAsync(Lease lease, PublishRequest request, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.Publish, "", () => inner.PublishAsync(lease, request, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<PublishResult.AlreadyPublished?> FindPublishAsync(string token, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.FindPublish, "", () => inner.FindPublishAsync(token, cancellationToken));

    /// <inheritdoc/>
    public ValueTask EndAsync(Lease lease, OperationId operation, OperationState state, string reason, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.End, "", () => inner.EndAsync(lease, operation, state, reason, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<SplitId>> FailAsync(Lease lease, OperationId operation, OperationFailure failure, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.Fail, "", () => inner.FailAsync(lease, operation, failure, cancellationToken));

    /// <inheritdoc/>
    public IAsyncEnumerable<OperationRecord> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken) =>
        ListAsync(CallSite.ListOperations, () => inner.ListOperationsAsync(query, cancellationToken));

    /// <inheritdoc/>
    public IAsyncEnumerable<SplitRecord> ListSplitsAsync(SplitQuery query, CancellationToken cancellationToken) =>
        ListAsync(CallSite.ListSplits, () => inner.ListSplitsAsync(query, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<ScopedCandidate>> ListCandidatesAsync(CandidateQuery query, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.ListCandidates, "", () => inner.ListCandidatesAsync(query, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SplitRecord>> FindByIdsAsync(IReadOnlyList<SplitId> ids, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.FindByIds, "", () => inner.FindByIdsAsync(ids, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SplitRecord>> FindByPathsAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.FindByPaths, "", () => inner.FindByPathsAsync(paths, cancellationToken));

    /// <inheritdoc/>
    public ValueTask QuarantineAsync(IReadOnlyList<SplitId> ids, string cause, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.Quarantine, "", () => inner.QuarantineAsync(ids, cause, cancellationToken));

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(IReadOnlyList<SplitId> ids, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.Release, "", () => inner.ReleaseAsync(ids, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<Removal> DropAsync(IReadOnlyList<SplitId> ids, string reason, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.Drop, "", () => inner.DropAsync(ids, reason, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<DroppedSplit>> ListDroppedAsync(IndexUid index, SplitId? after, int limit, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.ListDropped, "", () => inner.ListDroppedAsync(index, after, limit, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<Removal> ExpireAsync(Lease lease, IndexUid index, TimeSpan period, int limit, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.Expire, "", () => inner.ExpireAsync(lease, index, period, limit, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<OperationId>> EndAbandonedAsync(
        Lease lease, IndexUid index, TimeSpan leaseLifetime, TimeSpan grace, int limit, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.EndAbandoned, "", () => inner.EndAbandonedAsync(lease, index, leaseLifetime, grace, limit, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<SplitRecord>> ClaimGarbageAsync(
        Lease lease, IndexUid index, TimeSpan grace, TimeSpan claimLifetime, int limit, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.ClaimGarbage, "", () => inner.ClaimGarbageAsync(lease, index, grace, claimLifetime, limit, cancellationToken));

    /// <inheritdoc/>
    public ValueTask MovedAsync(Lease lease, IReadOnlyList<(SplitId Id, string Location)> moves, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.Moved, "", () => inner.MovedAsync(lease, moves, cancellationToken));

    /// <inheritdoc/>
    public ValueTask ForgetAsync(Lease lease, IReadOnlyList<SplitId> ids, CancellationToken cancellationToken) =>
        interceptor.DoAsync(CallSite.Forget, "", () => inner.ForgetAsync(lease, ids, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<int> ForgetOperationsAsync(Lease lease, IndexUid index, TimeSpan age, int limit, CancellationToken cancellationToken) =>
        interceptor.CallAsync(CallSite.ForgetOperations, "", () => inner.ForgetOperationsAsync(lease, index, age, limit, cancellationToken));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async IAsyncEnumerable<T> ListAsync<T>(CallSite site, Func<IAsyncEnumerable<T>> list)
    {
        List<T> all = await interceptor.CallAsync(site, "", async () =>
        {
            var found = new List<T>();
            await foreach (T one in list())
            {
                found.Add(one);
            }

            return found;
        });
        foreach (T one in all)
        {
            yield return one;
        }
    }
}
