using System.Diagnostics.Metrics;

namespace Tenon.Metastore;

/// <summary>Why a metastore failed. All but <see cref="OutcomeUnknown"/> mean: nothing was changed, for certain.</summary>
public enum MetastoreError
{
    /// <summary>Nothing was changed: it cannot be reached, or is busy. The same call may succeed later.</summary>
    NotApplied,

    /// <summary>The change may or may not have been made; read it back by its token (F-1).</summary>
    OutcomeUnknown,

    /// <summary>Someone took the lease since; nothing was changed, and nothing will be under this lease (F-13).</summary>
    StaleLease,

    /// <summary>It was written by a newer version of this program; nothing was changed (F-66).</summary>
    NewerFormat,

    /// <summary>It is no metastore, or a damaged one; nothing was changed.</summary>
    Damaged,

    /// <summary>The index, operation or split that was named does not exist; nothing was changed.</summary>
    NotFound,

    /// <summary>What was to be created exists; nothing was changed.</summary>
    AlreadyExists,

    /// <summary>What was named is not in the state that the call needs; nothing was changed, and repeating the call changes nothing.</summary>
    FailedPrecondition,
}

/// <summary>A metastore that could not do what it was asked.</summary>
public sealed class MetastoreException : Exception
{
    /// <summary>The meter of all metastores of this process.</summary>
    public const string MeterName = "Tenon.Metastore";

    /// <summary>The counter of changes that were refused because their lease was stale, with the tag <c>lease</c>.</summary>
    public const string StaleLeaseCounterName = "metastore.stale_lease";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> StaleLeases =
        Meter.CreateCounter<long>(StaleLeaseCounterName, description: "changes refused because another process took the lease");

    /// <summary>Names what failed.</summary>
    /// <param name="error">The class of error.</param>
    /// <param name="message">Operation, place, cause.</param>
    /// <param name="innerException">The cause, if it was an exception.</param>
    public MetastoreException(MetastoreError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>The class of error.</summary>
    public MetastoreError Error { get; }

    /// <summary>Whether the change that was asked for was not made, for certain. If not, it may have been made.</summary>
    public bool IsCertainlyNotApplied => Error != MetastoreError.OutcomeUnknown;

    /// <summary>Counts a refused change and says who refused it. Every metastore refuses stale leases through this, so that none goes uncounted.</summary>
    /// <param name="place">The metastore, for people.</param>
    /// <param name="lease">The caller's lease.</param>
    /// <param name="current">The newest epoch of that name; 0 if nobody ever took it.</param>
    /// <returns>The exception to throw.</returns>
    public static MetastoreException OfStaleLease(string place, Lease lease, long current)
    {
        StaleLeases.Add(1, new KeyValuePair<string, object?>("lease", lease.Name));
        return new MetastoreException(
            MetastoreError.StaleLease, $"metastore {place}: another process took over (lease '{lease.Name}' epoch {lease.Epoch}, now {current}); nothing was changed");
    }

    /// <summary>Says that what was named does not exist.</summary>
    /// <param name="place">The metastore, for people.</param>
    /// <param name="what">What was named.</param>
    /// <returns>The exception to throw.</returns>
    public static MetastoreException OfUnknown(string place, string what) => new(MetastoreError.NotFound, $"metastore {place}: {what} is not known; nothing was changed");

    /// <summary>Says that what was named is not in the state that a call needs.</summary>
    /// <param name="place">The metastore, for people.</param>
    /// <param name="problem">What is wrong.</param>
    /// <returns>The exception to throw.</returns>
    public static MetastoreException OfPrecondition(string place, string problem) =>
        new(MetastoreError.FailedPrecondition, $"metastore {place}: {problem}; nothing was changed");

    /// <summary>Says that the id of a new index is taken.</summary>
    /// <param name="place">The metastore, for people.</param>
    /// <param name="found">The index that has it.</param>
    /// <returns>The exception to throw.</returns>
    public static MetastoreException OfExistingIndex(string place, IndexRecord found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return new MetastoreException(MetastoreError.AlreadyExists, $"metastore {place}: index {found.Uid.Id} exists, as {found.Uid}; nothing was changed");
    }
}
