using Tenon.Metastore;
using Tenon.Pipeline.Budgets;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Operations;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Storage;

namespace Tenon.Pipeline.Running;

/// <summary>The world that a pipeline works in: everything that it awaits, asks for the time, or draws from. Immutable.</summary>
/// <remarks>A simulation replaces these, and the ambient task scheduler, and nothing else.</remarks>
public sealed record PipelineServices
{
    /// <summary>Which splits there are.</summary>
    public required IMetastore Metastore { get; init; }

    /// <summary>Their files.</summary>
    public required IObjectStore Store { get; init; }

    /// <summary>Where files lie in the store.</summary>
    public required ISplitPlaces Places { get; init; }

    /// <summary>What merges the files of an index.</summary>
    public required Func<IndexConfig, IMergeEngine> Engine { get; init; }

    /// <summary>What completes outputs before they are staged.</summary>
    public required ISplitFinisher Finisher { get; init; }

    /// <summary>Local folders for temporary files.</summary>
    public required ScratchSpace Scratch { get; init; }

    /// <summary>Bytes of scratch.</summary>
    public required ScratchBudget ScratchBudget { get; init; }

    /// <summary>Bytes of memory that merges share.</summary>
    public required ByteBudget Memory { get; init; }

    /// <summary>Names operations and outputs.</summary>
    public required SplitIdGenerator Ids { get; init; }

    /// <summary>The time.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>For delays that should not coincide; the pipeline becomes its only user.</summary>
    public required Random Random { get; init; }

    /// <summary>Who hears of what happens.</summary>
    public required EventStream Events { get; init; }

    /// <summary>Told what people should know: one line, without a line end. Called by any thread.</summary>
    public Action<string> Log { get; init; } = _ => { };
}

/// <summary>Where files of splits lie in a store. Immutable.</summary>
public interface ISplitPlaces
{
    /// <summary>Where a file is put together, if the store has to copy it.</summary>
    /// <param name="split">The split.</param>
    /// <returns>A key that no reader looks at.</returns>
    public ObjectKey TemporaryOf(SplitId split);

    /// <summary>The final place of a split of an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="split">The split.</param>
    /// <returns>The key.</returns>
    public ObjectKey FinalOf(IndexUid index, SplitId split);
}
