using System.Collections.Immutable;

namespace Tenon.Splits.Policy;

/// <summary>Merges splits of one level into one of the next, a fixed number of times at most, so that write amplification is bounded by
/// <see cref="MergePolicySettings.MaxMergeOps"/> however many splits arrive. Immutable.</summary>
/// <remarks>What is chosen depends on the set of splits, not on the order in which they arrived.</remarks>
public sealed class MergePolicy
{
    /// <summary>A policy.</summary>
    /// <param name="settings">Its parameters.</param>
    /// <exception cref="ArgumentException">The settings have problems; the message has them all.</exception>
    public MergePolicy(MergePolicySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(settings));
        }

        Settings = settings;
    }

    /// <summary>The parameters.</summary>
    public MergePolicySettings Settings { get; }

    /// <summary>The maturity of a new split.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="sizeBytes">Its size in bytes.</param>
    /// <returns>Mature by level or size, or immature for the maturation period.</returns>
    public SplitMaturity MaturityOf(int level, long sizeBytes) =>
        level >= Settings.MaxMergeOps || sizeBytes >= Settings.TargetSplitSizeBytes ? SplitMaturity.Mature : SplitMaturity.ImmatureFor(Settings.MaturationPeriod);

    /// <summary>Whether a split will never be merged again: by its level, its size, or its age.</summary>
    /// <param name="split">The split.</param>
    /// <param name="now">The moment.</param>
    /// <returns>True if it will not.</returns>
    public bool IsMature(MergeCandidate split, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(split);
        return split.Level >= Settings.MaxMergeOps || split.SizeBytes >= Settings.TargetSplitSizeBytes || split.MaturesAt <= now;
    }

    /// <summary>Whether splits of a scope may be merged at all: not those before the compaction start time (CS-3).</summary>
    /// <param name="scope">The scope.</param>
    /// <returns>True if they may.</returns>
    public bool MayCompact(CompactionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Settings.CompactionStartTime is not long start || scope.Window is not TimeWindow window || window.StartSeconds >= start;
    }

    /// <summary>The merges that are due among the immature splits of one level of one scope.</summary>
    /// <param name="splits">Immature splits of one level, in any order.</param>
    /// <returns>The merges; no split is in two. Each has <see cref="MergePolicySettings.MergeFactor"/> to <see cref="MergePolicySettings.MaxMergeFactor"/>
    /// inputs, or fewer, but at least two, that reach the target size together. Oldest splits first.</returns>
    public ImmutableArray<PlannedMerge> Plan(IEnumerable<MergeCandidate> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        return Group(splits.OrderBy(split => split.CreatedAt.ToUnixTimeSeconds()).ThenBy(split => split.Id), Settings.MergeFactor, int.MaxValue);
    }

    /// <summary>The merges that finish one level of one scope to which no more splits are expected: two splits are enough.</summary>
    /// <param name="splits">Immature splits of one level, in any order.</param>
    /// <param name="most">The most merges wanted; at least 0. <see cref="MergePolicySettings.MaxFinalizeMergeOperations"/> bounds those of a whole scope.</param>
    /// <returns>At most so many merges; no split is in two. Newest splits first.</returns>
    public ImmutableArray<PlannedMerge> PlanFinal(IEnumerable<MergeCandidate> splits, int most)
    {
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        return Group(splits.OrderByDescending(split => split.CreatedAt.ToUnixTimeSeconds()).ThenBy(split => split.Id), 2, most);
    }

    private ImmutableArray<PlannedMerge> Group(IEnumerable<MergeCandidate> ordered, int minimum, int most)
    {
        var merges = ImmutableArray.CreateBuilder<PlannedMerge>();
        var chosen = ImmutableArray.CreateBuilder<MergeCandidate>();
        long bytes = 0;
        foreach (MergeCandidate split in ordered)
        {
            if (merges.Count >= most)
            {
                return merges.ToImmutable();
            }

            chosen.Add(split);
            bytes = SaturatingSum(bytes, split.SizeBytes);
            if (chosen.Count == Settings.MaxMergeFactor || (bytes >= Settings.TargetSplitSizeBytes && chosen.Count >= 2))
            {
                Emit();
            }
        }

        if (chosen.Count >= minimum && merges.Count < most)
        {
            Emit();
        }

        return merges.ToImmutable();

        void Emit()
        {
            merges.Add(new PlannedMerge(chosen[0].Level, chosen.ToImmutable()));
            chosen.Clear();
            bytes = 0;
        }
    }

    private static long SaturatingSum(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;
}
