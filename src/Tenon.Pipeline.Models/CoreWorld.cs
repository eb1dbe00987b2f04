using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Memory;

namespace Tenon.Pipeline.Models;

/// <summary>Where a split stands in a world.</summary>
public enum SplitStanding
{
    /// <summary>Written to scratch, announced to nobody.</summary>
    Written,

    /// <summary>Announced as an output.</summary>
    Staged,

    /// <summary>Part of the data.</summary>
    Published,

    /// <summary>Replaced by a merge, or an output of an operation that ended without it.</summary>
    Retired,

    /// <summary>Taken away by retention.</summary>
    Withdrawn,
}

/// <summary>A split of a world. Immutable.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Level">Its level.</param>
/// <param name="Window">Its window.</param>
/// <param name="Standing">Where it stands.</param>
public sealed record WorldSplit(int Rows, int Level, int Window, SplitStanding Standing);

/// <summary>Where an operation stands in a world's metastore.</summary>
public enum OperationStanding
{
    /// <summary>Its inputs are claimed.</summary>
    Planned,

    /// <summary>Its outputs have replaced its inputs.</summary>
    Published,

    /// <summary>It ended without that.</summary>
    Ended,
}

/// <summary>An operation of a world's metastore. Immutable.</summary>
/// <param name="Epoch">The lease it was planned under.</param>
/// <param name="Number">The number of its merge.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Outputs">Its outputs, once they are staged.</param>
/// <param name="IsUploaded">Whether they are in the store.</param>
/// <param name="Standing">Where it stands.</param>
public sealed record WorldOperation(
    int Epoch, int Number, ImmutableArray<int> Inputs, ImmutableArray<int> Outputs, bool IsUploaded, OperationStanding Standing);

/// <summary>What a process asks of the world: the effects of the core that are answered.</summary>
public enum RequestKind
{
    /// <summary><see cref="CoreEffect.Claim"/>.</summary>
    Claim,

    /// <summary><see cref="CoreEffect.Execute"/>.</summary>
    Execute,

    /// <summary><see cref="CoreEffect.Stage"/>.</summary>
    Stage,

    /// <summary><see cref="CoreEffect.Upload"/>.</summary>
    Upload,

    /// <summary><see cref="CoreEffect.Publish"/>.</summary>
    Publish,

    /// <summary><see cref="CoreEffect.End"/>.</summary>
    End,

    /// <summary><see cref="CoreEffect.List"/>, and the list that a process begins with.</summary>
    List,
}

/// <summary>What is answered.</summary>
public enum Answer
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>The metastore refused, because of the state of inputs.</summary>
    Refused,

    /// <summary>Nobody knows.</summary>
    Unknown,

    /// <summary>It failed, and nothing was changed.</summary>
    Failed,

    /// <summary>An input is damaged.</summary>
    Damaged,

    /// <summary>The lease is another's.</summary>
    LeaseLost,
}

/// <summary>A request that is under way, or its answer. Immutable.</summary>
/// <param name="Epoch">The lease of the process that asked.</param>
/// <param name="Merge">The merge it is for; 0 for none.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Splits">What it is about: inputs to be claimed, outputs to be staged, inputs to be blamed.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Told">What the answer tells: inputs that are gone, outputs that were written, splits that were listed, or 1 if it had been published.</param>
public sealed record WorldRequest(int Epoch, int Merge, RequestKind Kind, ImmutableArray<int> Splits, Answer Answer, ImmutableArray<int> Told);

/// <summary>A merge in the memory of a process. Immutable; see <see cref="MergeTask"/>.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Level">The level of its inputs.</param>
/// <param name="Window">Their window.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Phase">What is being done.</param>
/// <param name="Attempts">Attempts at it that failed.</param>
/// <param name="IsRetrying">Whether it waits to be tried again.</param>
/// <param name="Outputs">Its outputs, once they are written.</param>
/// <param name="Reason">Why it is given up.</param>
/// <param name="Cause">Why it failed.</param>
/// <param name="Blamed">The inputs to blame.</param>
/// <param name="Gone">Inputs that are known to be gone.</param>
public sealed record MergeImage(
    int Number,
    int Level,
    int Window,
    ImmutableArray<int> Inputs,
    MergePhase Phase,
    int Attempts,
    bool IsRetrying,
    ImmutableArray<int> Outputs,
    EndReason Reason,
    FailureCause Cause,
    ImmutableArray<int> Blamed,
    ImmutableSortedSet<int> Gone);

