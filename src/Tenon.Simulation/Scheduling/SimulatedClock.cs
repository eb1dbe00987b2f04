namespace Tenon.Simulation.Scheduling;

/// <summary>A clock whose time passes only when it is told to, with timers. Thread-safe.</summary>
public sealed class SimulatedClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<VirtualTimer, (long Ticks, long Order)> _due = new();
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private long _order;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass up to the next timer, and fires it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Advance()
    {
        VirtualTimer? timer;
        lock (_gate)
        {
            do
            {
                if (!_due.TryDequeue(out timer, out (long Ticks, long Order) at))
                {
                    return false;
                }

                if (timer.DueOrder == at.Order)
                {
                    _now = at.Ticks > _now.Ticks ? new DateTimeOffset(at.Ticks, TimeSpan.Zero) : _now;
                    break;
                }
            }
            while (true);
            timer.Renew();
        }

        timer.Fire();
        return true;
    }

    private sealed class VirtualTimer(SimulatedClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        /// <summary>Names the entry of the queue that counts; others are left over.</summary>
        public long DueOrder { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                Enqueue(dueTime);
                return true;
            }
        }

        public void Renew() => Enqueue(_period);

        public void Fire() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Enqueue(TimeSpan delay)
        {
            DueOrder = ++clock._order;
            if (delay >= TimeSpan.Zero && delay != Timeout.InfiniteTimeSpan)
            {
                clock._due.Enqueue(this, (clock._now.Ticks + delay.Ticks, DueOrder));
            }
        }
    }
}
