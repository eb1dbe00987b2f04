using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <summary>
/// The merge pipeline as it is designed and as production follows it: one machine of what is durable, of what a process remembers, and of what proofs need.
/// Its specification is specs/merge-pipeline/MergePipeline.tla, variable by variable and action by action; the production core refines it.
/// </summary>
/// <remarks>
/// A merge is one record, of which the process knows one half (what it wants: <see cref="MergeTaskStanding"/>) and the metastore the other (what it has
/// done: <see cref="MergeOperationStanding"/>); they agree only by what one hears of the other. Merges have no numbers: two of one lease differ in their
/// inputs. <see cref="RepairedMergePipeline"/> is the field's machine, in which process and metastore are one.
/// </remarks>
/// <param name="bounds">The configuration.</param>
[DeriveCodec]
public partial class MergePipeline(MergePipelineBounds bounds) : Model<PipelineState, MergeAction>
{
    /// <summary>The configuration.</summary>
    public MergePipelineBounds Bounds { get; } = bounds;

    /// <inheritdoc/>
    public override string Name => nameof(MergePipeline);

    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames => Names;

    /// <summary>The actions, in the order of the specification.</summary>
    internal static ImmutableArray<string> Names { get; } =
    [
        nameof(MergeAction.IngestSplit), nameof(MergeAction.HearOfSplit), nameof(MergeAction.LoseMessage), nameof(MergeAction.WithdrawSplit),
        nameof(MergeAction.MatureSplit), nameof(MergeAction.ReleaseSplit), nameof(MergeAction.ForgetSplit), nameof(MergeAction.CollectSplit),
        nameof(MergeAction.ListSplits), nameof(MergeAction.HearOfList), nameof(MergeAction.PlanMerge), nameof(MergeAction.ClaimInputs),
        nameof(MergeAction.HearOfRefusal), nameof(MergeAction.WriteOutputs), nameof(MergeAction.StageOutputs), nameof(MergeAction.UploadOutput),
        nameof(MergeAction.PublishMerge), nameof(MergeAction.HearOfPublish), nameof(MergeAction.GiveUpMerge), nameof(MergeAction.EndMerge),
        nameof(MergeAction.HearOfEnd), nameof(MergeAction.LeaveMerge), nameof(MergeAction.TakeLease), nameof(MergeAction.LoseLease),
        nameof(MergeAction.RivalTakesLease), nameof(MergeAction.RivalMerges), nameof(MergeAction.Crash), nameof(MergeAction.DisconnectMergePlanner),
        nameof(MergeAction.RunFinalizeAndQuit), nameof(MergeAction.DrainComplete), nameof(MergeAction.Exit),
    ];

    /// <summary>Nothing is there yet, and no process runs.</summary>
    public override IEnumerable<PipelineState> InitialStates => [PipelineState.Initial(Bounds.Windows) with { IsAlive = false, IsConnected = false }];

    /// <summary>A state does not have to be left: fairness alone demands steps.</summary>
    public override Stuttering Stuttering => Stuttering.Anywhere;

    /// <inheritdoc/>
    public override IEnumerable<Step<PipelineState, MergeAction>> Steps(PipelineState state)
    {
        foreach (MergeAction action in ActionsOfSplits(state).Concat(ActionsOfMerges(state)).Concat(ActionsOfProcess(state)))
        {
            if (After(state, action) is PipelineState next)
            {
                yield return Step(action, next);
            }
        }
    }

    /// <summary>What one action makes of a state: its guard and its effect. <see cref="Steps"/> tries every action that a state might allow; a replay, which has
    /// more splits than sets of them can be counted, tries those of which it was told.</summary>
    /// <param name="state">The state, tidied.</param>
    /// <param name="action">The action; what it names is of that state.</param>
    /// <returns>The next state, tidied; null if the action is not enabled.</returns>
    public PipelineState? After(PipelineState state, MergeAction action)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(action);
        return (AfterSplits(state, action) ?? AfterMerges(state, action) ?? AfterProcess(state, action))?.Tidied();
    }

    /// <summary>One more of what is bounded, unless nobody counts.</summary>
    private static int Counted(int count, int bound) => bound == MergePipelineBounds.Unbounded ? count : count + 1;

    private static bool HasProcess(PipelineState s) => s.HeldLease > 0;

    private static bool IsOwner(PipelineState s) => s.HeldLease > 0 && s.HeldLease == s.Lease;

    /// <summary>The merges that the process remembers.</summary>
    private static IEnumerable<MergeInFlight> Tasks(PipelineState s) => s.Merges.Where(IsTask);

    private static bool IsTask(MergeInFlight merge) => merge.Task is MergeTaskStanding.Active or MergeTaskStanding.Ending;

    private bool IsMature(PipelineState s, int split) => s.Splits[split].Level >= Bounds.MaximumLevel || s.Settled.Contains(split);

    private bool IsSetAside(PipelineState s, int split) => Bounds.MaximumTries > 0 && s.Tries.GetValueOrDefault(split) >= Bounds.MaximumTries;

    /// <summary>Whether the process has a place for a split: it sees it, has set it aside, or has it in a merge.</summary>
    private static bool IsTracked(PipelineState s, int split) =>
        s.Visible.Any(window => window.Contains(split)) || s.Quarantined.Contains(split) || Tasks(s).Any(merge => merge.Inputs.Contains(split) || merge.Outputs.Contains(split));

    private static PipelineState Seen(PipelineState s, IEnumerable<int> splits)
    {
        foreach (int split in splits)
        {
            int window = s.Splits[split].Window;
            s = s.WithVisible(window, s.Visible[window].Add(split));
        }

        return s;
    }

    private static PipelineState Unseen(PipelineState s, IReadOnlyCollection<int> splits) => s with { Visible = [.. s.Visible.Select(window => window.Except(splits))] };

    private static PipelineState With(PipelineState s, MergeInFlight merge, MergeInFlight changed) => s with { Merges = s.Merges.Replace(merge, changed) };

    private static PipelineState Without(PipelineState s, MergeInFlight merge) => s with { Merges = s.Merges.Remove(merge) };
}
