using System.Collections.Immutable;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core;

/// <summary>How an operation ends that was not published.</summary>
public enum EndReason
{
    /// <summary>A step failed.</summary>
    Failed,

    /// <summary>An input was withdrawn meanwhile (F-6).</summary>
    Superseded,

    /// <summary>It was no longer wanted when its inputs were claimed.</summary>
    Abandoned,
}

/// <summary>What the core wants done. Each effect of a merge is answered by one input, after which the core asks for the next.</summary>
public abstract record CoreEffect
{
    private CoreEffect()
    {
    }

    /// <summary>Write the operation down in the metastore and claim its inputs. Answered by <see cref="CoreInput.Claimed"/>,
    /// <see cref="CoreInput.ClaimRefused"/>, <see cref="CoreInput.Unknown"/> or <see cref="CoreInput.Failed"/>.</summary>
    /// <param name="Merge">The number of the merge, never used before.</param>
    /// <param name="Scope">The scope of the inputs.</param>
    /// <param name="Level">The level of the inputs.</param>
    /// <param name="Inputs">The inputs, in merge order.</param>
    public sealed record Claim(long Merge, CompactionScope Scope, int Level, ImmutableArray<MergeCandidate> Inputs) : CoreEffect;

    /// <summary>Merge, and prove the outputs. Answered by <see cref="CoreInput.Merged"/> or <see cref="CoreInput.Failed"/>.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record Execute(long Merge) : CoreEffect;

    /// <summary>Announce the outputs. Answered by <see cref="CoreInput.Staged"/>, <see cref="CoreInput.Unknown"/> or <see cref="CoreInput.Failed"/>.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record Stage(long Merge) : CoreEffect;

    /// <summary>Put the outputs into the store and read them back. Answered by <see cref="CoreInput.Uploaded"/> or <see cref="CoreInput.Failed"/>.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record Upload(long Merge) : CoreEffect;

    /// <summary>Swap inputs for outputs, under the merge's own token, which may be used again. Answered by <see cref="CoreInput.Published"/>,
    /// <see cref="CoreInput.PublishRefused"/>, <see cref="CoreInput.Unknown"/> or <see cref="CoreInput.Failed"/>.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record Publish(long Merge) : CoreEffect;

    /// <summary>End the operation in the metastore, if it is there and not published. Answered by <see cref="CoreInput.Ended"/>,
    /// <see cref="CoreInput.Unknown"/> or <see cref="CoreInput.Failed"/>.</summary>
    /// <param name="Merge">The merge.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Blamed">Inputs whose failed merges are counted in the metastore (F-47).</param>
    public sealed record End(long Merge, EndReason Reason, ImmutableArray<SplitId> Blamed) : CoreEffect;

    /// <summary>Stop whatever is being done for a merge; nothing is answered.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record Cancel(long Merge) : CoreEffect;

    /// <summary>List the published splits of an index that are not mature. Answered by <see cref="CoreInput.Listed"/>.</summary>
    /// <param name="Index">The index.</param>
    public sealed record List(IndexUid Index) : CoreEffect;

    /// <summary>Write down that a split is set aside until an operator releases it; nothing is answered, and what could not be written
    /// down is decided anew after a restart, from the tries that <see cref="End"/> counted.</summary>
    /// <param name="Index">The index.</param>
    /// <param name="Split">The split.</param>
    /// <param name="Tries">Its failed merges.</param>
    public sealed record Quarantine(IndexUid Index, SplitId Split, int Tries) : CoreEffect;

    /// <summary>Nothing runs any more, and nothing will: the process may exit.</summary>
    public sealed record Drained : CoreEffect;
}
