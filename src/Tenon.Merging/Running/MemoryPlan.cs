using Tenon.Parquet.Metadata;

namespace Tenon.Merging.Running;

/// <summary>How a memory budget is divided.</summary>
/// <remarks>
/// <code>
/// budget = resident              what the process has when the merge begins: runtime, code, footers read for the plan; nothing of other merges
///        + margin                a twelfth, for peaks between two looks at the process
///        + slack                 garbage between collections, what codecs hold, leftovers between the C library's blocks
///        + inputs                footers, and for each column of each input a cursor and the smallest blocks
///        + key blocks            decoded sort columns ahead of the merge
///        + segment               one row group: permutation, one frame and its output for each thread, encoded chunks
///        + pages                 decompressed pages and dictionaries, kept from segment to segment while they fit
/// </code>
/// What shows in the output, row groups and passes, follows from settings and inputs alone; what the process happens to hold only
/// decides what is kept. Immutable.
/// </remarks>
internal sealed record MemoryPlan
{
    /// <summary>What row groups leave to runtime, compiled code and footers, however much those take in this process.</summary>
    private const long RuntimeBytes = 72L << 20;

    /// <summary>Measured: a collection every 4 MiB leaves up to five times that, and codecs take 1 to 2 MiB a thread.</summary>
    private const long SlackBytes = 24L << 20;

    /// <summary>One part in so many is left free: peaks come between two looks at the process.</summary>
    private const int MarginShare = 12;

    /// <summary>What a footer says of a column chunk, as objects.</summary>
    private const long ChunkMetadataBytes = 700;

    /// <summary>A cursor, its page and its dictionary as objects: what a column of an input takes even when it is evicted.</summary>
    private const long CursorBytes = 2048;

    /// <summary>Page, dictionary and the tables made of it in the smallest blocks of the pool.</summary>
    private const long SmallestPagesBytes = 5 << 10;

    /// <summary>The slice that a reader of a repeated column holds: levels, values and indices of 1024 entries.</summary>
    private const long RepeatedReaderBytes = 1024 * 24;

    /// <summary>Threads for which row groups are sized, whatever their number: the output must not depend on it. With more, as many of
    /// them assemble at once as the row groups leave memory for.</summary>
    private const int SizedForThreads = 2;

    /// <summary>From so many bytes on, less memory for pages is worth the time to look for a smaller form of them: about 1 % of a merge.</summary>
    private const long ManyPagesBytes = 96L << 20;

    private const int ScratchRows = 65_536;
    private const int MinimumFanIn = 4;
    private const int MaximumFanIn = 512;
    private const int MaximumBlockRows = 2048;
    private const int MinimumBlockRows = 256;

    /// <summary>Rented bytes up to which pages and dictionaries are kept between segments.</summary>
    public required long PageBytes { get; init; }

    /// <summary>What the process takes beside what is rented: what it had when the merge began, slack, and the inputs as objects.</summary>
    public required long ProcessBytes { get; init; }

    /// <summary>The part of <see cref="ProcessBytes"/> that is this merge's: slack, and the inputs as objects.</summary>
    public long OwnBytes { get; init; }

    /// <summary>Rows of a row group.</summary>
    public required int RowGroupRows { get; init; }

    /// <summary>Bytes of values at which a row group ends before it has all its rows: they are there twice, as read and as encoded.</summary>
    public required long LargeSegmentBytes { get; init; }

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

    /// <summary>Whether large pages are kept in less memory where their values allow it.</summary>
    public bool CompactsPages { get; init; }

