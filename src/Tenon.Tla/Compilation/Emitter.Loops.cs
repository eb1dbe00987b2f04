using System.Collections.Immutable;
using System.Linq.Expressions;
using Tenon.Tla.Semantics;
using Tenon.Tla.Values;
using E = System.Linq.Expressions.Expression;

namespace Tenon.Tla.Compilation;

/// <summary>What goes through the elements of sets.</summary>
internal sealed partial class Emitter
{
    private E Quantifier(QuantifierExpr e, At at)
    {
        if (e.Bindings.Any(binding => binding.Domain is null))
        {
            return Interpret(e, at);
        }

        LabelTarget done = E.Label("done");
        ParameterExpression result = Variable(typeof(bool), "result");
        E loops = ForEach(e.Bindings, at, inner =>
        {
            E holds = Truth(e.Body, inner);
            return E.IfThen(e.IsForAll ? E.Not(holds) : holds, E.Block(E.Assign(result, E.Constant(!e.IsForAll)), E.Goto(done)));
        });
        return E.Block(typeof(bool), E.Assign(result, E.Constant(e.IsForAll)), loops, E.Label(done), result);
    }

    private E Choose(ChooseExpr e, At at)
    {
        if (e.Binding.Domain is null)
        {
            return Interpret(e, at);
        }

        LabelTarget done = E.Label("done");
        ParameterExpression result = Variable(typeof(Value), "chosen");
        E loops = ForEachElement(e.Binding, at, (element, inner) =>
            E.IfThen(Truth(e.Predicate, inner), E.Block(E.Assign(result, AsValue(element)), E.Goto(done))));
        return E.Block(typeof(Value), loops, E.Assign(result, Call(nameof(Operations.Fail))), E.Label(done), result);
    }

    private E Filter(SetFilterExpr e, At at)
    {
        ParameterExpression source = Variable(typeof(FiniteSet), "source");
        ParameterExpression chosen = Variable(typeof(Value[]), "chosen");
        ParameterExpression count = Variable(typeof(int), "count");
        E loops = ForEachElement(e.Binding, at, source, (element, inner) => E.IfThen(
            Truth(e.Predicate, inner),
            E.Block(E.Assign(E.ArrayAccess(chosen, count), AsValue(element)), E.Assign(count, E.Add(count, E.Constant(1))))));
        return E.Block(
            typeof(SetValue),
            E.Assign(source, Call(nameof(Operations.EagerSource), Set(e.Binding.Domain!, at))), // A filter always has a set.
            E.Assign(chosen, E.NewArrayBounds(typeof(Value), E.Property(source, nameof(FiniteSet.Count)))),
            E.Assign(count, E.Constant(0)),
            loops,
            Call(nameof(Operations.Chosen), chosen, count, source));
    }

    private E Map(SetMapExpr e, At at)
    {
        ParameterExpression builder = Variable(typeof(SetBuilder), "builder");
        E loops = ForEach(e.Bindings, at, inner => E.Call(builder, nameof(SetBuilder.Add), [], Value(e.Element, inner)));
        return E.Block(
            typeof(SetValue),
            E.Assign(builder, E.New(typeof(SetBuilder).GetConstructors()[0], E.Constant(0))),
            loops,
            E.Convert(E.Call(builder, nameof(SetBuilder.ToSet), []), typeof(SetValue)));
    }

    // The sets are not told apart before they are united: that costs more than it saves, and those without end cannot be.
    private E UnionOf(SetMapExpr e, At at)
    {
        ParameterExpression parts = Variable(typeof(List<SetValue>), "parts");
        E loops = ForEach(e.Bindings, at, inner => E.Call(parts, nameof(List<SetValue>.Add), [], Set(e.Element, inner)));
        return E.Block(
            typeof(SetValue),
            E.Assign(parts, E.New(typeof(List<SetValue>))),
            loops,
            Call(nameof(Operations.BigUnionOf), E.Call(parts, nameof(List<SetValue>.ToArray), [])));
    }

    private E Function(FunctionExpr e, At at)
    {
        if (e.Self is not null || e.Bindings.Length != 1 || (!e.Bindings[0].IsTuple && e.Bindings[0].Variables.Length != 1))
        {
            return Interpret(e, at);
        }

        ParameterExpression domain = Variable(typeof(FiniteSet), "domain");
        ParameterExpression values = Variable(typeof(Value[]), "values");
        ParameterExpression count = Variable(typeof(int), "count");
        E loops = ForEachElement(e.Bindings[0], at, domain, (_, inner) => E.Block(
            E.Assign(E.ArrayAccess(values, count), Value(e.Body, inner)),
            E.Assign(count, E.Add(count, E.Constant(1)))));
        return E.Block(
            typeof(Value),
            E.Assign(domain, Call(nameof(Operations.EagerDomain), Set(e.Bindings[0].Domain!, at))), // A function always has a set.
            E.Assign(values, E.NewArrayBounds(typeof(Value), E.Property(domain, nameof(FiniteSet.Count)))),
            E.Assign(count, E.Constant(0)),
            loops,
            Call(nameof(Operations.Function), domain, values));
    }

