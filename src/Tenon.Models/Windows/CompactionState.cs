using System.Collections.Immutable;

namespace Tenon.Models.Windows;

/// <summary>A row of <see cref="WindowedCompaction"/>. Its values in its columns are its own, so the point's id stands for them.</summary>
/// <param name="Point">The point that it was ingested as.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="SortKey">By what splits are sorted.</param>
/// <param name="Columns">The columns that it has, a bit each.</param>
public sealed record CompactionRow(int Point, int Timestamp, int SortKey, int Columns);

/// <summary>Rows that wait to be written.</summary>
/// <param name="Scope">Their scope.</param>
/// <param name="WindowStart">Their window.</param>
/// <param name="Rows">The rows, as they came.</param>
public sealed record RowBuffer(int Scope, int WindowStart, ImmutableArray<CompactionRow> Rows);

/// <summary>A stored split.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Scope">Its scope.</param>
/// <param name="WindowStart">Its window.</param>
/// <param name="Rows">Its rows, in their order.</param>
/// <param name="Columns">Its columns, a bit each.</param>
/// <param name="IsSorted">Whether it claims to be sorted.</param>
public sealed record StoredSplit(int Id, int Scope, int WindowStart, ImmutableArray<CompactionRow> Rows, int Columns, bool IsSorted);

/// <summary>What a compaction did, for proofs.</summary>
/// <param name="Output">The split that it made.</param>
/// <param name="InputScopes">The scopes of its inputs.</param>
/// <param name="InputWindows">The windows of its inputs.</param>
/// <param name="InputPoints">The points of its inputs, each as often as it was there, ascending.</param>
/// <param name="OutputPoints">The points of its output, likewise.</param>
/// <param name="InputColumns">The columns of its inputs, united.</param>
/// <param name="OutputColumns">The columns of its output.</param>
public sealed record CompactionRecord(
    int Output, ImmutableArray<int> InputScopes, ImmutableArray<int> InputWindows, ImmutableArray<int> InputPoints, ImmutableArray<int> OutputPoints,
    int InputColumns, int OutputColumns);

/// <summary>A state of <see cref="WindowedCompaction"/>.</summary>
/// <param name="Time">Now.</param>
/// <param name="Splits">What is stored, by id.</param>
/// <param name="Buffers">What waits, by scope and window.</param>
/// <param name="NextSplit">The next id of a split.</param>
/// <param name="History">Every row as it was ingested; the point of the first is 1. For proofs.</param>
/// <param name="Log">The compactions. For proofs.</param>
public sealed record CompactionState(
    int Time, ImmutableArray<StoredSplit> Splits, ImmutableArray<RowBuffer> Buffers, int NextSplit, ImmutableArray<CompactionRow> History,
    ImmutableArray<CompactionRecord> Log);

/// <summary>What happens in <see cref="WindowedCompaction"/>.</summary>
public abstract record CompactionAction
{
    private CompactionAction()
    {
    }

    /// <summary>Time goes on.</summary>
    /// <param name="Time">To when.</param>
    public sealed record AdvanceTime(int Time) : CompactionAction;

    /// <summary>A point is ingested.</summary>
    /// <param name="Scope">Its scope.</param>
    /// <param name="Row">Its row.</param>
    public sealed record IngestPoint(int Scope, CompactionRow Row) : CompactionAction;

    /// <summary>The rows that wait in a scope and window become a split.</summary>
    /// <param name="Scope">The scope.</param>
    /// <param name="WindowStart">The window.</param>
    public sealed record FlushSplit(int Scope, int WindowStart) : CompactionAction;

    /// <summary>Splits become one.</summary>
    /// <param name="Inputs">Which, by id, as text.</param>
    public sealed record Compact(string Inputs) : CompactionAction;
}
