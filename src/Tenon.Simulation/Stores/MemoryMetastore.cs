using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Simulation.Stores;

/// <summary>A metastore in memory, under the same contract as that which ships. Every call is one atomic change, and is finished when it returns. Thread-safe.</summary>
/// <remarks>Demands are made before the first change, so a call that throws has changed nothing. What it does and tells depends on calls and clock alone,
/// never on the order of hashes, so that a simulation is the same in every process.</remarks>
public sealed partial class MemoryMetastore : IMetastore
{
    private const string Place = "in memory";

    private readonly MemoryTables _tables;
    private readonly TimeProvider _clock;
    private bool _isDisposed;

    /// <summary>A metastore with nothing in it.</summary>
    /// <param name="clock">The metastore's own clock; what it tells is kept in whole milliseconds.</param>
    public MemoryMetastore(TimeProvider clock)
        : this(new MemoryTables(), clock)
    {
    }

    private MemoryMetastore(MemoryTables tables, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        (_tables, _clock) = (tables, clock);
    }

    /// <summary>Opens the same metastore once more, as another process would.</summary>
    /// <param name="clock">The clock of that process.</param>
    /// <returns>The metastore; disposing one leaves the others as they are.</returns>
    public MemoryMetastore OpenAgain(TimeProvider clock) => new(_tables, clock);

    /// <summary>Ends this view of it: its calls are refused from now on. Others that have it open, and what is in it, stay.</summary>
    /// <returns>When ended.</returns>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a change, if the lease is still the caller's.</summary>
    private ValueTask<T> Write<T>(Lease? lease, Func<T> change, CancellationToken cancellationToken) => Run(
        () =>
        {
            if (lease is Lease mine)
            {
                RequireLease(mine);
            }

            return change();
        },
        cancellationToken);

    private ValueTask Write(Lease? lease, Action change, CancellationToken cancellationToken)
    {
        ValueTask<bool> done = Write(
            lease,
            () =>
            {
                change();
                return true;
            },
            cancellationToken);
        return done.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(done.AsTask());
    }

    /// <summary>Does something while nobody else does anything. What it throws is in the task, as with a metastore that has to wait.</summary>
    private ValueTask<T> Run<T>(Func<T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        try
        {
            lock (_tables.Gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return ValueTask.FromResult(call());
            }
        }
        catch (Exception e)
        {
            return ValueTask.FromException<T>(e);
        }
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(_clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>A moment in whole milliseconds since the Unix epoch: ages may be longer than a time can tell.</summary>
    private long Ago(TimeSpan age) => _clock.GetUtcNow().ToUnixTimeMilliseconds() - (long)age.TotalMilliseconds;

    private static bool IsAtMost(DateTimeOffset time, long milliseconds) => time.ToUnixTimeMilliseconds() <= milliseconds;

    private static MetastoreException Refused(string problem) => MetastoreException.OfPrecondition(Place, problem);

    private static MetastoreException NotFound(string what) => MetastoreException.OfUnknown(Place, what);
}
