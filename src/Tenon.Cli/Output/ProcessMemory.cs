using System.Globalization;

namespace Tenon.Cli.Output;

/// <summary>The memory of this process.</summary>
internal static class ProcessMemory
{
    /// <summary>The most bytes of physical memory the process had at any time (VmHWM); null where the system does not tell.</summary>
    public static long? PeakBytes()
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/self/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    return long.Parse(line.AsSpan("VmHWM:".Length).Trim().TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture) << 10;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null; // A report without it is better than none.
        }

        return null;
    }
}
