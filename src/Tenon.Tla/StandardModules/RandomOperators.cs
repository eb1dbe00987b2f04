using Tenon.Tla.Evaluation;
using Tenon.Tla.Values;
using static Tenon.Tla.StandardModules.Native;

namespace Tenon.Tla.StandardModules;

/// <summary>RandomElement of module TLC, and module Randomization. What is drawn depends on the seed and the state alone.</summary>
internal static class RandomOperators
{
    public static void AddTo(NativeLibrary.Register add)
    {
        add("TLC", "RandomElement", 1, (a, states) => Element(Finite(a[0], "RandomElement"), states));
        add("Randomization", "RandomSubset", 2, (a, states) => Subset(Count(a[0], "RandomSubset"), Finite(a[1], "RandomSubset"), states));
        add("Randomization", "RandomSetOfSubsets", 3, (a, states) => Subsets(a, states));
        add("Randomization", "TestRandomSetOfSubsets", 3, TestSubsets);
    }

    private static Value Element(FiniteSet set, StatePair states) => set.Count > 0
        ? set[states.Worker.RandomFor(states).Next(set.Count)]
        : throw new EvaluationException("RandomElement needs a set with an element");

    private static FiniteSet Subset(int size, FiniteSet set, StatePair states)
    {
        if (size > set.Count)
        {
            throw new EvaluationException($"RandomSubset cannot take {size} of {set.Count} elements");
        }

        Value[] elements = [.. set.Elements()];
        states.Worker.RandomFor(states).Shuffle(elements);
        return FiniteSet.Of(elements.AsSpan(0, size));
    }

    // Each element is taken with the probability that makes the mean size the one asked for; sets drawn twice count once.
    private static FiniteSet Subsets(Value[] arguments, StatePair states)
    {
        int number = Count(arguments[0], "RandomSetOfSubsets");
        int mean = Count(arguments[1], "RandomSetOfSubsets");
        FiniteSet set = Finite(arguments[2], "RandomSetOfSubsets");
        if (mean > set.Count)
        {
            throw new EvaluationException($"RandomSetOfSubsets cannot take {mean} of {set.Count} elements");
        }

        Random random = states.Worker.RandomFor(states);
        double probability = set.Count == 0 ? 0 : (double)mean / set.Count;
        SetBuilder builder = new();
        for (int i = 0; i < number; i++)
        {
            builder.Add(set.Select(_ => random.NextDouble() < probability));
        }

        return builder.ToSet();
    }

    private static FiniteFunction TestSubsets(Value[] arguments, StatePair states) =>
        FiniteFunction.Tuple([.. Enumerable.Range(0, 5).Select(_ => Of(Subsets(arguments, states).Count))]);
}
