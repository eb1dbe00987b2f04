using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Pipeline.Homes;

/// <summary>What became of a file.</summary>
public enum IngestOutcome
{
    /// <summary>Its rows are published.</summary>
    Published,

    /// <summary>The same bytes were published before, under the same label; nothing was changed.</summary>
    AlreadyPublished,

    /// <summary>Another living process is ingesting the same bytes; nothing was changed by this one.</summary>
    UnderWay,
}

/// <summary>What became of a file. Immutable.</summary>
/// <param name="File">Its name.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Operation">The operation that published it; null if it is under way.</param>
/// <param name="Splits">The records of its splits; of those published before, as far as they are not merged and forgotten.</param>
public sealed record IngestReport(string File, IngestOutcome Outcome, OperationId? Operation, ImmutableArray<SplitMetadata> Splits)
{
    /// <summary>Rows of the file; 0 unless it was ingested now.</summary>
    public long RowsRead { get; init; }

    /// <summary>Rows that were left out because they are older than the index takes.</summary>
    public long RowsLate { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long SizeBytes { get; init; }

    /// <summary>The content digest of the rows that are in splits; null unless it was ingested now.</summary>
    public string? Digest { get; init; }

    /// <summary>What it took.</summary>
    public TimeSpan Duration { get; init; }
}
