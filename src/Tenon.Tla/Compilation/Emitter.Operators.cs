using System.Linq.Expressions;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;
using Tenon.Tla.StandardModules;
using Tenon.Tla.Values;
using E = System.Linq.Expressions.Expression;

namespace Tenon.Tla.Compilation;

/// <summary>Built-in and native operators.</summary>
internal sealed partial class Emitter
{
    private E BuiltIn(BuiltInExpr e, At at)
    {
        E Code(int index) => Emit(e.Arguments[index], at);
        E SetAt(int index) => Set(e.Arguments[index], at);
        return e.Operator switch
        {
            BuiltInOperator.And => e.Arguments.Select(part => Truth(part, at)).Aggregate(E.AndAlso),
            BuiltInOperator.Or => e.Arguments.Select(part => Truth(part, at)).Aggregate(E.OrElse),
            BuiltInOperator.Not => E.Not(AsTruth(Code(0))),
            BuiltInOperator.Implies => E.OrElse(E.Not(AsTruth(Code(0))), AsTruth(Code(1))),
            BuiltInOperator.Equivalent => E.Equal(AsTruth(Code(0)), AsTruth(Code(1))),
            BuiltInOperator.Equal => Same(Code(0), Code(1)),
            BuiltInOperator.NotEqual => E.Not(Same(Code(0), Code(1))),
            BuiltInOperator.In => IsIn(e.Arguments[0], e.Arguments[1], at),
            BuiltInOperator.NotIn => E.Not(IsIn(e.Arguments[0], e.Arguments[1], at)),
            BuiltInOperator.SubsetOf => Call(nameof(Operations.IsSubset), SetAt(0), SetAt(1)),
            BuiltInOperator.Union => Call(nameof(Operations.Union), SetAt(0), SetAt(1)),
            BuiltInOperator.Intersection => Call(nameof(Operations.Intersection), SetAt(0), SetAt(1)),
            BuiltInOperator.Difference => Call(nameof(Operations.Difference), SetAt(0), SetAt(1)),
            BuiltInOperator.PowerSet => Call(nameof(Operations.PowerSet), SetAt(0)),
            BuiltInOperator.BigUnion when e.Arguments[0] is SetMapExpr map => UnionOf(map, at),
            BuiltInOperator.BigUnion when e.Arguments[0] is SetEnumExpr listed =>
                Call(nameof(Operations.BigUnionOf), E.NewArrayInit(typeof(SetValue), listed.Elements.Select(part => Set(part, at)))),
            BuiltInOperator.BigUnion => Call(nameof(Operations.BigUnion), SetAt(0)),
            BuiltInOperator.Domain => Call(nameof(Operations.Domain), AsValue(Code(0))),
            BuiltInOperator.CartesianProduct => Call(
                nameof(Operations.SetOfRecords),
                E.Constant(IntervalSet.OneTo(e.Arguments.Length), typeof(FiniteSet)),
                E.NewArrayInit(typeof(SetValue), e.Arguments.Select(part => Set(part, at)))),
            _ => Interpret(e, at),
        };
    }

    private static E Same(E left, E right)
    {
        if (left.Type == right.Type && (left.Type == typeof(long) || left.Type == typeof(bool)))
        {
            return E.Equal(left, right);
        }

        if (left.Type == typeof(long) || right.Type == typeof(long))
        {
            (E number, E other) = left.Type == typeof(long) ? (left, right) : (right, left);
            return Call(nameof(Operations.EqualsNumber), AsValue(other), number);
        }

        if (IsKnownName(right))
        {
            return Call(nameof(Operations.EqualsKnown), AsValue(left), AsValue(right));
        }

        return IsKnownName(left) ? Call(nameof(Operations.EqualsKnown), AsValue(right), AsValue(left)) : Call(nameof(Operations.AreEqual), AsValue(left), AsValue(right));
    }

    private static bool IsKnownName(E code) => code is ConstantExpression { Value: StringValue or ModelValue { Type: '\0' } };

    private E IsIn(Expr element, Expr set, At at)
    {
        if (set is SetEnumExpr { Elements.Length: > 0 and <= 8 } listed)
        {
            E value = Emit(element, at);
            ParameterExpression kept = Variable(value.Type, "element");
            return E.Block(typeof(bool), E.Assign(kept, value), listed.Elements.Select(other => Same(kept, Emit(other, at))).Aggregate(E.OrElse));
        }

        if (set is NativeExpr { Operator: { Module: "Naturals", Name: ".." } } interval)
        {
            return IsInInterval(Emit(element, at), Number(interval.Arguments[0], at), Number(interval.Arguments[1], at));
        }

        E code = Emit(element, at);
        E members = Set(set, at);
        if (members is ConstantExpression { Value: IntervalSet known })
        {
            return IsInInterval(code, E.Constant(known.Low), E.Constant(known.High));
        }

        return code.Type == typeof(long) && members is ConstantExpression { Value: InfiniteSet infinite } && ReferenceEquals(infinite, InfiniteSet.Naturals)
            ? E.GreaterThanOrEqual(code, E.Constant(0L))
            : Call(nameof(Operations.Contains), AsValue(code), members);
    }

    private E IsInInterval(E code, E low, E high)
    {
        if (code.Type != typeof(long))
        {
            return Call(nameof(Operations.IsInInterval), AsValue(code), low, high);
        }

        ParameterExpression kept = Variable(typeof(long), "element");
        return E.Block(typeof(bool), E.Assign(kept, code), E.AndAlso(E.GreaterThanOrEqual(kept, low), E.LessThanOrEqual(kept, high)));
    }

