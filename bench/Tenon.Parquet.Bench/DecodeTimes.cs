using System.Diagnostics;

namespace Tenon.Parquet.Bench;

/// <summary>What was read and how long each step took, in stopwatch ticks.</summary>
internal sealed class DecodeTimes
{
    public long Rows { get; set; }

    public long Bytes { get; set; }

    public long Levels { get; set; }

    public long Indices { get; set; }

    public long Values { get; set; }

    public long PageTicks { get; set; }

    public long LevelTicks { get; set; }

    public long IndexTicks { get; set; }

    public long ValueTicks { get; set; }

    public long TotalTicks { get; set; }

    public long PeakBytes { get; set; }

    public void Print(TextWriter output)
    {
        output.WriteLine($"rows                  {Rows,12:N0}   {Rows / Seconds(TotalTicks) / 1e6,8:F1} M/s   {Seconds(TotalTicks) * 1000,8:F1} ms in all");
        output.WriteLine($"pages, decompressed   {Bytes,12:N0} B {Bytes / Seconds(PageTicks) / 1e6,8:F0} MB/s  {Seconds(PageTicks) * 1000,8:F1} ms");
        Line("levels", Levels, LevelTicks);
        Line("dictionary indices", Indices, IndexTicks);
        Line("other values", Values, ValueTicks);
        output.WriteLine($"levels and indices    {Nanoseconds(LevelTicks + IndexTicks) / Math.Max(1, Levels):F2} ns per level entry");
        output.WriteLine($"peak of the pool      {PeakBytes / 1e6:F1} MB");

        void Line(string name, long count, long ticks) =>
            output.WriteLine($"{name,-21} {count,12:N0}   {Nanoseconds(ticks) / Math.Max(1, count),8:F2} ns each {Seconds(ticks) * 1000,8:F1} ms");
    }

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;

    private static double Nanoseconds(long ticks) => Seconds(ticks) * 1e9;
}
