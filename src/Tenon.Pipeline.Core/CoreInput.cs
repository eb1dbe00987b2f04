using System.Collections.Immutable;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Core;

/// <summary>A published split as the metastore lists it for the planner.</summary>
/// <param name="Scope">What it may be merged with.</param>
/// <param name="Split">The split.</param>
/// <param name="Tries">Failed merges it was blamed for; at least 0.</param>
/// <param name="IsQuarantined">Whether it is set aside until an operator releases it (F-41).</param>
public sealed record ListedSplit(CompactionScope Scope, MergeCandidate Split, int Tries = 0, bool IsQuarantined = false);

/// <summary>Why a step failed.</summary>
public enum FailureCause
{
    /// <summary>The store, the metastore, the disk or the process. The same may succeed later, and no input is to blame.</summary>
    Environment,

    /// <summary>An input: damaged, too large to be merged, or at odds with the others.</summary>
    Inputs,
}

/// <summary>What the core is told. Merges are named by the numbers that it gave them; what concerns a merge that it no longer has is ignored.</summary>
/// <param name="Now">The time. A clock that steps back is taken to stand (F-31).</param>
public abstract record CoreInput(DateTimeOffset Now)
{
    /// <summary>An index is this process's to merge: its lease is taken, operations of earlier leases are ended, and after that its splits were listed.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Index">The index.</param>
    /// <param name="Policy">Its policy.</param>
    /// <param name="Splits">All its published splits that are not mature.</param>
    public sealed record Attached(DateTimeOffset Now, IndexUid Index, MergePolicy Policy, ImmutableArray<ListedSplit> Splits) : CoreInput(Now);

    /// <summary>An index is no longer this process's: its lease was lost, or it is deleted.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Index">The index.</param>
    public sealed record Detached(DateTimeOffset Now, IndexUid Index) : CoreInput(Now);

    /// <summary>Splits were published by an ingest.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Index">The index.</param>
    /// <param name="Splits">The splits; those known already, or mature, change nothing.</param>
    public sealed record Arrived(DateTimeOffset Now, IndexUid Index, ImmutableArray<ListedSplit> Splits) : CoreInput(Now);

    /// <summary>Published splits were withdrawn by someone else: retention, deletion, an operator.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Index">The index.</param>
    /// <param name="Splits">Their ids. Merges that have them as inputs go on until the metastore refuses them.</param>
    public sealed record Withdrawn(DateTimeOffset Now, IndexUid Index, ImmutableArray<SplitId> Splits) : CoreInput(Now);

    /// <summary>An operator has released a split from quarantine.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Index">The index.</param>
    /// <param name="Split">The split; its tries begin anew.</param>
    public sealed record Released(DateTimeOffset Now, IndexUid Index, ListedSplit Split) : CoreInput(Now);

    /// <summary>The answer to <see cref="CoreEffect.List"/>.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Index">The index.</param>
    /// <param name="Splits">All its published splits that are not mature, as of some moment since the list was asked for; default if it failed.</param>
    public sealed record Listed(DateTimeOffset Now, IndexUid Index, ImmutableArray<ListedSplit> Splits) : CoreInput(Now);

    /// <summary>The inputs of a merge are claimed.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Merge">The merge.</param>
    public sealed record Claimed(DateTimeOffset Now, long Merge) : CoreInput(Now);

    /// <summary>The inputs of a merge were not claimed, and nothing was changed.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Merge">The merge.</param>
    /// <param name="Gone">Inputs that are no longer published; if there is none, another operation has some.</param>
    public sealed record ClaimRefused(DateTimeOffset Now, long Merge, ImmutableArray<SplitId> Gone) : CoreInput(Now);

    /// <summary>The outputs of a merge are written, and proven to have the rows of its inputs.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Merge">The merge.</param>
    /// <param name="Outputs">The outputs; none if the inputs have no rows.</param>
    public sealed record Merged(DateTimeOffset Now, long Merge, ImmutableArray<MergeCandidate> Outputs) : CoreInput(Now);

    /// <summary>The outputs of a merge are announced in the metastore.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Merge">The merge.</param>
    public sealed record Staged(DateTimeOffset Now, long Merge) : CoreInput(Now);

    /// <summary>The outputs of a merge are in the store, and were read back.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Merge">The merge.</param>
    public sealed record Uploaded(DateTimeOffset Now, long Merge) : CoreInput(Now);

    /// <summary>The outputs of a merge have replaced its inputs.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Merge">The merge.</param>
    public sealed record Published(DateTimeOffset Now, long Merge) : CoreInput(Now);

    /// <summary>The metastore refused to swap, because inputs are no longer published; nothing was changed (F-6).</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Merge">The merge.</param>
    /// <param name="Gone">Those inputs.</param>
    public sealed record PublishRefused(DateTimeOffset Now, long Merge, ImmutableArray<SplitId> Gone) : CoreInput(Now);

    /// <summary>What was asked of the metastore for a merge may or may not have been done (F-1).</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Merge">The merge.</param>
    public sealed record Unknown(DateTimeOffset Now, long Merge) : CoreInput(Now);

    /// <summary>What was asked for a merge was certainly not done.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Merge">The merge.</param>
    /// <param name="Cause">Why.</param>
    /// <param name="Blamed">The inputs to blame; if there is none although inputs are the cause, it may be any of them.</param>
    public sealed record Failed(DateTimeOffset Now, long Merge, FailureCause Cause, ImmutableArray<SplitId> Blamed) : CoreInput(Now);

    /// <summary>The answer to <see cref="CoreEffect.End"/>: the operation has ended, and its inputs are free.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Merge">The merge.</param>
    /// <param name="WasPublished">Whether the metastore says that it had been published before.</param>
    public sealed record Ended(DateTimeOffset Now, long Merge, bool WasPublished) : CoreInput(Now);

    /// <summary>Time has passed. To be given at least once a second, so that delays end.</summary>
    /// <param name="Now">The time.</param>
    public sealed record Tick(DateTimeOffset Now) : CoreInput(Now);

    /// <summary>The first step of a graceful stop: outputs no longer become inputs.</summary>
    /// <param name="Now">The time.</param>
    public sealed record Disconnect(DateTimeOffset Now) : CoreInput(Now);

    /// <summary>The second step of a graceful stop: the last merges are planned; what runs is finished. Ignored before <see cref="Disconnect"/>.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="MergeRest">Whether to merge, in each scope and level, the rest that is too few for a normal merge.</param>
    public sealed record Finalize(DateTimeOffset Now, bool MergeRest) : CoreInput(Now);
}
