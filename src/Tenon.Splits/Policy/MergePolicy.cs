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

    /// <summary>The order in which splits are merged: by whole seconds of creation, then by id.</summary>
    public static IComparer<MergeCandidate> OldestFirst { get; } = new CreationOrder();

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

    /// <summary>The first merge that is due among the immature splits of one level of one scope.</summary>
    /// <param name="oldestFirst">Immature splits of one level, in the order of <see cref="OldestFirst"/>. No more are looked at than needed.</param>
    /// <returns>A merge of <see cref="MergePolicySettings.MergeFactor"/> to <see cref="MergePolicySettings.MaxMergeFactor"/> inputs, or of fewer, but at
    /// least two, that reach the target size together; null if none is due.</returns>
    public PlannedMerge? First(IEnumerable<MergeCandidate> oldestFirst)
    {
        ArgumentNullException.ThrowIfNull(oldestFirst);
        return Groups(oldestFirst, Settings.MergeFactor).FirstOrDefault();
    }

    /// <summary>All merges that are due among the immature splits of one level of one scope.</summary>
    /// <param name="splits">Immature splits of one level, in any order.</param>
    /// <returns>The merges as <see cref="First"/> gives them one after the other; no split is in two.</returns>
    public ImmutableArray<PlannedMerge> Plan(IEnumerable<MergeCandidate> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        return [.. Groups(splits.Order(OldestFirst), Settings.MergeFactor)];
    }

    /// <summary>The merges that finish one level of one scope to which no more splits are expected: two splits are enough.</summary>
    /// <param name="splits">Immature splits of one level, in any order.</param>
    /// <param name="most">The most merges wanted; at least 0. <see cref="MergePolicySettings.MaxFinalizeMergeOperations"/> bounds those of a whole scope.</param>
    /// <returns>At most so many merges; no split is in two. Newest splits first.</returns>
    public ImmutableArray<PlannedMerge> PlanFinal(IEnumerable<MergeCandidate> splits, int most)
    {
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        return [.. Groups(splits.OrderByDescending(split => split.CreatedAt.ToUnixTimeSeconds()).ThenBy(split => split.Id), 2).Take(most)];
    }

    private IEnumerable<PlannedMerge> Groups(IEnumerable<MergeCandidate> ordered, int minimum)
    {
        var chosen = ImmutableArray.CreateBuilder<MergeCandidate>();
        long bytes = 0;
        foreach (MergeCandidate split in ordered)
        {
            chosen.Add(split);
            bytes = SaturatingSum(bytes, split.SizeBytes);
            bool isLarge = bytes >= Settings.TargetSplitSizeBytes && chosen.Count >= 2;
            if (isLarge || chosen.Count == Settings.MaxMergeFactor)
            {
                yield return new PlannedMerge(split.Level, chosen.ToImmutable());
                chosen.Clear();
                bytes = 0;
            }
        }

        if (chosen.Count >= minimum)
        {
            yield return new PlannedMerge(chosen[0].Level, chosen.ToImmutable());
        }
    }

    private static long SaturatingSum(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;

    private sealed class CreationOrder : IComparer<MergeCandidate>
    {
        public int Compare(MergeCandidate? x, MergeCandidate? y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            int byTime = x.CreatedAt.ToUnixTimeSeconds().CompareTo(y.CreatedAt.ToUnixTimeSeconds());
            return byTime != 0 ? byTime : x.Id.CompareTo(y.Id);
        }
    }
}
