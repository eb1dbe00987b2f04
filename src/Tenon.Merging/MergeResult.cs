using System.Collections.Immutable;
using Tenon.Merging.Content;
using Tenon.Splits;

namespace Tenon.Merging;

/// <summary>How far a merge is.</summary>
/// <param name="RowsDone">Rows finished in this phase.</param>
/// <param name="RowsTotal">Rows of this phase.</param>
/// <param name="BytesWritten">Bytes written to outputs so far.</param>
/// <param name="Phase">What is being done: <c>sort</c>, <c>merge</c>, <c>verify</c> or <c>digest</c>.</param>
public sealed record MergeProgress(long RowsDone, long RowsTotal, long BytesWritten, string Phase);

/// <summary>One file that a merge wrote.</summary>
/// <param name="Ordinal">Its number, from 0.</param>
/// <param name="RowCount">Rows, at least 1.</param>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="Digest">Digest of the rows that were decoded on their way here, as read from the inputs; copied row groups are not part of it.</param>
/// <param name="CopiedRowGroups">The row groups that were copied as stored, with hashes of their pages.</param>
public sealed record MergeOutput(int Ordinal, long RowCount, long SizeBytes, RowDigest Digest, ImmutableArray<CopiedRowGroup> CopiedRowGroups);

/// <summary>A row group that was copied as it was stored.</summary>
/// <param name="RowGroup">Its number in the output.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="ColumnHashes">For each column of the output XXH64 of its pages as read from the input, stored bodies and what their headers say of
/// reading them; 0 for a column that the input lacks.</param>
public sealed record CopiedRowGroup(int RowGroup, long RowCount, ImmutableArray<ulong> ColumnHashes);

/// <summary>What a merge did.</summary>
public sealed record MergeResult
{
    /// <summary>The files written, in key order; none if the inputs have no rows.</summary>
    public required ImmutableArray<MergeOutput> Outputs { get; init; }

    /// <summary>Rows read and written.</summary>
    public required long RowCount { get; init; }

    /// <summary>Digest of all rows that were decoded. Rows of copied row groups are counted in <see cref="CopiedRows"/> instead.</summary>
    public required RowDigest Digest { get; init; }

    /// <summary>Rows in row groups that were copied as stored.</summary>
    public required long CopiedRows { get; init; }

    /// <summary>Data pages that were copied as stored into row groups that were not; the rows of those are part of the digest.</summary>
    public required long CopiedPages { get; init; }

    /// <summary>The order of the outputs; null if they claim none.</summary>
    public required SortKey? Key { get; init; }

    /// <summary>Inputs that were not sorted as the key says and were sorted first.</summary>
    public required ImmutableArray<string> SortedInputs { get; init; }

    /// <summary>What a user should know: entries dropped, statistics not carried.</summary>
    public required ImmutableArray<string> Notes { get; init; }
}
