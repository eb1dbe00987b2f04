using System.Collections.Immutable;
using System.Linq.Expressions;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;
using Tenon.Tla.Values;
using E = System.Linq.Expressions.Expression;

namespace Tenon.Tla.Compilation;

/// <summary>What is left to the interpreter: its locals are put where it looks for them.</summary>
internal sealed partial class Emitter
{
    private static readonly ImmutableArray<BuiltInOperator> Formulas =
    [
        BuiltInOperator.Equal, BuiltInOperator.NotEqual, BuiltInOperator.And, BuiltInOperator.Or, BuiltInOperator.Not, BuiltInOperator.Implies,
        BuiltInOperator.Equivalent, BuiltInOperator.In, BuiltInOperator.NotIn, BuiltInOperator.SubsetOf,
    ];

    private E Interpret(Expr expr, At at)
    {
        List<E> code = [];
        bool readsNext = at.IsPrimed || ReadsNext(expr, at.Scope);
        if (readsNext && at.Assigned is not null)
        {
            for (int i = 0; i < _evaluator.Spec.Variables.Length; i++)
            {
                E value = at.Assigned.TryGetValue(i, out E? assigned) ? AsValue(assigned) : E.Constant(null, typeof(Value));
                code.Add(Call(nameof(Operations.SetNext), _states, E.Constant(i), value));
            }

            code.Add(Call(nameof(Operations.NextChanged), _states));
        }

        E states = at.IsPrimed ? E.Call(_states, nameof(StatePair.Primed), []) : _states;
        E env = EnvFor(at.Scope, [expr], code);
        Node node = new NodeBuilder(_evaluator.Codes, at.Scope.Frame).Build(expr);
        bool isFormula = expr is QuantifierExpr or EnabledExpr or UnchangedExpr or BoxActionExpr or AngleActionExpr || (expr is BuiltInExpr builtIn && Formulas.Contains(builtIn.Operator));
        code.Add(Call(isFormula ? nameof(Operations.InterpretTruth) : nameof(Operations.Interpret), E.Constant(node, typeof(Node)), env, states));
        return E.Block(code[^1].Type, code);
    }

    // The calls around the expressions, with what they need of them.
    private E EnvFor(Lexical scope, IReadOnlyList<Expr> exprs, List<E> code)
    {
        if (++_count > Budget)
        {
            throw new NotCompilableException("too many locals for the interpreter");
        }

        Dictionary<Frame, ParameterExpression> envs = new(ReferenceEqualityComparer.Instance);
        ParameterExpression innermost = MakeEnv(scope.Frame);
        OperatorDefinition[] lets = [.. scope.Lets.Keys.Where(let => let.EnclosingFrame is Frame frame && envs.ContainsKey(frame))];
        IEnumerable<LocalSymbol> needed = exprs.Concat(lets.Select(let => let.Body)).SelectMany(expr => expr.Facts.FreeLocals).Distinct();
        foreach (LocalSymbol local in needed)
        {
            if (envs.TryGetValue(local.Frame, out ParameterExpression? env) && scope.Locals.TryGetValue(local, out Meaning? meaning))
            {
                code.Add(Call(nameof(Operations.Hold), env, E.Constant(local.Slot), Held(meaning, code)));
            }
        }

        foreach (OperatorDefinition let in lets)
        {
            Frame frame = let.EnclosingFrame!; // Those without were left out.
            Node body = new NodeBuilder(_evaluator.Codes, frame).Build(let.Body);
            code.Add(Call(nameof(Operations.Hold), envs[frame], E.Constant(let.LetSlot), Call(nameof(Operations.Delay), E.Constant(body, typeof(Node)), envs[frame])));
        }

        return innermost;

        ParameterExpression MakeEnv(Frame frame)
        {
            ParameterExpression env = Variable(typeof(Env), "env");
            E made = IsAround(frame, _rootFrame)
                ? E.Call(E.Call(_env, nameof(Env.Up), [], E.Constant(_rootFrame.Depth - frame.Depth)), nameof(Env.CopyDeep), [])
                : Call(nameof(Operations.NewEnv), E.Constant(frame.Size), frame.Parent is null ? E.Constant(null, typeof(Env)) : MakeEnv(frame.Parent));
            code.Add(E.Assign(env, made));
            if (!envs.TryAdd(frame, env))
            {
                throw new NotCompilableException("one frame twice");
            }

            if (IsAround(frame, _rootFrame))
            {
                AddParents(frame, env);
            }

            return env;
        }

        void AddParents(Frame frame, ParameterExpression env)
        {
            if (frame.Parent is Frame parent)
            {
                ParameterExpression outer = Variable(typeof(Env), "env");
                code.Add(E.Assign(outer, E.Call(env, nameof(Env.Up), [], E.Constant(1))));
                envs.TryAdd(parent, outer);
                AddParents(parent, outer);
            }
        }
    }

    private E Held(Meaning meaning, List<E> code)
    {
        switch (meaning)
        {
            case Meaning.Known known:
                return E.Convert(AsValue(known.Value), typeof(object));
            case Meaning.Delayed { Expr: var expr, Scope: var scope }:
                return Delayed(expr, scope, code);
            case Meaning.Operator { Expr: var op, Scope: var scope }:
                return Delayed(op, scope, code);
            default:
                throw new InvalidOperationException("There is no other meaning.");
        }
    }

    private MethodCallExpression Delayed(Expr expr, Lexical scope, List<E> code)
    {
        E env = EnvFor(scope, [expr], code);
        Node node = new NodeBuilder(_evaluator.Codes, scope.Frame).Build(expr);
        return Call(nameof(Operations.Delay), E.Constant(node, typeof(Node)), env);
    }
}
