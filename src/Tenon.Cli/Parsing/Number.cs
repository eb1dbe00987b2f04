using System.Globalization;

namespace Tenon.Cli.Parsing;

/// <summary>Whole numbers.</summary>
internal static class Number
{
    /// <exception cref="UsageException">The text is no whole number from the minimum to the maximum.</exception>
    public static int Parse(string option, string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum
            ? value
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} {text}: a whole number from {minimum} to {maximum} is expected"));

    /// <summary>Threads; one per processor where none are given.</summary>
    /// <exception cref="UsageException">The text is no number of threads.</exception>
    public static int ParseThreads(string? text)
    {
        const int maximum = 1024; // More would only wait for each other.
        return text is null ? Environment.ProcessorCount : Parse("--threads", text, 1, maximum);
    }
}
