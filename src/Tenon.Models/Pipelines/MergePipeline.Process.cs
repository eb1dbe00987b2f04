using System.Collections.Immutable;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <content>The lives of processes: leases, crashes, rivals, graceful stops.</content>
public partial class MergePipeline
{
    private IEnumerable<MergeAction> ActionsOfProcess(PipelineState s) =>
    [
        new MergeAction.TakeLease(), new MergeAction.LoseLease(), new MergeAction.RivalTakesLease(), new MergeAction.Crash(), new MergeAction.DisconnectMergePlanner(),
        new MergeAction.DrainComplete(), new MergeAction.Exit(),
        .. (MayRivalMerge(s) ? Groups(s, s.Published.Where(split => !IsSetAside(s, split)), Bounds.MinimumInputs) : []).Select(inputs => new MergeAction.RivalMerges(inputs)),
        .. (MayFinalize(s) ? Finals(s, [.. Groups(s, Visible(s), 2)]) : []).Select(merges => new MergeAction.RunFinalizeAndQuit(merges)),
    ];

    private PipelineState? AfterProcess(PipelineState s, MergeAction action) => action switch
    {
        MergeAction.TakeLease => TakeLease(s),
        MergeAction.LoseLease => HasProcess(s) && !IsOwner(s) && (s.IsAttached || s.IsListing) ? Forgetful(s) with { IsAttached = false } : null,
        MergeAction.RivalTakesLease => s.RivalCount < Bounds.Rivals ? Taken(s) with { RivalCount = s.RivalCount + 1 } : null,
        MergeAction.RivalMerges a => RivalMerges(s, a.Inputs),
        MergeAction.Crash => HasProcess(s) && s.CrashCount < Bounds.Crashes ? Dead(s) with { CrashCount = Counted(s.CrashCount, Bounds.Crashes) } : null,
        MergeAction.DisconnectMergePlanner =>
            s.IsAttached && s.IsConnected && s.StopCount < Bounds.Stops ? s with { IsConnected = false, StopCount = Counted(s.StopCount, Bounds.Stops) } : null,
        MergeAction.RunFinalizeAndQuit a => RunFinalizeAndQuit(s, a.Merges),
        MergeAction.DrainComplete => s.IsFinalizeRequested && !s.IsShutdownComplete && !Tasks(s).Any() ? s with { IsShutdownComplete = true } : null,
        MergeAction.Exit => s.IsShutdownComplete ? Dead(s) : null,
        _ => null,
    };

    private PipelineState? TakeLease(PipelineState s)
    {
        if (!HasProcess(s))
        {
            return Taken(s) with { HeldLease = s.Lease + 1, IsAlive = true, IsConnected = true };
        }

        // A list that failed is asked for anew under a new lease, as long as nothing is attached.
        bool hasFailed = IsOwner(s) && s.FailureCount < Bounds.Failures;
        return !s.IsAttached && !s.IsListing && !s.IsShutdownComplete && (!IsOwner(s) || hasFailed)
            ? Taken(s) with
            {
                HeldLease = s.Lease + 1,
                FailureCount = IsOwner(s) ? Counted(s.FailureCount, Bounds.Failures) : s.FailureCount,
            }
            : null;
    }

    /// <summary>The metastore gives out the next lease, and ends what was planned under earlier ones.</summary>
    private PipelineState Taken(PipelineState s)
    {
        s = s.Merges.Where(merge => merge.Operation == MergeOperationStanding.Planned).Aggregate(s, Orphaned);
        return s with
        {
            Lease = s.Lease + 1,
            Merges = [.. s.Merges.Select(merge => merge.Operation == MergeOperationStanding.Planned ? merge with { Operation = MergeOperationStanding.Ended } : merge)],
        };
    }

    /// <summary>A process that forgets its merges, its splits, and what it asked; what it told others to do may still be done.</summary>
    private static PipelineState Forgetful(PipelineState s) => s.WithNothingVisible() with
    {
        Quarantined = [],
        IsListing = false,
        Listed = [],
        Merges =
        [
            .. s.Merges.Select(merge => merge.Task switch
            {
                MergeTaskStanding.Active => Left(merge, MergeTaskStanding.Left),
                MergeTaskStanding.Ending => Left(merge, MergeTaskStanding.Forgotten),
                _ => merge,
            }),
        ],
    };

    private static bool MayRivalMerge(PipelineState s) =>
        s.RivalCount > 0 && !IsOwner(s) && !s.Merges.Any(merge => merge.Operation == MergeOperationStanding.Planned);

    private PipelineState? RivalMerges(PipelineState s, ImmutableArray<int> inputs)
    {
        // The rival sees what is published and not set aside; that its inputs go together is what IsGroup asks of what is visible.
        PipelineState seen = Seen(s.WithNothingVisible(), s.Published.Where(split => !IsSetAside(s, split)));
        if (!MayRivalMerge(s) || !IsGroup(seen, inputs, Bounds.MinimumInputs))
        {
            return null;
        }

        long rows = inputs.Sum(input => s.Splits[input].RowCount);
        return s with
        {
            Published = s.Published.Except(inputs).Add(s.NextId),
            Splits = s.Splits.Add(s.NextId, new SplitFacts<int>(rows, s.Splits[inputs[0]].Level + 1, s.Splits[inputs[0]].Window)),
            Stored = Bounds.HasHistory ? s.Stored.Add(s.NextId) : s.Stored,
            Gone = Bounds.HasHistory ? s.Gone.Union(inputs) : s.Gone,
            RewrittenRowCount = Bounds.HasHistory ? s.RewrittenRowCount + rows : 0,
            NextId = s.NextId + 1,
        };
    }

    private static PipelineState Dead(PipelineState s) => Forgetful(s) with
    {
        HeldLease = 0,
        IsAttached = false,
        IsAlive = false,
        IsConnected = false,
        IsFinalizeRequested = false,
        FinalizeMergeCount = 0,
        IsShutdownComplete = false,
        Awaited = [],
    };

    private static bool MayFinalize(PipelineState s) => s.IsAttached && s.IsAlive && !s.IsConnected;

    private PipelineState? RunFinalizeAndQuit(PipelineState s, ImmutableArray<ImmutableArray<int>> merges)
    {
        bool isEnabled = MayFinalize(s)
            && merges.All(inputs => IsGroup(s, inputs, 2))
            && merges.SelectMany(inputs => inputs).Distinct().Count() == merges.Sum(inputs => inputs.Length)
            && merges.GroupBy(inputs => s.Splits[inputs[0]].Window).All(window => window.Count() <= Bounds.MaximumFinalizeMerges);
        return isEnabled
            ? merges.Aggregate(s, Planned) with
            {
                IsAlive = false,
                IsFinalizeRequested = true,
                FinalizeMergeCount = Bounds.HasHistory ? merges.Length : 0,
            }
            : null;
    }

    /// <summary>Every set of merges that have no input in common, at most so many of one window. How much of the rest is worth a merge the policy decides.</summary>
    private IEnumerable<ImmutableArray<ImmutableArray<int>>> Finals(PipelineState s, ImmutableArray<ImmutableArray<int>> groups)
    {
        if (groups.IsEmpty)
        {
            return [[]];
        }

        ImmutableArray<int> first = groups[0];
        return Finals(s, groups[1..]).Concat(Finals(s, groups[1..])
            .Where(others => !others.Any(other => other.Any(first.Contains))
                && others.Count(other => s.Splits[other[0]].Window == s.Splits[first[0]].Window) < Bounds.MaximumFinalizeMerges)
            .Select(others => (ImmutableArray<ImmutableArray<int>>)[first, .. others]));
    }
}
