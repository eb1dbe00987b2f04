using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Homes;
using Tenon.Splits.Indexes;
using Tenon.Splits.Policy;
using Tenon.Storage;

namespace Tenon.Simulation.Judging;

/// <summary>Where everything must come to once nothing goes wrong any more: all is merged that is to be, and nothing is left lying about.</summary>
internal static class FixedPoint
{
    /// <summary>How long a split may stay past its retention: until the next collection but one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>What is not there yet.</summary>
    /// <param name="metastore">The metastore.</param>
    /// <param name="store">The files.</param>
    /// <param name="damaged">Objects that were damaged: their splits may be set aside.</param>
    /// <param name="now">The time.</param>
    /// <returns>Nothing when it is reached.</returns>
    public static async Task<IReadOnlyList<string>> MissingAsync(IMetastore metastore, IObjectStore store, IReadOnlySet<string> damaged, DateTimeOffset now)
    {
        var missing = new List<string>();
        await foreach (OperationRecord operation in metastore.ListOperationsAsync(new OperationQuery { State = OperationState.Planned }, default))
        {
            missing.Add($"operation {operation.Id} is planned");
        }

        HashSet<string> places = new(StringComparer.Ordinal);
        await foreach (SplitRecord split in metastore.ListSplitsAsync(new SplitQuery(), default))
        {
            places.Add(split.Location);
            if (split.State != SplitState.Published)
            {
                missing.Add($"split {split.Id} is {split.State}");
            }
            else if (split.Trouble?.QuarantinedSince is not null && !damaged.Contains(split.Location))
            {
                missing.Add($"split {split.Id} is set aside: {split.Trouble.LastFailure}");
            }
        }

        foreach (ObjectInfo file in await store.ListAsync(ObjectKey.Root, new ListOptions(Recursive: true), default))
        {
            if (!places.Contains(file.Path))
            {
                missing.Add($"no record knows {file.Path}");
            }
        }

        foreach (IndexRecord index in await metastore.ListIndexesAsync(default))
        {
            IndexConfig config = HomeIndex.Of(index).Config;
            if (config.RetentionPeriod is TimeSpan period)
            {
                long last = (now - period - Patience).ToUnixTimeSeconds();
                await foreach (SplitRecord split in metastore.ListSplitsAsync(new SplitQuery { Index = index.Uid, States = [SplitState.Published] }, default))
                {
                    if (split.Metadata.TimeRange.EndSeconds <= last)
                    {
                        missing.Add($"split {split.Id} is past its retention");
                    }
                }
            }

            var policy = new MergePolicy(config.MergePolicy);
            ImmutableArray<ScopedCandidate> candidates = await metastore.ListCandidatesAsync(new CandidateQuery(index.Uid, now, null, int.MaxValue), default);
            foreach (var together in candidates.GroupBy(split => (Scope: split.Scope.ToString(), split.Split.Level)))
            {
                if (policy.First(together.Select(split => split.Split).Order(MergePolicy.OldestFirst)) is PlannedMerge merge)
                {
                    missing.Add($"{merge.Inputs.Length} splits of level {merge.Level} of {together.Key.Scope} are not merged");
                }
            }

            if (!(await metastore.ReadTotalsAsync(index.Uid, default)).IsBalanced)
            {
                missing.Add($"the books of {index.Uid} do not balance");
            }
        }

        return missing;
    }
}
