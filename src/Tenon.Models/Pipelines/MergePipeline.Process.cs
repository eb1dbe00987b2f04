using System.Collections.Immutable;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <content>The lives of processes: leases, crashes, rivals, graceful stops.</content>
public partial class MergePipeline
{
    private IEnumerable<(MergeAction Action, PipelineState Next)> StepsOfProcess(PipelineState s) =>
        Leases(s).Concat(Rivals(s)).Concat(Crash(s)).Concat(Stop(s));

    private IEnumerable<(MergeAction Action, PipelineState Next)> Leases(PipelineState s)
    {
        // A list that failed is asked for anew under a new lease, as long as nothing is attached.
        bool hasFailed = IsOwner(s) && s.FailureCount < Bounds.Failures;
        if (!HasProcess(s))
        {
            yield return (new MergeAction.TakeLease(), Taken(s) with { HeldLease = s.Lease + 1, IsAlive = true, IsConnected = true });
        }
        else if (!s.IsAttached && !s.IsListing && !s.IsShutdownComplete && (!IsOwner(s) || hasFailed))
        {
            yield return (new MergeAction.TakeLease(), Taken(s) with
            {
                HeldLease = s.Lease + 1,
                FailureCount = IsOwner(s) ? Counted(s.FailureCount, Bounds.Failures) : s.FailureCount,
            });
        }

        if (HasProcess(s) && !IsOwner(s) && (s.IsAttached || s.IsListing))
        {
            yield return (new MergeAction.LoseLease(), Forgetful(s) with { IsAttached = false });
        }
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

    private IEnumerable<(MergeAction Action, PipelineState Next)> Rivals(PipelineState s)
    {
        if (s.RivalCount < Bounds.Rivals)
        {
            yield return (new MergeAction.RivalTakesLease(), Taken(s) with { RivalCount = s.RivalCount + 1 });
        }

        if (s.RivalCount > 0 && !IsOwner(s) && !s.Merges.Any(merge => merge.Operation == MergeOperationStanding.Planned))
        {
            foreach (ImmutableArray<int> inputs in Groups(s, s.Published.Where(split => !IsSetAside(s, split)), Bounds.MinimumInputs))
            {
                long rows = inputs.Sum(input => s.Splits[input].RowCount);
                yield return (new MergeAction.RivalMerges(inputs), s with
                {
                    Published = s.Published.Except(inputs).Add(s.NextId),
                    Splits = s.Splits.Add(s.NextId, new SplitFacts<int>(rows, s.Splits[inputs[0]].Level + 1, s.Splits[inputs[0]].Window)),
                    Stored = Bounds.HasHistory ? s.Stored.Add(s.NextId) : s.Stored,
                    Gone = Bounds.HasHistory ? s.Gone.Union(inputs) : s.Gone,
                    RewrittenRowCount = Bounds.HasHistory ? s.RewrittenRowCount + rows : 0,
                    NextId = s.NextId + 1,
                });
            }
        }
    }

    private IEnumerable<(MergeAction Action, PipelineState Next)> Crash(PipelineState s) =>
        HasProcess(s) && s.CrashCount < Bounds.Crashes
            ? [(new MergeAction.Crash(), Dead(s) with { CrashCount = Counted(s.CrashCount, Bounds.Crashes) })]
            : [];

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

    private IEnumerable<(MergeAction Action, PipelineState Next)> Stop(PipelineState s)
    {
        if (s.IsAttached && s.IsConnected && s.StopCount < Bounds.Stops)
        {
            yield return (new MergeAction.DisconnectMergePlanner(), s with { IsConnected = false, StopCount = Counted(s.StopCount, Bounds.Stops) });
        }

        if (s.IsAttached && s.IsAlive && !s.IsConnected)
        {
            foreach (ImmutableArray<ImmutableArray<int>> merges in Finals(s, [.. Groups(s, Visible(s), 2)]))
            {
                yield return (new MergeAction.RunFinalizeAndQuit(merges), merges.Aggregate(s, Planned) with
                {
                    IsAlive = false,
                    IsFinalizeRequested = true,
                    FinalizeMergeCount = Bounds.HasHistory ? merges.Length : 0,
                });
            }
        }

        if (s.IsFinalizeRequested && !s.IsShutdownComplete && !Tasks(s).Any())
        {
            yield return (new MergeAction.DrainComplete(), s with { IsShutdownComplete = true });
        }

        if (s.IsShutdownComplete)
        {
            yield return (new MergeAction.Exit(), Dead(s));
        }
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
