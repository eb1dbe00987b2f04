using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>The built-in operators as functions of values, for where one is given as an argument.</summary>
internal static class BuiltIns
{
    public static Func<Value[], StatePair, Value> Find(BuiltInOperator op) => op switch
    {
        BuiltInOperator.Equal => (a, _) => BooleanValue.Of(Value.AreEqual(a[0], a[1])),
        BuiltInOperator.NotEqual => (a, _) => BooleanValue.Of(!Value.AreEqual(a[0], a[1])),
        BuiltInOperator.And => (a, _) => BooleanValue.Of(Truth(a[0]) && Truth(a[1])),
        BuiltInOperator.Or => (a, _) => BooleanValue.Of(Truth(a[0]) || Truth(a[1])),
        BuiltInOperator.Not => (a, _) => BooleanValue.Of(!Truth(a[0])),
        BuiltInOperator.Implies => (a, _) => BooleanValue.Of(!Truth(a[0]) || Truth(a[1])),
        BuiltInOperator.Equivalent => (a, _) => BooleanValue.Of(Truth(a[0]) == Truth(a[1])),
        BuiltInOperator.In => (a, _) => BooleanValue.Of(Set(a[1]).Contains(a[0])),
        BuiltInOperator.NotIn => (a, _) => BooleanValue.Of(!Set(a[1]).Contains(a[0])),
        BuiltInOperator.SubsetOf => (a, _) => BooleanValue.Of(Set(a[0]).IsSubsetOf(Set(a[1]))),
        BuiltInOperator.Union => (a, _) => SetAlgebra.Union(Set(a[0]), Set(a[1])),
        BuiltInOperator.Intersection => (a, _) => SetAlgebra.Intersection(Set(a[0]), Set(a[1])),
        BuiltInOperator.Difference => (a, _) => SetAlgebra.Difference(Set(a[0]), Set(a[1])),
        BuiltInOperator.PowerSet => (a, _) => new PowerSet(Set(a[0])),
        BuiltInOperator.BigUnion => (a, _) => SetAlgebra.BigUnion(Set(a[0])),
        BuiltInOperator.Domain => (a, _) => a[0] is FunctionValue function ? function.Domain : throw new EvaluationException($"DOMAIN needs a function, and this is {a[0].Describe()}"),
        BuiltInOperator.CartesianProduct => (a, _) => new SetOfRecords(IntervalSet.OneTo(a.Length), [.. a.Select(Set)]),
        _ => throw new EvaluationException($"The operator {op} cannot be evaluated as an argument"),
    };

    private static bool Truth(Value value) => Node.RequireBoolean(value, "an operand");

    private static SetValue Set(Value value) => value as SetValue ?? throw new EvaluationException($"A set is needed here, and this is {value.Describe()}");
}
