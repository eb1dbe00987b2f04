using System.Collections.Immutable;

namespace Tenon.Models.Windows;

/// <summary>A point as it came to <see cref="WindowedCompaction"/>.</summary>
/// <param name="Scope">Its scope.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="SortKey">By what splits are sorted.</param>
/// <param name="Columns">The columns that it has, a bit each.</param>
/// <param name="Arrival">When it came.</param>
public sealed record IngestedPoint(int Scope, int Timestamp, int SortKey, int Columns, int Arrival);

/// <summary>A row.</summary>
/// <param name="Point">The number of its point, from 1.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="SortKey">By what splits are sorted.</param>
/// <param name="Cells">By column its cell, 0 for null.</param>
public sealed record CompactionRow(int Point, int Timestamp, int SortKey, ImmutableSortedDictionary<int, int> Cells)
{
    /// <summary>The cell of a point in a column: no other point has it in any, and no other column of its own.</summary>
    /// <param name="point">The point.</param>
    /// <param name="column">The column.</param>
    public static int Cell(int point, int column) => (10 * point) + column;
}

/// <summary>Rows that wait to be written.</summary>
/// <param name="Scope">Their scope.</param>
/// <param name="WindowStart">Their window.</param>
/// <param name="Rows">The rows, as they came.</param>
public sealed record RowBuffer(int Scope, int WindowStart, ImmutableArray<CompactionRow> Rows);

/// <summary>A stored split.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Scope">Its scope.</param>
/// <param name="WindowStart">Its window.</param>
/// <param name="Columns">Its columns, a bit each.</param>
/// <param name="Rows">Its rows, in their order.</param>
public sealed record StoredSplit(int Id, int Scope, int WindowStart, int Columns, ImmutableArray<CompactionRow> Rows);

/// <summary>A state of <see cref="WindowedCompaction"/>.</summary>
/// <param name="Time">Now.</param>
/// <param name="Duration">The duration of a window; 0 until the index is there.</param>
/// <param name="Splits">What is stored, by id.</param>
/// <param name="Buffers">What waits, by scope and window.</param>
/// <param name="History">Every point that ever came, by number. For proofs.</param>
/// <param name="NextSplit">The next id of a split.</param>
public sealed record CompactionState(
    int Time, int Duration, ImmutableArray<StoredSplit> Splits, ImmutableArray<RowBuffer> Buffers, ImmutableArray<IngestedPoint> History, int NextSplit);

/// <summary>What happens in <see cref="WindowedCompaction"/>; each is named as in specs/data/WindowedCompaction.tla.</summary>
public abstract record CompactionAction
{
    private CompactionAction()
    {
    }

    /// <summary>The index is there from now on.</summary>
    /// <param name="Duration">The duration of its windows.</param>
    public sealed record CreateIndex(int Duration) : CompactionAction;

    /// <summary>Time goes on.</summary>
    public sealed record AdvanceTime : CompactionAction;

    /// <summary>A point comes; if it is too late, it is dropped.</summary>
    /// <param name="Point">The point.</param>
    public sealed record IngestPoint(IngestedPoint Point) : CompactionAction;

    /// <summary>The rows that wait in a scope and window become a split.</summary>
    /// <param name="Scope">The scope.</param>
    /// <param name="WindowStart">The window.</param>
    public sealed record FlushSplit(int Scope, int WindowStart) : CompactionAction;

    /// <summary>Splits become one.</summary>
    /// <param name="Inputs">Which, by id, as text.</param>
    public sealed record Compact(string Inputs) : CompactionAction;
}
