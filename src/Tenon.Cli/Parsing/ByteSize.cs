using System.Globalization;

namespace Tenon.Cli.Parsing;

/// <summary>Sizes in bytes as people write them.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Factor)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("B", 1),
    ];

    /// <summary>Reads a number and a unit: <c>256MiB</c>, <c>1.5GB</c>, <c>1048576</c> or <c>1048576B</c>.</summary>
    /// <exception cref="UsageException">The text is no size, or is not a whole number of bytes from 1 to 2^63-1.</exception>
    public static long Parse(string text)
    {
        (string unit, long factor) = Array.Find(Units, each => text.EndsWith(each.Unit, StringComparison.Ordinal));
        string number = unit is null ? text : text[..^unit.Length].TrimEnd(' ');
        factor = unit is null ? 1 : factor;
        const NumberStyles style = NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(number, style, CultureInfo.InvariantCulture, out decimal value)
            || value > long.MaxValue / factor || value * factor < 1 || decimal.Truncate(value * factor) != value * factor)
        {
            throw new UsageException($"'{text}' is no size; a number of bytes is expected, with KiB, MiB, GiB, TiB, kB, MB, GB or TB if you like, such as 256MiB");
        }

        return (long)(value * factor);
    }

    /// <summary>For people: three digits and a binary unit.</summary>
    public static string Format(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        string format = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
