using Tenon.Merging.Copying;
using Tenon.Parquet;
using Tenon.Parquet.Metadata;
using Tenon.Splits;

namespace Tenon.Merging;

/// <summary>How files are merged. Immutable; the defaults suit most data.</summary>
public sealed record MergeSettings
{
    /// <summary>The smallest <see cref="MemoryBytes"/> accepted: the runtime itself takes about half of it.</summary>
    public const long MinimumMemoryBytes = 128L << 20;

    /// <summary>The sort order of inputs and outputs. Null: as the files say of themselves; if they say nothing they are concatenated.</summary>
    public SortKey? Key { get; init; }

    /// <summary>Bytes at which an output ends, at least 1. An output is never cut between rows of equal sort keys, and its size is
    /// estimated one row group ahead, so it may be exceeded by about two row groups.</summary>
    public long TargetSizeBytes { get; init; } = 256L << 20;

    /// <summary>Rows of a row group at most, 1 to 16,777,216. Row groups of one merge are even, but for those that are copied whole.
    /// Larger ones cost memory; smaller ones cost size and make reading slower.</summary>
    public int RowGroupRows { get; init; } = 131_072;

    /// <summary>Leading columns of <see cref="Key"/> that change only between row groups in the inputs, and shall so in the outputs; 0 for any
    /// row groups. The rows of one value tuple that are more than a row group holds end the output: no file has one tuple in two row groups.</summary>
    public int RowGroupPrefixLength { get; init; }

    /// <summary>The codec of all pages.</summary>
    public CompressionCodec Codec { get; init; } = CompressionCodec.Zstd;

    /// <summary>The codec's level; null for its default.</summary>
    public int? Level { get; init; }

    /// <summary>Memory that the process may use, in bytes, at least <see cref="MinimumMemoryBytes"/>. With more inputs than fit, the
    /// merge takes several passes over scratch files.</summary>
    public long MemoryBytes { get; init; } = 512L << 20;

    /// <summary>Threads, 1 or more. The output does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether a digest of all rows read is compared with one of all rows written. Costs roughly a tenth of the merge.</summary>
    public bool VerifyContent { get; init; } = true;

    /// <summary>Whether row groups that go to the output whole are copied as they are stored.</summary>
    public bool CopyRowGroups { get; init; } = true;

    /// <summary>Whether pages whose rows go to the output together are copied as they are stored, in row groups that are not copied whole.
    /// Their rows are decoded all the same, for the digest and the statistics.</summary>
    public bool CopyPages { get; init; } = true;

    internal PageCopyLimits PageCopyLimits { get; init; } = PageCopyLimits.Default;

    /// <summary>A directory for sorted runs and intermediate files; made when needed, and emptied of them afterwards.</summary>
    public required string ScratchDirectory { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(TargetSizeBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RowGroupRows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RowGroupRows, 1 << 24);
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryBytes, MinimumMemoryBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(RowGroupPrefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RowGroupPrefixLength, Key?.Columns.Length ?? 0);
        ArgumentException.ThrowIfNullOrEmpty(ScratchDirectory);
    }
}

/// <summary>A file to be merged.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Open">Opens it for range reads; called more than once. The caller of <paramref name="Open"/> disposes what it returns.</param>
/// <param name="SizeBytes">Its size.</param>
public sealed record MergeInput(string Name, Func<IRangeSource> Open, long SizeBytes);
