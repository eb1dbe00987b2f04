using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore;

public partial interface IMetastore
{
    /// <summary>Retires published splits whose newest row is older than a period, by the metastore's clock (F-28). One without event times never is.</summary>
    /// <param name="lease">A lease of the collector.</param>
    /// <param name="index">The index.</param>
    /// <param name="period">The retention period; above zero.</param>
    /// <param name="limit">At most so many at once; at least 1.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>What was retired; as many as the limit if there may be more.</returns>
    /// <exception cref="MetastoreException">The lease is stale, or the metastore failed.</exception>
    public ValueTask<Removal> ExpireAsync(Lease lease, IndexUid index, TimeSpan period, int limit, CancellationToken cancellationToken);

    /// <summary>Ends planned operations that nobody goes on with: their lease is dead, that is, taken by another or not renewed for its lifetime, <em>and</em> they
    /// were not heard of for the grace (F-23). They end as <see cref="EndAsync"/> ends them.</summary>
    /// <param name="lease">A lease of the collector.</param>
    /// <param name="index">The index.</param>
    /// <param name="leaseLifetime">How long a lease lives without being renewed; above zero.</param>
    /// <param name="grace">How long an operation may be silent; at least the lease's lifetime (F-29).</param>
    /// <param name="limit">At most so many at once; at least 1.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>Those that were ended; as many as the limit if there may be more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The grace is shorter than the lifetime.</exception>
    /// <exception cref="MetastoreException">The lease is stale, or the metastore failed.</exception>
    public ValueTask<ImmutableArray<OperationId>> EndAbandonedAsync(
        Lease lease, IndexUid index, TimeSpan leaseLifetime, TimeSpan grace, int limit, CancellationToken cancellationToken);

    /// <summary>Claims retired splits whose bytes may be deleted, row by row, so that several collectors share the work (F-15). A claim ends with the
    /// collector's lease, or by itself after a time.</summary>
    /// <param name="lease">A lease of the collector; each collector has a name of its own.</param>
    /// <param name="index">The index, live or being deleted.</param>
    /// <param name="grace">How long a split must be retired, for readers that have it open (F-22).</param>
    /// <param name="claimLifetime">After how long others may claim what was claimed; above zero.</param>
    /// <param name="limit">At most so many at once; at least 1.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>The claimed splits, in order of ids; those claimed by this lease before among them.</returns>
    /// <exception cref="MetastoreException">The lease is stale, or the metastore failed.</exception>
    public ValueTask<ImmutableArray<SplitRecord>> ClaimGarbageAsync(
        Lease lease, IndexUid index, TimeSpan grace, TimeSpan claimLifetime, int limit, CancellationToken cancellationToken);

    /// <summary>Records where the bytes of retired splits are now; their ages begin anew.</summary>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="moves">Ids and locations.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When recorded.</returns>
    /// <exception cref="MetastoreException">The lease is stale, a split is not retired (<see cref="MetastoreError.FailedPrecondition"/>), or the metastore failed.</exception>
    public ValueTask MovedAsync(Lease lease, IReadOnlyList<(SplitId Id, string Location)> moves, CancellationToken cancellationToken);

    /// <summary>Forgets retired splits whose bytes are deleted; the last step of collection (F-24). Unknown ids are forgotten already. With the last
    /// split of an index that is being deleted, the index is forgotten, books and all.</summary>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When forgotten.</returns>
    /// <exception cref="MetastoreException">The lease is stale; a split is not retired (<see cref="MetastoreError.FailedPrecondition"/>), and none was forgotten; or
    /// the metastore failed.</exception>
    public ValueTask ForgetAsync(Lease lease, IReadOnlyList<SplitId> ids, CancellationToken cancellationToken);

    /// <summary>Forgets operations that ended long ago and of whose splits none is left, and scopes that nothing is of. A token that is forgotten is
    /// no longer known as published, so the age must exceed the time in which anyone repeats a call.</summary>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="index">The index.</param>
    /// <param name="age">How long ago they must have ended.</param>
    /// <param name="limit">At most so many operations at once; at least 1.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>How many operations were forgotten; as many as the limit if there may be more.</returns>
    /// <exception cref="MetastoreException">The lease is stale, or the metastore failed.</exception>
    public ValueTask<int> ForgetOperationsAsync(Lease lease, IndexUid index, TimeSpan age, int limit, CancellationToken cancellationToken);
}