/// <summary>The memory of a process: <see cref="CoreMemory"/> without what follows from the rest, and with times as far as they matter. Immutable.</summary>
/// <param name="Epoch">Its lease.</param>
/// <param name="IsAttached">Whether the core has the index.</param>
/// <param name="IsConnected">See <see cref="CoreMemory.IsConnected"/>.</param>
/// <param name="IsPlanning">See <see cref="CoreMemory.IsPlanning"/>.</param>
/// <param name="IsDrained">See <see cref="CoreMemory.IsDrained"/>.</param>
/// <param name="Came">See <see cref="ListingMemory.Came"/>; null if no list is waited for.</param>
/// <param name="Went">See <see cref="ListingMemory.Went"/>; null if no list is waited for.</param>
/// <param name="Young">Splits that wait to be merged.</param>
/// <param name="Resting">Splits that wait to be tried again.</param>
/// <param name="Quarantined">Splits that are set aside.</param>
/// <param name="Tries">Failed merges that splits were blamed for.</param>
/// <param name="Setbacks">Failed merges that nothing in the inputs was to blame for.</param>
/// <param name="Merges">Merges under way, by number.</param>
/// <param name="NextMerge">The number of the next merge.</param>
public sealed record CoreImage(
    int Epoch,
    bool IsAttached,
    bool IsConnected,
    bool IsPlanning,
    bool IsDrained,
    ImmutableSortedSet<int>? Came,
    ImmutableSortedSet<int>? Went,
    ImmutableSortedSet<int> Young,
    ImmutableSortedSet<int> Resting,
    ImmutableSortedSet<int> Quarantined,
    ImmutableSortedDictionary<int, int> Tries,
    ImmutableSortedDictionary<int, int> Setbacks,
    ImmutableArray<MergeImage> Merges,
    int NextMerge);

/// <summary>A process, what is durable, and what is under way between them. Immutable.</summary>
/// <param name="Process">The memory of the process; null if none runs.</param>
/// <param name="Epoch">The lease that the metastore accepts.</param>
/// <param name="Splits">The splits that anyone could still come upon.</param>
/// <param name="Operations">The operations that are planned, or that anyone could still ask about.</param>
/// <param name="Tries">Failed merges that splits were blamed for, as the metastore counts them.</param>
/// <param name="Requests">What is under way, also of processes that have died.</param>
/// <param name="Messages">Ingested splits that the process has not heard of yet.</param>
/// <param name="NextSplit">The next id of a split.</param>
/// <param name="IngestedRows">Rows ever ingested, less those withdrawn.</param>
/// <param name="Ingests">Splits ingested. This and the rest are bounds.</param>
/// <param name="Crashes">Crashes.</param>
/// <param name="Losses">Answers lost.</param>
/// <param name="LostMessages">Messages lost.</param>
/// <param name="Failures">Failures.</param>
/// <param name="Withdrawals">Splits withdrawn.</param>
/// <param name="Rivals">How often another process took the lease.</param>
/// <param name="HasStopped">Whether a graceful stop has begun.</param>
/// <param name="Alarms">Invariants that the checks of production found broken.</param>
public sealed record CoreWorld(
    CoreImage? Process,
    int Epoch,
    ImmutableSortedDictionary<int, WorldSplit> Splits,
    ImmutableArray<WorldOperation> Operations,
    ImmutableSortedDictionary<int, int> Tries,
    ImmutableArray<WorldRequest> Requests,
    ImmutableSortedSet<int> Messages,
    int NextSplit,
    int IngestedRows,
    int Ingests,
    int Crashes,
    int Losses,
    int LostMessages,
    int Failures,
    int Withdrawals,
    int Rivals,
    bool HasStopped,
    ImmutableSortedSet<InvariantId> Alarms);
