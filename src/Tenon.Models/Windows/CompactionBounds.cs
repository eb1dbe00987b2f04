namespace Tenon.Models.Windows;

/// <summary>How much <see cref="WindowedCompaction"/> explores. Immutable. Times are from 0.</summary>
public sealed record CompactionBounds
{
    /// <summary>The reference's small configuration: one scope, one window.</summary>
    public static CompactionBounds Small { get; } = new();

    /// <summary>Two windows, of which the first lies before the compaction start.</summary>
    public static CompactionBounds TwoWindows { get; } = new() { WindowDuration = 1, CompactionStart = 1, ColumnCount = 1, SortKeyCount = 1, MaximumPoints = 4 };

    /// <summary>Timestamps are 0 to one less than this.</summary>
    public int TimestampCount { get; init; } = 2;

    /// <summary>Columns a row may have.</summary>
    public int ColumnCount { get; init; } = 2;

    /// <summary>Scopes.</summary>
    public int ScopeCount { get; init; } = 1;

    /// <summary>The duration of a window.</summary>
    public int WindowDuration { get; init; } = 2;

    /// <summary>What the duration must divide.</summary>
    public int HourDuration { get; init; } = 4;

    /// <summary>Windows that start before are not compacted.</summary>
    public int CompactionStart { get; init; }

    /// <summary>By how much a point may be late.</summary>
    public int LateAcceptance { get; init; } = 2;

    /// <summary>When time ends.</summary>
    public int MaximumTime { get; init; } = 1;

    /// <summary>Points ingested.</summary>
    public int MaximumPoints { get; init; } = 2;

    /// <summary>Compactions.</summary>
    public int MaximumCompactions { get; init; } = 1;

    /// <summary>Values of the sort key.</summary>
    public int SortKeyCount { get; init; } = 2;
}
