namespace Tenon.Splits;

/// <summary>Whether a split will be merged again. Immutable; <c>default</c> is mature.</summary>
public readonly record struct SplitMaturity
{
    private SplitMaturity(TimeSpan period) => Period = period;

    /// <summary>It will never be merged again.</summary>
    public static SplitMaturity Mature => default;

    /// <summary>How long after its creation it becomes mature by age; zero if it is mature.</summary>
    public TimeSpan Period { get; }

    /// <summary>A split that may be merged until it is of a certain age.</summary>
    /// <param name="period">The age; above zero.</param>
    /// <returns>The maturity.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The period is not above zero.</exception>
    public static SplitMaturity ImmatureFor(TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        return new SplitMaturity(period);
    }

    /// <summary>When a split is mature.</summary>
    /// <param name="createdAt">When it was created.</param>
    /// <returns>The moment; the earliest there is if it is mature from the beginning.</returns>
    public DateTimeOffset MaturesAt(DateTimeOffset createdAt) =>
        Period == TimeSpan.Zero ? DateTimeOffset.MinValue
        : Period > DateTimeOffset.MaxValue - createdAt ? DateTimeOffset.MaxValue
        : createdAt + Period;
}
