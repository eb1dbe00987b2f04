using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;
using Tenon.Tla.Values;
using E = System.Linq.Expressions.Expression;

namespace Tenon.Tla.Compilation;

/// <summary>A place in the code being made.</summary>
/// <param name="Scope">What locals mean.</param>
/// <param name="Assigned">
/// The variables of the next state that have a value on every way here, with it: known while code is made. Null in a formula about two given states.
/// </param>
/// <param name="IsPrimed">Whether the operand of a prime is meant: variables are those of the next state.</param>
internal sealed record At(Lexical Scope, ImmutableDictionary<int, E>? Assigned, bool IsPrimed)
{
    /// <summary>Whether what is searched is a guard, of which the ways to hold are counted.</summary>
    public bool IsCounting { get; init; }

    public At In(Lexical scope) => this with { Scope = scope };
}

/// <summary>Makes code of resolved expressions: definitions are expanded, constants put in, numbers and truth values kept unboxed.</summary>
/// <remarks>
/// What it cannot do well it leaves to the interpreter, within the code: recursive definitions, closures that outlive an expression, ENABLED. What fails in
/// compiled code fails without a place; the interpreter then repeats the whole, and either finds the place or, where it is lazier, a value.
/// </remarks>
[RequiresDynamicCode("Makes code while the program runs.")]
[RequiresUnreferencedCode("Looks members up by name.")]
internal sealed partial class Emitter
{
    /// <summary>Nodes of code; beyond, the interpreter is the better choice: making code takes some microseconds a node.</summary>
    private const int Budget = 6_000;

    private const int MaximumDepth = 60;
    private static readonly ImmutableDictionary<int, E> NothingAssigned = ImmutableDictionary<int, E>.Empty;
    private readonly Evaluator _evaluator;
    private readonly Worker _worker;
    private readonly Frame _rootFrame;
    private readonly ParameterExpression _states = E.Parameter(typeof(StatePair), "states");
    private readonly ParameterExpression _env = E.Parameter(typeof(Env), "env");
    private readonly ParameterExpression _buffer = E.Parameter(typeof(SuccessorBuffer), "buffer");
    private readonly List<ParameterExpression> _variables = [];
    private readonly List<E> _prologue = [];
    private readonly Dictionary<int, ParameterExpression> _current = [];
    private readonly Dictionary<OperatorDefinition, Meaning.Delayed> _stateDefinitions = new(ReferenceEqualityComparer.Instance);
    private int _count;

    private Emitter(Evaluator evaluator, Worker worker, Frame rootFrame) => (_evaluator, _worker, _rootFrame) = (evaluator, worker, rootFrame);

    /// <summary>Code that finds the successors by an action.</summary>
    /// <exception cref="NotCompilableException">The interpreter has to do it.</exception>
    public static Action<StatePair, Env, SuccessorBuffer> Action(Evaluator evaluator, Worker worker, Expr action, Frame frame)
    {
        Emitter emitter = new(evaluator, worker, frame);
        E body = emitter.Search(action, new At(Lexical.Of(frame), NothingAssigned, IsPrimed: false), emitter.Report);
        return E.Lambda<Action<StatePair, Env, SuccessorBuffer>>(emitter.Whole(E.Block(typeof(void), body)), emitter._states, emitter._env, emitter._buffer).Compile();
    }

    /// <summary>Code that tests a formula about a state, or about a state and a given next one.</summary>
    /// <exception cref="NotCompilableException">The interpreter has to do it.</exception>
    public static Func<StatePair, Env, bool> Formula(Evaluator evaluator, Worker worker, Expr formula, Frame frame)
    {
        Emitter emitter = new(evaluator, worker, frame);
        E body = emitter.Truth(formula, new At(Lexical.Of(frame), null, IsPrimed: false));
        return E.Lambda<Func<StatePair, Env, bool>>(emitter.Whole(body), emitter._states, emitter._env).Compile();
    }

