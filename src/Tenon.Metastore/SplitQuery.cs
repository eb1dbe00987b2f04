using System.Collections.Immutable;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Metastore;

/// <summary>Which splits to list: those that satisfy all that is set. Immutable.</summary>
public sealed record SplitQuery
{
    /// <summary>Only those of this index, in this incarnation; null for all.</summary>
    public IndexUid? Index { get; init; }

    /// <summary>Only those in these states; empty for all.</summary>
    public ImmutableArray<SplitState> States { get; init; } = [];

    /// <summary>Only those that may be merged with others of this scope.</summary>
    public CompactionScope? Scope { get; init; }

    /// <summary>Only those with event times in this half-open range; a split without event times has none in any.</summary>
    public SplitTimeRange? TimeRange { get; init; }

    /// <summary>Only those whose newest event time is before this, in seconds since the Unix epoch: <c>EndSeconds &lt;= x</c>; without event times never.</summary>
    public long? MaximumTimeRangeEnd { get; init; }

    /// <summary>Only those in which one of these metrics occurs; empty for all.</summary>
    public ImmutableArray<string> MetricNames { get; init; } = [];

    /// <summary>Only those that are mature at this moment: <c>MaturesAt &lt;= t</c>.</summary>
    public DateTimeOffset? MatureAt { get; init; }

    /// <summary>Only those that are not mature at this moment: <c>MaturesAt &gt; t</c>.</summary>
    public DateTimeOffset? ImmatureAt { get; init; }

    /// <summary>Only those whose bytes belong to the store, or only those of others; null for both.</summary>
    public bool? IsOwned { get; init; }

    /// <summary>Only those in quarantine, or only those that are not; null for both.</summary>
    public bool? IsQuarantined { get; init; }

    /// <summary>Only those that came to their state and location at least this long ago, by the metastore's clock.</summary>
    public TimeSpan MinimumAge { get; init; } = TimeSpan.Zero;

    /// <summary>The cursor: only those with ids above this one.</summary>
    public SplitId? After { get; init; }

    /// <summary>The first so many, at least 1; null for all. Whoever asks over a network asks for pages (F-63).</summary>
    public int? Limit { get; init; }
}

/// <summary>Which operations to list: those that satisfy all that is set. Immutable.</summary>
public sealed record OperationQuery
{
    /// <summary>Only those of this index.</summary>
    public IndexUid? Index { get; init; }

    /// <summary>Only those in this state; null for all.</summary>
    public OperationState? State { get; init; }

    /// <summary>Only those planned under a lease of this name, in any epoch.</summary>
    public string? LeaseName { get; init; }

    /// <summary>The cursor: only those with ids above this one.</summary>
    public OperationId? After { get; init; }
}

/// <summary>Which splits a planner wants to know: published, immature, with a scope, neither claimed nor in quarantine (F-41).</summary>
/// <param name="Index">The index.</param>
/// <param name="ImmatureAt">The moment at which they are not mature.</param>
/// <param name="After">The cursor: only those with ids above this one; null for the first page.</param>
/// <param name="Limit">The first so many; at least 1.</param>
public sealed record CandidateQuery(IndexUid Index, DateTimeOffset ImmatureAt, SplitId? After, int Limit);

/// <summary>What a planner knows of a split. Immutable.</summary>
/// <param name="Scope">Its scope; equal scopes of one answer are one object.</param>
/// <param name="Split">What the policy knows of it.</param>
public readonly record struct ScopedCandidate(CompactionScope Scope, MergeCandidate Split);
