using System.Collections.Immutable;

namespace Tenon.Pipeline.Collection;

/// <summary>Why something is garbage.</summary>
public enum GarbageKind
{
    /// <summary>Replaced by a merge, and the grace is over.</summary>
    Retired,

    /// <summary>An output whose operation ended without it.</summary>
    NeverPublished,

    /// <summary>A file that was being written when its process ended.</summary>
    Temporary,
}

/// <summary>A file that was, or would be, deleted.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Path">Relative to the target's folder.</param>
/// <param name="SizeBytes">Bytes.</param>
public sealed record Garbage(GarbageKind Kind, string Path, long SizeBytes);

/// <summary>A file that should have been deleted but could not be.</summary>
/// <param name="Path">Relative to the target's folder.</param>
/// <param name="Problem">Why; the next run tries again.</param>
public sealed record DeletionFailure(string Path, string Problem);

/// <summary>What a collection did, or would do.</summary>
/// <param name="Deleted">Files deleted, or that would be.</param>
/// <param name="Failed">Files that could not be deleted; none in a dry run.</param>
/// <param name="WaitingCount">Retired files whose grace is not over.</param>
/// <param name="WaitingBytes">Their bytes.</param>
/// <param name="Unknown">Files in places and of names that only this program uses, but that no record tells of. They are never deleted (F-21).</param>
/// <param name="EndedOperations">Operations that no run continued within the grace, and that were, or would be, ended.</param>
public sealed record CollectionReport(
    ImmutableArray<Garbage> Deleted,
    ImmutableArray<DeletionFailure> Failed,
    int WaitingCount,
    long WaitingBytes,
    ImmutableArray<string> Unknown,
    ImmutableArray<string> EndedOperations);

/// <summary>How far a collection is. What there is to delete is found as it goes, so it has no end that could be told.</summary>
/// <param name="Subject">What is being looked at: an index, or a file.</param>
/// <param name="DeletedFiles">Files that were deleted so far.</param>
/// <param name="DeletedBytes">Their bytes.</param>
public readonly record struct CollectionStep(string Subject, int DeletedFiles, long DeletedBytes);
