using System.Collections.Immutable;
using Tenon.Splits;
using Tenon.Splits.Indexes;

namespace Tenon.Pipeline.Merging;

/// <summary>Completes the output of a merge: finds out what is in its rows, and writes its record into its file.</summary>
public interface ISplitFinisher
{
    /// <summary>Completes a file.</summary>
    /// <param name="path">The local file, written and proven; it may be changed.</param>
    /// <param name="output">What is known of it.</param>
    /// <returns>The record; its size is that of the file now.</returns>
    /// <exception cref="Invariants.InvariantViolationException">The rows are not what the record must say, such as outside of its window.</exception>
    public SplitMetadata Finish(string path, UnfinishedSplit output);
}

/// <summary>An output of a merge, before it is looked into. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Config">The definition of its index.</param>
/// <param name="Inputs">The records of the merge's inputs.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="Digest">The content digest of its rows; null if it is not known.</param>
/// <param name="Now">The time.</param>
public sealed record UnfinishedSplit(
    SplitId Id, IndexConfig Config, ImmutableArray<SplitMetadata> Inputs, long RowCount, long SizeBytes, string? Digest, DateTimeOffset Now);
