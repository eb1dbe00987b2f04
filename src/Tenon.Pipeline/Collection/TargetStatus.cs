using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Targets;
using Tenon.Storage;
using Tenon.Storage.Local;

namespace Tenon.Pipeline.Collection;

/// <summary>An operation that is under way, or was when its process ended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Scope">Its scope.</param>
/// <param name="InputCount">Its inputs.</param>
/// <param name="InputBytes">Their bytes.</param>
/// <param name="Since">When it was planned.</param>
public sealed record UnfinishedOperation(string Id, string Scope, int InputCount, long InputBytes, DateTimeOffset Since);

/// <summary>What a target holds, and what compaction left to do there.</summary>
public sealed record TargetStatus
{
    /// <summary>The target's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The exact live set: files that together hold every row once, relative to the folder, in ordinal order.</summary>
    public required ImmutableArray<string> LiveFiles { get; init; }

    /// <summary>Bytes of the live set.</summary>
    public required long LiveBytes { get; init; }

    /// <summary>Published outputs of this program.</summary>
    public required int PublishedCount { get; init; }

    /// <summary>Rows of the published outputs.</summary>
    public required long PublishedRows { get; init; }

    /// <summary>Bytes of the published outputs.</summary>
    public required long PublishedBytes { get; init; }

    /// <summary>Retired files that wait for <c>tenon gc</c>.</summary>
    public required int RetiredCount { get; init; }

    /// <summary>Their bytes.</summary>
    public required long RetiredBytes { get; init; }

    /// <summary>When the oldest of them was retired; null if there is none.</summary>
    public required DateTimeOffset? OldestRetired { get; init; }

    /// <summary>Retired files that still lie among the data, where a reader that looks into the folder sees them beside the outputs.</summary>
    public required ImmutableArray<string> RetiredInPlace { get; init; }

    /// <summary>Outputs that lie among the data but are not published.</summary>
    public required ImmutableArray<string> UnpublishedOutputs { get; init; }

    /// <summary>Operations under way or to be continued.</summary>
    public required ImmutableArray<UnfinishedOperation> Unfinished { get; init; }

    /// <summary>Temporary files.</summary>
    public required int TemporaryCount { get; init; }

    /// <summary>Their bytes.</summary>
    public required long TemporaryBytes { get; init; }

    /// <summary>Files in this program's places or under its names that no record tells of. They are neither read nor deleted.</summary>
    public required ImmutableArray<string> Unknown { get; init; }

    /// <summary>Published outputs whose files are missing (F-38).</summary>
    public required ImmutableArray<string> Missing { get; init; }

    /// <summary>Reads the status of a target; another process may be at work there.</summary>
    /// <param name="target">The target's files.</param>
    /// <param name="metastore">Its metastore.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The status.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    /// <exception cref="StorageException">The target cannot be listed.</exception>
    public static async ValueTask<TargetStatus> ReadAsync(LocalFileStore target, IMetastore metastore, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(metastore);
        Inventory inventory = await Inventory.ReadAsync(target, metastore, cancellationToken);
        ObjectInfo[] live = [.. inventory.Live(target.RootPath)];
        SplitRecord[] published = [.. inventory.Splits.Where(split => split.State == SplitState.Published && split.CreatedBy is not null)];
        SplitRecord[] retired = [.. inventory.Splits.Where(split => split.State == SplitState.Retired && split.IsOwned && !Operations.Janitor.IsNeverPublished(split))];
        Dictionary<string, ObjectInfo> data = inventory.Data.ToDictionary(file => file.Path);
        ObjectInfo[] temporary = [.. inventory.OurTemporary()];
        return new TargetStatus
        {
            Folder = target.RootPath,
            LiveFiles = [.. live.Select(file => file.Path)],
            LiveBytes = live.Sum(file => file.SizeBytes),
            PublishedCount = published.Length,
            PublishedRows = published.Sum(split => split.RowCount),
            PublishedBytes = published.Sum(split => split.SizeBytes),
            RetiredCount = retired.Length,
            RetiredBytes = retired.Sum(split => split.SizeBytes),
            OldestRetired = retired.Length > 0 ? retired.Min(split => split.Updated) : null,
            RetiredInPlace = [.. retired.Where(split => data.TryGetValue(split.Path, out ObjectInfo? file) && file.Version == split.Version).Select(split => split.Path)],
            UnpublishedOutputs =
            [
                .. inventory.Splits
                    .Where(split => split.CreatedBy is not null && (split.State == SplitState.Staged || Operations.Janitor.IsNeverPublished(split)) && data.ContainsKey(split.Path))
                    .Select(split => split.Path),
            ],
            Unfinished =
            [
                .. inventory.Unfinished.Select(operation => new UnfinishedOperation(
                    operation.Id.ToString(), TargetIndex.FolderOf(operation).Path, operation.Inputs.Length, operation.Inputs.Sum(split => split.SizeBytes), operation.Updated)),
            ],
            TemporaryCount = temporary.Length,
            TemporaryBytes = temporary.Sum(file => file.SizeBytes),
            Unknown = [.. inventory.Unknown().Select(file => file.Path)],
            Missing = [.. inventory.Missing().Select(split => split.Path)],
        };
    }
}
