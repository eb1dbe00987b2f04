using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Invariants;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <summary>
/// The merge pipeline as the field has specified it, step for step: ingest, plan, upload, publish, a shutdown of two phases, crashes, restarts. All
/// choices of a planner are explored.
/// </summary>
/// <remarks>
/// It keeps what is questionable there, because its numbers of states are known: finalize takes a window's splits of whatever levels, calls them level 0,
/// and plans one merge for each pair of a number and a window (so several have one id); a crash needs a living planner; a restart may come while
/// merges are in flight, and forgets them with what they uploaded; a drain may follow a crash. <see cref="RepairedMergePipeline"/> is repaired.
/// </remarks>
/// <param name="bounds">How much is explored.</param>
[DeriveCodec]
public partial class ReferenceMergePipeline(PipelineBounds bounds) : MergePipelineModel(bounds)
{
    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames =>
    [
        nameof(PipelineAction.IngestSplit), nameof(PipelineAction.PlanMerge), nameof(PipelineAction.UploadMergeOutput),
        nameof(PipelineAction.PublishMergeAndFeedback), nameof(PipelineAction.DisconnectMergePlanner), nameof(PipelineAction.RunFinalizeAndQuit),
        nameof(PipelineAction.DrainComplete), nameof(PipelineAction.Crash), nameof(PipelineAction.Restart),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Property<PipelineState, PipelineAction>> Properties =>
    [
        .. SafetyProperties,
        LeadsTo(NameOf(InvariantId.ShutdownCompletes), s => s.CrashCount == 0 && s.IsFinalizeRequested, s => s.IsShutdownComplete),
        LeadsTo(
            NameOf(InvariantId.NoSplitUntrackedForever),
            s => s.RestartCount < Bounds.MaximumRestarts && s.Judged(Bounds.MaximumLevel).UntrackedSplits().Any(),
            s => !s.Judged(Bounds.MaximumLevel).UntrackedSplits().Any()),
    ];

    /// <summary>Weak fairness of every kind of step but the crash, each for itself.</summary>
    public override IEnumerable<Fairness<PipelineState, PipelineAction>> Fairness =>
    [
        WeaklyFair(action => action is PipelineAction.IngestSplit),
        WeaklyFair(action => action is PipelineAction.PlanMerge),
        WeaklyFair(action => action is PipelineAction.UploadMergeOutput),
        WeaklyFair(action => action is PipelineAction.PublishMergeAndFeedback),
        WeaklyFair(action => action is PipelineAction.DisconnectMergePlanner),
        WeaklyFair(action => action is PipelineAction.RunFinalizeAndQuit),
        WeaklyFair(action => action is PipelineAction.DrainComplete),
        WeaklyFair(action => action is PipelineAction.Restart),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Step<PipelineState, PipelineAction>> Steps(PipelineState state) =>
    [
        .. IngestSplit(state), .. PlanMerge(state), .. UploadMergeOutput(state), .. PublishMergeAndFeedback(state), .. DisconnectMergePlanner(state),
        .. RunFinalizeAndQuit(state), .. DrainComplete(state), .. Crash(state), .. Restart(state),
    ];

    private IEnumerable<Step<PipelineState, PipelineAction>> IngestSplit(PipelineState s)
    {
        if (!s.IsAlive || s.IngestCount >= Bounds.MaximumIngests)
        {
            yield break;
        }

        for (int window = 0; window < Bounds.WindowCount; window++)
        {
            yield return Step(new PipelineAction.IngestSplit(window), s.WithVisible(window, s.Visible[window].Add(s.NextId)) with
            {
                Published = s.Published.Add(s.NextId),
                Splits = s.Splits.Add(s.NextId, new SplitFacts<int>(1, 0, window)),
                NextId = s.NextId + 1,
                IngestCount = s.IngestCount + 1,
                IngestedRowCount = s.IngestedRowCount + 1,
            });
        }
    }

    private static IEnumerable<Step<PipelineState, PipelineAction>> UploadMergeOutput(PipelineState s) =>
        s.Merges.Where(merge => !merge.IsUploaded).Select(merge => Step(new PipelineAction.UploadMergeOutput(merge.Id), WithOutput(s, merge, isUploaded: true)));

    private IEnumerable<Step<PipelineState, PipelineAction>> PublishMergeAndFeedback(PipelineState s) =>
        s.Merges.Where(merge => merge.IsUploaded).Select(merge => Step(new PipelineAction.PublishMergeAndFeedback(merge.Id), Published(s, merge)));

    private PipelineState Published(PipelineState s, MergeInFlight merge)
    {
        int output = merge.Outputs[0];
        PipelineState next = Without(s, merge) with { Published = s.Published.Except(merge.Inputs).Add(output) };
        return s.IsConnected && s.IsAlive && !IsMature(s, output) ? next.WithVisible(merge.Window, next.Visible[merge.Window].Add(output)) : next;
    }

    private IEnumerable<Step<PipelineState, PipelineAction>> RunFinalizeAndQuit(PipelineState s)
    {
        if (!s.IsAlive || s.IsConnected || s.IsFinalizeRequested)
        {
            return [];
        }

        int[] taken =
        [
            .. Enumerable.Range(0, Bounds.WindowCount)
                .Where(window => s.Visible[window].Count >= 2 && s.Visible[window].Count < Bounds.MergeFactor)
                .Take(Bounds.MaximumFinalizeMerges),
        ];

        // As it is written there: a merge for each pair of a number and a window.
        IEnumerable<MergeInFlight> merges =
            from number in Enumerable.Range(0, taken.Length)
            from window in taken
            select new MergeInFlight(s.NextId + number, [.. s.Visible[window]], 0, window, false, []);
        PipelineState next = s with
        {
            IsAlive = false,
            IsFinalizeRequested = true,
            FinalizeMergeCount = taken.Length,
            Merges = s.Merges.AddRange(merges),
            NextId = s.NextId + taken.Length,
        };
        return [Step(new PipelineAction.RunFinalizeAndQuit(), taken.Aggregate(next, (state, window) => state.WithVisible(window, [])))];
    }

    private static IEnumerable<Step<PipelineState, PipelineAction>> DrainComplete(PipelineState s) =>
        !s.IsAlive && s.Merges.IsEmpty && !s.IsShutdownComplete ? [Step(new PipelineAction.DrainComplete(), s with { IsShutdownComplete = true })] : [];

    private IEnumerable<Step<PipelineState, PipelineAction>> Crash(PipelineState s) =>
        !s.IsAlive || s.CrashCount >= Bounds.MaximumCrashes
            ? []
            : [Step(new PipelineAction.Crash(), s.WithNothingVisible() with
            {
                IsAlive = false,
                IsConnected = false,
                Orphans = s.Orphans.Union(s.Merges.SelectMany(merge => merge.Outputs)),
                Merges = [],
                IsFinalizeRequested = false,
                FinalizeMergeCount = 0,
                CrashCount = s.CrashCount + 1,
            })];

    private IEnumerable<Step<PipelineState, PipelineAction>> Restart(PipelineState s) =>
        s.IsAlive || s.RestartCount >= Bounds.MaximumRestarts
            ? []
            : [Step(new PipelineAction.Restart(), Seeded(s) with
            {
                IsAlive = true,
                IsConnected = true,
                Merges = [],
                IsFinalizeRequested = false,
                FinalizeMergeCount = 0,
                IsShutdownComplete = false,
                RestartCount = s.RestartCount + 1,
            })];
}
