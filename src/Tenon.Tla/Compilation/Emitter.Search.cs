using System.Collections.Immutable;
using System.Linq.Expressions;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;
using Tenon.Tla.Values;
using E = System.Linq.Expressions.Expression;

namespace Tenon.Tla.Compilation;

/// <summary>The search for next states: what remains is put where it goes on, so which variables have a value is known everywhere.</summary>
internal sealed partial class Emitter
{
    /// <summary>A conjunction over a constant set of at most so many elements is written out.</summary>
    private const int MaximumWrittenOut = 8;

    private E Search(Expr expr, At at, Func<At, E> then)
    {
        if (++_count > Budget || at.Scope.Depth > MaximumDepth)
        {
            throw new NotCompilableException($"more than {Budget} nodes, or nested too deeply");
        }

        if (!at.IsCounting && !IsAction(expr, at) && Branches(expr, at.Scope))
        {
            return Repeated(expr, at, then);
        }

        switch (expr)
        {
            case BuiltInExpr { Operator: BuiltInOperator.And } e:
                return SearchAll(e.Arguments, 0, at, then);
            case BuiltInExpr { Operator: BuiltInOperator.Or } e:
                return E.Block(typeof(void), e.Arguments.Select(part => Search(part, at, then)).ToArray());
            case BuiltInExpr { Operator: BuiltInOperator.Implies } e when IsSearched(e, at):
                return E.IfThenElse(Truth(e.Arguments[0], at), Search(e.Arguments[1], at, then), then(at));
            case BuiltInExpr { Operator: BuiltInOperator.Equal } e when AssignedBy(e.Arguments[0], at) is int variable and >= 0:
                return Assign(variable, Emit(e.Arguments[1], at), at, then);
            case BuiltInExpr { Operator: BuiltInOperator.In } e when AssignedBy(e.Arguments[0], at) is int variable and >= 0:
                return AssignFrom(variable, e.Arguments[1], at, then);
            case BuiltInExpr { Operator: BuiltInOperator.SubsetOf } e when AssignedBy(e.Arguments[0], at) is >= 0:
                throw new NotCompilableException("a variable that takes the subsets of a set");
            case UnchangedExpr e:
                return Unchanged(e.Operand, at, then);
            case IfExpr e when IsSearched(e, at):
                E condition = Truth(e.Condition, at);
                return condition is ConstantExpression { Value: bool decided }
                    ? Search(decided ? e.Then : e.Else, at, then)
                    : E.IfThenElse(condition, Search(e.Then, at, then), Search(e.Else, at, then));
            case CaseExpr e when IsSearched(e, at):
                E otherwise = e.Other is null ? E.Block(typeof(void), Call(nameof(Operations.Fail))) : Search(e.Other, at, then);
                return e.Arms.Reverse().Aggregate(otherwise, (rest, arm) => E.IfThenElse(Truth(arm.Guard, at), Search(arm.Value, at, then), rest));
            case LetExpr e:
                return Let(e, at, (body, scope) => Search(body, at.In(scope), Back(at, then)));
            case LabelExpr e:
                return Search(e.Body, at, then);
            case QuantifierExpr { IsForAll: false } e when IsSearched(e, at) && e.Bindings.All(binding => binding.Domain is not null):
                return ForEach(e.Bindings, at, inner => Search(e.Body, inner, Back(at, then)));
            case QuantifierExpr { IsForAll: true } e when at.IsCounting && IsSearched(e, at) && e.Bindings.All(binding => binding.Domain is not null):
                return RepeatedForAll(e, at, then);
            case QuantifierExpr { IsForAll: true } e when IsAction(e, at):
                return SearchEach(e, at, then);
            case ApplyExpr { Definition.LetSlot: >= 0, Definition.Parameters.IsEmpty: true } e when at.Scope.Lets.TryGetValue(e.Definition, out Meaning? let) && let is Meaning.Delayed delayed && IsSearched(e, at):
                return Search(delayed.Expr, at.In(delayed.Scope with { Depth = at.Scope.Depth + 1 }), Back(at, then));
            case ApplyExpr e when IsSearched(e, at) && CanExpand(e) && (e.Definition.LetSlot < 0 || !e.Definition.Parameters.IsEmpty):
                return Expand(e, at, (body, scope) => Search(body, at.In(scope), Back(at, then)));
            case LocalExpr e when at.Scope.Locals.TryGetValue(e.Local, out Meaning? meaning) && meaning is Meaning.Delayed delayed && IsSearched(delayed.Expr, at.In(delayed.Scope)):
                return Search(delayed.Expr, at.In(delayed.Scope with { Depth = at.Scope.Depth + 1 }), Back(at, then));
            case LocalApplyExpr e when IsSearched(e, at):
                return LocalApply(e, at, (body, scope) => Search(body, at.In(scope), Back(at, then))) ?? throw new NotCompilableException("an operator that is an action");
            case BoxActionExpr e:
                return E.Block(typeof(void), Search(e.Action, at, then), Unchanged(e.Subscript, at, then));
            case AngleActionExpr e:
                return Search(e.Action, at, inner => E.IfThen(
                    E.Not(Same(Emit(e.Subscript, inner), Emit(e.Subscript, inner with { IsPrimed = true }))),
                    then(inner)));
            case ComposeExpr:
                throw new NotCompilableException("a composition of actions");
            default:
                if (IsAction(expr, at) && MayAssign(expr))
                {
                    throw new NotCompilableException("an action of a form that the interpreter searches");
                }

                return Tested(expr, at, then(at));
        }
    }

