namespace Tenon.Models.Pipelines;

/// <summary>What <see cref="RepairedMergePipeline"/> has beyond the repaired reference. Each multiplies the states.</summary>
[Flags]
public enum PipelineFeatures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Splits are ingested whether or not there is a planner.</summary>
    IngestWithoutPlanner = 1,

    /// <summary>A merge may fail; its inputs are planned again.</summary>
    MergeFailure = 2,

    /// <summary>An output is staged before it is uploaded, so a crash may come in between.</summary>
    Staging = 4,

    /// <summary>The answer to a publish may be late, or lost in a crash.</summary>
    LostAnswers = 8,

    /// <summary>Orphans are collected.</summary>
    Collection = 16,

    /// <summary>All of them.</summary>
    All = IngestWithoutPlanner | MergeFailure | Staging | LostAnswers | Collection,
}
