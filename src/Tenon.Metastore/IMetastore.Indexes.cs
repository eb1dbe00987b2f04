using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore;

public partial interface IMetastore
{
    /// <summary>Creates an index.</summary>
    /// <param name="index">Its uid; no live index has the same id.</param>
    /// <param name="kind">What its splits hold.</param>
    /// <param name="configuration">JSON that means nothing to the metastore.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>The index; also if an earlier call with the same arguments made it.</returns>
    /// <exception cref="MetastoreException">A live index has this id (<see cref="MetastoreError.AlreadyExists"/>), or the metastore failed.</exception>
    public ValueTask<IndexRecord> CreateIndexAsync(IndexUid index, SplitKind kind, string configuration, CancellationToken cancellationToken);

    /// <summary>Finds the live index of an id.</summary>
    /// <param name="id">The id, without an incarnation.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The index; null if there is none.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<IndexRecord?> FindIndexAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists all indexes, those being deleted included: their splits wait for collection.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>In order of uids.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<ImmutableArray<IndexRecord>> ListIndexesAsync(CancellationToken cancellationToken);

    /// <summary>Reads the books of an index. Sums up its splits, so it is for audits and people, not for every step.</summary>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The books, all from one moment.</returns>
    /// <exception cref="MetastoreException">There is no such index (<see cref="MetastoreError.NotFound"/>), or the metastore failed.</exception>
    public ValueTask<IndexTotals> ReadTotalsAsync(IndexUid index, CancellationToken cancellationToken);

    /// <summary>Deletes an index, in one transaction: retires all its splits, ends all its operations, and refuses new ones. It is listed as
    /// <see cref="IndexState.Deleting"/> until its last split is forgotten. Its id is free at once.</summary>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When done; one that is being deleted stays as it is.</returns>
    /// <exception cref="MetastoreException">There is no such index (<see cref="MetastoreError.NotFound"/>), or the metastore failed.</exception>
    public ValueTask DeleteIndexAsync(IndexUid index, CancellationToken cancellationToken);
}
