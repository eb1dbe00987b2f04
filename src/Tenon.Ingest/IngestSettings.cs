using Tenon.Merging;

namespace Tenon.Ingest;

/// <summary>What an ingest may take. Immutable; the defaults suit most data.</summary>
public sealed record IngestSettings
{
    /// <summary>Where finished splits go, a local folder; made when needed.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>A folder for temporary files, of this ingest alone; made when needed, and emptied of them afterwards.</summary>
    public required string ScratchFolder { get; init; }

    /// <summary>Memory that the process may use, in bytes, at least <see cref="MergeSettings.MinimumMemoryBytes"/>. A Parquet source takes a page
    /// and a dictionary of each of its columns beside it.</summary>
    public long MemoryBytes { get; init; } = 512L << 20;

    /// <summary>Threads, 1 or more. The splits do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Windows that the rows of one file may fall into; each becomes at least one split. More are taken for a mistake in the times.</summary>
    public int MaximumWindows { get; init; } = 10_000;

    /// <summary>Tags that one file of metrics or sketches may have.</summary>
    public int MaximumTags { get; init; } = 1000;

    /// <summary>Bytes of the UTF-8 of a metric's name, a tag's key or a tag's value.</summary>
    public int MaximumTextBytes { get; init; } = 64 << 10;

    /// <summary>Bytes of a line of NDJSON, or of a record of CSV.</summary>
    public int MaximumLineBytes { get; init; } = 16 << 20;

    /// <summary>The latest time of a metric or a sketch, in seconds since the Unix epoch: the end of the year 9999. A later one is taken for
    /// milliseconds.</summary>
    public long MaximumTimestampSeconds { get; init; } = 253_402_300_799;

    /// <summary>Bytes of rows held before they are written to scratch files. They lie in arrays that double as they grow, and the outgrown ones
    /// are garbage for a while: four times as much is taken at worst.</summary>
    internal long BufferedBytes
    {
        get => field > 0 ? field : Math.Min(MemoryBytes / 16, 128L << 20);
        init;
    }

    /// <summary>Bytes of rows of a row group before it is encoded.</summary>
    internal long RowGroupBytes => Math.Min(MemoryBytes / 8, 256L << 20);

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputFolder);
        ArgumentException.ThrowIfNullOrEmpty(ScratchFolder);
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryBytes, MergeSettings.MinimumMemoryBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumWindows, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumTags);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumTextBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumLineBytes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumTimestampSeconds);
    }
}
