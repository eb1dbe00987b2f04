using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Events;

/// <summary>A split as events tell of it. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Scope">What it may be merged with; null if nothing.</param>
/// <param name="Level">Merges in its ancestry.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="MaturesAt">When it is merged no more, whatever the policy says by then.</param>
/// <param name="Digest">The content digest of its rows; null where it is not known.</param>
/// <param name="ExpiresAt">From when on retention may withdraw it; null where it never may, or where it is not known.</param>
public readonly record struct EventSplit(
    SplitId Id, CompactionScope? Scope, int Level, long RowCount, long SizeBytes, DateTimeOffset MaturesAt, string? Digest = null, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>Of a split.</summary>
    /// <param name="split">The split.</param>
    /// <param name="retention">How long its index keeps rows; null for ever.</param>
    /// <returns>The same, as events tell of it.</returns>
    public static EventSplit Of(SplitMetadata split, TimeSpan? retention)
    {
        ArgumentNullException.ThrowIfNull(split);
        DateTimeOffset? expires = retention is TimeSpan period && !split.TimeRange.IsEmpty ? DateTimeOffset.FromUnixTimeSeconds(split.TimeRange.EndSeconds) + period : null;
        return new(split.Id, split.Scope, split.Level, split.RowCount, split.SizeBytes, split.MaturesAt, split.Digest, expires);
    }

    /// <summary>Of a split that the core knows.</summary>
    /// <param name="scope">Its scope.</param>
    /// <param name="split">The split.</param>
    /// <returns>The same, as events tell of it.</returns>
    internal static EventSplit Of(CompactionScope scope, MergeCandidate split) => new(split.Id, scope, split.Level, split.RowCount, split.SizeBytes, split.MaturesAt);
}

/// <summary>The rules by which an index is merged. Immutable.</summary>
/// <param name="MaximumInputs">The most inputs of a merge.</param>
/// <param name="MaximumLevel">The level at which a split is merged no more.</param>
/// <param name="MaximumFinalMerges">The most merges that a graceful stop plans in one scope.</param>
/// <param name="MaximumTries">After so many failed merges a split is set aside.</param>
/// <param name="Retention">How long rows are kept; null for ever.</param>
public readonly record struct MergeRules(int MaximumInputs, int MaximumLevel, int MaximumFinalMerges, int MaximumTries, TimeSpan? Retention = null);
