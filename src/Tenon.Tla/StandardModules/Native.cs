using Tenon.Tla.Evaluation;
using Tenon.Tla.Values;

namespace Tenon.Tla.StandardModules;

/// <summary>What native operators have in common: taking arguments apart, with messages.</summary>
internal static class Native
{
    public static long Number(Value value, string what) =>
        value is IntegerValue number ? number.Number : throw new EvaluationException($"{what} needs a number, and this is {value.Describe()}");

    public static int Count(Value value, string what)
    {
        long number = Number(value, what);
        return number is >= 0 and <= int.MaxValue ? (int)number : throw new EvaluationException($"{what} needs a natural number, and this is {number}");
    }

    public static SetValue Set(Value value, string what) =>
        value as SetValue ?? throw new EvaluationException($"{what} needs a set, and this is {value.Describe()}");

    public static FiniteSet Finite(Value value, string what) => Set(value, what).ToFinite();

    public static FiniteFunction Function(Value value, string what) =>
        (value as FunctionValue)?.ToFinite() ?? throw new EvaluationException($"{what} needs a function, and this is {value.Describe()}");

    public static Value[] Sequence(Value value, string what) => value is FunctionValue function && function.ToFinite() is { IsTuple: true } tuple
        ? tuple.Values
        : throw new EvaluationException($"{what} needs a sequence, and this is {value.Describe()}");

    public static string Text(Value value, string what) =>
        value is StringValue text ? text.Text : throw new EvaluationException($"{what} needs a string, and this is {value.Describe()}");

    public static Callable Operator(Value value) => (Callable)value; // Resolution has seen that it is one.

    public static bool Truth(Value value, string what) => Node.RequireBoolean(value, what);

    public static Value Of(bool value) => BooleanValue.Of(value);

    public static Value Of(long value) => IntegerValue.Of(value);
}
