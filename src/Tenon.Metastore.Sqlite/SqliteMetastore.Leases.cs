namespace Tenon.Metastore.Sqlite;

public sealed partial class SqliteMetastore
{
    /// <inheritdoc/>
    public ValueTask<Lease> TakeLeaseAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return WriteAsync(null, () => new Lease(name, (long)Scalar(
            """
            INSERT INTO leases (name, epoch, renewed) VALUES (?1, 1, ?2)
            ON CONFLICT (name) DO UPDATE SET epoch = epoch + 1, renewed = excluded.renewed
            RETURNING epoch
            """,
            name, Now())!), cancellationToken); // It returns the row it wrote.
    }

    /// <inheritdoc/>
    public ValueTask RenewLeaseAsync(Lease lease, CancellationToken cancellationToken) => WriteAsync(lease, () => Renew(lease), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LeaseRecord?> FindLeaseAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ReadAsync(
            () => Query(
                "SELECT epoch, renewed FROM leases WHERE name = ?1",
                row => new LeaseRecord(new Lease(name, row.GetInt64(0)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
                name).SingleOrDefault(),
            cancellationToken);
    }

    private void Renew(Lease lease) => Execute("UPDATE leases SET renewed = ?2 WHERE name = ?1", lease.Name, Now());

    private void RequireLease(Lease lease)
    {
        ArgumentException.ThrowIfNullOrEmpty(lease.Name, nameof(lease));
        long epoch = Scalar("SELECT epoch FROM leases WHERE name = ?1", lease.Name) as long? ?? 0;
        if (epoch != lease.Epoch)
        {
            throw MetastoreException.OfStaleLease(_path, lease, epoch);
        }
    }
}
