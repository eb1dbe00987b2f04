using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore;

public partial interface IMetastore
{
    /// <summary>Quarantines published splits: they stay part of the data, but nobody plans them any more (F-38, F-41). <see cref="FailAsync"/> does it
    /// after bounded tries; this is for what is known to be bad, such as a file that is missing.</summary>
    /// <param name="ids">The splits; those in quarantine stay as they are.</param>
    /// <param name="cause">Why, for people.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When recorded.</returns>
    /// <exception cref="MetastoreException">A split is not published (<see cref="MetastoreError.FailedPrecondition"/>), or the metastore failed.</exception>
    public ValueTask QuarantineAsync(IReadOnlyList<SplitId> ids, string cause, CancellationToken cancellationToken);

    /// <summary>Releases splits from quarantine, with no tries counted: they may be planned again.</summary>
    /// <param name="ids">The splits; those not in quarantine lose the tries that were counted.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When recorded.</returns>
    /// <exception cref="MetastoreException">A split is not published (<see cref="MetastoreError.FailedPrecondition"/>), or the metastore failed.</exception>
    public ValueTask ReleaseAsync(IReadOnlyList<SplitId> ids, CancellationToken cancellationToken);

    /// <summary>Gives up quarantined splits: retires them without replacement, and records them with their rows. An operator's decision, never the program's.</summary>
    /// <param name="ids">The splits; those dropped already stay as they are.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>What this call took out of the data.</returns>
    /// <exception cref="MetastoreException">A split is not in quarantine (<see cref="MetastoreError.FailedPrecondition"/>), and none was dropped; or the metastore failed.</exception>
    public ValueTask<Removal> DropAsync(IReadOnlyList<SplitId> ids, string reason, CancellationToken cancellationToken);

    /// <summary>Lists what operators dropped from an index, in order of ids; kept as long as the index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="after">The cursor: only those with ids above this one; null for the first page.</param>
    /// <param name="limit">The first so many; at least 1.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The dropped splits.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<ImmutableArray<DroppedSplit>> ListDroppedAsync(IndexUid index, SplitId? after, int limit, CancellationToken cancellationToken);
}
