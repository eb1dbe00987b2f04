using Tenon.Checking.PartialOrder;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Actors;

/// <summary>
/// Chooses steps that are enough: whatever else can happen before one of them happens commutes with them, and no property sees them. Owned by
/// one thread.
/// </summary>
/// <remarks>
/// A set begins as one step and is closed: as long as something is found that depends on it, that joins the set, or if it cannot happen yet, the
/// step that it would begin with. Of the sets found so the smallest is taken. What is chosen depends on the state alone. That no step is left out for ever is seen to by the search.
/// </remarks>
internal sealed class PersistentSets<TState, TMessage, TTimer, THistory>
    : IStepReducer<ActorSystemState<TState, TMessage, TTimer, THistory>, ActorAction<TMessage, TTimer>>
    where TState : notnull
    where TMessage : notnull
    where TTimer : notnull
    where THistory : notnull
{
    private readonly ActorModel<TState, TMessage, TTimer, THistory> _model;
    private readonly Outlook<TState, TMessage, TTimer, THistory> _outlook;
    private readonly (Property<ActorSystemState<TState, TMessage, TTimer, THistory>, ActorAction<TMessage, TTimer>> Property, PropertyView<TMessage> View)[] _seen;
    private readonly PropertyView<TMessage>[] _views;
    private readonly List<ActorLabel> _labels = [];

    /// <exception cref="PartialOrderException">It is not known what a property looks at.</exception>
    public PersistentSets(ActorModel<TState, TMessage, TTimer, THistory> model)
    {
        _model = model;
        _outlook = new(model);
        _seen = [.. model.Properties.Where(property => property.Kind is PropertyKind.Always or PropertyKind.Sometimes).Select(property => (property, ViewOf(property)))];
        _views = [.. _seen.Select(each => each.View).Where(view => !view.IsStable)];
    }

    /// <inheritdoc/>
    public bool[]? Choose(
        ActorSystemState<TState, TMessage, TTimer, THistory> state, IReadOnlyList<Step<ActorSystemState<TState, TMessage, TTimer, THistory>, ActorAction<TMessage, TTimer>>> steps)
    {
        _labels.Clear();
        foreach (Step<ActorSystemState<TState, TMessage, TTimer, THistory>, ActorAction<TMessage, TTimer>> step in steps)
        {
            ActorLabel label = _model.LabelOf(step.Action);
            VerifyHistory(state, step, label);
            _labels.Add(label);
        }

        List<ActorLabel>? best = null;
        for (int i = 0; i < _labels.Count && best is not { Count: 1 }; i++)
        {
            if (Close(state.Words, _labels[i]) is List<ActorLabel> closed && closed.Count < (best?.Count ?? _labels.Count))
            {
                best = closed;
            }
        }

        return best is null ? null : [.. _labels.Select(best.Contains)];
    }

    /// <inheritdoc/>
    public void Verify(
        ActorSystemState<TState, TMessage, TTimer, THistory> state, Step<ActorSystemState<TState, TMessage, TTimer, THistory>, ActorAction<TMessage, TTimer>> step, bool isReduced)
    {
        foreach ((Property<ActorSystemState<TState, TMessage, TTimer, THistory>, ActorAction<TMessage, TTimer>> property, PropertyView<TMessage> view) in _seen)
        {
            if (view.IsStable)
            {
                bool wanted = property.Kind == PropertyKind.Sometimes;
                if (property.Condition!(state) == wanted && property.Condition(step.Next) != wanted) // Set for these kinds.
                {
                    throw new PartialOrderException(
                        $"The property '{property.Name}' of {_model.Name} is declared stable, but the step '{step.Action}' undoes what it waits for.");
                }
            }
            else if (isReduced
                && (property.Condition!(state) != property.Condition(step.Next) || property.Antecedent?.Invoke(state) != property.Antecedent?.Invoke(step.Next)))
            {
                throw new PartialOrderException(
                    $"The property '{property.Name}' of {_model.Name} looks at more than ViewOf declares: the step '{step.Action}' changes it.");
            }
        }
    }

    private PropertyView<TMessage> ViewOf(Property<ActorSystemState<TState, TMessage, TTimer, THistory>, ActorAction<TMessage, TTimer>> property)
    {
        PropertyView<TMessage> view = _model.View(property.Name)
            ?? throw new PartialOrderException($"{_model.Name} does not say what the property '{property.Name}' looks at: override ViewOf, or check it without partial-order reduction.");
        return view.IsStable && property.Antecedent is not null
            ? throw new PartialOrderException($"The property '{property.Name}' of {_model.Name} is an implication, which cannot be declared stable.")
            : view;
    }

    private void VerifyHistory(
        ActorSystemState<TState, TMessage, TTimer, THistory> state, Step<ActorSystemState<TState, TMessage, TTimer, THistory>, ActorAction<TMessage, TTimer>> step, ActorLabel label)
    {
        if (state.Words[_model.HistoryAt] != step.Next.Words[_model.HistoryAt]
            && _model.TryOutcome(state.Words[ActorWords.NodesAt + label.Actor], label, out Outcome<TMessage>? outcome) && !_model.MayRecord(outcome))
        {
            throw new PartialOrderException(
                $"The step '{step.Action}' of {_model.Name} changes the history, though RecordsDelivery and RecordsSending declare that it does not.");
        }
    }

    // A persistent set that contains a step and is not seen; null if there is none but all steps.
    private List<ActorLabel>? Close(ulong[] words, ActorLabel first)
    {
        List<ActorLabel> steps = [];
        for (ActorLabel? next = first; next is ActorLabel label;)
        {
            // Crashes that share a limit keep each other from happening, so they depend on each other, and every step of an actor on its crash.
            bool isAlive = !_model.Node(words[ActorWords.NodesAt + label.Actor]).IsCrashed;
            if (isAlive && _model.CrashLimit > 0 && _model.CrashLimit < _model.ActorCount)
            {
                return null;
            }

            Include(steps, label);
            if (steps.Count == _labels.Count)
            {
                return null;
            }

            if (_outlook.IsPersistent(words, steps, _views))
            {
                return steps;
            }

            next = (_outlook.Conflict is ActorLabel conflict ? Enabled(conflict, steps) : null) ?? (_outlook.Root is ActorLabel root ? Enabled(root, steps) : null);
        }

        return null;
    }

    // A message is either delivered or lost.
    private void Include(List<ActorLabel> steps, ActorLabel label)
    {
        steps.Add(label);
        foreach (ActorLabel other in _labels)
        {
            if (label.IsOfMessage && other.IsOfMessage && other.Word == label.Word && other.Kind != label.Kind)
            {
                steps.Add(other);
            }
        }
    }

    // The step that must come before another one can: itself if it is enabled, or the first of its channel.
    private ActorLabel? Enabled(ActorLabel label, List<ActorLabel> steps)
    {
        foreach (ActorLabel enabled in _labels)
        {
            bool holdsBack = _model.NetworkKind == NetworkKind.Ordered && label.IsOfMessage && enabled.IsOfMessage
                && ActorWords.Channel(enabled.Word) == ActorWords.Channel(label.Word);
            if ((enabled == label || holdsBack) && !steps.Contains(enabled))
            {
                return enabled;
            }
        }

        return null;
    }
}
