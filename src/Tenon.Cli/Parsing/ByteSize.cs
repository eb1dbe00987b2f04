using System.Globalization;
using Tenon.Pipeline.Configuration;

namespace Tenon.Cli.Parsing;

/// <summary>Sizes in bytes as people write them.</summary>
internal static class ByteSize
{
    /// <summary>Reads a number and a unit: <c>256MiB</c>, <c>1.5GB</c>, <c>1048576</c> or <c>1048576B</c>.</summary>
    /// <exception cref="UsageException">The text is no size, or is not a whole number of bytes from 1 to 2^63-1.</exception>
    public static long Parse(string text) =>
        SizeText.TryParse(text, out long bytes) ? bytes : throw new UsageException($"'{text}' is no size; {SizeText.Expected.TrimEnd(',')} is expected");

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
