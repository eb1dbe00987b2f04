using Tenon.Tla.Values;
using static Tenon.Tla.StandardModules.Native;

namespace Tenon.Tla.StandardModules;

/// <summary>Naturals, Integers, Reals, FiniteSets, Bitwise.</summary>
internal static class NumberOperators
{
    public static void AddTo(NativeLibrary.Register add)
    {
        Binary(add, "+", Arithmetic.Add);
        Binary(add, "-", Arithmetic.Subtract);
        Binary(add, "*", Arithmetic.Multiply);
        Binary(add, "^", Arithmetic.Power);
        Binary(add, "%", Arithmetic.Modulo);
        Binary(add, "\\div", Arithmetic.Divide);
        Comparison(add, "<", (a, b) => a < b);
        Comparison(add, ">", (a, b) => a > b);
        Comparison(add, "\\leq", (a, b) => a <= b);
        Comparison(add, "\\geq", (a, b) => a >= b);
        add("Naturals", "Nat", 0, (_, _) => InfiniteSet.Naturals);
        add("Naturals", "..", 2, (a, _) => IntervalSet.Of(Number(a[0], ".."), Number(a[1], "..")));
        add("Integers", "Int", 0, (_, _) => InfiniteSet.Integers);
        add("Integers", "-.", 1, (a, _) => Of(Arithmetic.Subtract(0, Number(a[0], "-"))));
        add("Reals", "Real", 0, (_, _) => InfiniteSet.Reals);
        add("Reals", "/", 2, (a, _) => Divide(Number(a[0], "/"), Number(a[1], "/")));
        add("Reals", "Infinity", 0, (_, _) => throw new EvaluationException("Infinity cannot be computed with"));
        add("FiniteSets", "Cardinality", 1, (a, _) => Cardinality(Set(a[0], "Cardinality")));
        add("FiniteSets", "IsFiniteSet", 1, (a, _) => Of(Set(a[0], "IsFiniteSet").IsEnumerable));
        add("Bitwise", "&", 2, (a, _) => Of(Natural(a[0], "&") & Natural(a[1], "&")));
        add("Bitwise", "|", 2, (a, _) => Of(Natural(a[0], "|") | Natural(a[1], "|")));
        add("Bitwise", "^^", 2, (a, _) => Of(Natural(a[0], "^^") ^ Natural(a[1], "^^")));
        add("Bitwise", "Not", 1, (a, _) => Of(~Number(a[0], "Not")));
        add("Bitwise", "shiftR", 2, (a, _) => Of(Natural(a[0], "shiftR") >> (int)Math.Min(63, Natural(a[1], "shiftR"))));
    }

    private static void Binary(NativeLibrary.Register add, string name, Func<long, long, long> apply) =>
        add("Naturals", name, 2, (a, _) => Of(apply(Number(a[0], name), Number(a[1], name))));

    private static void Comparison(NativeLibrary.Register add, string name, Func<long, long, bool> apply) =>
        add("Naturals", name, 2, (a, _) => Of(apply(Number(a[0], name), Number(a[1], name))));

    private static long Natural(Value value, string what)
    {
        long number = Number(value, what);
        return number >= 0 ? number : throw new EvaluationException($"{what} needs a natural number, and this is {number}");
    }

    private static Value Divide(long number, long divisor) => divisor != 0 && number % divisor == 0
        ? Of(Arithmetic.Divide(number, divisor))
        : throw new EvaluationException($"{number} / {divisor} is no whole number, and only these can be computed with");

    private static Value Cardinality(SetValue set)
    {
        if (!set.IsEnumerable)
        {
            throw new EvaluationException($"Cardinality needs a finite set, and this is {set.Describe()}");
        }

        System.Numerics.BigInteger count = set.Cardinality();
        return count <= long.MaxValue ? Of((long)count) : throw new EvaluationException($"The set {ValueText.Short(set)} has {count} elements: numbers have 64 bits");
    }
}
