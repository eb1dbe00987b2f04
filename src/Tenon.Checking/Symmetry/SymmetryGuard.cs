using Tenon.Checking.Properties;

namespace Tenon.Checking.Symmetry;

/// <summary>
/// Notices models that distinguish the members of their scalar sets. At each representative, steps are compared with those of the state renamed
/// by permutations that generate all, and properties by all permutations of small sets, by many of larger ones. Owned by one thread.
/// </summary>
internal sealed class SymmetryGuard<TState, TAction>(
    Model<TState, TAction> model, Canonicalizer<TState> canonicalizer, Func<TAction, string> kindOf)
    where TState : notnull
    where TAction : notnull
{
    private readonly Property<TState, TAction>[] _properties = [.. model.Properties];
    private readonly (ScalarSet Set, int Index, int[] Permutation)[] _generators = [.. Each(model, Canonicalizer<TState>.Generators)];
    private readonly (ScalarSet Set, int Index, int[] Permutation)[] _samples = [.. Each(model, Canonicalizer<TState>.Samples)];

    /// <exception cref="SymmetryException">The set of initial states is not closed under renaming.</exception>
    public void CheckInitial(IReadOnlyCollection<TState> states, Func<TState, string> encode)
    {
        HashSet<string> all = [.. states.Select(encode)];
        foreach ((ScalarSet set, int index, int[] generator) in _generators)
        {
            if (states.Any(state => !all.Contains(encode(canonicalizer.Rename(state, index, generator)))))
            {
                throw new SymmetryException($"The initial states of {model.Name} distinguish members of the scalar set {set.Name}: renamed, one of them is none.");
            }
        }
    }

    /// <exception cref="SymmetryException">A property, or the steps, are other ones in the renamed state.</exception>
    public void CheckState(TState state)
    {
        foreach ((ScalarSet set, int index, int[] permutation) in _samples)
        {
            TState renamed = canonicalizer.Rename(state, index, permutation);
            foreach (Property<TState, TAction> property in _properties)
            {
                if (property.Antecedent?.Invoke(state) != property.Antecedent?.Invoke(renamed) || property.Condition?.Invoke(state) != property.Condition?.Invoke(renamed))
                {
                    throw new SymmetryException($"The property '{property.Name}' of {model.Name} distinguishes members of the scalar set {set.Name}; check it without symmetry.");
                }
            }
        }

        string[] steps = Steps(state);
        foreach ((ScalarSet set, int index, int[] generator) in _generators)
        {
            if (!steps.SequenceEqual(Steps(canonicalizer.Rename(state, index, generator)), StringComparer.Ordinal))
            {
                throw new SymmetryException($"The steps of {model.Name}, or a property of them, distinguish members of the scalar set {set.Name}; check it without symmetry.");
            }
        }
    }

    // What the steps are but for names: kind, representative of the next state, and which properties of steps hold.
    private string[] Steps(TState state) =>
    [
        .. model.Steps(state)
            .Select(step => !model.IsWithinBoundary(step.Next)
                ? $"{kindOf(step.Action)} outside"
                : $"{kindOf(step.Action)} {string.Join(' ', canonicalizer.Canonical(step.Next).ToArray())} {string.Join(' ', _properties.Select(property => property.StepCondition?.Invoke(state, step.Action, step.Next)))}")
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<(ScalarSet Set, int Index, int[] Permutation)> Each(Model<TState, TAction> model, Func<ScalarSet, IEnumerable<int[]>> permutations) =>
        model.ScalarSets.SelectMany((set, index) => permutations(set).Select(permutation => (set, index, permutation)));
}
