namespace Tenon.Metastore;

public partial interface IMetastore
{
    /// <summary>Takes a lease from whoever holds it. The taker may go on with, or end, the operations that were planned under that name (F-16).</summary>
    /// <param name="name">The name; not empty.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>The lease, above all earlier ones of its name.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<Lease> TakeLeaseAsync(string name, CancellationToken cancellationToken);

    /// <summary>Says that the holder of a lease is alive.</summary>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>When recorded.</returns>
    /// <exception cref="MetastoreException">The lease is stale, or the metastore failed.</exception>
    public ValueTask RenewLeaseAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Reads a lease.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Its newest epoch and last renewal; null if nobody ever took it.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public ValueTask<LeaseRecord?> FindLeaseAsync(string name, CancellationToken cancellationToken);
}
