using Tenon.Metastore;

namespace Tenon.Simulation.Stores;

public sealed partial class MemoryMetastore
{
    /// <inheritdoc/>
    public ValueTask<Lease> TakeLeaseAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Write(
            null,
            () =>
            {
                var lease = new Lease(name, EpochOf(name) + 1);
                Renew(lease);
                return lease;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask RenewLeaseAsync(Lease lease, CancellationToken cancellationToken) => Write(lease, () => Renew(lease), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LeaseRecord?> FindLeaseAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Run(() => _tables.Leases.GetValueOrDefault(name), cancellationToken);
    }

    private void Renew(Lease lease) => _tables.Leases[lease.Name] = new LeaseRecord(lease, Now());

    private long EpochOf(string name) => _tables.Leases.TryGetValue(name, out LeaseRecord? found) ? found.Lease.Epoch : 0;

    private void RequireLease(Lease lease)
    {
        ArgumentException.ThrowIfNullOrEmpty(lease.Name, nameof(lease));
        long epoch = EpochOf(lease.Name);
        if (epoch != lease.Epoch)
        {
            throw MetastoreException.OfStaleLease(Place, lease, epoch);
        }
    }
}
