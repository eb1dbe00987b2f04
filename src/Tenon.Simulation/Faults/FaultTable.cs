using System.Collections.Immutable;
using Tenon.Simulation.Interception;

namespace Tenon.Simulation.Faults;

/// <summary>Which faults happen at which calls.</summary>
public static class FaultTable
{
    /// <summary>Calls that a daemon makes; a campaign fails if one makes another.</summary>
    public static ImmutableArray<CallSite> Sites { get; } =
    [
        CallSite.ListOperations, CallSite.ListSplits, CallSite.TakeLease, CallSite.FindIndex, CallSite.ListIndexes, CallSite.ReadTotals, CallSite.Plan, CallSite.MarkExecuting, CallSite.Stage,
        CallSite.Heartbeat, CallSite.Publish, CallSite.FindPublish, CallSite.End, CallSite.Fail, CallSite.Quarantine, CallSite.ListCandidates, CallSite.FindByIds, CallSite.Expire, CallSite.EndAbandoned, CallSite.ClaimGarbage,
        CallSite.Forget, CallSite.ForgetOperations, CallSite.Open, CallSite.Read, CallSite.Import, CallSite.Sync, CallSite.Find, CallSite.ReadBack, CallSite.Delete, CallSite.List,
        CallSite.FreeBytes,
    ];

    /// <summary>Every fault that can happen, by kind and call.</summary>
    public static ImmutableArray<(FaultKind Kind, CallSite Site)> All { get; } =
        [.. from kind in Enum.GetValues<FaultKind>() from site in Sites where Applies(kind, site) select (kind, site)];

    /// <summary>Whether a fault can happen at a call.</summary>
    /// <param name="kind">The fault.</param>
    /// <param name="site">The call.</param>
    /// <returns>True if it can.</returns>
    public static bool Applies(FaultKind kind, CallSite site) => kind switch
    {
        FaultKind.Tear => site is CallSite.Import,
        FaultKind.Rot => site is CallSite.Open,
        FaultKind.FillDisk => site is CallSite.Import or CallSite.FreeBytes,
        FaultKind.DieBefore or FaultKind.DieAfter or FaultKind.Throttle => true,
        _ => site is not (CallSite.Open or CallSite.Read), // Nobody awaits those.
    };
}