    private BlockExpression Whole(E body) => E.Block(body.Type, _variables, [.. _prologue, body]);

    private ParameterExpression Variable(Type type, string name)
    {
        ParameterExpression variable = E.Variable(type, name);
        _variables.Add(variable);
        return variable;
    }

    private static MethodInfo Method(string name, params Type[] types) =>
        typeof(Operations).GetMethod(name, types) ?? throw new InvalidOperationException($"No operation {name}.");

    private static MethodCallExpression Call(string name, params E[] arguments) => E.Call(
        typeof(Operations).GetMethods().Single(method => method.Name == name && Matches(method.GetParameters(), arguments)), arguments);

    private static bool Matches(ParameterInfo[] parameters, E[] arguments) =>
        parameters.Length == arguments.Length && parameters.Zip(arguments).All(pair => pair.First.ParameterType.IsAssignableFrom(pair.Second.Type));

    private E Truth(Expr expr, At at) => AsTruth(Emit(expr, at));

    private E Number(Expr expr, At at) => AsNumber(Emit(expr, at));

    private E Value(Expr expr, At at) => AsValue(Emit(expr, at));

    private E Set(Expr expr, At at) => AsSet(Emit(expr, at));

    private static E AsTruth(E code) => code.Type == typeof(bool) ? code : Call(nameof(Operations.Truth), AsValue(code));

    private static E AsNumber(E code) => code.Type == typeof(long) ? code : Call(nameof(Operations.Number), AsValue(code));

    private static E AsSet(E code) => typeof(SetValue).IsAssignableFrom(code.Type) ? code : Call(nameof(Operations.Set), AsValue(code));

    private static E AsValue(E code) => code.Type == typeof(bool) || code.Type == typeof(long)
        ? Call(nameof(Operations.Box), code)
        : code.Type == typeof(Value) ? code : E.Convert(code, typeof(Value));

    /// <summary>The code of an expression: of type bool, long, SetValue or Value.</summary>
    private E Emit(Expr expr, At at)
    {
        if (++_count > Budget || at.Scope.Depth > MaximumDepth)
        {
            throw new NotCompilableException($"more than {Budget} nodes, or nested too deeply");
        }

        if (expr.Facts.IsFixed && expr is not OperatorValueExpr && Fixed(expr, at) is E known)
        {
            return known;
        }

        return expr switch
        {
            NumberExpr or StringExpr or BooleanExpr or ModelValueExpr => Fixed(expr, at) ?? Interpret(expr, at),
            VariableExpr e => VariableValue(e, at),
            LocalExpr e => Local(e, at),
            ApplyExpr e => Apply(e, at),
            LocalApplyExpr e => LocalApply(e, at, (body, scope) => Emit(body, at.In(scope))) ?? Interpret(expr, at),
            BuiltInExpr e => BuiltIn(e, at),
            NativeExpr e => Native(e, at),
            IfExpr e => Join(Truth(e.Condition, at), Emit(e.Then, at), Emit(e.Else, at)),
            CaseExpr e => Case(e, at),
            LetExpr e => Let(e, at, (body, inner) => Emit(body, at.In(inner))),
            LabelExpr e => Emit(e.Body, at),
            QuantifierExpr e => Quantifier(e, at),
            ChooseExpr e => Choose(e, at),
            SetFilterExpr e => Filter(e, at),
            SetMapExpr e => Map(e, at),
            SetEnumExpr e => Call(nameof(Operations.SetOf), E.NewArrayInit(typeof(Value), e.Elements.Select(element => Value(element, at)))),
            FunctionExpr e => Function(e, at),
            FunctionSetExpr e => Call(nameof(Operations.SetOfFunctions), Set(e.Domain, at), Set(e.Range, at)),
            FunctionApplyExpr e => FunctionApply(e, at),
            TupleExpr e => Call(nameof(Operations.Tuple), E.NewArrayInit(typeof(Value), e.Elements.Select(element => Value(element, at)))),
            RecordExpr e => Record(e, at),
            RecordSetExpr e => RecordSet(e, at),
            SelectExpr e => Call(nameof(Operations.Field), Value(e.Record, at), E.Constant(new FieldSite(StringValue.Of(e.Name)))),
            ExceptExpr e => Except(e, at),
            PrimeExpr e when !at.IsPrimed => Emit(e.Operand, at with { IsPrimed = true }),
            UnchangedExpr e when !at.IsPrimed => Same(Emit(e.Operand, at), Emit(e.Operand, at with { IsPrimed = true })),
            BoxActionExpr e when !at.IsPrimed => E.OrElse(Truth(e.Action, at), Same(Emit(e.Subscript, at), Emit(e.Subscript, at with { IsPrimed = true }))),
            AngleActionExpr e when !at.IsPrimed => E.AndAlso(Truth(e.Action, at), E.Not(Same(Emit(e.Subscript, at), Emit(e.Subscript, at with { IsPrimed = true })))),
            _ => Interpret(expr, at),
        };
    }