    /// <summary>Divides the budget.</summary>
    /// <param name="settings">The budget, threads and row group size asked for.</param>
    /// <param name="shape">What the inputs look like.</param>
    /// <param name="residentBytes">Memory that the process has already, beside what others in it hold or have planned.</param>
    public static MemoryPlan For(MergeSettings settings, InputShape shape, long residentBytes)
    {
        // By settings and inputs alone: row groups.
        long segment = RowData(settings) / 4;

        // In flight for each row: permutation and encoded chunks (about the row's size), and for each thread a frame, its gathered
        // copy and the encoder's room for the widest column, 16 bytes at least, and a hash.
        double shared = 16 + Math.Min(shape.BytesPerRow, 4096);
        double perThread = (3 * Math.Max(16, shape.WidestColumnBytesPerRow)) + 8;
        int possibleRows = (int)Math.Clamp(segment / (shared + (SizedForThreads * perThread)), 1, 1 << 24);
        int rowGroupRows = Math.Min(possibleRows, settings.RowGroupRows);
        int scratchRows = Math.Min(possibleRows, Math.Max(settings.RowGroupRows, ScratchRows));
        int workers = Math.Min(settings.Threads, (int)Math.Clamp(((double)segment / scratchRows - shared) / perThread, SizedForThreads, int.MaxValue));

        // The passes show too, in which values come first in dictionaries: how many inputs are merged, and sorted rows, likewise.
        long sized = Math.Max(24L << 20, RowData(settings) - SlackBytes);
        long inSegment = Math.Min(sized / 2, (long)(Math.Min(scratchRows, shape.RowCount) * (shared + (SizedForThreads * perThread))));
        long sizedData = sized - inSegment;
        long perInput = shape.FixedBytesPerInput + (shape.LeafColumns * SmallestPagesBytes) + shape.LargestRowGroupBytes;
        int fanIn = (int)Math.Clamp(sizedData * 3 / 4 / Math.Max(1, perInput), MinimumFanIn, MaximumFanIn);
        int inputs = Math.Min(fanIn, Math.Max(1, shape.Inputs));

        // From here on by what there is. A process that is too large already still has to go on somehow: with an eighth of the budget.
        long data = Math.Max(settings.MemoryBytes / 8, settings.MemoryBytes - (settings.MemoryBytes / MarginShare) - residentBytes - SlackBytes - inSegment);
        double keyBytesPerRow = (shape.KeyColumns * 6.0) + 32;
        int blockRows = (int)Math.Clamp(data / 100 / keyBytesPerRow / inputs, MinimumBlockRows, MaximumBlockRows);
        long idle = Math.Min(data / 4, IdleBytes(settings));
        return new MemoryPlan
        {
            ProcessBytes = residentBytes + SlackBytes + (inputs * shape.FixedBytesPerInput),
            OwnBytes = SlackBytes + (inputs * shape.FixedBytesPerInput),
            PageBytes = Math.Max(0, data - idle - (inputs * shape.FixedBytesPerInput) - Math.Min(data / 4, workers * shape.LargestChunkBytes)),
            RowGroupRows = rowGroupRows,
            LargeSegmentBytes = segment / 2,
            ScratchRowGroupRows = scratchRows,
            SortRows = (int)Math.Clamp(sizedData / 3 / (shared + (SizedForThreads * perThread) + keyBytesPerRow + 64), Math.Min(rowGroupRows, 4096), 1 << 20),
            BlockRows = blockRows,
            Workers = workers,
            FanIn = fanIn,
            CompactsPages = inputs * shape.LargestRowGroupBytes > ManyPagesBytes,
        };
    }

    /// <summary>Bytes of returned blocks that the pool may keep.</summary>
    public static long IdleBytes(MergeSettings settings) => Math.Clamp(RowData(settings) / 16, 2L << 20, 24L << 20);

    /// <summary>What an input takes without its pages.</summary>
    public static long FixedBytes(int rowGroups, int leaves, int repeatedLeaves) =>
        ((long)rowGroups * leaves * ChunkMetadataBytes) + (leaves * CursorBytes) + (repeatedLeaves * RepeatedReaderBytes);

    private static long RowData(MergeSettings settings) => Math.Max(32L << 20, settings.MemoryBytes - RuntimeBytes);
}

/// <summary>What matters of a set of inputs for memory.</summary>
internal sealed class InputShape
{
    /// <summary>Files.</summary>
    public int Inputs { get; private set; }

    /// <summary>Rows of all files.</summary>
    public long RowCount { get; private set; }

    /// <summary>Leaf columns of the widest file.</summary>
    public int LeafColumns { get; private set; }

    /// <summary>Sort columns.</summary>
    public int KeyColumns { get; init; }

    /// <summary>Uncompressed bytes of the largest row group: what all its pages take when each chunk is one page.</summary>
    public long LargestRowGroupBytes { get; private set; }

    /// <summary>Uncompressed bytes of the largest column chunk: no page is larger.</summary>
    public long LargestChunkBytes { get; private set; }

    /// <summary>What an input takes at most without its pages: its footer, cursors and readers, roughly.</summary>
    public long FixedBytesPerInput { get; private set; }

    /// <summary>Uncompressed bytes of a row, at most in any row group.</summary>
    public double BytesPerRow { get; private set; }

    /// <summary>Uncompressed bytes of a row in its widest column, at most in any row group.</summary>
    public double WidestColumnBytesPerRow { get; private set; }

    /// <summary>Takes a file into account.</summary>
    /// <param name="file">Its footer.</param>
    /// <param name="repeatedLeaves">How many of its leaf columns are repeated.</param>
    public void Add(FileMetadata file, int repeatedLeaves)
    {
        Inputs++;
        RowCount += file.RowCount;
        int leaves = 0;
        foreach (RowGroupMetadata group in file.RowGroups)
        {
            leaves = group.Columns.Count;
            long bytes = 0;
            double rows = Math.Max(1, group.RowCount);
            foreach (ColumnChunkMetadata column in group.Columns)
            {
                bytes += column.TotalUncompressedSize;
                LargestChunkBytes = Math.Max(LargestChunkBytes, column.TotalUncompressedSize);
                WidestColumnBytesPerRow = Math.Max(WidestColumnBytesPerRow, column.TotalUncompressedSize / rows);
            }

            LargestRowGroupBytes = Math.Max(LargestRowGroupBytes, bytes);
            BytesPerRow = Math.Max(BytesPerRow, bytes / rows);
        }

        LeafColumns = Math.Max(LeafColumns, leaves);
        FixedBytesPerInput = Math.Max(FixedBytesPerInput, MemoryPlan.FixedBytes(file.RowGroups.Count, leaves, repeatedLeaves));
    }
}