    // What follows sees the locals of the place that it stands at, and what was assigned meanwhile.
    private static Func<At, E> Back(At at, Func<At, E> then) => inner => then(at with { Assigned = inner.Assigned });

    private static bool IsAction(Expr expr, At at) => ReadsNext(expr, at.Scope);

    private bool IsSearched(Expr expr, At at) => at.IsCounting ? Branches(expr, at.Scope) : IsAction(expr, at);

    // Forms that were dealt with where they can assign; what else reads next values only tests.
    private static bool MayAssign(Expr expr) => expr is ApplyExpr or LocalApplyExpr or QuantifierExpr;

    private E SearchAll(ImmutableArray<Expr> parts, int index, At at, Func<At, E> then) => index == parts.Length
        ? then(at)
        : index > 0 && IsComplete(at)
            ? Tested(parts[index], at, SearchAll(parts, index + 1, at, then))
            : Search(parts[index], at, inner => SearchAll(parts, index + 1, at with { Assigned = inner.Assigned }, then));

    // As in TLC, what remains when each variable has a value is only tested, and no longer multiplies states.
    private bool IsComplete(At at) => at.Assigned?.Count == _evaluator.Spec.Variables.Length;

    private E Tested(Expr expr, At at, E then)
    {
        E test = Truth(expr, at);
        return test is ConstantExpression { Value: bool known } ? known ? then : E.Empty() : E.IfThen(test, then);
    }

    private E SearchEach(QuantifierExpr e, At at, Func<At, E> then)
    {
        if (e.Bindings is not [{ IsTuple: false, Variables.Length: 1, Domain: Expr { Facts.IsFixed: true } domain }]
            || Fixed(domain, at) is not ConstantExpression { Value: FiniteSet { Count: <= MaximumWrittenOut } set })
        {
            throw new NotCompilableException("a conjunction of actions over a set");
        }

        return Instance(0, at);

        E Instance(int index, At outer) => index == set.Count
            ? then(outer)
            : Instantiated(index, outer, outer.In(outer.Scope.With(e.Bindings[0].Variables[0], Constant(set[index]))));

        E Instantiated(int index, At outer, At instance) => index > 0 && IsComplete(outer)
            ? Tested(e.Body, instance, Instance(index + 1, outer))
            : Search(e.Body, instance, inner => Instance(index + 1, outer with { Assigned = inner.Assigned }));
    }

    /// <summary>The variable that a left side assigns, through parameters and definitions; -1 if none.</summary>
    private static int AssignedBy(Expr expr, At at) => VariableOf(expr, at.Scope, isPrimed: !at.IsPrimed);

    private static int VariableOf(Expr expr, Lexical scope, bool isPrimed) => expr switch
    {
        VariableExpr e => e.IsPrimed == isPrimed ? e.Variable.Index : -1,
        PrimeExpr e => isPrimed ? VariableOf(e.Operand, scope, isPrimed: false) : -1,
        LabelExpr e => VariableOf(e.Body, scope, isPrimed),
        LocalExpr e => scope.Locals.TryGetValue(e.Local, out Meaning? meaning) && meaning is Meaning.Delayed delayed ? VariableOf(delayed.Expr, delayed.Scope, isPrimed) : -1,
        ApplyExpr { Arguments.IsEmpty: true, Definition: { IsRecursive: false } definition } => scope.Lets.TryGetValue(definition, out Meaning? let)
            ? let is Meaning.Delayed delayed ? VariableOf(delayed.Expr, delayed.Scope, isPrimed) : -1
            : definition.LetSlot >= 0 ? -1 : VariableOf(definition.Body, Lexical.Of(definition.Frame), isPrimed),
        _ => -1,
    };