    // Computed now: the code runs often, and only what fails is left to the interpreter, which fails when it is needed.
    private ConstantExpression? Fixed(Expr expr, At at)
    {
        try
        {
            return Constant(new NodeBuilder(_evaluator.Codes, at.Scope.Frame).Build(expr).Eval(Env.For(at.Scope.Frame), _worker.Constant));
        }
        catch (EvaluationException)
        {
            return null;
        }
    }

    private static ConstantExpression Constant(Value value) => value switch
    {
        IntegerValue number => E.Constant(number.Number),
        BooleanValue boolean => E.Constant(boolean.IsTrue),
        SetValue set => E.Constant(set, typeof(SetValue)),
        _ => E.Constant(value, typeof(Value)),
    };

    private E VariableValue(VariableExpr e, At at)
    {
        int index = e.Variable.Index;
        if (!e.IsPrimed && !at.IsPrimed)
        {
            return Current(index);
        }

        if (e.IsPrimed && at.IsPrimed)
        {
            return Call(nameof(Operations.Fail));
        }

        if (at.Assigned is null)
        {
            return Call(nameof(Operations.NextOf), _states, E.Constant(index));
        }

        return at.Assigned.GetValueOrDefault(index) ?? Call(nameof(Operations.Fail));
    }

    private ParameterExpression Current(int index)
    {
        if (!_current.TryGetValue(index, out ParameterExpression? variable))
        {
            variable = Variable(typeof(Value), "current");
            _current.Add(index, variable);
            _prologue.Add(E.Assign(variable, Call(nameof(Operations.CurrentOf), _states, E.Constant(index))));
        }

        return variable;
    }

    private E Local(LocalExpr e, At at) => at.Scope.Locals.TryGetValue(e.Local, out Meaning? meaning)
        ? Meant(meaning, at)
        : Slot(e.Local.Frame, e.Local.Slot, at);

    private E Meant(Meaning meaning, At at) => meaning switch
    {
        Meaning.Known known => known.Value,
        Meaning.Delayed { Memory: Memory memory } delayed when !at.IsPrimed => Remembered(delayed, memory, at),
        Meaning.Delayed delayed => Emit(delayed.Expr, at.In(delayed.Scope with { Depth = Math.Max(delayed.Scope.Depth, at.Scope.Depth) + 1 })),
        _ => throw new NotCompilableException("an operator in the place of a value"),
    };

    // What was bound before the code began: constants of an action, definitions of a LET around it.
    private E Slot(Frame frame, int slot, At at)
    {
        if (at.IsPrimed || !IsAround(frame, _rootFrame))
        {
            throw new NotCompilableException("a local that is bound elsewhere");
        }

        return Call(nameof(Operations.ReadSlot), _env, E.Constant(_rootFrame.Depth - frame.Depth), E.Constant(slot), _states);
    }

