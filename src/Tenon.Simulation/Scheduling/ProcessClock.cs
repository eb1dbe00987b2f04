namespace Tenon.Simulation.Scheduling;

/// <summary>The clock of one process: it may be wrong, and it wakes nobody any more once the process is dead.</summary>
/// <param name="world">The time as it is.</param>
internal sealed class ProcessClock(TimeProvider world) : TimeProvider
{
    /// <summary>How wrong the time of day is; durations are right.</summary>
    public TimeSpan Error { get; set; }

    public bool IsStopped { get; set; }

    public override long TimestampFrequency => world.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + Error;

    public override long GetTimestamp() => world.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => world.CreateTimer(
        waited =>
        {
            if (!IsStopped)
            {
                callback(waited);
            }
        },
        state,
        dueTime,
        period);
}
