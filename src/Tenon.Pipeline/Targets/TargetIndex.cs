using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Pipeline.Targets;

/// <summary>How the files of one folder are an index: each Hive-style folder is a scope of its own, whatever order its files are in.</summary>
internal static class TargetIndex
{
    /// <summary>Operations that are under way, or were when their process ended.</summary>
    public static OperationQuery Unfinished { get; } = new() { Index = FolderIndex.Uid, State = OperationState.Planned };

    /// <summary>The scope of a folder's files.</summary>
    public static CompactionScope ScopeOf(SplitScope folder) => new(FolderIndex.Uid, PartitionId: 0, SortFields: "", Window: null, RowGroupPrefixLength: 0, folder);

    /// <summary>The folder of an operation's files.</summary>
    public static SplitScope FolderOf(OperationRecord operation) =>
        operation.Scope is CompactionScope scope ? scope.Folder : throw new InvalidOperationException($"operation {operation.Id} has no scope, so it is no merge of files");
}
