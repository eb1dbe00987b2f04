using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Events;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Running;

/// <summary>What a performer knows of a merge beside the core: its operation, the records of its inputs, the files of its outputs. Steps of one merge
/// follow each other, so it has one user at a time.</summary>
internal sealed class MergeWork : IDisposable
{
    private readonly CancellationTokenSource _cancellation;

    public MergeWork(IndexAttachment index, CompactionScope scope, int level, ImmutableArray<MergeCandidate> candidates, SplitIdGenerator ids, CancellationToken generation)
    {
        (Index, Scope, Level, Candidates) = (index, scope, level, candidates);
        Operation = new OperationId(ids.Next(index.Config.Kind));
        Token = "attempt_" + ids.Next();
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(generation);
        Cancelled = _cancellation.Token;
    }

    /// <summary>The index, as it was attached when the merge began.</summary>
    public IndexAttachment Index { get; }

    public CompactionScope Scope { get; }

    public int Level { get; }

    /// <summary>The inputs as the core knows them, in merge order.</summary>
    public ImmutableArray<MergeCandidate> Candidates { get; }

    public OperationId Operation { get; }

    /// <summary>The identity of the attempt.</summary>
    public string Token { get; }

    /// <summary>Ends with the generation, or when the merge is no longer wanted.</summary>
    public CancellationToken Cancelled { get; }

    /// <summary>The step that runs, or ran last.</summary>
    public Task Step { get; set; } = Task.CompletedTask;

    /// <summary>The records of the inputs, in merge order, once they are claimed.</summary>
    public ImmutableArray<SplitRecord> Inputs { get; set; } = [];

    /// <summary>The outputs, once they are written.</summary>
    public ImmutableArray<StagedOutput> Outputs { get; set; } = [];

    /// <summary>The outputs as they were read back, once they are in the store.</summary>
    public ImmutableArray<PublishedOutput> Read { get; set; } = [];

    public string Digest { get; set; } = "";

    /// <summary>Whether the metastore says, perhaps, that its inputs are being read.</summary>
    public bool IsMarked { get; set; }

    /// <summary>Whether outputs were staged, so that their ids are known to the metastore.</summary>
    public bool IsStaged { get; set; }

    /// <summary>The latest failure, for people.</summary>
    public string Problem { get; set; } = "";

    public long InputRows => Inputs.Sum(input => input.RowCount);

    public long OutputRows => Outputs.Sum(output => output.RowCount);

    public ImmutableArray<EventSplit> OutputEvents =>
        [.. Outputs.Select(output => EventSplit.Of(output.Metadata, Index.Config.RetentionPeriod))];

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();
}
