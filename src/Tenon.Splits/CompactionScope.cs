namespace Tenon.Splits;

/// <summary>What two splits must have in common to be merged together (CS-1, F-69). Immutable.</summary>
/// <param name="Index">The index.</param>
/// <param name="PartitionId">The partition; 0 where rows are not partitioned.</param>
/// <param name="SortFields">The sort fields in canonical text (<see cref="SortSchema.ToShortString"/>), or a plain list; empty where rows are in no order.</param>
/// <param name="Window">The event time of the rows; null for tables that have none.</param>
/// <param name="RowGroupPrefixLength">Leading sort columns whose values change only between row groups; at least 0.</param>
/// <param name="Folder">The Hive-style folder of the files; the root where there are none.</param>
public sealed record CompactionScope(
    IndexUid Index, ulong PartitionId, string SortFields, TimeWindow? Window, int RowGroupPrefixLength, SplitScope Folder);
