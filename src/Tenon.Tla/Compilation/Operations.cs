using System.Runtime.CompilerServices;
using Tenon.Tla.Evaluation;
using Tenon.Tla.StandardModules;
using Tenon.Tla.Values;

namespace Tenon.Tla.Compilation;

/// <summary>What compiled code calls. A failure carries no place: the interpreter repeats what failed and finds it.</summary>
internal static class Operations
{
    public static bool Truth(Value value) => value is BooleanValue boolean ? boolean.IsTrue : throw new EvaluationException($"TRUE or FALSE is needed, and this is {value.Describe()}");

    public static long Number(Value value) => value is IntegerValue number ? number.Number : throw new EvaluationException($"A number is needed, and this is {value.Describe()}");

    public static SetValue Set(Value value) => value as SetValue ?? throw new EvaluationException($"A set is needed, and this is {value.Describe()}");

    public static Value Box(bool value) => BooleanValue.Of(value);

    public static Value Box(long value) => IntegerValue.Of(value);

    public static bool AreEqual(Value left, Value right) => Value.AreEqual(left, right);

    /// <summary>Equality with a string or an untyped model value that is known: mostly a comparison of references.</summary>
    public static bool EqualsKnown(Value value, Value known)
    {
        if (ReferenceEquals(value, known))
        {
            return true;
        }

        return !ReferenceEquals(value.GetType(), known.GetType()) && Value.AreEqual(value, known);
    }

    public static bool EqualsNumber(Value value, long number) => value is IntegerValue other ? other.Number == number : Value.AreEqual(value, IntegerValue.Of(number));

    public static bool Contains(Value element, SetValue set) => set.Contains(element);

    public static bool IsInInterval(Value element, long low, long high) => element is IntegerValue number
        ? number.Number >= low && number.Number <= high
        : IntervalSet.Of(low, high).Contains(element);

    public static SetValue Interval(long low, long high) => IntervalSet.Of(low, high);

    public static Value Apply(Value function, Value argument) => function is FiniteFunction finite
        ? finite.Apply(argument)
        : function is FunctionValue other ? other.Apply(argument) : throw new EvaluationException($"A function is needed to be applied, and this is {function.Describe()}");

    public static Value Apply(Value function, long argument)
    {
        if (function is FiniteFunction { FiniteDomain: IntervalSet domain } finite)
        {
            long index = unchecked(argument - domain.Low); // What overflows is outside.
            if ((ulong)index < (ulong)finite.Values.Length)
            {
                return finite.Values[index];
            }
        }

        return Apply(function, IntegerValue.Of(argument));
    }

    public static Value Field(Value record, FieldSite site)
    {
        if (record is FiniteFunction finite)
        {
            FieldSite.Entry entry = site.Known;
            if (ReferenceEquals(entry.Domain, finite.FiniteDomain))
            {
                return finite.Values[entry.Index];
            }

            int index = finite.FiniteDomain is EnumeratedSet ? finite.FiniteDomain.IndexOf(site.Name) : -1;
            if (index >= 0)
            {
                site.Known = new FieldSite.Entry(finite.FiniteDomain, index);
                return finite.Values[index];
            }
        }

        return record is LazyFunction function ? function.Apply(site.Name) : throw new EvaluationException($"There is no field {site.Name.Text} in {record.Describe()}");
    }

    public static SetValue Domain(Value function) => function is FunctionValue applied ? applied.Domain : throw new EvaluationException($"DOMAIN needs a function, and this is {function.Describe()}");

    /// <summary>The function that EXCEPT changes.</summary>
    public static FiniteFunction Changeable(Value value) => value is FiniteFunction finite
        ? finite
        : value is LazyFunction { Domain.IsEnumerable: true } lazy ? lazy.ToFinite() : throw new EvaluationException("Not for compiled code");

    public static int IndexOf(FiniteFunction function, Value argument) => function.FiniteDomain.IndexOf(argument);

    public static Value At(FiniteFunction function, int index) => function.Values[index];

    public static Value With(FiniteFunction function, int index, Value value) => function.With(index, value);

    public static Value Tuple(Value[] elements) => FiniteFunction.Tuple(elements);

    public static Value Record(FiniteSet domain, Value[] values) => new FiniteFunction(domain, values);

