using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore;

public partial interface IMetastore
{
    /// <summary>Plans operations in one transaction: registers their new inputs as published and claims all inputs, each for one operation (F-5).
    /// Safe to repeat with the same ids and tokens.</summary>
    /// <param name="lease">The caller's lease; the operations are bound to its name.</param>
    /// <param name="plans">The operations.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>What became of each, in order: one that is refused does not keep the others from being planned.</returns>
    /// <exception cref="MetastoreException">The lease is stale, an index is not live (<see cref="MetastoreError.NotFound"/>), or the metastore failed.</exception>
    public ValueTask<ImmutableArray<PlanResult>> PlanAsync(Lease lease, IReadOnlyList<OperationPlan> plans, CancellationToken cancellationToken);

    /// <summary>Writes down that the inputs of a planned operation begin to be read, or no longer are: whoever takes the lease after a process that died knows
    /// what it died of, or beside (F-47). Staging ends it, and so does the end of the operation.</summary>
    /// <param name="lease">The newest lease of the operation's name.</param>
    /// <param name="operation">The operation; one that has ended stays as it is.</param>
    /// <param name="isExecuting">Whether they are about to be read.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When written down.</returns>
    /// <exception cref="MetastoreException">The lease is stale; the operation is not known (<see cref="MetastoreError.NotFound"/>), or was planned under another
    /// name (<see cref="MetastoreError.FailedPrecondition"/>); or the metastore failed.</exception>
    public ValueTask MarkExecutingAsync(Lease lease, OperationId operation, bool isExecuting, CancellationToken cancellationToken);

    /// <summary>Announces the outputs of a planned operation before they get their final names (F-19), all or none; staging again replaces what was staged.</summary>
    /// <param name="lease">The newest lease of the operation's name.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="outputs">All its outputs, in order.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When staged.</returns>
    /// <exception cref="MetastoreException">The lease is stale; the operation is not planned, or was planned under another name
    /// (<see cref="MetastoreError.FailedPrecondition"/>); or the metastore failed.</exception>
    public ValueTask StageAsync(Lease lease, OperationId operation, IReadOnlyList<StagedOutput> outputs, CancellationToken cancellationToken);

    /// <summary>Says that operations are under way, so that nobody takes a slow upload for an abandoned one (F-23), and renews the lease.</summary>
    /// <param name="lease">The newest lease of the operations' name.</param>
    /// <param name="operations">The operations; those that have ended stay as they are.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>Those of them that are still planned: whoever works on another may stop.</returns>
    /// <exception cref="MetastoreException">The lease is stale, or the metastore failed.</exception>
    public ValueTask<ImmutableArray<OperationId>> HeartbeatAsync(Lease lease, IReadOnlyList<OperationId> operations, CancellationToken cancellationToken);

    /// <summary>Swaps an operation's inputs for its outputs in one transaction (F-8), if every input is still published in the version that was
    /// planned (F-9); an ingest has none. Safe to repeat with the same token (F-3).</summary>
    /// <param name="lease">The newest lease of the operation's name.</param>
    /// <param name="request">The swap.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="MetastoreException">The lease is stale; the operation is not known (<see cref="MetastoreError.NotFound"/>); it was planned under
    /// another name or token (<see cref="MetastoreError.FailedPrecondition"/>); or the metastore failed. With
    /// <see cref="MetastoreError.OutcomeUnknown"/>, ask <see cref="FindPublishAsync"/>.</exception>
    /// <exception cref="Invariants.InvariantViolationException">Rows in and rows out differ (F-11), scopes or windows mix (F-69), an output is not one
    /// level above the highest of its inputs, or it differs from what was staged (F-33). Nothing was changed.</exception>
    public ValueTask<PublishResult> PublishAsync(Lease lease, PublishRequest request, CancellationToken cancellationToken);

    /// <summary>Reads back what became of a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The outputs published under it, or null if nothing was.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<PublishResult.AlreadyPublished?> FindPublishAsync(string token, CancellationToken cancellationToken);

    /// <summary>Ends a planned operation without a result: frees its inputs, forgets those that were registered for it, retires what it staged.
    /// Its token may be planned again.</summary>
    /// <param name="lease">The newest lease of the operation's name.</param>
    /// <param name="operation">The operation; one that has ended already stays as it is.</param>
    /// <param name="state"><see cref="OperationState.Abandoned"/> or <see cref="OperationState.Superseded"/>.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When ended.</returns>
    /// <exception cref="MetastoreException">The lease is stale, the operation was planned under another name
    /// (<see cref="MetastoreError.FailedPrecondition"/>), or the metastore failed.</exception>
    public ValueTask EndAsync(Lease lease, OperationId operation, OperationState state, string reason, CancellationToken cancellationToken);

    /// <summary>Ends a planned operation as <see cref="EndAsync"/> does, as abandoned, and counts a failure of its inputs or of the one to blame;
    /// those that reach the maximum are quarantined in the same transaction (F-40). Safe to repeat: an operation fails once.</summary>
    /// <param name="lease">The newest lease of the operation's name.</param>
    /// <param name="operation">The operation; one that has ended already stays as it is.</param>
    /// <param name="failure">Why, and whom to blame.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>The inputs that are quarantined by this.</returns>
    /// <exception cref="MetastoreException">As <see cref="EndAsync"/>.</exception>
    public ValueTask<ImmutableArray<SplitId>> FailAsync(Lease lease, OperationId operation, OperationFailure failure, CancellationToken cancellationToken);

    /// <summary>Lists operations: after a restart, those that the last process left (F-16).</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>In order of ids, with their inputs and outputs as far as they are not forgotten.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public IAsyncEnumerable<OperationRecord> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken);
}
