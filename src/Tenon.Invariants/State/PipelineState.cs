using System.Collections.Immutable;

namespace Tenon.Invariants.State;

/// <summary>
/// The state of the merge pipeline as models and replays have it: what is durable, what the process remembers, and what only a proof needs. Immutable.
/// </summary>
/// <remarks>The last four parts are not in the field's specification; a model that does without them leaves them as they are initially.</remarks>
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
public sealed record PipelineState(
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
    long RewrittenRowCount)
{
    /// <summary>The state of a new pipeline: alive, connected, and nothing there yet.</summary>
    /// <param name="windowCount">How many windows there are, numbered from 0.</param>
    public static PipelineState Initial(int windowCount) => new(
        IsConnected: true, IsAlive: true, Merges: [], Visible: [.. Enumerable.Repeat(ImmutableSortedSet<int>.Empty, windowCount)], Published: [],
        Splits: ImmutableSortedDictionary<int, SplitFacts<int>>.Empty, Orphans: [], IsFinalizeRequested: false, FinalizeMergeCount: 0, IsShutdownComplete: false,
        NextId: 1, IngestCount: 0, CrashCount: 0, RestartCount: 0, IngestedRowCount: 0, Awaited: [], Gone: [], FailureCount: 0, RewrittenRowCount: 0);

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
