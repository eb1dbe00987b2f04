using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Core;
using Tenon.Splits;

namespace Tenon.Pipeline.Events;


/// <summary>What has happened: a transition of the pipeline, told once, by the one who brought it about, after it was durable. What only the process knows is
/// told by its loop, in the order in which it came to know it. A crash tells nothing; the generation that follows begins with <see cref="GenerationBegan"/>.
/// Immutable.</summary>
public abstract record PipelineEvent
{
    private PipelineEvent()
    {
    }

    /// <summary>The index concerned; null if it concerns all.</summary>
    public IndexUid? Index { get; init; }

    /// <summary>A process, or a new life of its pipeline after a fault, begins.</summary>
    public sealed record GenerationBegan : PipelineEvent;

    /// <summary>The pipeline ended by a fault; what ran is done again by the next generation.</summary>
    /// <param name="Reason">Why, for people.</param>
    public sealed record GenerationFailed(string Reason) : PipelineEvent;

    /// <summary>The lease of an index is this process's. What earlier holders have planned ends before the index is attached.</summary>
    /// <param name="Epoch">The lease's epoch: higher than any before.</param>
    public sealed record LeaseTaken(long Epoch) : PipelineEvent;

    /// <summary>An index is this process's to merge: its lease is taken, and what earlier holders left is ended.</summary>
    /// <param name="Rules">The rules by which it is merged from now on.</param>
    /// <param name="Seeded">Its immature published splits, in order of ids; those in quarantine not among them.</param>
    /// <param name="Quarantined">Those in quarantine.</param>
    public sealed record IndexAttached(MergeRules Rules, ImmutableArray<EventSplit> Seeded, ImmutableArray<EventSplit> Quarantined) : PipelineEvent;

    /// <summary>The process sees published splits that it has no place for yet: an ingest told of them, or it looked. They may be merged from now on.</summary>
    /// <param name="Splits">The splits.</param>
    public sealed record SplitsHeard(ImmutableArray<EventSplit> Splits) : PipelineEvent;

    /// <summary>An index is no longer this process's.</summary>
    /// <param name="Reason">Why, for people.</param>
    public sealed record IndexDetached(string Reason) : PipelineEvent;

    /// <summary>An ingest is published.</summary>
    /// <param name="Operation">The operation.</param>
    /// <param name="Outputs">What it brought, in order.</param>
    /// <param name="RowCount">Rows.</param>
    /// <param name="Digest">The content digest of the rows; null if it is not known.</param>
    public sealed record SplitsIngested(OperationId Operation, ImmutableArray<EventSplit> Outputs, long RowCount, string? Digest) : PipelineEvent;

    /// <summary>The process wants to merge, and begins to.</summary>
    /// <param name="Operation">The operation.</param>
    /// <param name="Level">The level of the inputs.</param>
    /// <param name="Inputs">The inputs as the process knows them, in merge order.</param>
    public sealed record MergePlanned(OperationId Operation, int Level, ImmutableArray<EventSplit> Inputs) : PipelineEvent;

    /// <summary>The inputs of a merge are claimed.</summary>
    /// <param name="Operation">The operation.</param>
    /// <param name="Inputs">The inputs as the metastore knows them, in merge order.</param>
    public sealed record MergeClaimed(OperationId Operation, ImmutableArray<EventSplit> Inputs) : PipelineEvent;

    /// <summary>The inputs of a merge were not claimed and will not be; the process has them as before.</summary>
    /// <param name="Operation">The operation.</param>
    /// <param name="Reason">Why, for people.</param>
    public sealed record MergeRefused(OperationId Operation, string Reason) : PipelineEvent;

    /// <summary>The outputs of a merge are written, proven, and announced in the metastore.</summary>
    /// <param name="Operation">The operation.</param>
    /// <param name="Outputs">All outputs, in order.</param>
    public sealed record MergeStaged(OperationId Operation, ImmutableArray<EventSplit> Outputs) : PipelineEvent;