    private static bool IsAround(Frame frame, Frame inner)
    {
        for (Frame? around = inner; around is not null; around = around.Parent)
        {
            if (ReferenceEquals(around, frame))
            {
                return true;
            }
        }

        return false;
    }

    private E Remembered(Meaning.Delayed delayed, Memory memory, At at)
    {
        E code = Emit(delayed.Expr, at.In(delayed.Scope with { Depth = at.Scope.Depth + 1 }));
        if (code is ConstantExpression or ParameterExpression)
        {
            return code;
        }

        ParameterExpression kept = memory.Of(code.Type, this);
        return E.Condition(memory.IsKnown, kept, E.Block(E.Assign(kept, code), E.Assign(memory.IsKnown, E.Constant(true)), kept), code.Type);
    }

    /// <summary>An argument or a definition of a LET, and what has to be done where it comes into being.</summary>
    private (Meaning Meaning, E? Begin) Delay(Expr expr, At at)
    {
        if (expr is OperatorValueExpr op)
        {
            return op is LocalOperatorExpr local && at.Scope.Locals.TryGetValue(local.Local, out Meaning? passed)
                ? (passed, null)
                : (new Meaning.Operator(op, at.Scope), null);
        }

        if (expr is LocalExpr name && at.Scope.Locals.TryGetValue(name.Local, out Meaning? meaning))
        {
            return (meaning, null);
        }

        bool isCheap = expr is VariableExpr or NumberExpr or StringExpr or BooleanExpr or ModelValueExpr || expr.Facts.IsFixed;
        if (isCheap || at.IsPrimed || !expr.Facts.IsPure || ReadsNext(expr, at.Scope))
        {
            return (new Meaning.Delayed(expr, at.Scope, null), null);
        }

        ParameterExpression isKnown = Variable(typeof(bool), "isKnown");
        return (new Meaning.Delayed(expr, at.Scope, new Memory(isKnown)), E.Assign(isKnown, E.Constant(false)));
    }

    private static bool ReadsNext(Expr expr, Lexical scope) => expr.Facts.Level >= ExprLevel.Action || expr.Facts.FreeLocals.Any(local =>
        scope.Locals.TryGetValue(local, out Meaning? meaning) && meaning switch
        {
            Meaning.Known => false,
            Meaning.Delayed delayed => ReadsNext(delayed.Expr, delayed.Scope),
            _ => true,
        });

    internal ParameterExpression NewVariable(Type type) => Variable(type, "kept");

    // Branches of different types meet as values; an If that is a constant is decided.
    private static E Join(E condition, E left, E right)
    {
        if (condition is ConstantExpression { Value: bool decided })
        {
            return decided ? left : right;
        }

        if (left.Type != right.Type)
        {
            bool areSets = typeof(SetValue).IsAssignableFrom(left.Type) && typeof(SetValue).IsAssignableFrom(right.Type);
            (left, right) = areSets ? (E.Convert(left, typeof(SetValue)), E.Convert(right, typeof(SetValue))) : (AsValue(left), AsValue(right));
        }

        return E.Condition(condition, left, right);
    }

    private E Case(CaseExpr e, At at)
    {
        E result = e.Other is null ? Call(nameof(Operations.Fail)) : Emit(e.Other, at);
        for (int i = e.Arms.Length - 1; i >= 0; i--)
        {
            E arm = Emit(e.Arms[i].Value, at);
            result = e.Other is null && i == e.Arms.Length - 1 && arm.Type == typeof(bool)
                ? E.Condition(Truth(e.Arms[i].Guard, at), arm, Call(nameof(Operations.FailTruth)))
                : Join(Truth(e.Arms[i].Guard, at), arm, result);
        }

        return result;
    }

