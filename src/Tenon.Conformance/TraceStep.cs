using System.Collections.Immutable;
using Tenon.Conformance.Reading;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;
using Tenon.Splits;

namespace Tenon.Conformance;

/// <summary>An event as a part of a behaviour of the model. Immutable.</summary>
/// <param name="Event">The event.</param>
/// <param name="Index">The index of whose model it is a step.</param>
/// <param name="Actions">The steps that it was; none if it changes nothing there.</param>
/// <param name="State">The state after it.</param>
/// <param name="BehaviourCount">How many behaviours explained everything up to it: more than one where only what is told later decides.</param>
/// <param name="NameOf">What the splits are called to which the state's numbers belong.</param>
public sealed record TraceStep(
    RecordedEvent Event, IndexUid Index, ImmutableList<MergeAction> Actions, PipelineState State, int BehaviourCount, Func<int, SplitId> NameOf)
{
    /// <summary>The model's configuration, as the rules of the index have it by now.</summary>
    public required MergePipelineBounds Bounds { get; init; }

    /// <summary>The steps as people read them.</summary>
    public IEnumerable<string> ActionTexts => Actions.Select(action => StateTexts.Of(action, NameOf));

    /// <summary>The state as people read it.</summary>
    public string StateText => StateTexts.Of(State, NameOf);
}

/// <summary>An event that no behaviour of the model explains. Immutable.</summary>
/// <param name="Place">Where it was recorded.</param>
/// <param name="Event">The event as JSON.</param>
/// <param name="Reason">What was told, and what would have had to hold.</param>
/// <param name="State">The state before it, as text; empty where there is none.</param>
public sealed record Divergence(string Place, string Event, string Reason, string State);
