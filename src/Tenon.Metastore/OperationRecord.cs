using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>What the metastore knows of one operation. Immutable.</summary>
public sealed record OperationRecord
{
    /// <summary>The id.</summary>
    public required OperationId Id { get; init; }

    /// <summary>The index.</summary>
    public required IndexUid Index { get; init; }

    /// <summary>What it does, as its id says.</summary>
    public OperationKind Kind => Id.Kind;

    /// <summary>The scope of a merge's inputs and outputs; null for an ingest.</summary>
    public required CompactionScope? Scope { get; init; }

    /// <summary>Where it stands.</summary>
    public required OperationState State { get; init; }

    /// <summary>The token under which it publishes.</summary>
    public required string Token { get; init; }

    /// <summary>The settings on which the bytes of its outputs depend, as text; an attempt under other settings is another operation.</summary>
    public required string Settings { get; init; }

    /// <summary>The lease under which it was planned, or taken over since: only its name's newest holder may go on with it.</summary>
    public required Lease Lease { get; init; }

    /// <summary>Its inputs, in merge order, as far as they are not forgotten.</summary>
    public required ImmutableArray<SplitRecord> Inputs { get; init; }

    /// <summary>The outputs it staged or published, in order, as far as they are not forgotten.</summary>
    public required ImmutableArray<SplitRecord> Outputs { get; init; }

    /// <summary>The content digest of its rows; null unless published.</summary>
    public string? Digest { get; init; }

    /// <summary>Why it ended without a result; null if it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when its inputs are being read, by the metastore's clock; null while they are not. Of a process that died, its last words.</summary>
    public DateTimeOffset? Executing { get; init; }

    /// <summary>When it came to its state, by the metastore's clock.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>When it was last heard of: planned, staged, a heartbeat, or its end; by the metastore's clock.</summary>
    public required DateTimeOffset Active { get; init; }
}
