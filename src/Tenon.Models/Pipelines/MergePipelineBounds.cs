namespace Tenon.Models.Pipelines;

/// <summary>A configuration of <see cref="MergePipeline"/>: its constants, and how often what may happen does. Immutable.</summary>
/// <remarks>What is bounded by 0 does not happen; what is <see cref="Unbounded"/> is not counted, and the model is then finite only along another one's steps.</remarks>
public sealed record MergePipelineBounds
{
    /// <summary>A bound that does not bound.</summary>
    public const int Unbounded = int.MaxValue;

    /// <summary>Time windows, numbered from 0.</summary>
    public int Windows { get; init; } = 1;

    /// <summary>The first window that is compacted: splits of those before are left alone (CS-3).</summary>
    public int FirstWindow { get; init; }

    /// <summary>Inputs of a merge that finalize did not plan; at least 2.</summary>
    public int MinimumInputs { get; init; } = 2;

    /// <summary>The most inputs of any merge.</summary>
    public int MaximumInputs { get; init; } = 2;

    /// <summary>The most outputs of a merge, 1 or 2.</summary>
    public int MaximumOutputs { get; init; } = 1;

    /// <summary>The most merges that a process plans at once, those of finalize not counted.</summary>
    public int MaximumMerges { get; init; } = 2;

    /// <summary>The most merges that finalize plans in one window.</summary>
    public int MaximumFinalizeMerges { get; init; } = 1;

    /// <summary>The level at which a split is merged no more.</summary>
    public int MaximumLevel { get; init; } = 2;

    /// <summary>After so many failed merges a split is set aside; 0 if failures are not counted.</summary>
    public int MaximumTries { get; init; }

    /// <summary>The rows that an ingested split may have: 1 to so many.</summary>
    public int MaximumRows { get; init; } = 1;

    /// <summary>Whether what is gone is remembered: what was replaced, orphaned, rewritten, stored. Otherwise a split of which nobody speaks is forgotten.</summary>
    public bool HasHistory { get; init; } = true;

    /// <summary>Splits ingested.</summary>
    public int Ingests { get; init; } = 2;

    /// <summary>Crashes.</summary>
    public int Crashes { get; init; }

    /// <summary>Merges that are given up or not claimed although nothing of the state demands it, and lists that fail.</summary>
    public int Failures { get; init; }

    /// <summary>Messages of ingests that are lost.</summary>
    public int LostMessages { get; init; }

    /// <summary>Published splits that retention takes away.</summary>
    public int Withdrawals { get; init; }

    /// <summary>How often a second node takes the lease, and may merge.</summary>
    public int Rivals { get; init; }

    /// <summary>Graceful stops.</summary>
    public int Stops { get; init; }

    /// <summary>Releases from quarantine.</summary>
    public int Releases { get; init; }

    /// <summary>Splits that mature by age.</summary>
    public int Agings { get; init; }

    /// <summary>The rows that a split may be ingested with.</summary>
    internal IEnumerable<int> RowChoices => Enumerable.Range(1, MaximumRows);

    /// <summary>A configuration that bounds nothing, for a model that another one leads.</summary>
    public static MergePipelineBounds Free { get; } = new()
    {
        HasHistory = false,
        Ingests = Unbounded,
        Crashes = Unbounded,
        Failures = Unbounded,
        LostMessages = Unbounded,
        Withdrawals = Unbounded,
        Rivals = Unbounded,
        Stops = Unbounded,
        Releases = Unbounded,
        Agings = Unbounded,
    };
}
