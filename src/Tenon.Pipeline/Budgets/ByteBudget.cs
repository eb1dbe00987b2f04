namespace Tenon.Pipeline.Budgets;

/// <summary>Bytes that several users share, given in the order in which they were asked for, so that nobody waits for ever. Thread-safe.</summary>
public sealed class ByteBudget
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private long _used;

    /// <summary>A budget.</summary>
    /// <param name="totalBytes">What there is; at least 1.</param>
    public ByteBudget(long totalBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(totalBytes, 1);
        TotalBytes = totalBytes;
    }

    /// <summary>What there is.</summary>
    public long TotalBytes { get; }

    /// <summary>What is reserved now.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_gate)
            {
                return _used;
            }
        }
    }

    /// <summary>Reserves bytes, and waits for them.</summary>
    /// <param name="bytes">How many, from 0 to <see cref="TotalBytes"/>.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is reserved then.</param>
    /// <returns>The reservation, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There never are so many.</exception>
    public async ValueTask<ByteReservation> ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, TotalBytes);
        var waiter = new Waiter(bytes);
        LinkedListNode<Waiter> node;
        lock (_gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_waiters.Count == 0 && bytes <= TotalBytes - _used)
            {
                _used += bytes;
                return new ByteReservation(this, bytes);
            }

            node = _waiters.AddLast(waiter);
        }

        await using (cancellationToken.Register(() => GiveUp(node, cancellationToken)))
        {
            await waiter.Granted.Task;
        }

        return new ByteReservation(this, bytes);
    }

    internal void Return(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
            Grant();
        }
    }

    private void Grant()
    {
        while (_waiters.First is { } first && first.Value.Bytes <= TotalBytes - _used)
        {
            _used += first.Value.Bytes;
            _waiters.Remove(first);
            first.Value.Granted.SetResult(); // Continues elsewhere, not under the lock.
        }
    }

    private void GiveUp(LinkedListNode<Waiter> node, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (node.List is not null)
            {
                _waiters.Remove(node);
                node.Value.Granted.SetCanceled(cancellationToken);
                Grant(); // Those behind may be content with less.
            }
        }
    }

    private sealed record Waiter(long Bytes)
    {
        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Bytes that are reserved until this is disposed. Disposing it again changes nothing.</summary>
public sealed class ByteReservation : IDisposable
{
    private readonly ByteBudget _budget;
    private int _isReturned;

    internal ByteReservation(ByteBudget budget, long bytes) => (_budget, Bytes) = (budget, bytes);

    /// <summary>How many.</summary>
    public long Bytes { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReturned, 1) == 0)
        {
            _budget.Return(Bytes);
        }
    }
}