    private E Native(NativeExpr e, At at)
    {
        E NumberAt(int index) => Number(e.Arguments[index], at);
        MethodCallExpression Compute(string name) => E.Call(typeof(Arithmetic), name, [], NumberAt(0), NumberAt(1));
        return (e.Operator.Module, e.Operator.Name) switch
        {
            ("Naturals", "+") => Compute(nameof(Arithmetic.Add)),
            ("Naturals", "-") => Compute(nameof(Arithmetic.Subtract)),
            ("Naturals", "*") => Compute(nameof(Arithmetic.Multiply)),
            ("Naturals", "%") => Compute(nameof(Arithmetic.Modulo)),
            ("Naturals", "\\div") => Compute(nameof(Arithmetic.Divide)),
            ("Naturals", "^") => Compute(nameof(Arithmetic.Power)),
            ("Naturals", "<") => E.LessThan(NumberAt(0), NumberAt(1)),
            ("Naturals", ">") => E.GreaterThan(NumberAt(0), NumberAt(1)),
            ("Naturals", "\\leq") => E.LessThanOrEqual(NumberAt(0), NumberAt(1)),
            ("Naturals", "\\geq") => E.GreaterThanOrEqual(NumberAt(0), NumberAt(1)),
            ("Naturals", "..") => Call(nameof(Operations.Interval), NumberAt(0), NumberAt(1)),
            ("Integers", "-.") => E.Call(typeof(Arithmetic), nameof(Arithmetic.Subtract), [], E.Constant(0L), NumberAt(0)),
            ("FiniteSets", "Cardinality") => Call(nameof(Operations.Cardinality), Value(e.Arguments[0], at)),
            ("Sequences", "Len") => Call(nameof(Operations.Length), Value(e.Arguments[0], at)),
            ("Sequences", "Head") => E.Call(typeof(SequenceOperators), nameof(SequenceOperators.Head), [], Value(e.Arguments[0], at)),
            ("Sequences", "Tail") => E.Call(typeof(SequenceOperators), nameof(SequenceOperators.Tail), [], Value(e.Arguments[0], at)),
            ("Sequences", "Append") => E.Call(typeof(SequenceOperators), nameof(SequenceOperators.Append), [], Value(e.Arguments[0], at), Value(e.Arguments[1], at)),
            ("Sequences", "\\o") => E.Call(typeof(SequenceOperators), nameof(SequenceOperators.Concatenate), [], Value(e.Arguments[0], at), Value(e.Arguments[1], at)),
            _ => NativeCall(e, at),
        };
    }

    private E NativeCall(NativeExpr e, At at)
    {
        if (!e.Operator.IsPure || at.IsPrimed || e.Arguments.Any(argument => argument is OperatorValueExpr)
            || NativeLibrary.Find(e.Operator.Module, e.Operator.Name, e.Operator.Arity) is not { } apply)
        {
            return Interpret(e, at);
        }

        return E.Invoke(E.Constant(apply), E.NewArrayInit(typeof(Value), e.Arguments.Select(argument => Value(argument, at))), _states);
    }

    private E FunctionApply(FunctionApplyExpr e, At at)
    {
        E function = Value(e.Function, at);
        E argument = Emit(e.Argument, at);
        return Call(nameof(Operations.Apply), function, argument.Type == typeof(long) ? argument : AsValue(argument));
    }

    private E Record(RecordExpr e, At at)
    {
        FiniteSet domain = FiniteFunction.Fields([.. e.Fields.Select(field => field.Name)]);
        ParameterExpression values = Variable(typeof(Value[]), "fields");
        List<E> code = [E.Assign(values, E.NewArrayBounds(typeof(Value), E.Constant(e.Fields.Length)))];
        foreach (FieldExpr field in e.Fields)
        {
            // Computed before the array is used: a record in a field has the same variable in other code, never in its own.
            E value = Value(field.Value, at);
            code.Add(E.Assign(E.ArrayAccess(values, E.Constant(domain.IndexOf(StringValue.Of(field.Name)))), value));
        }

        code.Add(Call(nameof(Operations.Record), E.Constant(domain, typeof(FiniteSet)), values));
        return E.Block(typeof(Value), code);
    }

    private E RecordSet(RecordSetExpr e, At at)
    {
        FiniteSet domain = FiniteFunction.Fields([.. e.Fields.Select(field => field.Name)]);
        IEnumerable<E> ranges = e.Fields.OrderBy(field => domain.IndexOf(StringValue.Of(field.Name))).Select(field => Set(field.Value, at));
        return Call(nameof(Operations.SetOfRecords), E.Constant(domain, typeof(FiniteSet)), E.NewArrayInit(typeof(SetValue), ranges));
    }

    private E Except(ExceptExpr e, At at)
    {
        E value = Value(e.Function, at);
        foreach (ExceptClause clause in e.Clauses)
        {
            value = Replace(value, clause, 0, at);
        }

        return value;
    }

    private E Replace(E value, ExceptClause clause, int depth, At at)
    {
        if (depth == clause.Path.Length)
        {
            if (clause.At is null)
            {
                return Value(clause.Value, at);
            }

            ParameterExpression old = Variable(typeof(Value), "old");
            return E.Block(typeof(Value), E.Assign(old, value), Value(clause.Value, at.In(at.Scope.With(clause.At, old))));
        }

        ParameterExpression function = Variable(typeof(FiniteFunction), "changed");
        ParameterExpression index = Variable(typeof(int), "index");
        return E.Block(
            typeof(Value),
            E.Assign(function, Call(nameof(Operations.Changeable), value)),
            E.Assign(index, Call(nameof(Operations.IndexOf), function, Value(clause.Path[depth], at))),
            E.Condition(
                E.LessThan(index, E.Constant(0)),
                E.Convert(function, typeof(Value)),
                Call(nameof(Operations.With), function, index, Replace(Call(nameof(Operations.At), function, index), clause, depth + 1, at)),
                typeof(Value)));
    }
}
