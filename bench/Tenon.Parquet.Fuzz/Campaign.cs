using System.Diagnostics;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Fuzz;

/// <summary>Runs one damaged file after another and judges what comes out.</summary>
internal sealed class Campaign(IReadOnlyList<SeedFile> seeds)
{
    /// <summary>Most seconds for one file; a machine that does much else at once needs them, the reader a hundredth.</summary>
    public const double LimitSeconds = 10;

    /// <summary>Most bytes of unmanaged memory at one time: a page as stored, decompressed, rebuilt from deltas, its dictionary, and little else.</summary>
    public const long LimitPoolBytes = (5L * FileProbe.PageLimitBytes) + (8 << 20);

    /// <summary>Most bytes of managed memory for one file in all, garbage included, beside so many times the file's length.</summary>
    public const long LimitManagedBytes = 128L << 20;

    /// <summary>Managed bytes for each byte of the file.</summary>
    public const long ManagedFactor = 400;

    private readonly Mutator _mutator = new(seeds);

    public int FilesWithErrors { get; private set; }

    public double SlowestSeconds { get; private set; }

    public long PeakPoolBytes { get; private set; }

    public long MostManagedBytes { get; private set; }

    /// <summary>Runs the file of a seed.</summary>
    /// <param name="seed">Which one.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Run(int seed)
    {
        byte[] bytes = _mutator.Create(seed, out string origin);
        string? problem = Judge(bytes, verifyChecksums: seed % 4 == 0) ?? (seed % 4 == 1 ? JudgeIndependence(bytes) : null);
        return problem is null ? null : $"seed {seed} ({origin}): {problem}";
    }

    /// <summary>The file of a seed, to keep it.</summary>
    public byte[] Create(int seed) => _mutator.Create(seed, out _);

    /// <summary>Reads a file and judges it.</summary>
    public string? Judge(byte[] bytes, bool verifyChecksums)
    {
        using var pool = new BufferPool(1 << 20);
        long managed = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        TimeSpan worked = Environment.CpuUsage.TotalTime;
        try
        {
            (int errors, _) = FileProbe.Read(bytes, pool, verifyChecksums);
            FilesWithErrors += errors > 0 ? 1 : 0;
        }
#pragma warning disable CA1031 // Whatever it is, it is the find.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e.ToString();
        }

        // Of the time on the wall and the work of the process the lesser: a busy machine stretches the one, other threads the other.
        double seconds = Math.Min(Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - worked).TotalSeconds);
        managed = GC.GetAllocatedBytesForCurrentThread() - managed;
        SlowestSeconds = Math.Max(SlowestSeconds, seconds);
        PeakPoolBytes = Math.Max(PeakPoolBytes, pool.PeakBytes);
        MostManagedBytes = Math.Max(MostManagedBytes, managed);
        return seconds > LimitSeconds ? $"took {seconds:F1} s, the limit is {LimitSeconds}"
            : pool.PeakBytes > LimitPoolBytes ? $"took {pool.PeakBytes} bytes of unmanaged memory, the limit is {LimitPoolBytes}"
            : managed > LimitManagedBytes + (ManagedFactor * bytes.Length) ? $"took {managed} bytes of managed memory for a file of {bytes.Length}"
            : pool.RentedBytes != 0 ? $"kept {pool.RentedBytes} bytes"
            : null;
    }

    // What is decoded must come from the file, never from what lay in memory before or behind a buffer's end.
    private static string? JudgeIndependence(byte[] bytes)
    {
        using BufferPool zeros = PatternPool.Create(0);
        using BufferPool ones = PatternPool.Create(0xFF);
        (int Errors, ulong Hash) first = FileProbe.Read(bytes, zeros, verifyChecksums: false);
        (int Errors, ulong Hash) second = FileProbe.Read(bytes, ones, verifyChecksums: false);
        return first == second ? null : $"decodes differently ({first} and {second}) with other bytes in memory";
    }
}
