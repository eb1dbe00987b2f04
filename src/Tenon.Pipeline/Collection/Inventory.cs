using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Inputs;
using Tenon.Pipeline.Operations;
using Tenon.Pipeline.Targets;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Collection;

/// <summary>All files of a target and all records of its metastore, read completely before anyone draws a conclusion (F-20).</summary>
internal sealed record Inventory(
    IReadOnlyList<ObjectInfo> Data,
    IReadOnlyList<ObjectInfo> Temporary,
    IReadOnlyList<ObjectInfo> Retired,
    ImmutableArray<SplitRecord> Splits,
    ImmutableArray<OperationRecord> Unfinished)
{
    /// <summary>Reads both; the files first. A file that is moved aside in between is then known to be retired, and not missed: were the records
    /// read first, a swap in between would hide its inputs, which are gone from the folder, and its outputs, which are not in the records.</summary>
    public static async ValueTask<Inventory> ReadAsync(IObjectStore store, IMetastore metastore, CancellationToken cancellationToken)
    {
        var dataFiles = new ListOptions(Recursive: true, InputDiscovery.EntersFolder, InputDiscovery.TakesFile);
        IReadOnlyList<ObjectInfo> data = await store.ListAsync(ObjectKey.Root, dataFiles, cancellationToken);
        IReadOnlyList<ObjectInfo> temporary = await store.ListAsync(TargetLayout.Temporary, new ListOptions(Recursive: true), cancellationToken);
        IReadOnlyList<ObjectInfo> retired = await store.ListAsync(TargetLayout.Retired, new ListOptions(Recursive: true), cancellationToken);
        var splits = ImmutableArray.CreateBuilder<SplitRecord>();
        await foreach (SplitRecord split in metastore.ListSplitsAsync(new SplitQuery { Index = FolderIndex.Uid }, cancellationToken))
        {
            splits.Add(split);
        }

        var unfinished = ImmutableArray.CreateBuilder<OperationRecord>();
        await foreach (OperationRecord operation in metastore.ListOperationsAsync(TargetIndex.Unfinished, cancellationToken))
        {
            unfinished.Add(operation);
        }

        return new Inventory(data, temporary, retired, splits.ToImmutable(), unfinished.ToImmutable());
    }

    /// <summary>Files that hold part of the data now: published outputs, and files of others that nothing has merged yet.</summary>
    public IEnumerable<ObjectInfo> Live(string root)
    {
        ILookup<string, SplitRecord> byPath = Splits.ToLookup(split => split.Path);
        return Data.Where(file => IsLive(file, [.. byPath[file.Path], .. byPath[root + "/" + file.Path]]));
    }

    /// <summary>Published outputs whose files are not there (F-38).</summary>
    public IEnumerable<SplitRecord> Missing()
    {
        HashSet<string> present = [.. Data.Select(file => file.Path)];
        return Splits.Where(split => split.State == SplitState.Published && split.IsOwned && split.CreatedBy is not null && !present.Contains(split.Path));
    }

    /// <summary>Files named as this program names them, or lying where only it writes, that no record tells of.</summary>
    public IEnumerable<ObjectInfo> Unknown()
    {
        HashSet<string> paths = [.. Splits.Where(split => split.IsOwned).Select(split => split.Path)];
        HashSet<string> locations = [.. Splits.Where(split => split.IsOwned).SelectMany(LocationsOf)];
        IEnumerable<ObjectInfo> data = Data.Where(file => TargetLayout.IsSplitName(NameOf(file), out _) && !paths.Contains(file.Path));
        IEnumerable<ObjectInfo> temporary = Temporary.Where(file => !IsOurTemporary(file));
        IEnumerable<ObjectInfo> retired = Retired.Where(file => !locations.Contains(file.Path));
        return data.Concat(temporary).Concat(retired);
    }

    /// <summary>Files being written and scratch, by the names we give them.</summary>
    public IEnumerable<ObjectInfo> OurTemporary() => Temporary.Where(IsOurTemporary);

    private static bool IsOurTemporary(ObjectInfo file)
    {
        string relative = file.Path[(TargetLayout.Temporary.Path.Length + 1)..];
        int slash = relative.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? TargetLayout.IsSplitName(relative, out _) : OperationId.TryParse(relative[..slash], out _);
    }

    private static bool IsLive(ObjectInfo file, ImmutableArray<SplitRecord> records)
    {
        if (records.FirstOrDefault(record => record.CreatedBy is not null) is SplitRecord output)
        {
            return output.State == SplitState.Published;
        }

        bool isMerged = records.Any(record => record.State == SplitState.Retired && record.Version == file.Version);
        return !isMerged && !TargetLayout.IsSplitName(NameOf(file), out _); // A split's name without a record is nobody's data.
    }

    /// <summary>Where the bytes of a split are, or will be once a move that was begun is recorded.</summary>
    private static IEnumerable<string> LocationsOf(SplitRecord split) =>
        split is { RetiredBy: OperationId operation, State: SplitState.Retired } && !Janitor.IsNeverPublished(split)
            ? [split.Location, TargetLayout.RetiredOf(operation, split.Path).Path]
            : [split.Location];

    private static string NameOf(ObjectInfo file) => file.Path[(file.Path.LastIndexOf('/') + 1)..];
}
