using System.Collections.Immutable;
using Tenon.Checking.Properties;
using Tenon.Invariants.State;
using Tenon.Metastore;
using Tenon.Models.Pipelines;
using Tenon.Splits;

namespace Tenon.Conformance.Replaying;

/// <summary>A behaviour of the model as far as it has been followed: its state, and the steps of the latest event. Immutable.</summary>
/// <param name="Model">The model, with the rules of the moment.</param>
/// <param name="Judge">Its properties.</param>
/// <param name="State">The state.</param>
/// <param name="Steps">The steps that the event was that is followed now.</param>
internal sealed record Walk(MergePipeline Model, PropertyMonitor<PipelineState, MergeAction> Judge, PipelineState State, ImmutableList<MergeAction> Steps)
{
    /// <summary>What the events before were, back to the last one after which there was no other behaviour.</summary>
    public ImmutableList<TraceStep> Followed { get; init; } = [];

    /// <summary>The splits that were withdrawn, whether that was told or not.</summary>
    public ImmutableHashSet<int> Withdrawn { get; init; } = [];

    /// <summary>Splits of which the process heard when they were published no more: the model has no such message, and every merge of them is in vain.</summary>
    public ImmutableHashSet<SplitId> Late { get; init; } = [];

    /// <summary>Merges that were planned of such splits, which the model does not have.</summary>
    public ImmutableHashSet<OperationId> InVain { get; init; } = [];

    /// <summary>Whether the merges' process has the lease and a list of the splits.</summary>
    public bool IsAttached => State.IsAttached;

    public bool HasProcess => State.HeldLease > 0;

    /// <summary>This behaviour and one step more, which every property allows.</summary>
    /// <exception cref="RefusedException">The action is not enabled, or a property is violated.</exception>
    public Walk Then(MergeAction action)
    {
        PipelineState next = Model.After(State, action) ?? throw new RefusedException($"the step {action} is not enabled");
        string[] violated = [.. Judge.ViolatedBy(State, action, next)];
        return violated.Length == 0
            ? this with { State = next, Steps = Steps.Add(action), Withdrawn = action is MergeAction.WithdrawSplit withdrawn ? Withdrawn.Add(withdrawn.Split) : Withdrawn }
            : throw new RefusedException($"the step {action} violates {string.Join("; ", violated)}");
    }

    public Walk Then(IEnumerable<MergeAction> actions) => actions.Aggregate(this, (walk, action) => walk.Then(action));

    /// <summary>This behaviour, in a state that is taken as given: what was there before the record began.</summary>
    /// <exception cref="RefusedException">A property is violated.</exception>
    public Walk Given(PipelineState state)
    {
        PipelineState tidied = state.Tidied();
        string[] violated = [.. Judge.ViolatedBy(tidied)];
        return violated.Length == 0 ? this with { State = tidied } : throw new RefusedException($"what was there before violates {string.Join("; ", violated)}");
    }

    /// <summary>This behaviour under other rules.</summary>
    public Walk Under(MergePipelineBounds bounds)
    {
        if (bounds == Model.Bounds)
        {
            return this;
        }

        var model = new MergePipeline(bounds);
        return this with { Model = model, Judge = new(model) };
    }
}
