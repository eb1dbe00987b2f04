namespace Tenon.Metastore;

/// <summary>The right to do a named piece of work, until someone takes it anew (F-13). Immutable.</summary>
/// <remarks>What a name stands for is the callers' affair: an index, a scope, a folder, a collector. Operations belong to the name they were
/// planned under. Nothing but time passes when a holder dies: others see from <see cref="LeaseRecord.Renewed"/> that it does not renew.</remarks>
/// <param name="Name">What it is a right to; not empty.</param>
/// <param name="Epoch">Rises each time the lease is taken; at least 1.</param>
public readonly record struct Lease(string Name, long Epoch);

/// <summary>What the metastore knows of a lease. Immutable.</summary>
/// <param name="Lease">The name and its newest epoch.</param>
/// <param name="Renewed">When it was taken or last renewed, by the metastore's clock.</param>
public sealed record LeaseRecord(Lease Lease, DateTimeOffset Renewed);
