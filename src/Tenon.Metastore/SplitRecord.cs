using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>Why a split was retired.</summary>
public enum RetirementCause
{
    /// <summary>A merge replaced it.</summary>
    Merged,

    /// <summary>It was staged, and its operation ended without it: it was never part of the data.</summary>
    Unpublished,

    /// <summary>Its newest row was older than the retention period.</summary>
    Expired,

    /// <summary>An operator gave it up; its rows are counted as dropped.</summary>
    Dropped,

    /// <summary>Its index was deleted.</summary>
    IndexDeleted,
}

/// <summary>What went wrong with a split. Immutable.</summary>
/// <param name="Tries">Operations that failed, or that their process died in, because of it, or of a neighbour, since its last release; 0 if it was quarantined for another reason.</param>
/// <param name="LastFailure">The last failure, for people.</param>
/// <param name="LastFailed">When that was, by the metastore's clock.</param>
/// <param name="QuarantinedSince">Since when nobody plans it any more; null while it may be planned.</param>
public sealed record SplitTrouble(int Tries, string LastFailure, DateTimeOffset LastFailed, DateTimeOffset? QuarantinedSince);

/// <summary>What the metastore knows of one split. Immutable.</summary>
public sealed record SplitRecord
{
    /// <summary>What is known of its rows; never changes once it is published.</summary>
    public required SplitMetadata Metadata { get; init; }

    /// <summary>The id.</summary>
    public SplitId Id => Metadata.Id;

    /// <summary>Bytes.</summary>
    public long SizeBytes => Metadata.SizeBytes;

    /// <summary>Rows.</summary>
    public long RowCount => Metadata.RowCount;

    /// <summary>Its name among the data: relative to the store's root if <see cref="IsOwned"/>, else a full path.</summary>
    public required string Path { get; init; }

    /// <summary>Where its bytes are now; differs from <see cref="Path"/> once a retired split was moved aside.</summary>
    public required string Location { get; init; }

    /// <summary>Whether its bytes belong to this metastore's store, which may move and delete them; the bytes of others are only read.</summary>
    public required bool IsOwned { get; init; }

    /// <summary>The store's version of the bytes, as read when the split was registered; empty for a staged output.</summary>
    public required string Version { get; init; }

    /// <summary>A hash of the end of the file, by which a copy of a file is known again although its version differs; empty for outputs.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>CRC-32C of the bytes; null for files that others wrote.</summary>
    public uint? Crc32C { get; init; }

    /// <summary>Where it stands.</summary>
    public required SplitState State { get; init; }

    /// <summary>Why it is retired; null unless it is.</summary>
    public RetirementCause? Cause { get; init; }

    /// <summary>The operation that wrote it; null for files that others wrote.</summary>
    public OperationId? CreatedBy { get; init; }

    /// <summary>The operation that replaced it, or that ended without it; null while there is none.</summary>
    public OperationId? RetiredBy { get; init; }

    /// <summary>The planned operation that it is an input of; null if there is none.</summary>
    public OperationId? ClaimedBy { get; init; }

    /// <summary>What went wrong with it; null if nothing did.</summary>
    public SplitTrouble? Trouble { get; init; }

    /// <summary>When it came to its state and location, by the metastore's clock.</summary>
    public required DateTimeOffset Updated { get; init; }
}

/// <summary>A split that an operator gave up. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="RowCount">Its rows.</param>
/// <param name="Dropped">When, by the metastore's clock.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record DroppedSplit(SplitId Id, long RowCount, DateTimeOffset Dropped, string Reason);
