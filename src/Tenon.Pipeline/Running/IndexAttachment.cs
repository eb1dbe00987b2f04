using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Merging;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Running;

/// <summary>An index that is this process's to merge. Immutable.</summary>
/// <param name="Uid">The index.</param>
/// <param name="Config">Its definition.</param>
/// <param name="Policy">Its merge policy.</param>
/// <param name="Engine">What merges its files.</param>
/// <param name="Lease">The right to do it.</param>
internal sealed record IndexAttachment(IndexUid Uid, IndexConfig Config, MergePolicy Policy, IMergeEngine Engine, Lease Lease)
{
    /// <summary>Its immature published splits when it was attached.</summary>
    public ImmutableArray<ListedSplit> Seed { get; init; } = [];

    /// <summary>The name of the lease under which an index is merged.</summary>
    public static string LeaseNameOf(IndexUid index) => "merge/" + index;
}
