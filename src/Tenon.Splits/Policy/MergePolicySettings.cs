namespace Tenon.Splits.Policy;

/// <summary>The parameters of the constant-write-amplification policy. Immutable; <see cref="MergePolicy"/> refuses settings with problems.</summary>
public sealed record MergePolicySettings
{
    /// <summary>The fewest splits of a merge that is not triggered by size; at least 2.</summary>
    public int MergeFactor { get; init; } = 10;

    /// <summary>The most splits of any merge; at least <see cref="MergeFactor"/>.</summary>
    public int MaxMergeFactor { get; init; } = 12;

    /// <summary>The level at which a split is mature: no byte is rewritten more often. At least 1.</summary>
    public int MaxMergeOps { get; init; } = 4;

    /// <summary>The size at which a split is mature, and which outputs aim at, in bytes; at least 1.</summary>
    public long TargetSplitSizeBytes { get; init; } = 256L << 20;

    /// <summary>The age at which a split is mature; above zero.</summary>
    public TimeSpan MaturationPeriod { get; init; } = TimeSpan.FromHours(48);

    /// <summary>The most merges per scope when a window is finalized; 0 finalizes nothing.</summary>
    public int MaxFinalizeMergeOperations { get; init; } = 3;

    /// <summary>Splits whose window starts earlier are never merged (CS-3), in seconds since the Unix epoch; null sets no bound.</summary>
    public long? CompactionStartTime { get; init; }

    /// <summary>What is wrong with the settings.</summary>
    /// <returns>One line for each problem, which names the setting, its value and what is expected; empty if there is none.</returns>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Demand(MergeFactor >= 2, $"merge_factor is {MergeFactor}; at least 2 is expected");
        Demand(MaxMergeFactor >= MergeFactor, $"max_merge_factor is {MaxMergeFactor}; at least merge_factor, {MergeFactor}, is expected");
        Demand(MaxMergeOps >= 1, $"max_merge_ops is {MaxMergeOps}; at least 1 is expected");
        Demand(TargetSplitSizeBytes >= 1, $"target_split_size_bytes is {TargetSplitSizeBytes}; at least 1 is expected");
        Demand(MaturationPeriod > TimeSpan.Zero, $"maturation_period is {MaturationPeriod}; more than zero is expected");
        Demand(MaxFinalizeMergeOperations >= 0, $"max_finalize_merge_operations is {MaxFinalizeMergeOperations}; at least 0 is expected");
        return problems;

        void Demand(bool holds, FormattableString problem)
        {
            if (!holds)
            {
                problems.Add(FormattableString.Invariant(problem));
            }
        }
    }
}
