using System.Globalization;

namespace Tenon.Pipeline.Configuration;

/// <summary>Sizes in bytes as people write them: <c>256MiB</c>, <c>1.5GB</c>, <c>1048576</c> or <c>1048576B</c>.</summary>
public static class SizeText
{
    /// <summary>What is expected where a text is no size, for a message.</summary>
    public const string Expected = "a number of bytes, with KiB, MiB, GiB, TiB, kB, MB, GB or TB if you like, such as 256MiB,";

    private static readonly (string Unit, long Factor)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("B", 1),
    ];

    /// <summary>Reads a size.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The size, if the text is one; at least 1.</param>
    /// <returns>Whether it is a whole number of bytes from 1 to 2^63-1.</returns>
    public static bool TryParse(string text, out long bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        (string unit, long factor) = Array.Find(Units, each => text.EndsWith(each.Unit, StringComparison.Ordinal));
        string number = unit is null ? text : text[..^unit.Length].TrimEnd(' ');
        factor = unit is null ? 1 : factor;
        bytes = 0;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            || value > long.MaxValue / factor || value * factor < 1 || decimal.Truncate(value * factor) != value * factor)
        {
            return false;
        }

        bytes = (long)(value * factor);
        return true;
    }

    /// <summary>Writes a size, in the largest binary unit that divides it.</summary>
    /// <param name="bytes">The size; at least 0.</param>
    /// <returns>The text, which reads back as the same size.</returns>
    public static string Print(long bytes)
    {
        (string unit, long factor) = Units.Take(4).LastOrDefault(each => bytes > 0 && bytes % each.Factor == 0);
        return unit is null ? bytes.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{bytes / factor}{unit}");
    }
}
