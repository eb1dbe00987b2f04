using System.Globalization;

namespace Tenon.Cli.Parsing;

/// <summary>Lengths of time as people write them.</summary>
internal static class Duration
{
    /// <summary>Reads a whole number and a unit: <c>90s</c>, <c>30m</c>, <c>12h</c>, <c>7d</c>.</summary>
    /// <exception cref="UsageException">The text is no duration, or longer than ten years.</exception>
    public static TimeSpan Parse(string text)
    {
        const int tenYearsInDays = 3653;
        TimeSpan unit = text.Length == 0 ? TimeSpan.Zero : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        if (unit > TimeSpan.Zero
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count * unit.TotalDays <= tenYearsInDays)
        {
            return count * unit;
        }

        throw new UsageException($"'{text}' is no duration; a whole number with s, m, h or d is expected, such as 1h");
    }

    /// <summary>For people: the two largest units.</summary>
    public static string Format(TimeSpan duration) =>
        duration.TotalDays >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalDays}d {duration.Hours}h")
        : duration.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalHours}h {duration.Minutes}m")
        : duration.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes}m {duration.Seconds}s")
        : duration.TotalSeconds >= 10 ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0}s")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0}s");
}
