using System.Collections.Immutable;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <summary>A step of <see cref="MergePipeline"/>; each is named as in specs/merge-pipeline/MergePipeline.tla.</summary>
public abstract record MergeAction
{
    private MergeAction()
    {
    }

    /// <summary>A split is ingested and published; a message to the process is under way, if there is one.</summary>
    /// <param name="Window">Its window.</param>
    /// <param name="Rows">Its rows.</param>
    public sealed record IngestSplit(int Window, int Rows) : MergeAction;

    /// <summary>The process hears of an ingested split.</summary>
    /// <param name="Split">The split.</param>
    public sealed record HearOfSplit(int Split) : MergeAction;

    /// <summary>A message of an ingest is lost.</summary>
    /// <param name="Split">The split it told of.</param>
    public sealed record LoseMessage(int Split) : MergeAction;

    /// <summary>Retention, or a deletion, takes a published split away.</summary>
    /// <param name="Split">The split.</param>
    public sealed record WithdrawSplit(int Split) : MergeAction;

    /// <summary>A split becomes mature by age.</summary>
    /// <param name="Split">The split.</param>
    public sealed record MatureSplit(int Split) : MergeAction;

    /// <summary>An operator releases a split from quarantine.</summary>
    /// <param name="Split">The split.</param>
    public sealed record ReleaseSplit(int Split) : MergeAction;

    /// <summary>The process forgets a split that need not be merged any more.</summary>
    /// <param name="Split">The split.</param>
    public sealed record ForgetSplit(int Split) : MergeAction;

    /// <summary>The collector removes the bytes of a split that nobody needs.</summary>
    /// <param name="Split">The split.</param>
    public sealed record CollectSplit(int Split) : MergeAction;

    /// <summary>The metastore lists the published splits for the process.</summary>
    public sealed record ListSplits : MergeAction;

    /// <summary>The process hears the list, and may plan from now on.</summary>
    public sealed record HearOfList : MergeAction;

    /// <summary>The planner plans a merge.</summary>
    /// <param name="Inputs">Its inputs.</param>
    public sealed record PlanMerge(ImmutableArray<int> Inputs) : MergeAction;

    /// <summary>The metastore writes the merge down and claims its inputs.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record ClaimInputs(MergeInFlight Merge) : MergeAction;

    /// <summary>The process hears that the inputs were not claimed, and will not be.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record HearOfRefusal(MergeInFlight Merge) : MergeAction;

    /// <summary>The outputs of a merge are written to scratch.</summary>
    /// <param name="Merge">The merge.</param>
    /// <param name="Rows">The rows of each.</param>
    public sealed record WriteOutputs(MergeInFlight Merge, ImmutableArray<int> Rows) : MergeAction;

    /// <summary>The outputs are announced in the metastore.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record StageOutputs(MergeInFlight Merge) : MergeAction;

    /// <summary>One output is put into the store: the first that is not there.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record UploadOutput(MergeInFlight Merge) : MergeAction;

    /// <summary>The outputs replace the inputs.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record PublishMerge(MergeInFlight Merge) : MergeAction;

    /// <summary>The process hears that a merge is published, and sees its outputs unless it stops.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record HearOfPublish(MergeInFlight Merge) : MergeAction;

    /// <summary>The process gives a merge up: a step failed, the publish was refused, or an answer never came.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record GiveUpMerge(MergeInFlight Merge) : MergeAction;

    /// <summary>The metastore ends a merge that is not published, and counts the failure of those inputs that are to blame.</summary>
    /// <param name="Merge">The merge.</param>
    /// <param name="Blamed">Those inputs.</param>
    public sealed record EndMerge(MergeInFlight Merge, ImmutableArray<int> Blamed) : MergeAction;

    /// <summary>The process hears that a merge has ended: its inputs are free, or set aside.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record HearOfEnd(MergeInFlight Merge) : MergeAction;

    /// <summary>What is left of a dead process does no more for a merge.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record LeaveMerge(MergeInFlight Merge) : MergeAction;

    /// <summary>A process, new or one that lost its lease, takes the lease; what was planned under earlier ones is ended.</summary>
    public sealed record TakeLease : MergeAction;

    /// <summary>The process learns that its lease is another's, and forgets all.</summary>
    public sealed record LoseLease : MergeAction;

    /// <summary>A second node takes the lease; what was planned is ended.</summary>
    public sealed record RivalTakesLease : MergeAction;

    /// <summary>That node merges.</summary>
    /// <param name="Inputs">The inputs.</param>
    public sealed record RivalMerges(ImmutableArray<int> Inputs) : MergeAction;

    /// <summary>The process dies, with all it remembers.</summary>
    public sealed record Crash : MergeAction;

    /// <summary>The first step of a graceful stop: outputs become inputs no more.</summary>
    public sealed record DisconnectMergePlanner : MergeAction;

    /// <summary>The second: the last merges are planned.</summary>
    /// <param name="Merges">The inputs of each.</param>
    public sealed record RunFinalizeAndQuit(ImmutableArray<ImmutableArray<int>> Merges) : MergeAction;

    /// <summary>The third: nothing runs any more.</summary>
    public sealed record DrainComplete : MergeAction;

    /// <summary>The process exits, drained.</summary>
    public sealed record Exit : MergeAction;
}
