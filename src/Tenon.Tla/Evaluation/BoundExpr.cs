using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>An expression with the values of the locals around it. Immutable: <see cref="With"/> makes another one.</summary>
internal sealed class BoundExpr
{
    private readonly Evaluator _evaluator;
    private readonly Frame _frame;
    private readonly Env _env;

    private BoundExpr(Evaluator evaluator, Expr expr, Frame frame, Env env)
    {
        (_evaluator, Expr, _frame, _env) = (evaluator, expr, frame, env);
        Node = new NodeBuilder(evaluator.Codes, frame).Build(expr);
        HoldsStates = env.HoldsStates();
    }

    public Expr Expr { get; }

    public Frame Frame => _frame;

    public Node Node { get; }

    /// <summary>Whether locals around it hold something about states, so that each evaluation needs locals of its own.</summary>
    public bool HoldsStates { get; }

    /// <summary>The locals themselves; nobody may bind any.</summary>
    public Env SharedEnv => _env;

    /// <summary>The expression, with no local bound.</summary>
    /// <param name="evaluator">What evaluates it.</param>
    /// <param name="expr">The expression.</param>
    /// <param name="frame">The frame that its locals are in.</param>
    public static BoundExpr Of(Evaluator evaluator, Expr expr, Frame frame) => new(evaluator, expr, frame, Env.For(frame));

    /// <summary>Another expression of the same frame, with the same locals.</summary>
    public BoundExpr Inside(Expr expr) => new(_evaluator, expr, _frame, _env);

    /// <summary>The same with a local bound.</summary>
    public BoundExpr With(LocalSymbol local, Value value)
    {
        Env env = _env.CopyDeep();
        env.Up(_frame.Depth - local.Frame.Depth).Slots[local.Slot] = value;
        return new BoundExpr(_evaluator, Expr, _frame, env);
    }

    /// <summary>The body of the definition that this applies, with its parameters bound to what it is applied to.</summary>
    /// <exception cref="InvalidOperationException">This is no application of a definition.</exception>
    public BoundExpr Unfolded()
    {
        ApplyExpr apply = Expr as ApplyExpr ?? throw new InvalidOperationException("Only applications of definitions can be unfolded.");
        if (apply.Definition is { LetSlot: >= 0, Parameters.IsEmpty: true, EnclosingFrame: Frame enclosing })
        {
            return new BoundExpr(_evaluator, apply.Definition.Body, enclosing, NewEnv().Up(_frame.Depth - enclosing.Depth));
        }

        NodeBuilder builder = new(_evaluator.Codes, _frame);
        return new BoundExpr(_evaluator, apply.Definition.Body, apply.Definition.Frame, builder.ApplyOf(apply).Enter(NewEnv()));
    }

    /// <summary>The body of a LET, with its definitions known.</summary>
    public BoundExpr InsideLet()
    {
        LetExpr let = (LetExpr)Expr;
        Env env = NewEnv();
        new NodeBuilder(_evaluator.Codes, _frame).LetOf(let).Enter(env);
        return new BoundExpr(_evaluator, let.Body, _frame, env);
    }

    /// <summary>Every way to bind the names of a quantifier, in order: its body with the names bound. Null if its sets are not constant.</summary>
    /// <param name="quantifier">This expression.</param>
    /// <param name="worker">What to evaluate the sets with.</param>
    /// <param name="limit">With more ways than this the answer is null.</param>
    public IReadOnlyList<BoundExpr>? Instances(QuantifierExpr quantifier, Worker worker, int limit)
    {
        Env env = NewEnv();
        List<BoundExpr> instances = [];
        Binder binder = new NodeBuilder(_evaluator.Codes, _frame).BinderOf(quantifier.Bindings);
        if (quantifier.Bindings.Any(binding => binding.Domain is null || !IsConstant(binding.Domain)))
        {
            return null;
        }

        try
        {
            Binder.Cursor cursor = binder.Start(env, worker.Constant);
            while (cursor.Next())
            {
                if (instances.Count == limit)
                {
                    return null;
                }

                instances.Add(new BoundExpr(_evaluator, quantifier.Body, _frame, env.CopyDeep()));
            }
        }
        catch (EvaluationException)
        {
            return null; // What is wrong shows when the whole is evaluated.
        }

        return instances;
    }

    /// <summary>Whether an expression of this frame, with these locals, is about no state.</summary>
    public bool IsConstant(Expr expr) => expr.Facts is { Level: ExprLevel.Constant, IsPure: true }
        && expr.Facts.FreeLocals.All(local => _env.Up(_frame.Depth - local.Frame.Depth).Slots[local.Slot] is Value and not Callable or Thunk { IsConstant: true });

    /// <summary>Locals of its own, for one evaluation.</summary>
    public Env NewEnv() => _env.CopyDeep();
}
