using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Invariants;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <summary>
/// The merge pipeline as it should be: <see cref="ReferenceMergePipeline"/> with its errors repaired, and with what it leaves out as
/// <see cref="PipelineFeatures"/>.
/// </summary>
/// <remarks>
/// Finalize plans per window and level, each merge with an id of its own, and as many in all as its limit says. A crash comes whenever the process
/// remembers anything, and records staged and uploaded outputs as orphans. A restart comes when nothing of the old process is left. A drain follows
/// a finalize only.
/// </remarks>
/// <param name="bounds">How much is explored.</param>
/// <param name="features">What is explored beyond the reference.</param>
[DeriveCodec]
public partial class RepairedMergePipeline(PipelineBounds bounds, PipelineFeatures features = PipelineFeatures.None) : MergePipelineModel(bounds)
{
    /// <inheritdoc/>
    public override string Name => $"{nameof(RepairedMergePipeline)}({Bounds.Text}; {features})";

    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames =>
    [
        nameof(PipelineAction.IngestSplit), nameof(PipelineAction.PlanMerge), nameof(PipelineAction.UploadMergeOutput),
        nameof(PipelineAction.PublishMergeAndFeedback), nameof(PipelineAction.DisconnectMergePlanner), nameof(PipelineAction.RunFinalizeAndQuit),
        nameof(PipelineAction.DrainComplete), nameof(PipelineAction.Crash), nameof(PipelineAction.Restart),
        .. Has(PipelineFeatures.Staging) ? new[] { nameof(PipelineAction.StageOutput) } : [],
        .. Has(PipelineFeatures.MergeFailure) ? new[] { nameof(PipelineAction.FailMerge) } : [],
        .. Has(PipelineFeatures.LostAnswers) ? new[] { nameof(PipelineAction.PublishUnanswered), nameof(PipelineAction.HearOfPublish) } : [],
        .. Has(PipelineFeatures.Collection) ? new[] { nameof(PipelineAction.CollectOrphan) } : [],
    ];

    /// <inheritdoc/>
    public override IEnumerable<Property<PipelineState, PipelineAction>> Properties =>
    [
        .. SafetyProperties,
        Invariant(InvariantId.OutputsAccountedFor, all => all.OutputsAccountedFor()),
        Invariant(InvariantId.RewritesBounded, all => all.RewritesBounded()),
        LeadsTo(NameOf(InvariantId.ShutdownCompletes), s => s.IsFinalizeRequested, s => s.IsShutdownComplete || !s.IsFinalizeRequested),
        LeadsTo(
            NameOf(InvariantId.NoSplitUntrackedForever),
            s => s.RestartCount < Bounds.MaximumRestarts && s.Judged(Bounds.MaximumLevel).UntrackedSplits().Any(),
            s => !s.Judged(Bounds.MaximumLevel).UntrackedSplits().Any()),
    ];

