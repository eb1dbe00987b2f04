using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore;

public partial interface IMetastore
{
    /// <summary>Lists splits.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>In order of ids, all of one call from one moment: no swap is seen by half. Two pages are from two moments.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public IAsyncEnumerable<SplitRecord> ListSplitsAsync(SplitQuery query, CancellationToken cancellationToken);

    /// <summary>Lists what a planner needs to know of the splits it may merge, a page at a time.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>In order of ids, from one moment; as many as the limit says if there are more.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<ImmutableArray<ScopedCandidate>> ListCandidatesAsync(CandidateQuery query, CancellationToken cancellationToken);

    /// <summary>Finds splits by their ids, in any state.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>In order of ids, from one moment; none for an id that is not known.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<IReadOnlyList<SplitRecord>> FindByIdsAsync(IReadOnlyList<SplitId> ids, CancellationToken cancellationToken);

    /// <summary>Finds the splits of given paths, in any state.</summary>
    /// <param name="paths">The paths, as in <see cref="SplitRecord.Path"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>In order of ids, from one moment; none for a path nobody registered.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<IReadOnlyList<SplitRecord>> FindByPathsAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken);
}