    private E Let(LetExpr e, At at, Func<Expr, Lexical, E> body)
    {
        List<E> begin = [];
        Lexical scope = at.Scope;
        foreach (OperatorDefinition definition in e.Definitions.Where(d => d.Parameters.IsEmpty))
        {
            (Meaning meaning, E? first) = Delay(definition.Body, at.In(scope));
            scope = scope.With(definition, meaning);
            if (first is not null)
            {
                begin.Add(first);
            }
        }

        E code = body(e.Body, scope);
        return begin.Count == 0 ? code : E.Block(code.Type, [.. begin, code]);
    }

    private E Apply(ApplyExpr e, At at)
    {
        OperatorDefinition definition = e.Definition;
        if (definition is { LetSlot: >= 0, Parameters.IsEmpty: true, EnclosingFrame: Frame around })
        {
            return at.Scope.Lets.TryGetValue(definition, out Meaning? meaning) ? Meant(meaning, at) : Slot(around, definition.LetSlot, at);
        }

        if (!CanExpand(e))
        {
            return Interpret(e, at);
        }

        if (e.Arguments.IsEmpty && !at.IsPrimed && definition.LetSlot < 0 && e.Facts is { Level: ExprLevel.State, IsPure: true })
        {
            return StateDefinition(definition, at);
        }

        return Expand(e, at, (body, scope) => Emit(body, at.In(scope)));
    }

    private static bool CanExpand(ApplyExpr e) => !e.Definition.IsRecursive && !e.Facts.IsRead
        && !(e.Definition.IsStandard && StandardModules.NativeLibrary.Find(e.Definition.Module, e.Definition.ShortName, e.Definition.Parameters.Length) is not null);

    // Computed once for the state, when first needed, whatever needs it.
    private E StateDefinition(OperatorDefinition definition, At at)
    {
        if (!_stateDefinitions.TryGetValue(definition, out Meaning.Delayed? delayed))
        {
            ParameterExpression isKnown = Variable(typeof(bool), "isKnown"); // False when the code begins.
            delayed = new Meaning.Delayed(definition.Body, Lexical.Of(definition.Frame), new Memory(isKnown));
            _stateDefinitions.Add(definition, delayed);
        }

        return Meant(delayed, at);
    }

    private E Expand(ApplyExpr e, At at, Func<Expr, Lexical, E> body) =>
        Bind(e.Definition.Parameters, e.Arguments, at, at.Scope.Enter(e.Definition.Frame), scope => body(e.Definition.Body, scope));

    private E Bind(ImmutableArray<LocalSymbol> parameters, ImmutableArray<Expr> arguments, At at, Lexical scope, Func<Lexical, E> body)
    {
        List<E> begin = [];
        for (int i = 0; i < parameters.Length; i++)
        {
            (Meaning meaning, E? first) = Delay(arguments[i], at);
            scope = scope.With(parameters[i], meaning);
            if (first is not null)
            {
                begin.Add(first);
            }
        }

        E code = body(scope);
        return begin.Count == 0 ? code : E.Block(code.Type, [.. begin, code]);
    }

    /// <summary>An operator parameter applied; null if it is not known what it stands for, or better interpreted.</summary>
    private E? LocalApply(LocalApplyExpr e, At at, Func<Expr, Lexical, E> body)
    {
        if (!at.Scope.Locals.TryGetValue(e.Local, out Meaning? meaning) || meaning is not Meaning.Operator op)
        {
            return null;
        }

        switch (op.Expr)
        {
            case LambdaExpr lambda:
                return Bind(lambda.Parameters, e.Arguments, at, op.Scope.Enter(lambda.Frame) with { Depth = at.Scope.Depth + 1 }, scope => body(lambda.Body, scope));
            case DefinitionOperatorExpr { Bound.IsEmpty: true, Definition: { IsRecursive: false, Native: null, IsStandard: false } definition }:
                return Bind(definition.Parameters, e.Arguments, at, op.Scope.Enter(definition.Frame) with { Depth = at.Scope.Depth + 1 }, scope => body(definition.Body, scope));
            default:
                return null;
        }
    }
}
