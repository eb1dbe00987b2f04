using System.Globalization;
using Tenon.Metastore;
using Tenon.Storage;

namespace Tenon.Pipeline.Homes;

/// <summary>One of few places at which a process works on a data home: a lock that ends with its process, and the lease of that name. Disposed to give it back.</summary>
/// <remarks>Who takes a place takes over what the last process there left: its operations are ended, so that their tokens and inputs are free at once, without any
/// grace; its scratch is removed. That the last one is dead is certain, because the kernel says so.</remarks>
public sealed class WorkPlace : IDisposable
{
    /// <summary>Places of one kind: more processes than this do not help each other, and the names of leases, which are kept for ever, stay few.</summary>
    public const int MaximumPlaces = 64;

    private readonly FolderLock _lock;

    private WorkPlace(FolderLock taken, Lease lease) => (_lock, Lease) = (taken, lease);

    /// <summary>The lease.</summary>
    public Lease Lease { get; }

    /// <summary>Takes the first place that is free, and clears up at all others that are.</summary>
    /// <param name="home">The data home.</param>
    /// <param name="kind">What is done there, such as <c>ingest</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The place.</returns>
    /// <exception cref="Targets.TargetLockedException">All places are taken.</exception>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    /// <exception cref="StorageException">A lock cannot be made, or scratch not removed.</exception>
    public static async ValueTask<WorkPlace> TakeAsync(DataHome home, string kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(home);
        WorkPlace? mine = null;
        int? holder = null;
        try
        {
            for (int number = 0; number < MaximumPlaces; number++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}");
                string path = Path.Join(home.LockFolder, name + ".lock");
                if (mine is not null && !File.Exists(path))
                {
                    break; // Places are taken in order: nobody was ever further.
                }

                if (FolderLock.TryTake(path, out int? other) is not FolderLock taken)
                {
                    holder ??= other;
                    continue;
                }

                WorkPlace place = await ClearAsync(home, name, taken, cancellationToken);
                if (mine is null)
                {
                    mine = place;
                }
                else
                {
                    place.Dispose();
                }
            }
        }
        catch
        {
            mine?.Dispose();
            throw;
        }

        return mine ?? throw new Targets.TargetLockedException(home.Folder, holder);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static async ValueTask<WorkPlace> ClearAsync(DataHome home, string name, FolderLock taken, CancellationToken cancellationToken)
    {
        try
        {
            var left = new List<OperationId>();
            await foreach (OperationRecord operation in home.Metastore.ListOperationsAsync(
                new OperationQuery { State = OperationState.Planned, LeaseName = name }, cancellationToken))
            {
                left.Add(operation.Id);
            }

            Lease lease = await home.Metastore.TakeLeaseAsync(name, cancellationToken);
            foreach (OperationId operation in left)
            {
                await home.Metastore.EndAsync(lease, operation, OperationState.Abandoned, "its process died", cancellationToken);
                home.Scratch.Remove(operation);
            }

            return new WorkPlace(taken, lease);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }
}