    /// <summary>Weak fairness of every kind of step but crash and failure, each for itself; publishes, answered or not, count as one.</summary>
    public override IEnumerable<Fairness<PipelineState, PipelineAction>> Fairness =>
    [
        WeaklyFair(action => action is PipelineAction.IngestSplit),
        WeaklyFair(action => action is PipelineAction.PlanMerge),
        WeaklyFair(action => action is PipelineAction.StageOutput),
        WeaklyFair(action => action is PipelineAction.UploadMergeOutput),
        WeaklyFair(action => action is PipelineAction.PublishMergeAndFeedback or PipelineAction.PublishUnanswered),
        WeaklyFair(action => action is PipelineAction.HearOfPublish),
        WeaklyFair(action => action is PipelineAction.DisconnectMergePlanner),
        WeaklyFair(action => action is PipelineAction.RunFinalizeAndQuit),
        WeaklyFair(action => action is PipelineAction.DrainComplete),
        WeaklyFair(action => action is PipelineAction.Restart),
        WeaklyFair(action => action is PipelineAction.CollectOrphan),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Step<PipelineState, PipelineAction>> Steps(PipelineState state) =>
    [
        .. IngestSplit(state), .. PlanMerge(state), .. StageOutput(state), .. UploadMergeOutput(state), .. FailMerge(state), .. PublishMergeAndFeedback(state),
        .. PublishUnanswered(state), .. HearOfPublish(state), .. DisconnectMergePlanner(state), .. RunFinalizeAndQuit(state), .. DrainComplete(state),
        .. Crash(state), .. Restart(state), .. CollectOrphan(state),
    ];

    private bool Has(PipelineFeatures feature) => (features & feature) != 0;

    /// <summary>Whether nothing is left of the process: neither planner nor merges nor questions that it has asked.</summary>
    private static bool IsProcessGone(PipelineState s) => !s.IsAlive && s.Merges.IsEmpty && s.Awaited.IsEmpty;

    private IEnumerable<Step<PipelineState, PipelineAction>> IngestSplit(PipelineState s)
    {
        if (!(s.IsAlive || Has(PipelineFeatures.IngestWithoutPlanner)) || s.IngestCount >= Bounds.MaximumIngests)
        {
            yield break;
        }

        for (int window = 0; window < Bounds.WindowCount; window++)
        {
            PipelineState published = s with
            {
                Published = s.Published.Add(s.NextId),
                Splits = s.Splits.Add(s.NextId, new SplitFacts<int>(1, 0, window)),
                NextId = s.NextId + 1,
                IngestCount = s.IngestCount + 1,
                IngestedRowCount = s.IngestedRowCount + 1,
            };
            yield return Step(new PipelineAction.IngestSplit(window), s.IsAlive ? published.WithVisible(window, s.Visible[window].Add(s.NextId)) : published);
        }
    }

    private IEnumerable<Step<PipelineState, PipelineAction>> StageOutput(PipelineState s) =>
        from merge in s.Merges
        where Has(PipelineFeatures.Staging) && merge.Outputs.IsEmpty
        select Step(new PipelineAction.StageOutput(merge.Id), WithOutput(s, merge, isUploaded: false));

    private IEnumerable<Step<PipelineState, PipelineAction>> UploadMergeOutput(PipelineState s) =>
        from merge in s.Merges
        where !merge.IsUploaded && Has(PipelineFeatures.Staging) != merge.Outputs.IsEmpty
        select Step(new PipelineAction.UploadMergeOutput(merge.Id), merge.Outputs.IsEmpty
            ? WithOutput(s, merge, isUploaded: true)
            : s with { Merges = s.Merges.Replace(merge, merge with { IsUploaded = true }) });

    private IEnumerable<Step<PipelineState, PipelineAction>> FailMerge(PipelineState s) =>
        from merge in s.Merges
        where Has(PipelineFeatures.MergeFailure) && s.FailureCount < Bounds.MaximumFailures
        let failed = Without(s, merge) with { Orphans = s.Orphans.Union(merge.Outputs), FailureCount = s.FailureCount + 1 }
        select Step(
            new PipelineAction.FailMerge(merge.Id), s.IsAlive ? failed.WithVisible(merge.Window, s.Visible[merge.Window].Union(merge.Inputs)) : failed);

    private IEnumerable<Step<PipelineState, PipelineAction>> PublishMergeAndFeedback(PipelineState s) =>
        from merge in s.Merges
        where merge.IsUploaded
        let published = Replaced(s, merge)
        select Step(new PipelineAction.PublishMergeAndFeedback(merge.Id), merge.Outputs.Aggregate(published, Told));

    private IEnumerable<Step<PipelineState, PipelineAction>> PublishUnanswered(PipelineState s) =>
        from merge in s.Merges
        where merge.IsUploaded && Has(PipelineFeatures.LostAnswers)
        select Step(new PipelineAction.PublishUnanswered(merge.Id), Replaced(s, merge) with { Awaited = s.Awaited.Union(merge.Outputs) });

    private IEnumerable<Step<PipelineState, PipelineAction>> HearOfPublish(PipelineState s) =>
        s.Awaited.Select(output => Step(new PipelineAction.HearOfPublish(output), Told(s with { Awaited = s.Awaited.Remove(output) }, output)));

    /// <summary>What is durable of a publish.</summary>
    private static PipelineState Replaced(PipelineState s, MergeInFlight merge) => Without(s, merge) with
    {
        Published = s.Published.Except(merge.Inputs).Union(merge.Outputs),
        Gone = s.Gone.Union(merge.Inputs),
        RewrittenRowCount = s.RewrittenRowCount + merge.Outputs.Sum(output => s.Splits[output].RowCount),
    };

    /// <summary>The planner, if it is there and connected, has heard of a published split.</summary>
    private PipelineState Told(PipelineState s, int split)
    {
        int window = s.Splits[split].Window;
        return s.IsAlive && s.IsConnected && !IsMature(s, split) ? s.WithVisible(window, s.Visible[window].Add(split)) : s;
    }

    private IEnumerable<Step<PipelineState, PipelineAction>> RunFinalizeAndQuit(PipelineState s)
    {
        if (!s.IsAlive || s.IsConnected || s.IsFinalizeRequested)
        {
            return [];
        }

        MergeInFlight[] merges =
        [
            .. (from window in Enumerable.Range(0, Bounds.WindowCount)
                from level in Enumerable.Range(0, Bounds.MaximumLevel)
                let inputs = s.Visible[window].Where(split => s.Splits[split].Level == level).ToImmutableArray()
                where inputs.Length >= 2 && inputs.Length < Bounds.MergeFactor
                select (Window: window, Level: level, Inputs: inputs))
                .Take(Bounds.MaximumFinalizeMerges)
                .Select((group, i) => new MergeInFlight(s.NextId + i, group.Inputs, group.Level, group.Window, false, [])),
        ];
        PipelineState next = s with
        {
            IsAlive = false,
            IsFinalizeRequested = true,
            FinalizeMergeCount = merges.Length,
            Merges = s.Merges.AddRange(merges),
            NextId = s.NextId + merges.Length,
        };
        return
        [
            Step(
                new PipelineAction.RunFinalizeAndQuit(),
                merges.Aggregate(next, (state, merge) => state.WithVisible(merge.Window, state.Visible[merge.Window].Except(merge.Inputs)))),
        ];
    }

    private static IEnumerable<Step<PipelineState, PipelineAction>> DrainComplete(PipelineState s) =>
        s.IsFinalizeRequested && IsProcessGone(s) && !s.IsShutdownComplete
            ? [Step(new PipelineAction.DrainComplete(), s with { IsShutdownComplete = true })]
            : [];

    private IEnumerable<Step<PipelineState, PipelineAction>> Crash(PipelineState s) =>
        IsProcessGone(s) || s.CrashCount >= Bounds.MaximumCrashes
            ? []
            : [Step(new PipelineAction.Crash(), s.WithNothingVisible() with
            {
                IsAlive = false,
                IsConnected = false,
                Orphans = s.Orphans.Union(s.Merges.SelectMany(merge => merge.Outputs)),
                Merges = [],
                Awaited = [],
                IsFinalizeRequested = false,
                FinalizeMergeCount = 0,
                CrashCount = s.CrashCount + 1,
            })];

    private IEnumerable<Step<PipelineState, PipelineAction>> Restart(PipelineState s) =>
        !IsProcessGone(s) || s.RestartCount >= Bounds.MaximumRestarts
            ? []
            : [Step(new PipelineAction.Restart(), Seeded(s) with
            {
                IsAlive = true,
                IsConnected = true,
                IsFinalizeRequested = false,
                FinalizeMergeCount = 0,
                IsShutdownComplete = false,
                RestartCount = s.RestartCount + 1,
            })];

    private IEnumerable<Step<PipelineState, PipelineAction>> CollectOrphan(PipelineState s) =>
        from output in s.Orphans
        where Has(PipelineFeatures.Collection)
        select Step(new PipelineAction.CollectOrphan(output), s with { Orphans = s.Orphans.Remove(output), Gone = s.Gone.Add(output) });
}
