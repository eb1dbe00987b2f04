using System.Collections.Immutable;

namespace Tenon.Models.Pipelines;

/// <summary>What happens in a model of the merge pipeline.</summary>
public abstract record PipelineAction
{
    private PipelineAction()
    {
    }

    /// <summary>A split is ingested: it is published, and the planner sees it if there is one.</summary>
    /// <param name="Window">Its window.</param>
    public sealed record IngestSplit(int Window) : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"ingest a split into window {Window}";
    }

    /// <summary>The planner plans a merge.</summary>
    /// <param name="Window">Its window.</param>
    /// <param name="Inputs">Its inputs.</param>
    public sealed record PlanMerge(int Window, ImmutableArray<int> Inputs) : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"plan a merge of {string.Join(", ", Inputs)} in window {Window}";
    }

    /// <summary>A merge's output is written and uploaded, and not published yet.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record UploadMergeOutput(int Merge) : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"upload the output of merge {Merge}";
    }

    /// <summary>A merge's output replaces its inputs, and the planner hears of it if it is connected.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record PublishMergeAndFeedback(int Merge) : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"publish merge {Merge}";
    }

    /// <summary>Shutdown, first phase: the planner hears no more of what is published.</summary>
    public sealed record DisconnectMergePlanner : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => "disconnect the planner";
    }

    /// <summary>Shutdown, second phase: the planner plans what little is left and ends.</summary>
    public sealed record RunFinalizeAndQuit : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => "finalize, and end the planner";
    }

    /// <summary>Shutdown, last phase: nothing is in flight any more.</summary>
    public sealed record DrainComplete : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => "all is drained";
    }

    /// <summary>The process dies, with all it remembers.</summary>
    public sealed record Crash : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => "crash";
    }

    /// <summary>A process starts, and learns from the metastore what is published.</summary>
    public sealed record Restart : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => "restart";
    }

    /// <summary>A merge's output gets its id and is announced in the metastore; nobody sees it yet.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record StageOutput(int Merge) : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"stage the output of merge {Merge}";
    }

    /// <summary>A merge fails, or its publish is refused. Its inputs are free again; what it staged or uploaded is an orphan.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record FailMerge(int Merge) : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"merge {Merge} fails";
    }

    /// <summary>A merge's output replaces its inputs, but the answer is outstanding.</summary>
    /// <param name="Merge">The merge.</param>
    public sealed record PublishUnanswered(int Merge) : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"publish merge {Merge}, unanswered";
    }

    /// <summary>The process asks the metastore what became of a publish, and learns that it was done.</summary>
    /// <param name="Output">The output.</param>
    public sealed record HearOfPublish(int Output) : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"hear that {Output} is published";
    }

    /// <summary>The collector removes an orphan.</summary>
    /// <param name="Output">The orphan.</param>
    public sealed record CollectOrphan(int Output) : PipelineAction
    {
        /// <inheritdoc/>
        public override string ToString() => $"collect orphan {Output}";
    }
}
