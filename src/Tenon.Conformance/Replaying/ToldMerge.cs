using System.Collections.Immutable;
using Tenon.Pipeline.Events;
using Tenon.Splits;

namespace Tenon.Conformance.Replaying;

/// <summary>What was told of the merge of an operation. The model has it under its lease and its inputs.</summary>
/// <param name="lease">The lease under which it was planned.</param>
/// <param name="inputs">The numbers of its inputs, ascending.</param>
/// <param name="toldInputs">Its inputs, in merge order.</param>
internal sealed class ToldMerge(int lease, ImmutableArray<int> inputs, ImmutableArray<SplitId> toldInputs)
{
    public int Lease { get; } = lease;

    public ImmutableArray<int> Inputs { get; } = inputs;

    public ImmutableArray<SplitId> ToldInputs { get; } = toldInputs;

    /// <summary>Its outputs, in order, once they are staged.</summary>
    public ImmutableArray<EventSplit> Outputs { get; set; } = [];

    /// <summary>The digest of its rows, once they are uploaded.</summary>
    public string? Digest { get; set; }

    /// <summary>What told that it begins.</summary>
    public PipelineEvent.MergePlanned? Planned { get; init; }

    /// <summary>What told that it is published; null if nothing has yet.</summary>
    public PipelineEvent.MergePublished? Published { get; set; }

    /// <summary>Whether its end was not told yet.</summary>
    public bool IsOpen { get; set; } = true;
}
