using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>An operation to be planned. Immutable.</summary>
public sealed record OperationPlan
{
    /// <summary>Its id.</summary>
    public required OperationId Id { get; init; }

    /// <summary>The index.</summary>
    public required IndexUid Index { get; init; }

    /// <summary>What all inputs and outputs of a merge have in common; null for an ingest.</summary>
    public required CompactionScope? Scope { get; init; }

    /// <summary>The token under which it will publish: the identity of the attempt. No two operations that are planned or published have the same.</summary>
    public required string Token { get; init; }

    /// <summary>The settings on which the bytes of its outputs depend.</summary>
    public string Settings { get; init; } = "";

    /// <summary>The inputs of a merge, at least one, in merge order; none for an ingest.</summary>
    public ImmutableArray<PlannedInput> Inputs { get; init; } = [];

    /// <summary>What it does, as its id says.</summary>
    public OperationKind Kind => Id.Kind;
}

/// <summary>An input of an operation to be planned. Immutable.</summary>
/// <param name="Id">The id of a published split, or a new id for a file that others wrote, which is registered with it.</param>
public sealed record PlannedInput(SplitId Id)
{
    /// <summary>The store's version of the bytes, as read; null trusts what was published, as one may where nobody else writes.</summary>
    public string? Version { get; init; }

    /// <summary>The rows, as read; null trusts what was published.</summary>
    public long? RowCount { get; init; }

    /// <summary>The file to be registered as a published split; null if the input is one.</summary>
    public ForeignFile? New { get; init; }
}

/// <summary>A file that others wrote. Immutable.</summary>
/// <param name="Metadata">What is known of it; its scope is that of its operation.</param>
/// <param name="Path">As in <see cref="SplitRecord.Path"/>.</param>
/// <param name="IsOwned">As in <see cref="SplitRecord.IsOwned"/>.</param>
/// <param name="Version">The store's version of the bytes, as read.</param>
/// <param name="Fingerprint">As in <see cref="SplitRecord.Fingerprint"/>.</param>
public sealed record ForeignFile(SplitMetadata Metadata, string Path, bool IsOwned, string Version, string Fingerprint);

/// <summary>An output to be staged. Immutable.</summary>
/// <param name="Metadata">What is known of it. Its id is that of its place among the outputs of its operation. While it is not yet written,
/// rows and bytes may be 0 (F-19): it is staged again before it is published.</param>
/// <param name="Path">Relative to the store's root.</param>
/// <param name="Crc32C">CRC-32C of the bytes.</param>
public sealed record StagedOutput(SplitMetadata Metadata, string Path, uint Crc32C)
{
    /// <summary>The id.</summary>
    public SplitId Id => Metadata.Id;

    /// <summary>Bytes.</summary>
    public long SizeBytes => Metadata.SizeBytes;

    /// <summary>Rows.</summary>
    public long RowCount => Metadata.RowCount;
}

/// <summary>A swap of inputs for outputs. Immutable.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Token">The token it was planned with.</param>
/// <param name="Outputs">All staged outputs, as they were read back from the store; none if the inputs have no rows.</param>
/// <param name="Inputs">All inputs, with the versions that the store tells now; none for an ingest.</param>
/// <param name="Digest">The content digest of the rows, equal for inputs and outputs.</param>
public sealed record PublishRequest(
    OperationId Operation, string Token, ImmutableArray<PublishedOutput> Outputs, ImmutableArray<InputVersion> Inputs, string Digest);

/// <summary>An output as it was read back.</summary>
/// <param name="Id">Its id.</param>
/// <param name="SizeBytes">Bytes read back.</param>
/// <param name="Crc32C">CRC-32C of the bytes read back.</param>
/// <param name="Version">The store's version of them.</param>
public sealed record PublishedOutput(SplitId Id, long SizeBytes, uint Crc32C, string Version);

/// <summary>An input as it is now.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The store's version of its bytes; null if they are gone.</param>
public sealed record InputVersion(SplitId Id, string? Version);

/// <summary>Why an operation failed, and whom to blame. Immutable.</summary>
/// <param name="Reason">For people.</param>
/// <param name="Blamed">The input that made it fail; null blames all.</param>
/// <param name="MaximumTries">An input with so many failures is quarantined (F-40); at least 1.</param>
public sealed record OperationFailure(string Reason, SplitId? Blamed, int MaximumTries);
