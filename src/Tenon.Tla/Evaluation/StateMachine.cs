using Tenon.Tla.Compilation;
using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>Interprets a specification for one thread: initial states, successors, formulas about states and steps. States are words, one for each variable.</summary>
internal sealed class StateMachine
{
    private readonly Evaluator _evaluator;
    private readonly int _variableCount;
    private readonly ulong[] _words;
    private readonly SuccessorBuffer _found;
    private readonly Dictionary<Expr, Compiled> _compiled = new(ReferenceEqualityComparer.Instance);

    public StateMachine(Evaluator evaluator)
    {
        _evaluator = evaluator;
        Worker = evaluator.NewWorker();
        _variableCount = evaluator.Spec.Variables.Length;
        _words = new ulong[_variableCount];
        _found = new SuccessorBuffer(evaluator.Values, _variableCount);
    }

    public Worker Worker { get; }

    private StatePair States => Worker.States;

    /// <summary>Makes this the state that is evaluated in.</summary>
    public void Load(ReadOnlySpan<ulong> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            States.Current[i] = _evaluator.Values.ValueOf(words[i]);
        }

        States.CurrentVersion = Worker.NewVersion();
        Array.Clear(States.Next);
        States.NextVersion = Worker.NewVersion();
    }

    /// <summary>Makes this the next state that formulas about steps are evaluated in.</summary>
    public void LoadNext(ReadOnlySpan<ulong> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            States.Next[i] = _evaluator.Values.ValueOf(words[i]);
        }

        States.NextVersion = Worker.NewVersion();
    }

    /// <summary>The value of an expression in the state loaded, and in the next one if it is about both.</summary>
    public Value Eval(BoundExpr expr) => expr.Node.Eval(expr.NewEnv(), States);

    /// <summary>Whether a formula holds there.</summary>
    public bool Test(BoundExpr formula)
    {
        Compiled compiled = CompiledOf(formula);
        if (compiled.Formula is null && compiled.IsDue(_evaluator.CompilationThreshold))
        {
            compiled.Formula = _evaluator.Compiled.FormulaOf(formula, Worker);
        }

        if (compiled.Formula is not null)
        {
            try
            {
                return compiled.Formula(States, EnvOf(formula));
            }
            catch (EvaluationException)
            {
                // The interpreter finds the place of what failed, or, where it is lazier, a value.
            }
        }

        return formula.Node.Test(formula.NewEnv(), States);
    }

    /// <summary>The value of an expression about no state.</summary>
    public Value EvalConstant(BoundExpr expr) => expr.Node.Eval(expr.NewEnv(), Worker.Constant);

    /// <summary>Finds all initial states, each as often as it is found.</summary>
    /// <exception cref="EvaluationException">Something has no value, or a variable gets none.</exception>
    public void SearchInitial(BoundExpr predicate, SuccessorHandler handler) => SearchInitial([predicate], handler);

    /// <summary>The same of a conjunction of several, each with locals of its own, in order.</summary>
    /// <param name="predicates">One or more.</param>
    /// <param name="handler">Takes the states.</param>
    /// <exception cref="EvaluationException">Something has no value, or a variable gets none.</exception>
    public void SearchInitial(IReadOnlyList<BoundExpr> predicates, SuccessorHandler handler)
    {
        Array.Clear(States.Current);
        States.IsInitial = true;
        States.BeginSearch();
        States.CurrentVersion = Worker.NewVersion();
        try
        {
            Continuation then = new Report(this, 0, handler);
            for (int i = predicates.Count - 1; i > 0; i--)
            {
                then = new ThenSearch(predicates[i].Node, predicates[i].NewEnv(), then);
            }

            predicates[0].Node.Search(predicates[0].NewEnv(), States, then);
        }
        finally
        {
            States.IsInitial = false;
        }
    }

    /// <summary>Finds the successors of the state loaded by one action, each as often as it is found.</summary>
    /// <returns>Whether the handler stopped it.</returns>
    /// <exception cref="EvaluationException">Something has no value, or a variable gets none.</exception>
    public bool SearchNext(BoundExpr action, int number, SuccessorHandler handler)
    {
        Compiled compiled = CompiledOf(action);
        if (compiled.Action is null && compiled.IsDue(_evaluator.CompilationThreshold))
        {
            compiled.Action = _evaluator.Compiled.ActionOf(action, Worker);
        }

        if (compiled.Action is not null && TrySearch(compiled.Action, action))
        {
            return HandOn(number, handler);
        }

        Array.Clear(States.Next);
        States.NextVersion = Worker.NewVersion();
        States.BeginSearch();
        return action.Node.Search(action.NewEnv(), States, new Report(this, number, handler));
    }

    private static Env EnvOf(BoundExpr expr) => expr.HoldsStates ? expr.NewEnv() : expr.SharedEnv;

    private Compiled CompiledOf(BoundExpr expr)
    {
        if (!_compiled.TryGetValue(expr.Expr, out Compiled? compiled))
        {
            _compiled.Add(expr.Expr, compiled = new Compiled());
        }

        return compiled;
    }

    private bool TrySearch(Action<StatePair, Env, SuccessorBuffer> code, BoundExpr action)
    {
        _found.Clear();
        try
        {
            code(States, EnvOf(action), _found);
            return true;
        }
        catch (EvaluationException)
        {
            return false; // As for formulas; and nothing was handed on yet.
        }
    }

    private bool HandOn(int number, SuccessorHandler handler)
    {
        for (int i = 0; i < _found.Count; i++)
        {
            if (handler.Found(number, _found[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What code there is for an expression, and how often it was interpreted until there was.</summary>
    private sealed class Compiled
    {
        private int _count;

        public Func<StatePair, Env, bool>? Formula { get; set; }

        public Action<StatePair, Env, SuccessorBuffer>? Action { get; set; }

        /// <summary>True once: when it was interpreted often enough.</summary>
        public bool IsDue(int threshold) => _count <= threshold && _count++ == threshold;
    }

    private sealed class Report(StateMachine machine, int action, SuccessorHandler handler) : Continuation
    {
        public override bool Run(StatePair states)
        {
            states.RequireComplete(machine._evaluator.Spec.Variables);
            Value?[] values = states.IsInitial ? states.Current : states.Next;
            ulong[] words = machine._words;
            for (int i = 0; i < words.Length; i++)
            {
                words[i] = machine._evaluator.Values.WordOf(values[i]!); // Complete.
            }

            return handler.Found(action, words);
        }
    }
}