    /// <summary>Code that runs for each way to bind the names. All sets are computed first; none sees the names.</summary>
    private E ForEach(ImmutableArray<Binding> bindings, At at, Func<At, E> body)
    {
        if (bindings.Length == 1 && bindings[0].Variables.Length == 1 && Interval(bindings[0], at) is (E low, E high))
        {
            return Count(bindings[0].Variables[0], low, high, at, body);
        }

        List<E> code = [];
        List<(Binding Binding, LocalSymbol? Name, ParameterExpression Set)> wheels = [];
        foreach (Binding binding in bindings)
        {
            ParameterExpression set = Variable(typeof(SetValue), "set");
            code.Add(E.Assign(set, Set(binding.Domain!, at))); // The caller has looked.
            if (binding.IsTuple)
            {
                wheels.Add((binding, null, set));
            }
            else
            {
                wheels.AddRange(binding.Variables.Select(name => (binding, (LocalSymbol?)name, set)));
            }
        }

        code.Add(Turn(0, at));
        return E.Block(typeof(void), code);

        E Turn(int wheel, At inner) => wheel == wheels.Count
            ? body(inner)
            : GoThrough(wheels[wheel].Set, element => Turn(wheel + 1, BindElement(wheels[wheel].Binding, wheels[wheel].Name, element, inner)));
    }

    private E ForEachElement(Binding binding, At at, Func<E, At, E> body)
    {
        ParameterExpression set = Variable(typeof(SetValue), "set");
        return E.Block(typeof(void), E.Assign(set, Set(binding.Domain!, at)), ForEachElement(binding, at, set, body)); // The caller has looked.
    }

    private E ForEachElement(Binding binding, At at, ParameterExpression set, Func<E, At, E> body) =>
        GoThrough(set, element => body(element, BindElement(binding, binding.IsTuple ? null : binding.Variables[0], element, at)));

    private static At BindElement(Binding binding, LocalSymbol? name, ParameterExpression element, At at)
    {
        if (name is not null)
        {
            return at.In(at.Scope.With(name, element));
        }

        Lexical scope = at.Scope;
        for (int i = 0; i < binding.Variables.Length; i++)
        {
            scope = scope.With(binding.Variables[i], Call(nameof(Operations.Part), element, E.Constant(i), E.Constant(binding.Variables.Length)));
        }

        return at.In(scope);
    }

    private BlockExpression GoThrough(ParameterExpression set, Func<ParameterExpression, E> body)
    {
        ParameterExpression cursor = Variable(typeof(SetCursor), "cursor");
        ParameterExpression element = Variable(typeof(Value), "element");
        LabelTarget end = E.Label("end");
        E code = body(element);
        return E.Block(
            typeof(void),
            E.Assign(cursor, E.New(typeof(SetCursor).GetConstructors()[0], set.Type == typeof(SetValue) ? set : E.Convert(set, typeof(SetValue)))),
            E.Loop(
                E.Block(
                    E.IfThen(E.Not(E.Call(cursor, nameof(SetCursor.MoveNext), [])), E.Break(end)),
                    E.Assign(element, E.Property(cursor, nameof(SetCursor.Current))),
                    code),
                end));
    }

    private (E Low, E High)? Interval(Binding binding, At at) => binding.Domain switch
    {
        NativeExpr { Operator: { Module: "Naturals", Name: ".." } } interval => (Number(interval.Arguments[0], at), Number(interval.Arguments[1], at)),
        Expr { Facts.IsFixed: true } domain when Fixed(domain, at) is ConstantExpression { Value: IntervalSet known } => (E.Constant(known.Low), E.Constant(known.High)),
        _ => null,
    };

    // The last number is reached by comparing, not by going one further, which could overflow.
    private BlockExpression Count(LocalSymbol name, E low, E high, At at, Func<At, E> body)
    {
        ParameterExpression number = Variable(typeof(long), name.Name);
        ParameterExpression last = Variable(typeof(long), "last");
        LabelTarget end = E.Label("end");
        LabelTarget next = E.Label("next");
        E code = body(at.In(at.Scope.With(name, number)));
        return E.Block(
            typeof(void),
            E.Assign(number, low),
            E.Assign(last, high),
            E.IfThen(
                E.LessThanOrEqual(number, last),
                E.Loop(E.Block(code, E.IfThen(E.Equal(number, last), E.Break(end)), E.Assign(number, E.Add(number, E.Constant(1L)))), end, next)));
    }
}
