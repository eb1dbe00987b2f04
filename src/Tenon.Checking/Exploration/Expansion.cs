using Tenon.Checking.Properties;
using Tenon.Checking.Search;

namespace Tenon.Checking.Exploration;

/// <summary>The steps of a state, or the initial states, as a model gives them.</summary>
/// <param name="Steps">Action, next state, and how each property about steps stands with the step, in order.</param>
/// <param name="OutsideCount">Steps that leave the boundary.</param>
/// <param name="Failure">What the model threw after these steps; null if nothing.</param>
internal sealed record Expansion(List<(int Action, ulong[] Next, ExploredProperty[] Standings)> Steps, int OutsideCount, string? Failure)
{
    public bool IsEnd => Steps.Count == 0 && OutsideCount == 0 && Failure is null;
}

/// <summary>Asks a model for the steps of states and for how its properties stand there. Owned by one thread.</summary>
internal sealed class Expander : IStepObserver
{
    private readonly PackedModel _model;
    private readonly SuccessorSink _sink;
    private readonly Property<ReadOnlySpan<ulong>, int>[] _properties;
    private readonly List<ExploredProperty[]> _standings = [];
    private ulong[] _state = [];

    public Expander(PackedModel model)
    {
        _model = model.ForWorker();
        _properties = [.. _model.Properties];
        _sink = new SuccessorSink(_model.MaximumActionCount, 1) { Observer = this };
    }

    /// <summary>The model that is asked; it has entered the state that was asked for last.</summary>
    public PackedModel Model => _model;

    /// <param name="state">The state; null for the initial states.</param>
    public Expansion Expand(ulong[]? state)
    {
        _sink.Clear();
        _standings.Clear();
        string? failure = null;
        try
        {
            if (state is null)
            {
                _sink.BeginInitialStates();
                _model.AddInitialStates(_sink);
            }
            else
            {
                _state = state;
                _model.Enter(state);
                _sink.BeginState(0);
                _model.AddSuccessors(state, _sink);
            }
        }
        catch (Exception e)
        {
            failure = TextOf(e);
        }

        List<(int, ulong[], ExploredProperty[])> steps = [];
        ReadOnlySpan<ulong> entries = _sink.Entries(0);
        for (int i = 0; i < entries.Length;)
        {
            int words = Origin.Words(entries[i + 1]);
            steps.Add((Origin.Action(entries[i + 1]), entries.Slice(i + Origin.HeaderWords, words).ToArray(), state is null ? [] : _standings[steps.Count]));
            i += Origin.HeaderWords + words;
        }

        return new Expansion(steps, _sink.OutsideCount, failure);
    }

    /// <summary>How each property stands in the state that was expanded last.</summary>
    /// <param name="state">That state.</param>
    /// <param name="expansion">Its steps.</param>
    /// <param name="arrival">How the properties about steps stand with the step that led there; empty for an initial state.</param>
    public ExploredProperty[] Judge(ulong[] state, Expansion expansion, ExploredProperty[] arrival)
    {
        return
        [
            .. _properties.Select(property => property.Kind == PropertyKind.AlwaysStep
                ? arrival.FirstOrDefault(each => each.Name == property.Name) ?? Of(property, PropertyStanding.NotApplicable)
                : Judged(property, () => OfState(property, state, expansion))),
        ];
    }

    public void OnStep(int action, ReadOnlySpan<ulong> next)
    {
        ulong[] words = next.ToArray();
        _standings.Add(
        [
            .. _properties.Where(property => property.Kind == PropertyKind.AlwaysStep).Select(property =>
                Judged(property, () => Of(property, Truth(property.StepCondition!(_state, action, words))))), // Set for this kind.
        ]);
    }

    private static ExploredProperty OfState(Property<ReadOnlySpan<ulong>, int> property, ulong[] state, Expansion expansion)
    {
        switch (property.Kind)
        {
            case PropertyKind.DeadlockFree:
                return expansion.IsEnd && property.Condition?.Invoke(state) != true
                    ? Of(property, PropertyStanding.Fails, "no step is possible")
                    : Of(property, PropertyStanding.Holds);
            case PropertyKind.Temporal:
                return Of(property, PropertyStanding.NotApplicable, property.Antecedent is null || property.Condition is null ? null
                    : $"its condition is {(property.Antecedent(state) ? "true" : "false")} here, its goal {(property.Condition(state) ? "true" : "false")}");
            default:
                if (property.Antecedent?.Invoke(state) == false)
                {
                    return Of(property, PropertyStanding.NotDemanded);
                }

                PropertyStanding standing = Truth(property.Condition!(state)); // Set for these kinds.
                string[] parts = standing == PropertyStanding.Holds ? []
                    : [.. property.Parts.Where(part => !part.Condition(state)).Select(part => $"'{part.Name}'")];
                return Of(property, standing, parts.Length == 0 ? null : $"false: {string.Join(", ", parts)}");
        }
    }

    private static ExploredProperty Judged(Property<ReadOnlySpan<ulong>, int> property, Func<ExploredProperty> judge)
    {
        try
        {
            return judge();
        }
        catch (Exception e)
        {
            return Of(property, PropertyStanding.Threw, TextOf(e));
        }
    }

    private static PropertyStanding Truth(bool value) => value ? PropertyStanding.Holds : PropertyStanding.Fails;

    private static ExploredProperty Of(Property<ReadOnlySpan<ulong>, int> property, PropertyStanding standing, string? detail = null) =>
        new(property.Name, property.Kind, standing, detail);

    private static string TextOf(Exception e) => $"{e.GetType().Name}: {e.Message}";
}
