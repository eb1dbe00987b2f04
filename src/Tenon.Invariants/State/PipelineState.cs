using System.Collections.Immutable;

namespace Tenon.Invariants.State;

/// <summary>
/// The state of the merge pipeline as models and replays have it: what is durable, what the process remembers, and what only a proof needs. Immutable.
/// </summary>
/// <remarks>The parts from Awaited on are not in the field's specification; a model that does without one leaves it as it is initially.</remarks>
/// <param name="IsConnected">Whether what is published is fed back to the planner.</param>
/// <param name="IsAlive">Whether there is a planner.</param>
/// <param name="Merges">The merges in flight, in the order in which they were planned.</param>
/// <param name="Visible">By window, the splits that the planner sees: immature and free to be merged.</param>
/// <param name="Published">The splits that a reader sees. Durable.</param>
/// <param name="Splits">Every split there ever was. For proofs.</param>
/// <param name="Orphans">Outputs that were uploaded and abandoned. Durable.</param>
/// <param name="IsFinalizeRequested">Whether finalize has run in this lifetime.</param>
/// <param name="FinalizeMergeCount">How many merges it planned.</param>
/// <param name="IsShutdownComplete">Whether the last lifetime was declared drained.</param>
/// <param name="NextId">The next id of a split or merge.</param>
/// <param name="IngestCount">Splits ingested. A bound of models, as are the next two.</param>
/// <param name="CrashCount">Crashes.</param>
/// <param name="RestartCount">Restarts.</param>
/// <param name="IngestedRowCount">Rows ingested. For proofs.</param>
/// <param name="Awaited">Published splits that the planner is about to hear of.</param>
/// <param name="Gone">Splits that were replaced, and orphans that were collected. For proofs.</param>
/// <param name="FailureCount">Failures of single operations. A bound of models.</param>
/// <param name="RewrittenRowCount">Rows of the outputs of all published merges. For proofs.</param>
/// <param name="Lease">The lease that the metastore accepts; 0 before there was one. Durable.</param>
/// <param name="HeldLease">The lease that the process believes to hold; 0 if there is no process.</param>
/// <param name="IsAttached">Whether the process has listed the splits since it took its lease, and may plan.</param>
/// <param name="IsListing">Whether a list of the metastore is on its way to the process.</param>
/// <param name="Listed">What is in that list, as far as the process does not know better.</param>
/// <param name="Quarantined">Splits that the process has set aside.</param>
/// <param name="Tries">Failed merges that splits were blamed for; none is 0. Durable.</param>
/// <param name="Settled">Splits that are merged no more although their level is not the highest: by age, or because their window is before the start of compaction.</param>
/// <param name="Stored">Splits whose bytes are in the store. For proofs.</param>
/// <param name="LostMessageCount">Messages lost. A bound of models, as are the rest.</param>
/// <param name="WithdrawalCount">Splits withdrawn.</param>
/// <param name="RivalCount">How often another process took the lease.</param>
/// <param name="StopCount">Graceful stops.</param>
/// <param name="ReleaseCount">Releases from quarantine.</param>
/// <param name="AgingCount">Splits that matured by age.</param>
public sealed partial record PipelineState(
    bool IsConnected,
    bool IsAlive,
    ImmutableArray<MergeInFlight> Merges,
    ImmutableArray<ImmutableSortedSet<int>> Visible,
    ImmutableSortedSet<int> Published,
    ImmutableSortedDictionary<int, SplitFacts<int>> Splits,
    ImmutableSortedSet<int> Orphans,
    bool IsFinalizeRequested,
    int FinalizeMergeCount,
    bool IsShutdownComplete,
    int NextId,
    int IngestCount,
    int CrashCount,
    int RestartCount,
    long IngestedRowCount,
    ImmutableSortedSet<int> Awaited,
    ImmutableSortedSet<int> Gone,
    int FailureCount,
    long RewrittenRowCount,
    int Lease,
    int HeldLease,
    bool IsAttached,
    bool IsListing,
    ImmutableSortedSet<int> Listed,
    ImmutableSortedSet<int> Quarantined,
    ImmutableSortedDictionary<int, int> Tries,
    ImmutableSortedSet<int> Settled,
    ImmutableSortedSet<int> Stored,
    int LostMessageCount,
    int WithdrawalCount,
    int RivalCount,
    int StopCount,
    int ReleaseCount,
    int AgingCount)
{
    /// <summary>The state of a new pipeline: alive, connected, and nothing there yet.</summary>
    /// <param name="windowCount">How many windows there are, numbered from 0.</param>
    public static PipelineState Initial(int windowCount) => new(
        IsConnected: true, IsAlive: true, Merges: [], Visible: [.. Enumerable.Repeat(ImmutableSortedSet<int>.Empty, windowCount)], Published: [],
        Splits: ImmutableSortedDictionary<int, SplitFacts<int>>.Empty, Orphans: [], IsFinalizeRequested: false, FinalizeMergeCount: 0, IsShutdownComplete: false,
        NextId: 1, IngestCount: 0, CrashCount: 0, RestartCount: 0, IngestedRowCount: 0, Awaited: [], Gone: [], FailureCount: 0, RewrittenRowCount: 0,
        Lease: 0, HeldLease: 0, IsAttached: false, IsListing: false, Listed: [], Quarantined: [], Tries: ImmutableSortedDictionary<int, int>.Empty, Settled: [],
        Stored: [], LostMessageCount: 0, WithdrawalCount: 0, RivalCount: 0, StopCount: 0, ReleaseCount: 0, AgingCount: 0);

    /// <summary>The predicates on this state.</summary>
    /// <param name="maximumLevel">The level at which a split is merged no more.</param>
    public PipelinePredicates<PipelineStateView, int, int> Judged(int maximumLevel) => new(new PipelineStateView(this, maximumLevel));

    /// <summary>This state with other splits visible in a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="splits">The splits.</param>
    public PipelineState WithVisible(int window, ImmutableSortedSet<int> splits) => this with { Visible = Visible.SetItem(window, splits) };

    /// <summary>This state with nothing visible.</summary>
    public PipelineState WithNothingVisible() => this with { Visible = [.. Visible.Select(_ => ImmutableSortedSet<int>.Empty)] };
}
