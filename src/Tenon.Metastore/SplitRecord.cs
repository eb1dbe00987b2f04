using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>What the metastore knows of one split. Immutable.</summary>
public sealed record SplitRecord
{
    /// <summary>The id.</summary>
    public required SplitId Id { get; init; }

    /// <summary>The set of splits it may be merged with.</summary>
    public required SplitScope Scope { get; init; }

    /// <summary>Its name among the data: relative to the target's folder if <see cref="IsOwned"/>, else a full path.</summary>
    public required string Path { get; init; }

    /// <summary>Where its bytes are now; differs from <see cref="Path"/> once a retired split was moved aside.</summary>
    public required string Location { get; init; }

    /// <summary>Whether its bytes belong to this target, which may move and delete them; the bytes of others are only read.</summary>
    public required bool IsOwned { get; init; }

    /// <summary>Bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The store's version of the bytes, as read when the split was registered; empty for a staged output.</summary>
    public required string Version { get; init; }

    /// <summary>A hash of the end of the file, by which a copy of a file is known again although its version differs; empty for outputs.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>CRC-32C of the bytes; null for files that others wrote.</summary>
    public uint? Crc32C { get; init; }

    /// <summary>Rows.</summary>
    public required long RowCount { get; init; }

    /// <summary>Where it stands.</summary>
    public required SplitState State { get; init; }

    /// <summary>The operation that wrote it; null for files that others wrote.</summary>
    public OperationId? CreatedBy { get; init; }

    /// <summary>The operation that replaced it, or that ended without it; null while it is neither.</summary>
    public OperationId? RetiredBy { get; init; }

    /// <summary>When it came to its state and location, by the metastore's clock.</summary>
    public required DateTimeOffset Updated { get; init; }
}
