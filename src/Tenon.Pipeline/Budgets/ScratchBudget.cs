using System.Globalization;
using Tenon.Storage;

namespace Tenon.Pipeline.Budgets;

/// <summary>Bytes of scratch, reserved before they are written (F-57). Thread-safe.</summary>
public sealed class ScratchBudget
{
    /// <summary>What is left free for everyone else on the disk: the metastore must go on when merges cannot.</summary>
    private const long KeptFreeBytes = 64L << 20;

    private readonly ByteBudget _budget;
    private readonly Func<CancellationToken, ValueTask<long?>> _readFree;

    /// <summary>A budget.</summary>
    /// <param name="totalBytes">Bytes at most; at least 1.</param>
    /// <param name="readFree">Bytes that the disk has free; null if there is no limit to speak of.</param>
    public ScratchBudget(long totalBytes, Func<CancellationToken, ValueTask<long?>> readFree)
    {
        ArgumentNullException.ThrowIfNull(readFree);
        (_budget, _readFree) = (new ByteBudget(totalBytes), readFree);
    }

    /// <summary>Bytes that are reserved now.</summary>
    public long UsedBytes => _budget.UsedBytes;

    /// <summary>Bytes at most.</summary>
    public long TotalBytes => _budget.TotalBytes;

    /// <summary>Reserves bytes, and waits until others that are reserved are returned.</summary>
    /// <param name="bytes">How many, from 0 to <see cref="TotalBytes"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The reservation, which the caller disposes.</returns>
    /// <exception cref="StorageException">The disk is too full (<see cref="StorageError.NoSpace"/>); nothing is reserved.</exception>
    public async ValueTask<ByteReservation> ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        ByteReservation reservation = await _budget.ReserveAsync(bytes, cancellationToken);
        try
        {
            // What others have reserved they may have written already, in part: so this asks for more than is needed, never for less.
            if (await _readFree(cancellationToken) is long free && free < KeptFreeBytes + _budget.UsedBytes)
            {
                throw new StorageException(
                    StorageError.NoSpace,
                    string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes of scratch are needed, {_budget.UsedBytes - bytes} are reserved by others and {KeptFreeBytes} stay free, but the disk has only {free}"));
            }

            return reservation;
        }
        catch
        {
            reservation.Dispose();
            throw;
        }
    }
}
