using System.Collections.Immutable;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core.Memory;

/// <summary>What is being done for a merge.</summary>
public enum MergePhase
{
    /// <summary>It waits for a free place.</summary>
    Waiting,

    /// <summary>Its inputs are being claimed.</summary>
    Claiming,

    /// <summary>Its outputs are being written.</summary>
    Merging,

    /// <summary>Its outputs are being announced.</summary>
    Staging,

    /// <summary>Its outputs are being put into the store.</summary>
    Uploading,

    /// <summary>Its outputs are replacing its inputs.</summary>
    Publishing,

    /// <summary>It is being given up.</summary>
    Ending,
}

/// <summary>A merge that is under way. Immutable.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Scope">The scope of its inputs and outputs.</param>
/// <param name="Level">The level of its inputs.</param>
/// <param name="Inputs">Its inputs, in merge order.</param>
/// <param name="Phase">What is being done.</param>
public sealed record MergeTask(long Number, CompactionScope Scope, int Level, ImmutableArray<MergeCandidate> Inputs, MergePhase Phase)
{
    /// <summary>Its outputs, once they are written.</summary>
    public ImmutableArray<MergeCandidate> Outputs { get; init; } = [];

    /// <summary>Attempts at this phase that failed.</summary>
    public int Attempts { get; init; }

    /// <summary>When this phase is tried again; null while it is being done.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Why it is being given up.</summary>
    public EndReason Reason { get; init; }

    /// <summary>Why it failed, if it did.</summary>
    public FailureCause Cause { get; init; }

    /// <summary>The inputs to blame for that.</summary>
    public ImmutableArray<SplitId> Blamed { get; init; } = [];

    /// <summary>Inputs that are known to be published no longer.</summary>
    public ImmutableHashSet<SplitId> Gone { get; init; } = [];
}
