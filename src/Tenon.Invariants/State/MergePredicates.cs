namespace Tenon.Invariants.State;

/// <summary>The predicates that need no state: about the inputs of one merge, about windows, and about the order of values.</summary>
public static class MergePredicates
{
    /// <summary>Seconds of an hour, which the duration of a window divides.</summary>
    public const int SecondsPerHour = 3600;

    /// <summary>MP-1 of levels alone: all are equal. True of none and of one.</summary>
    /// <param name="levels">The levels of the inputs.</param>
    public static bool SameLevel(ReadOnlySpan<int> levels) => Same(levels);

    /// <summary>MP-2: there are at least two inputs.</summary>
    /// <param name="inputCount">How many there are.</param>
    public static bool AtLeastTwoInputs(int inputCount) => inputCount >= 2;

    /// <summary>MP-3: all inputs agree in what makes them compatible. True of none and of one.</summary>
    /// <param name="scopes">Of each input all that must agree, as one value: index, partition, sort schema, prefix length, window start and duration.</param>
    /// <typeparam name="TScope">The type of that; for a window that may be absent, absent is no window's value.</typeparam>
    public static bool SameScope<TScope>(ReadOnlySpan<TScope> scopes)
        where TScope : IEquatable<TScope> => Same(scopes);

    /// <summary>TW-2: the duration is positive and divides an hour.</summary>
    /// <param name="durationSeconds">Seconds. 64 bits, so that none is lost before the test.</param>
    public static bool IsValidWindowDuration(long durationSeconds) => durationSeconds is > 0 and <= SecondsPerHour && SecondsPerHour % durationSeconds == 0;

    /// <summary>The start of the window that a moment lies in: the greatest multiple of the duration that is not after it.</summary>
    /// <param name="seconds">Seconds since the Unix epoch, of either sign.</param>
    /// <param name="durationSeconds">Seconds, at least 1.</param>
    /// <param name="startSeconds">Where the window starts.</param>
    /// <returns>Whether the start can be represented; it cannot for the first moments there are.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not positive.</exception>
    public static bool TryGetWindowStart(long seconds, long durationSeconds, out long startSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(durationSeconds);

        // The remainder of the floor: times before the epoch round down, not towards it.
        long remainder = seconds % durationSeconds;
        long behind = remainder < 0 ? remainder + durationSeconds : remainder;
        bool isRepresentable = seconds >= long.MinValue + behind;
        startSeconds = isRepresentable ? seconds - behind : 0;
        return isRepresentable;
    }

    /// <summary>Compares as sort columns do (SS-2): nulls are equal to each other and after every value, in both directions.</summary>
    /// <param name="left">A value or null.</param>
    /// <param name="right">A value or null.</param>
    /// <param name="isAscending">Whether smaller values come first.</param>
    /// <typeparam name="T">The type of values.</typeparam>
    /// <returns>-1, 0 or 1.</returns>
    public static int Compare<T>(T? left, T? right, bool isAscending)
        where T : struct, IComparable<T> => (left, right) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            ({ } one, { } other) => isAscending ? Math.Sign(one.CompareTo(other)) : Math.Sign(other.CompareTo(one)),
        };

    private static bool Same<T>(ReadOnlySpan<T> values)
        where T : IEquatable<T>
    {
        for (int i = 1; i < values.Length; i++)
        {
            if (!values[i].Equals(values[0]))
            {
                return false;
            }
        }

        return true;
    }
}
