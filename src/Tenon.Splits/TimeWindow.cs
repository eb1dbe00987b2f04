namespace Tenon.Splits;

/// <summary>Event time <c>[Start, Start + Duration)</c>, in whole seconds since the Unix epoch (UTC).</summary>
/// <remarks>The unit of compaction: no merge crosses a window (TW-3). <c>default</c> is not a window. Immutable.</remarks>
public readonly record struct TimeWindow
{
    private const int SecondsPerHour = 3600;

    private TimeWindow(long startSeconds, int durationSeconds) => (StartSeconds, DurationSeconds) = (startSeconds, durationSeconds);

    /// <summary>Seconds since the Unix epoch; a multiple of the duration.</summary>
    public long StartSeconds { get; }

    /// <summary>Seconds; divides one hour (TW-2).</summary>
    public int DurationSeconds { get; }

    /// <summary>The window of a moment.</summary>
    /// <param name="seconds">Seconds since the Unix epoch, of either sign.</param>
    /// <param name="durationSeconds">Seconds; must divide one hour.</param>
    /// <returns>The window.</returns>
    /// <exception cref="SortSchemaException">The duration is not positive, does not divide an hour, or the start cannot be represented.</exception>
    public static TimeWindow Of(long seconds, int durationSeconds)
    {
        if (durationSeconds <= 0)
        {
            throw new SortSchemaException(SortSchemaError.InvalidWindowDuration, $"window duration {durationSeconds} s is not positive");
        }

        if (SecondsPerHour % durationSeconds != 0)
        {
            throw new SortSchemaException(SortSchemaError.InvalidWindowDuration, $"window duration {durationSeconds} s does not divide one hour");
        }

        // The floor modulus: times before the epoch round down, not towards it.
        long remainder = seconds % durationSeconds;
        long behind = remainder < 0 ? remainder + durationSeconds : remainder;
        if (seconds < long.MinValue + behind)
        {
            throw new SortSchemaException(SortSchemaError.WindowStartOutOfRange, $"the window of {seconds} s starts before the earliest time there is");
        }

        return new TimeWindow(seconds - behind, durationSeconds);
    }
}
