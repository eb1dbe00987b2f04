using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>Whether an index takes work.</summary>
public enum IndexState
{
    /// <summary>It does.</summary>
    Live,

    /// <summary>It is deleted: all its splits are retired, and it is forgotten with the last of them.</summary>
    Deleting,
}

/// <summary>What the metastore knows of an index. Immutable.</summary>
/// <param name="Uid">Its id and incarnation.</param>
/// <param name="Kind">What its splits hold.</param>
/// <param name="Configuration">Its configuration: JSON that means nothing to the metastore.</param>
/// <param name="State">Whether it takes work.</param>
/// <param name="Created">When it was created, by the metastore's clock.</param>
public sealed record IndexRecord(IndexUid Uid, SplitKind Kind, string Configuration, IndexState State, DateTimeOffset Created);

/// <summary>The books of an index, all from one moment. Immutable.</summary>
/// <remarks>They balance (MP-4): <see cref="PublishedRows"/> = <see cref="IngestedRows"/> - <see cref="DroppedRows"/> - <see cref="ExpiredRows"/>.
/// The three on the right are counted as they happen, the one on the left is summed up over the splits that are there. An index that is
/// being deleted has no published rows, and its books no longer balance.</remarks>
public sealed record IndexTotals
{
    /// <summary>Rows that were published by ingests, or that came with files of others whose merge was planned.</summary>
    public required long IngestedRows { get; init; }

    /// <summary>Rows of quarantined splits that an operator dropped.</summary>
    public required long DroppedRows { get; init; }

    /// <summary>Rows of splits that retention retired.</summary>
    public required long ExpiredRows { get; init; }

    /// <summary>Rows of the published splits, summed up now.</summary>
    public required long PublishedRows { get; init; }

    /// <summary>Splits that are published.</summary>
    public required long PublishedCount { get; init; }

    /// <summary>Their bytes.</summary>
    public required long PublishedBytes { get; init; }

    /// <summary>Splits that are staged.</summary>
    public required long StagedCount { get; init; }

    /// <summary>Their bytes.</summary>
    public required long StagedBytes { get; init; }

    /// <summary>Splits that are retired and not yet forgotten.</summary>
    public required long RetiredCount { get; init; }

    /// <summary>Their bytes.</summary>
    public required long RetiredBytes { get; init; }

    /// <summary>Published splits in quarantine.</summary>
    public required long QuarantinedCount { get; init; }

    /// <summary>Their rows.</summary>
    public required long QuarantinedRows { get; init; }

    /// <summary>Whether the books balance.</summary>
    public bool IsBalanced => PublishedRows == IngestedRows - DroppedRows - ExpiredRows;
}

/// <summary>The index that <c>tenon compact</c> keeps for the folder it compacts into; a metastore of format 1 was for one such folder.</summary>
public static class FolderIndex
{
    /// <summary>Its uid: there is one for each metastore, so it needs no incarnation.</summary>
    public static IndexUid Uid { get; } = IndexUid.Parse("folder:00000000000000000000000000");

    /// <summary>The lease under which the folder is changed.</summary>
    public const string LeaseName = "folder";
}
