namespace Tenon.Splits;

/// <summary>Event times <c>[StartSeconds, EndSeconds)</c>, in whole seconds since the Unix epoch. Immutable; <c>default</c> is empty.</summary>
/// <param name="StartSeconds">The earliest.</param>
/// <param name="EndSeconds">One above the latest.</param>
public readonly record struct SplitTimeRange(long StartSeconds, long EndSeconds)
{
    /// <summary>Whether there is no time in it.</summary>
    public bool IsEmpty => EndSeconds <= StartSeconds;

    /// <summary>Whether a time is in both.</summary>
    /// <param name="other">The other range.</param>
    /// <returns>True if there is one.</returns>
    public bool Overlaps(SplitTimeRange other) => StartSeconds < other.EndSeconds && other.StartSeconds < EndSeconds;
}
