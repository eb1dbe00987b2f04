using System.Collections.Immutable;
using Tenon.Merging.Content;
using Tenon.Splits;

namespace Tenon.Ingest;

/// <summary>A split that is ready to be staged. Immutable.</summary>
/// <param name="Metadata">Its record.</param>
/// <param name="Path">Its file, complete and verified; the caller's to move or delete.</param>
/// <param name="Digest">The content digest of its rows.</param>
public sealed record IngestedSplit(SplitMetadata Metadata, string Path, RowDigest Digest);

/// <summary>What became of a file. Immutable.</summary>
/// <param name="Splits">The splits, in ascending order of windows.</param>
/// <param name="RowsRead">Rows of the file.</param>
/// <param name="RowsLate">Rows that were left out because they are older than the index takes; the others are in the splits.</param>
public sealed record IngestResult(ImmutableArray<IngestedSplit> Splits, long RowsRead, long RowsLate);
