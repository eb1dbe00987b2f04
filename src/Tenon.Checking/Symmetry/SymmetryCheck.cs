using System.Globalization;
using Tenon.Checking.Graphs;

namespace Tenon.Checking.Symmetry;

/// <summary>Compares the search by symmetry with the full search, on instances small enough for both.</summary>
public static class SymmetryCheck
{
    /// <summary>Checks a model both ways.</summary>
    /// <param name="model">The model.</param>
    /// <typeparam name="TState">The type of states.</typeparam>
    /// <typeparam name="TAction">The type of actions.</typeparam>
    /// <returns>The result by symmetry: the same verdicts as without, and a state for each orbit of the full search.</returns>
    /// <exception cref="SymmetryException">The two disagree, or symmetry may not be used.</exception>
    public static CheckResult SelfCheck<TState, TAction>(Model<TState, TAction> model)
        where TState : notnull
        where TAction : notnull
    {
        ArgumentNullException.ThrowIfNull(model);
        CheckOptions options = new() { ContinueAfterViolation = true, Identity = StateIdentity.Exact };
        CheckResult reduced = Checker.Check(model, options with { Symmetry = true });
        CheckResult full = Checker.Check(model, options);
        for (int i = 0; i < full.Properties.Length; i++)
        {
            PropertyResult one = full.Properties[i];
            PropertyResult other = reduced.Properties[i];
            if (one.Verdict != other.Verdict || one.Trace?.Length != other.Trace?.Length)
            {
                throw new SymmetryException(
                    $"The property '{one.Name}' of {model.Name}: {one.Verdict} in {one.Trace?.Length} steps without symmetry, {other.Verdict} in {other.Trace?.Length} with it.");
            }
        }

        long orbits = CountOrbits(model);
        return orbits == reduced.StateCount
            ? reduced
            : throw new SymmetryException(string.Create(
                CultureInfo.InvariantCulture, $"The states of {model.Name} fall into {orbits} orbits, the search by symmetry found {reduced.StateCount}."));
    }

    private static int CountOrbits<TState, TAction>(Model<TState, TAction> model)
        where TState : notnull
        where TAction : notnull
    {
        Canonicalizer<TState> canonicalizer = new(model.Codec, model.ScalarSets);
        Encoding.StateReader reader = new();
        LabelledGraph graph = new(Checker.Pack(model));
        HashSet<string> orbits = [];
        for (int i = 0; i < graph.StateCount; i++)
        {
            graph.Expand(i);
            reader.Begin(graph[i]);
            orbits.Add(string.Join(' ', canonicalizer.Canonical(model.Codec.Read(reader)).ToArray()));
        }

        return orbits.Count;
    }
}
