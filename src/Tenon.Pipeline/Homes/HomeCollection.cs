using System.Collections.Immutable;

namespace Tenon.Pipeline.Homes;

/// <summary>Why a file of a data home is garbage.</summary>
public enum HomeGarbageKind
{
    /// <summary>Replaced by a merge, and the grace is over.</summary>
    Merged,

    /// <summary>Staged by an operation that ended without it.</summary>
    Unpublished,

    /// <summary>Its newest row is older than the retention period.</summary>
    Expired,

    /// <summary>An operator gave it up.</summary>
    Dropped,

    /// <summary>Its index was deleted.</summary>
    IndexDeleted,

    /// <summary>A file of a name that Tenon gives, which no record knows.</summary>
    Orphan,

    /// <summary>A file that was being copied when its process ended.</summary>
    Temporary,

    /// <summary>Scratch of an operation that has ended.</summary>
    Scratch,
}

/// <summary>A file, or a folder of scratch, that was or would be deleted. Immutable.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Path">Relative to the store, or the full path of scratch.</param>
/// <param name="SizeBytes">Bytes; 0 for scratch.</param>
public sealed record HomeGarbage(HomeGarbageKind Kind, string Path, long SizeBytes);

/// <summary>Something that a collection could not do; the next one tries again. Immutable.</summary>
/// <param name="Subject">An index or a file.</param>
/// <param name="Problem">What is wrong.</param>
public sealed record CollectionProblem(string Subject, string Problem);

/// <summary>What a collection did, or would do. Immutable.</summary>
public sealed record HomeCollection
{
    /// <summary>What was deleted, or would be.</summary>
    public required ImmutableArray<HomeGarbage> Deleted { get; init; }

    /// <summary>Published splits that retention took out of the data, or would: their files stay for the grace.</summary>
    public required int ExpiredSplits { get; init; }

    /// <summary>Their rows.</summary>
    public required long ExpiredRows { get; init; }

    /// <summary>Operations that were, or would be, given up.</summary>
    public required ImmutableArray<string> EndedOperations { get; init; }

    /// <summary>Operations that were forgotten; 0 in a dry run.</summary>
    public required int ForgottenOperations { get; init; }

    /// <summary>Retired splits whose grace is not over.</summary>
    public required int WaitingCount { get; init; }

    /// <summary>Their bytes.</summary>
    public required long WaitingBytes { get; init; }

    /// <summary>What failed; the others went on.</summary>
    public required ImmutableArray<CollectionProblem> Problems { get; init; }
}
