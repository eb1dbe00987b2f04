using Tenon.Tla.Evaluation;
using Tenon.Tla.Values;
using static Tenon.Tla.StandardModules.Native;

namespace Tenon.Tla.StandardModules;

/// <summary>Modules TLC and TLCExt.</summary>
internal static class TlcOperators
{
    public static void AddTo(NativeLibrary.Register add)
    {
        add("TLC", "Print", 2, (a, states) => Print(a[0], a[1], states));
        add("TLC", "PrintT", 1, (a, states) => PrintT(a[0], states));
        add("TLC", "Assert", 2, (a, _) => Assert(a[0], a[1]));
        add("TLC", "JavaTime", 0, (_, _) => Of(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        add("TLC", "TLCGet", 1, (a, states) => Get(a[0], states));
        add("TLC", "TLCSet", 2, (a, states) => Put(a[0], a[1], states));
        add("TLC", ":>", 2, (a, _) => new FiniteFunction(FiniteSet.Of(a[0]), [a[1]]));
        add("TLC", "@@", 2, (a, _) => Merge(Function(a[0], "@@"), Function(a[1], "@@")));
        add("TLC", "Permutations", 1, (a, _) => Permutations(Finite(a[0], "Permutations")));
        add("TLC", "SortSeq", 2, (a, states) => Sort(Sequence(a[0], "SortSeq"), Operator(a[1]), states));
        add("TLC", "Any", 0, (_, _) => InfiniteSet.Anything);
        add("TLC", "ToString", 1, (a, _) => StringValue.Of(a[0].ToString()));
        add("TLC", "TLCEval", 1, (a, _) => a[0].Normalize());
        add("TLCExt", "AssertEq", 2, AssertEqual);
        add("TLCExt", "TLCModelValue", 1, (a, _) => ModelValue.Of(Text(a[0], "TLCModelValue")));
        add("TLCExt", "TLCDefer", 1, (a, _) => a[0]);
        add("TLCExt", "TLCNoOp", 1, (a, _) => a[0]);
        add("TLCExt", "TLCCache", 2, (a, _) => a[0]);
        add("TLCExt", "TLCFP", 1, (a, _) => Of((int)(a[0].Normalize().Hash >> 33)));
        add("TLCExt", "TLCGetOrDefault", 2, (a, states) => states.Worker.Registers.GetValueOrDefault(a[0], a[1]));
        add("TLCExt", "TLCGetAndSet", 4, GetAndSet);
        add("TLCExt", "PickSuccessor", 1, (_, _) => BooleanValue.True);
        add("TLCExt", "Trace", 0, (_, states) => states.Worker.Statistics?.Invoke("trace") ?? throw new EvaluationException("Trace is not known here"));
        add("TLCExt", "CounterExample", 0, (_, states) => states.Worker.Statistics?.Invoke("counterexample") ?? EmptyCounterExample());
        add("TLCExt", "ToTrace", 1, (a, _) => ToTrace(a[0]));
    }

    /// <summary>f @@ g: on arguments of both, f.</summary>
    public static FiniteFunction Merge(FiniteFunction left, FiniteFunction right)
    {
        FiniteSet domain = left.FiniteDomain.Union(right.FiniteDomain);
        if (ReferenceEquals(domain, left.FiniteDomain))
        {
            return left;
        }

        Value[] values = new Value[domain.Count];
        for (int i = 0; i < values.Length; i++)
        {
            Value argument = domain[i];
            int index = left.Count == 0 ? -1 : left.FiniteDomain.IndexOf(argument);
            values[i] = index >= 0 ? left.Values[index] : right.Apply(argument);
        }

        return new FiniteFunction(domain, values);
    }

    public static FiniteSet Permutations(FiniteSet set)
    {
        SetBuilder builder = new();
        foreach (Value[] values in Orders([.. set.Elements()], 0))
        {
            builder.Add(values.Length == 0 ? FiniteFunction.Empty : new FiniteFunction(set, values));
        }

        return builder.ToSet();
    }

    /// <summary>A stable sort, by insertion as TLC has it.</summary>
    public static FiniteFunction Sort(Value[] elements, Callable isLess, StatePair states)
    {
        List<Value> sorted = new(elements.Length);
        foreach (Value element in elements)
        {
            int place = sorted.Count;
            while (place > 0 && Truth(isLess.Invoke(states, element, sorted[place - 1]), "a comparison"))
            {
                place--;
            }

            sorted.Insert(place, element);
        }

        return FiniteFunction.Tuple([.. sorted]);
    }

    private static IEnumerable<Value[]> Orders(Value[] values, int from)
    {
        if (from >= values.Length - 1)
        {
            yield return [.. values];
            yield break;
        }

        for (int i = from; i < values.Length; i++)
        {
            (values[from], values[i]) = (values[i], values[from]);
            foreach (Value[] order in Orders(values, from + 1))
            {
                yield return order;
            }

            (values[from], values[i]) = (values[i], values[from]);
        }
    }

    private static Value Print(Value shown, Value result, StatePair states)
    {
        states.Worker.Evaluator.Output($"{shown}  {result}");
        return result;
    }

    private static BooleanValue PrintT(Value shown, StatePair states)
    {
        states.Worker.Evaluator.Output(shown.ToString());
        return BooleanValue.True;
    }

    private static BooleanValue Assert(Value condition, Value message) => Truth(condition, "what Assert demands")
        ? BooleanValue.True
        : throw new AssertionException(message is StringValue text ? text.Text : message.ToString());

    private static Value Get(Value key, StatePair states)
    {
        if (states.Worker.Registers.TryGetValue(key, out Value? value))
        {
            return value;
        }

        return key is StringValue name && states.Worker.Statistics?.Invoke(name.Text) is Value known
            ? known
            : throw new EvaluationException($"TLCGet({key}) has no value: TLCSet({key}, ...) was not called by this thread before");
    }

    private static BooleanValue Put(Value key, Value value, StatePair states)
    {
        states.Worker.Registers[key] = value.Normalize();
        return BooleanValue.True;
    }

    private static Value GetAndSet(Value[] arguments, StatePair states)
    {
        Value old = states.Worker.Registers.GetValueOrDefault(arguments[0], arguments[3]);
        states.Worker.Registers[arguments[0]] = Operator(arguments[1]).Invoke(states, old, arguments[2]).Normalize();
        return old;
    }

    private static Value AssertEqual(Value[] arguments, StatePair states)
    {
        bool isEqual = Value.AreEqual(arguments[0], arguments[1]);
        if (!isEqual)
        {
            states.Worker.Evaluator.Output($"AssertEq failed: {arguments[0]} # {arguments[1]}");
        }

        return Of(isEqual);
    }

    private static FiniteFunction EmptyCounterExample() =>
        FiniteFunction.Record(("action", FiniteSet.Empty), ("state", FiniteSet.Empty));

    // A counterexample's states are pairs of a number and a state; the trace is the sequence of the states.
    private static FiniteFunction ToTrace(Value counterExample)
    {
        FiniteFunction record = Function(counterExample, "ToTrace");
        FiniteSet states = Finite(record.Apply(StringValue.Of("state")), "ToTrace");
        return FiniteFunction.Tuple([.. states.Elements().Select(pair => Sequence(pair, "ToTrace")[1])]);
    }
}