    public static Value Function(FiniteSet domain, Value[] values) => values.Length == 0 ? FiniteFunction.Empty : new FiniteFunction(domain, values);

    public static SetValue SetOf(Value[] elements) => elements.Length == 1 ? FiniteSet.FromSorted([elements[0].Normalize()]) : FiniteSet.Of(elements);

    /// <summary>The domain of a function that is computed at once; others are left to the interpreter.</summary>
    public static FiniteSet EagerDomain(SetValue set) => set is FiniteSet { Count: <= 20_000 } finite ? finite : throw new EvaluationException("Not for compiled code");

    /// <summary>The set that a filter goes through at once; others are left to the interpreter.</summary>
    public static FiniteSet EagerSource(SetValue set) => set as FiniteSet ?? throw new EvaluationException("Not for compiled code");

    public static SetValue Chosen(Value[] chosen, int count, FiniteSet source) => count == source.Count ? source : FiniteSet.FromSorted(chosen.AsSpan(0, count).ToArray());

    public static SetValue SetOfFunctions(SetValue domain, SetValue range) => new SetOfFunctions(domain, range);

    public static SetValue SetOfRecords(FiniteSet domain, SetValue[] ranges) => new SetOfRecords(domain, ranges);

    public static SetValue PowerSet(SetValue set) => new PowerSet(set);

    public static SetValue Union(SetValue left, SetValue right) => SetAlgebra.Union(left, right);

    public static SetValue Intersection(SetValue left, SetValue right) => SetAlgebra.Intersection(left, right);

    public static SetValue Difference(SetValue left, SetValue right) => SetAlgebra.Difference(left, right);

    public static SetValue BigUnion(SetValue sets) => SetAlgebra.BigUnion(sets);

    public static SetValue BigUnionOf(SetValue[] parts) => SetAlgebra.BigUnion(parts);

    public static bool IsSubset(SetValue left, SetValue right) => left.IsSubsetOf(right);

    public static long Cardinality(Value value)
    {
        if (value is FiniteSet finite)
        {
            return finite.Count;
        }

        System.Numerics.BigInteger count = Set(value) is { IsEnumerable: true } set ? set.Cardinality() : throw new EvaluationException("Cardinality needs a finite set");
        return count <= long.MaxValue ? (long)count : throw new EvaluationException("The set has too many elements");
    }

    public static long Length(Value value) => SequenceOperators.Length(value);

    public static Value Part(Value tuple, int index, int count) => tuple is FunctionValue function && function.ToFinite() is { IsTuple: true } finite && finite.Count == count
        ? finite.Values[index]
        : throw new EvaluationException($"A tuple of {count} elements is needed, and this is {tuple.Describe()}");

    public static Value Normal(Value value) => value.Normalize();

    public static Value Fail() => throw new EvaluationException("There is no value");

    public static bool FailTruth() => throw new EvaluationException("There is no value");

    /// <summary>What a local holds that was bound before the compiled code began.</summary>
    public static Value ReadSlot(Env env, int hops, int slot, StatePair states) => env.Up(hops).Slots[slot] switch
    {
        Value value => value,
        Thunk thunk => thunk.Eval(states),
        _ => throw new EvaluationException("A local has no value"),
    };

    public static Value CurrentOf(StatePair states, int index) => states.Current[index] ?? throw new EvaluationException("A variable has no value");

    public static Value NextOf(StatePair states, int index) => states.Next[index] ?? throw new EvaluationException("A variable of the next state has no value");

    /// <summary>Lets the interpreter evaluate an expression.</summary>
    public static Value Interpret(Node node, Env env, StatePair states) => node.Eval(env, states);

    public static bool InterpretTruth(Node node, Env env, StatePair states) => node.Test(env, states);

    public static void SetNext(StatePair states, int index, Value? value) => states.Next[index] = value;

    /// <summary>The next state was changed.</summary>
    public static void NextChanged(StatePair states) => states.NextVersion = states.Worker.NewVersion();

    public static Env NewEnv(int size, Env? parent) => new(size, parent);

    public static void Hold(Env env, int slot, object held) => env.Slots[slot] = held;

    public static object Delay(Node node, Env env) => node is CallableNode callable ? callable.Make(env) : new Thunk(node, env);
}
