using Tenon.Tla.Evaluation;
using Tenon.Tla.Values;
using static Tenon.Tla.StandardModules.Native;

namespace Tenon.Tla.StandardModules;

/// <summary>
/// Operators of the community modules that are worth more than their definition in TLA+: each means what its definition in the module's text says.
/// </summary>
internal static class CommunityOperators
{
    public static void AddTo(NativeLibrary.Register add)
    {
        add("Folds", "MapThenFoldSet", 5, (a, states) => MapThenFoldSet(Operator(a[0]), a[1], Operator(a[2]), Operator(a[3]), Finite(a[4], "MapThenFoldSet"), states));
        add("FiniteSetsExt", "FoldSet", 3, (a, states) => FoldSet(Operator(a[0]), a[1], Finite(a[2], "FoldSet"), states));
        add("FiniteSetsExt", "SumSet", 1, (a, _) => Of(Finite(a[0], "SumSet").Elements().Aggregate(0L, (sum, n) => Arithmetic.Add(sum, Number(n, "SumSet")))));
        add("FiniteSetsExt", "ProductSet", 1, (a, _) => Of(Finite(a[0], "ProductSet").Elements().Aggregate(1L, (product, n) => Arithmetic.Multiply(product, Number(n, "ProductSet")))));
        add("FiniteSetsExt", "MapThenSumSet", 2, (a, states) => Of(Finite(a[1], "MapThenSumSet").Elements().Aggregate(0L, (sum, n) => Arithmetic.Add(sum, Number(Operator(a[0]).Invoke(states, n), "MapThenSumSet")))));
        add("FiniteSetsExt", "Quantify", 2, (a, states) => Of(Finite(a[0], "Quantify").Elements().LongCount(element => Operator(a[1]).Test(states, element))));
        add("FiniteSetsExt", "kSubset", 2, (a, _) => Subsets(Number(a[0], "kSubset"), Finite(a[1], "kSubset")));
        add("FiniteSetsExt", "Max", 1, (a, _) => Extreme(Finite(a[0], "Max"), isLast: true));
        add("FiniteSetsExt", "Min", 1, (a, _) => Extreme(Finite(a[0], "Min"), isLast: false));
        add("Functions", "FoldFunction", 3, (a, states) => FoldFunction(Operator(a[0]), a[1], Function(a[2], "FoldFunction"), states));
        add("Functions", "FoldFunctionOnSet", 4, (a, states) => FoldFunctionOnSet(a, states));
        add("Functions", "Restrict", 2, (a, _) => Restrict(Function(a[0], "Restrict"), Finite(a[1], "Restrict")));
        add("Functions", "Range", 1, (a, _) => FiniteSet.Of(Function(a[0], "Range").Values));
        add("SequencesExt", "ToSet", 1, (a, _) => FiniteSet.Of(Sequence(a[0], "ToSet")));
        add("SequencesExt", "SetToSeq", 1, (a, _) => FiniteFunction.Tuple([.. Finite(a[0], "SetToSeq").Elements()]));
        add("SequencesExt", "Reverse", 1, (a, _) => FiniteFunction.Tuple([.. Sequence(a[0], "Reverse").Reverse()]));
        add("SequencesExt", "FoldSeq", 3, (a, states) => FoldFunction(Operator(a[0]), a[1], Function(a[2], "FoldSeq"), states));
        add("SequencesExt", "FoldLeft", 3, (a, states) => Sequence(a[2], "FoldLeft").Aggregate(a[1], (folded, element) => Operator(a[0]).Invoke(states, folded, element)));
        add("SequencesExt", "FoldRight", 3, (a, states) => Sequence(a[1], "FoldRight").Reverse().Aggregate(a[2], (folded, element) => Operator(a[0]).Invoke(states, element, folded)));
        add("SequencesExt", "FoldLeftDomain", 3, (a, states) => Enumerable.Range(1, Sequence(a[2], "FoldLeftDomain").Length).Aggregate(a[1], (folded, i) => Operator(a[0]).Invoke(states, folded, Of(i))));
        add("SequencesExt", "FoldRightDomain", 3, (a, states) => Enumerable.Range(1, Sequence(a[1], "FoldRightDomain").Length).Reverse().Aggregate(a[2], (folded, i) => Operator(a[0]).Invoke(states, Of(i), folded)));
    }

    private static Value MapThenFoldSet(Callable fold, Value start, Callable map, Callable choose, FiniteSet set, StatePair states)
    {
        List<Value> order = [];
        for (FiniteSet rest = set; rest.Count > 0;)
        {
            Value chosen = choose.Invoke(states, rest);
            order.Add(chosen);
            FiniteSet smaller = rest.Without(chosen);
            rest = smaller.Count < rest.Count ? smaller : throw new EvaluationException($"The operator that chooses from {ValueText.Short(rest)} gave {chosen.Describe()}, which is no element");
        }

        Value folded = start;
        for (int i = order.Count - 1; i >= 0; i--)
        {
            folded = fold.Invoke(states, map.Invoke(states, order[i]), folded);
        }

        return folded;
    }

    private static Value FoldSet(Callable fold, Value start, FiniteSet set, StatePair states)
    {
        Value folded = start;
        for (int i = set.Count - 1; i >= 0; i--)
        {
            folded = fold.Invoke(states, set[i], folded);
        }

        return folded;
    }

    private static Value FoldFunction(Callable fold, Value start, FiniteFunction function, StatePair states)
    {
        Value folded = start;
        for (int i = function.Count - 1; i >= 0; i--)
        {
            folded = fold.Invoke(states, function.Values[i], folded);
        }

        return folded;
    }

    private static Value FoldFunctionOnSet(Value[] arguments, StatePair states)
    {
        FunctionValue function = arguments[2] as FunctionValue ?? Function(arguments[2], "FoldFunctionOnSet");
        FiniteSet set = Finite(arguments[3], "FoldFunctionOnSet");
        Value folded = arguments[1];
        for (int i = set.Count - 1; i >= 0; i--)
        {
            folded = Operator(arguments[0]).Invoke(states, function.Apply(set[i]), folded);
        }

        return folded;
    }

    private static FiniteFunction Restrict(FiniteFunction function, FiniteSet set)
    {
        Value[] values = new Value[set.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = function.Apply(set[i]);
        }

        return values.Length == 0 ? FiniteFunction.Empty : new FiniteFunction(set, values);
    }

    private static FiniteSet Subsets(long size, FiniteSet set)
    {
        SetBuilder builder = new();
        foreach (FiniteSet subset in size <= set.Count ? PowerSet.OfSize(set, (int)size) : [])
        {
            builder.Add(subset);
        }

        return builder.ToSet();
    }

    private static Value Extreme(FiniteSet numbers, bool isLast)
    {
        if (numbers.Count == 0)
        {
            throw new EvaluationException("The empty set has neither a greatest nor a least element");
        }

        Value found = numbers[isLast ? numbers.Count - 1 : 0];
        Number(found, "The greatest or least element");
        return found;
    }
}
