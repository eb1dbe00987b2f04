using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Pipeline.Operations;

/// <summary>How an operation ended.</summary>
public enum OperationOutcome
{
    /// <summary>Its outputs are published.</summary>
    Published,

    /// <summary>Its inputs cannot be merged; nothing was changed.</summary>
    Refused,

    /// <summary>Something failed; nothing was changed.</summary>
    Failed,

    /// <summary>An input changed or vanished meanwhile; nothing was changed (F-6).</summary>
    Superseded,
}

/// <summary>An output that was published.</summary>
/// <param name="Path">Relative to the target's folder.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="Crc32C">CRC-32C of the bytes.</param>
public sealed record OutputReport(string Path, long RowCount, long SizeBytes, uint Crc32C);

/// <summary>What became of one operation.</summary>
public sealed record OperationReport
{
    /// <summary>Its id; null if it was refused before it had one.</summary>
    public OperationId? Id { get; init; }

    /// <summary>Its scope.</summary>
    public required SplitScope Scope { get; init; }

    /// <summary>How it ended.</summary>
    public required OperationOutcome Outcome { get; init; }

    /// <summary>Whether an earlier run had begun it.</summary>
    public bool IsResumed { get; init; }

    /// <summary>Names of its inputs, in merge order.</summary>
    public required ImmutableArray<string> Inputs { get; init; }

    /// <summary>Bytes of its inputs.</summary>
    public long InputBytes { get; init; }

    /// <summary>Rows of its inputs, and so of its outputs.</summary>
    public long RowCount { get; init; }

    /// <summary>Its outputs; none unless published.</summary>
    public ImmutableArray<OutputReport> Outputs { get; init; } = [];

    /// <summary>The content digest of the rows that were decoded; null unless published.</summary>
    public string? Digest { get; init; }

    /// <summary>Rows in row groups that were copied as stored; the digest does not cover them.</summary>
    public long CopiedRows { get; init; }

    /// <summary>Pages of the other rows that were copied as stored; the digest covers what they hold.</summary>
    public long CopiedPages { get; init; }

    /// <summary>Inputs that were not sorted as the key says, and were sorted first.</summary>
    public ImmutableArray<string> SortedInputs { get; init; } = [];

    /// <summary>The key its outputs are sorted by; null if they claim no order.</summary>
    public string? SortKey { get; init; }

    /// <summary>What the user should know.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Why it was not published, or what is left to do although it was; null if all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>What it took.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>What became of a run.</summary>
/// <param name="Operations">The operations, in the order they ended.</param>
/// <param name="SkippedInputs">Files that an earlier run merged already, or that are outputs themselves.</param>
/// <param name="FinishedRetirements">Inputs that an earlier run had replaced but not yet moved aside.</param>
/// <param name="Notes">What the user should know about the target as a whole.</param>
public sealed record CompactionReport(ImmutableArray<OperationReport> Operations, int SkippedInputs, int FinishedRetirements, ImmutableArray<string> Notes);
