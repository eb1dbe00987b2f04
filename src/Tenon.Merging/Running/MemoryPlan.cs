using Tenon.Parquet.Metadata;

namespace Tenon.Merging.Running;

/// <summary>How a memory budget is divided.</summary>
/// <remarks>
/// <code>
/// budget = runtime and heap      what the process takes without any data
///        + pages                 decompressed pages of inputs, kept from segment to segment while they fit
///        + key blocks            decoded sort columns ahead of the merge
///        + segment               one row group: permutation, one frame and its output for each thread, encoded chunks
/// </code>
/// Immutable.
/// </remarks>
internal sealed record MemoryPlan
{
    /// <summary>Measured for this program: runtime, compiled code, SQLite, a heap of footers.</summary>
    private const long RuntimeBytes = 72L << 20;

    /// <summary>Threads for which row groups are sized, whatever their number: the output must not depend on it. With more, as many of
    /// them assemble at once as the row groups leave memory for.</summary>
    private const int SizedForThreads = 2;

    private const int ScratchRows = 65_536;
    private const int MaximumFanIn = 512;
    private const int MaximumBlockRows = 2048;
    private const int MinimumBlockRows = 256;

    /// <summary>Bytes of decompressed pages that may be kept between segments.</summary>
    public required long PageBytes { get; init; }

    /// <summary>Rows of a row group.</summary>
    public required int RowGroupRows { get; init; }

    /// <summary>Rows of a row group of an intermediate file: what memory allows, however small those of the output are.</summary>
    public required int ScratchRowGroupRows { get; init; }

    /// <summary>Rows that are sorted in memory at once.</summary>
    public required int SortRows { get; init; }

    /// <summary>Rows of a key block.</summary>
    public required int BlockRows { get; init; }

    /// <summary>Threads that assemble columns at once.</summary>
    public required int Workers { get; init; }

    /// <summary>Inputs that are merged at once.</summary>
    public required int FanIn { get; init; }

    /// <summary>Divides the budget.</summary>
    /// <param name="settings">The budget, threads and row group size asked for.</param>
    /// <param name="shape">What the inputs look like.</param>
    public static MemoryPlan For(MergeSettings settings, InputShape shape)
    {
        long data = Math.Max(32L << 20, settings.MemoryBytes - RuntimeBytes);
        long segment = data / 4;

        // In flight for each row: permutation and encoded chunks (about the row's size), and for each thread a frame, its gathered
        // copy and the encoder's room for the widest column, 16 bytes at least, and a hash.
        double shared = 16 + Math.Min(shape.BytesPerRow, 4096);
        double perThread = (3 * Math.Max(16, shape.WidestColumnBytesPerRow)) + 8;
        int possibleRows = (int)Math.Clamp(segment / (shared + (SizedForThreads * perThread)), 1, 1 << 24);
        int rowGroupRows = Math.Min(possibleRows, settings.RowGroupRows);
        int scratchRows = Math.Min(possibleRows, Math.Max(settings.RowGroupRows, ScratchRows));
        int workers = (int)Math.Clamp(((double)segment / scratchRows - shared) / perThread, SizedForThreads, int.MaxValue);
        double perRow = shared + (Math.Min(settings.Threads, workers) * perThread);
        long perInput = shape.LargestRowGroupBytes + (shape.LeafColumns * 600L) + shape.FooterBytes;
        int fanIn = (int)Math.Clamp(data * 6 / 10 / Math.Max(1, perInput), 4, MaximumFanIn);
        int inputs = Math.Min(fanIn, Math.Max(1, shape.Inputs));
        double keyBytesPerRow = (shape.KeyColumns * 6.0) + 32;
        int blockRows = (int)Math.Clamp(data / 100 / keyBytesPerRow / inputs, MinimumBlockRows, MaximumBlockRows);
        return new MemoryPlan
        {
            PageBytes = data * 7 / 10,
            RowGroupRows = rowGroupRows,
            ScratchRowGroupRows = scratchRows,
            SortRows = (int)Math.Clamp(data / 3 / (perRow + keyBytesPerRow + 64), Math.Min(rowGroupRows, 4096), 1 << 20),
            BlockRows = blockRows,
            Workers = Math.Min(settings.Threads, workers),
            FanIn = fanIn,
        };
    }
}

/// <summary>What matters of a set of inputs for memory.</summary>
internal sealed class InputShape
{
    /// <summary>Files.</summary>
    public int Inputs { get; private set; }

    /// <summary>Leaf columns of the widest file.</summary>
    public int LeafColumns { get; private set; }

    /// <summary>Sort columns.</summary>
    public int KeyColumns { get; init; }

    /// <summary>Uncompressed bytes of the largest row group: what all its pages take when each chunk is one page.</summary>
    public long LargestRowGroupBytes { get; private set; }

    /// <summary>The largest footer in memory, roughly.</summary>
    public long FooterBytes { get; private set; }

    /// <summary>Uncompressed bytes of a row, at most in any row group.</summary>
    public double BytesPerRow { get; private set; }

    /// <summary>Uncompressed bytes of a row in its widest column, at most in any row group.</summary>
    public double WidestColumnBytesPerRow { get; private set; }

    /// <summary>Takes a file into account.</summary>
    public void Add(FileMetadata file)
    {
        Inputs++;
        int leaves = 0;
        foreach (RowGroupMetadata group in file.RowGroups)
        {
            leaves = group.Columns.Count;
            long bytes = 0;
            double rows = Math.Max(1, group.RowCount);
            foreach (ColumnChunkMetadata column in group.Columns)
            {
                bytes += column.TotalUncompressedSize;
                WidestColumnBytesPerRow = Math.Max(WidestColumnBytesPerRow, column.TotalUncompressedSize / rows);
            }

            LargestRowGroupBytes = Math.Max(LargestRowGroupBytes, bytes);
            BytesPerRow = Math.Max(BytesPerRow, bytes / rows);
        }

        LeafColumns = Math.Max(LeafColumns, leaves);
        FooterBytes = Math.Max(FooterBytes, file.RowGroups.Count * leaves * 500L);
    }
}
