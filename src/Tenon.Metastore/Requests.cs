using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>The right to change a metastore, until someone takes it anew (F-13).</summary>
/// <param name="Epoch">Rises each time the lease is taken.</param>
public readonly record struct Lease(long Epoch);

/// <summary>An operation to be planned.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Scope">The scope of its inputs.</param>
/// <param name="Token">The token under which it will publish; unique.</param>
/// <param name="Settings">The settings on which the bytes of its outputs depend.</param>
/// <param name="Inputs">At least one, in merge order.</param>
public sealed record OperationPlan(OperationId Id, SplitScope Scope, string Token, string Settings, ImmutableArray<PlannedInput> Inputs);

/// <summary>An input of an operation to be planned.</summary>
/// <param name="Id">The id of a published split, or a new id for a file that others wrote, which is registered with it.</param>
/// <param name="IsNew">Whether the file is to be registered.</param>
/// <param name="Path">As in <see cref="SplitRecord.Path"/>.</param>
/// <param name="IsOwned">As in <see cref="SplitRecord.IsOwned"/>.</param>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="Version">The store's version of the bytes, as read.</param>
/// <param name="Fingerprint">As in <see cref="SplitRecord.Fingerprint"/>.</param>
/// <param name="RowCount">Rows.</param>
public sealed record PlannedInput(SplitId Id, bool IsNew, string Path, bool IsOwned, long SizeBytes, string Version, string Fingerprint, long RowCount);

/// <summary>An output to be staged.</summary>
/// <param name="Id">An id of its operation.</param>
/// <param name="Path">Relative to the target's folder.</param>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="Crc32C">CRC-32C of the bytes.</param>
/// <param name="RowCount">Rows; at least 1 (F-48).</param>
public sealed record StagedOutput(SplitId Id, string Path, long SizeBytes, uint Crc32C, long RowCount);

/// <summary>A swap of inputs for outputs.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Token">The token it was planned with.</param>
/// <param name="Outputs">All staged outputs, as they were read back from the store; none if the inputs have no rows.</param>
/// <param name="Inputs">All inputs, with the versions that the store tells now.</param>
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

/// <summary>Which splits to list.</summary>
public sealed record SplitQuery
{
    /// <summary>Only those in this state; null for all.</summary>
    public SplitState? State { get; init; }

    /// <summary>Only those whose bytes belong to the target, or only those of others; null for both.</summary>
    public bool? IsOwned { get; init; }

    /// <summary>Only those that came to their state and location at least this long ago, by the metastore's clock.</summary>
    public TimeSpan MinimumAge { get; init; } = TimeSpan.Zero;
}