    private E Assign(int variable, E value, At at, Func<At, E> then)
    {
        ImmutableDictionary<int, E> assigned = at.Assigned ?? throw new InvalidOperationException("A search has a next state to assign to.");
        if (assigned.TryGetValue(variable, out E? known))
        {
            return E.IfThen(Same(known, value), then(at));
        }

        if (value is ConstantExpression || (value is ParameterExpression current && _current.ContainsValue(current)))
        {
            return then(at with { Assigned = assigned.Add(variable, value) });
        }

        E kept = value.Type == typeof(long) || value.Type == typeof(bool) ? value : Call(nameof(Operations.Normal), AsValue(value));
        ParameterExpression next = Variable(kept.Type, "next");
        return E.Block(typeof(void), E.Assign(next, kept), then(at with { Assigned = assigned.Add(variable, next) }));
    }

    private E AssignFrom(int variable, Expr set, At at, Func<At, E> then)
    {
        if (at.Assigned!.TryGetValue(variable, out E? known)) // A search has a next state.
        {
            return E.IfThen(Call(nameof(Operations.Contains), AsValue(known), Set(set, at)), then(at));
        }

        ParameterExpression elements = Variable(typeof(SetValue), "set");
        E loop = GoThrough(elements, element =>
        {
            ParameterExpression next = Variable(typeof(Value), "next");
            return E.Block(typeof(void), E.Assign(next, Call(nameof(Operations.Normal), element)), then(at with { Assigned = at.Assigned.Add(variable, next) }));
        });
        return E.Block(typeof(void), E.Assign(elements, Set(set, at)), loop);
    }

    private E Unchanged(Expr expr, At at, Func<At, E> then)
    {
        switch (expr)
        {
            case TupleExpr e:
                return UnchangedAll(e.Elements, 0, at, then);
            case LabelExpr e:
                return Unchanged(e.Body, at, then);
            case LocalExpr e when at.Scope.Locals.TryGetValue(e.Local, out Meaning? meaning) && meaning is Meaning.Delayed delayed:
                return Unchanged(delayed.Expr, at.In(delayed.Scope), Back(at, then));
            case ApplyExpr { Arguments.IsEmpty: true, Definition: { IsRecursive: false, LetSlot: < 0, Native: null } definition }:
                return Unchanged(definition.Body, at.In(Lexical.Of(definition.Frame) with { Depth = at.Scope.Depth + 1 }), Back(at, then));
            case VariableExpr { IsPrimed: false } e:
                return Assign(e.Variable.Index, Current(e.Variable.Index), at, then);
            default:
                return E.IfThen(Same(Emit(expr, at), Emit(expr, at with { IsPrimed = true })), then(at));
        }
    }

    private E UnchangedAll(ImmutableArray<Expr> parts, int index, At at, Func<At, E> then) => index == parts.Length
        ? then(at)
        : Unchanged(parts[index], at, inner => UnchangedAll(parts, index + 1, at with { Assigned = inner.Assigned }, then));

    private BlockExpression Report(At at)
    {
        ImmutableDictionary<int, E> assigned = at.Assigned ?? NothingAssigned;
        int count = _evaluator.Spec.Variables.Length;
        if (assigned.Count < count)
        {
            return E.Block(typeof(void), Call(nameof(Operations.Fail))); // The interpreter names what is missing.
        }

        List<E> code = [E.Call(_buffer, nameof(SuccessorBuffer.Begin), [])];
        for (int i = 0; i < count; i++)
        {
            E value = assigned[i];
            string put = value.Type == typeof(long) ? nameof(SuccessorBuffer.PutNumber) : value.Type == typeof(bool) ? nameof(SuccessorBuffer.PutTruth) : nameof(SuccessorBuffer.PutValue);
            code.Add(E.Call(_buffer, put, [], E.Constant(i), put == nameof(SuccessorBuffer.PutValue) ? AsValue(value) : value));
        }

        return E.Block(typeof(void), code);
    }
}
