using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>The only truth about which splits exist. Thread-safe.</summary>
/// <remarks>Every change is one transaction, compares the caller's lease (F-13), and leaves nothing changed when it throws, except that a
/// <see cref="MetastoreError.OutcomeUnknown"/> may hide a success. Ages are told by the metastore's own clock (F-31).</remarks>
public interface IMetastore : IAsyncDisposable
{
    /// <summary>Takes the lease from whoever holds it.</summary>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>The lease, above all earlier ones.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<Lease> TakeLeaseAsync(CancellationToken cancellationToken);

    /// <summary>Plans operations in one transaction: registers their new inputs as published and claims all inputs, each for one operation (F-5).</summary>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="plans">The operations.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>What became of each, in order: one that is refused does not keep the others from being planned.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<ImmutableArray<PlanResult>> PlanAsync(Lease lease, IReadOnlyList<OperationPlan> plans, CancellationToken cancellationToken);

    /// <summary>Announces the outputs of a planned operation before they get their final names (F-19); staging again replaces what was staged.</summary>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="outputs">All its outputs, in order.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When staged.</returns>
    /// <exception cref="MetastoreException">The operation is not planned, or the metastore failed.</exception>
    public ValueTask StageAsync(Lease lease, OperationId operation, IReadOnlyList<StagedOutput> outputs, CancellationToken cancellationToken);

    /// <summary>Swaps an operation's inputs for its outputs in one transaction (F-8), if every input is still published in the version that was
    /// planned (F-9). Safe to repeat with the same token (F-3).</summary>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="request">The swap.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="MetastoreException">The metastore failed; with <see cref="MetastoreError.OutcomeUnknown"/>, ask <see cref="FindPublishAsync"/>.</exception>
    /// <exception cref="Invariants.InvariantViolationException">Rows in and rows out differ (F-11), scopes mix (F-69), or an output differs from what was staged (F-33).</exception>
    public ValueTask<PublishResult> PublishAsync(Lease lease, PublishRequest request, CancellationToken cancellationToken);

    /// <summary>Reads back what became of a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The outputs published under it, or null if nothing was.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<PublishResult.AlreadyPublished?> FindPublishAsync(string token, CancellationToken cancellationToken);

    /// <summary>Ends a planned operation without a result: frees its inputs, forgets those that were registered for it, retires what it staged.</summary>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="operation">The operation; one that has ended already stays as it is.</param>
    /// <param name="state"><see cref="OperationState.Abandoned"/> or <see cref="OperationState.Superseded"/>.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When ended.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask EndAsync(Lease lease, OperationId operation, OperationState state, string reason, CancellationToken cancellationToken);

    /// <summary>Records where the bytes of retired splits are now; their ages begin anew.</summary>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="moves">Ids and locations.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When recorded.</returns>
    /// <exception cref="MetastoreException">A split is not retired, or the metastore failed.</exception>
    public ValueTask MovedAsync(Lease lease, IReadOnlyList<(SplitId Id, string Location)> moves, CancellationToken cancellationToken);

    /// <summary>Forgets retired splits whose bytes are deleted; the last step of collection (F-24). Unknown ids are forgotten already.</summary>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When forgotten.</returns>
    /// <exception cref="MetastoreException">A split is not retired, and none was forgotten; or the metastore failed.</exception>
    public ValueTask ForgetAsync(Lease lease, IReadOnlyList<SplitId> ids, CancellationToken cancellationToken);

    /// <summary>Lists operations.</summary>
    /// <param name="state">Only those in this state; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>In order of ids, with their inputs and outputs as far as they are not forgotten.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public IAsyncEnumerable<OperationRecord> ListOperationsAsync(OperationState? state, CancellationToken cancellationToken);

    /// <summary>Lists splits.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>In order of ids, all from one moment: no swap is seen by half.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public IAsyncEnumerable<SplitRecord> ListSplitsAsync(SplitQuery query, CancellationToken cancellationToken);

    /// <summary>Finds the splits of given paths, in any state.</summary>
    /// <param name="paths">The paths, as in <see cref="SplitRecord.Path"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>In order of ids; none for a path nobody registered.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<IReadOnlyList<SplitRecord>> FindByPathsAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken);
}
