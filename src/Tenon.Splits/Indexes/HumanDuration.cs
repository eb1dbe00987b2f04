using System.Globalization;

namespace Tenon.Splits.Indexes;

/// <summary>Durations as people write them: a whole number and a unit, such as <c>48h</c>.</summary>
public static class HumanDuration
{
    // Largest first, so that printing takes the largest that divides.
    private static readonly (string Unit, long Ticks)[] Units =
        [("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond)];

    /// <summary>What is expected where a text is no duration, for a message.</summary>
    public const string Expected = "a whole number and a unit (ms, s, m, h, d), such as '48h',";

    /// <summary>Reads a duration.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration, if the text is one; not negative.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        duration = default;
        if (digits <= 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return false;
        }

        long ticks = Array.Find(Units, unit => unit.Unit == text[digits..]).Ticks;
        if (ticks == 0 || count > long.MaxValue / ticks)
        {
            return false;
        }

        duration = TimeSpan.FromTicks(count * ticks);
        return true;
    }

    /// <summary>Writes a duration, in the largest unit that divides it.</summary>
    /// <param name="duration">Whole milliseconds.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentException">It has parts of milliseconds.</exception>
    public static string Print(TimeSpan duration)
    {
        (string unit, long ticks) = Array.Find(Units, unit => duration.Ticks % unit.Ticks == 0);
        return unit is null ? throw new ArgumentException($"duration {duration} has parts of milliseconds", nameof(duration)) : string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{unit}");
    }
}