    /// <summary>All outputs of a merge are staged, in the store, and read back.</summary>
    /// <param name="Operation">The operation.</param>
    /// <param name="Outputs">All outputs, in order.</param>
    /// <param name="InputRows">Rows of the inputs.</param>
    /// <param name="OutputRows">Rows of the outputs.</param>
    /// <param name="Digest">The content digest of the rows that were decoded.</param>
    public sealed record MergeUploaded(OperationId Operation, ImmutableArray<EventSplit> Outputs, long InputRows, long OutputRows, string Digest) : PipelineEvent;

    /// <summary>The outputs of a merge have replaced its inputs.</summary>
    /// <param name="Operation">The operation.</param>
    /// <param name="Replaced">The inputs, in merge order.</param>
    /// <param name="Outputs">All outputs, in order.</param>
    /// <param name="InputRows">Rows of the inputs.</param>
    /// <param name="OutputRows">Rows of the outputs.</param>
    /// <param name="Digest">The content digest of the rows that were decoded.</param>
    public sealed record MergePublished(
        OperationId Operation, ImmutableArray<SplitId> Replaced, ImmutableArray<EventSplit> Outputs, long InputRows, long OutputRows, string Digest) : PipelineEvent;

    /// <summary>A merge has ended without a result; its inputs are as they were.</summary>
    /// <param name="Operation">The operation.</param>
    /// <param name="Why">The kind of end.</param>
    /// <param name="Reason">Why, for people.</param>
    /// <param name="Blamed">Inputs whose failed merges were counted.</param>
    public sealed record MergeEnded(OperationId Operation, EndReason Why, string Reason, ImmutableArray<SplitId> Blamed) : PipelineEvent;

    /// <summary>A split is set aside until an operator releases it.</summary>
    /// <param name="Split">The split.</param>
    /// <param name="Reason">Why, for people.</param>
    public sealed record SplitQuarantined(SplitId Split, string Reason) : PipelineEvent;

    /// <summary>An audit found the bytes of a split damaged or missing: it is set aside until an operator releases it, before any merge of it fails.</summary>
    /// <param name="Split">The split.</param>
    /// <param name="Reason">What is wrong with it, for people.</param>
    public sealed record SplitFoundDamaged(SplitId Split, string Reason) : PipelineEvent;

    /// <summary>Published splits were retired without replacement.</summary>
    /// <param name="Splits">The splits.</param>
    /// <param name="RowCount">Their rows.</param>
    /// <param name="Reason">Why, for people.</param>
    public sealed record SplitsWithdrawn(ImmutableArray<SplitId> Splits, long RowCount, string Reason) : PipelineEvent;

    /// <summary>Bytes of retired splits are deleted, and their records forgotten.</summary>
    /// <param name="Splits">The splits.</param>
    public sealed record SplitsCollected(ImmutableArray<SplitId> Splits) : PipelineEvent;

    /// <summary>The first step of a stop: outputs no longer become inputs.</summary>
    public sealed record PlannerDisconnected : PipelineEvent;

    /// <summary>The second step of a stop: the last merges are planned. Each begins, as others do, when there is a place for it.</summary>
    /// <param name="Merges">The inputs of each.</param>
    public sealed record FinalMergesPlanned(ImmutableArray<ImmutableArray<SplitId>> Merges) : PipelineEvent;

    /// <summary>The third step of a stop: nothing runs any more.</summary>
    public sealed record Drained : PipelineEvent;
}

/// <summary>An event and where it belongs. Immutable.</summary>
/// <param name="Pipeline">The process; differs for each.</param>
/// <param name="Generation">The life of the pipeline within it, from 1; 0 before the first.</param>
/// <param name="Sequence">Rises by one with each event of the process: a gap is a lost event.</param>
/// <param name="Time">When.</param>
/// <param name="Event">What.</param>
public sealed record StampedEvent(string Pipeline, long Generation, long Sequence, DateTimeOffset Time, PipelineEvent Event);
