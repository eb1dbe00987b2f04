using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;

namespace Tenon.Tla.Compilation;

/// <summary>The code made for a specification: of what is evaluated often, once for all threads.</summary>
/// <param name="evaluator">The specification.</param>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only asked where code can be made: not in trimmed, natively compiled programs.")]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only asked where code can be made.")]
internal sealed class CompiledCode(Evaluator evaluator)
{
    /// <summary>How often something is interpreted before code is made of it: making code takes as long as some thousand evaluations.</summary>
    public const int Threshold = 1000;

    private readonly ConcurrentDictionary<Expr, Lazy<Action<StatePair, Env, SuccessorBuffer>?>> _actions = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<Expr, Lazy<Func<StatePair, Env, bool>?>> _formulas = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether code can be made here at all: natively compiled programs cannot, except by interpreting it more slowly than this does.</summary>
    public static bool IsSupported => RuntimeFeature.IsDynamicCodeSupported && RuntimeFeature.IsDynamicCodeCompiled;

    /// <summary>Code that finds successors; null if the interpreter has to.</summary>
    public Action<StatePair, Env, SuccessorBuffer>? ActionOf(BoundExpr action, Worker worker) =>
        _actions.GetOrAdd(action.Expr, expr => new(() => Try(() => Emitter.Action(evaluator, worker, expr, action.Frame)))).Value;

    /// <summary>Code that tests a formula; null if the interpreter has to.</summary>
    public Func<StatePair, Env, bool>? FormulaOf(BoundExpr formula, Worker worker) =>
        _formulas.GetOrAdd(formula.Expr, expr => new(() => Try(() => Emitter.Formula(evaluator, worker, expr, formula.Frame)))).Value;

    private static T? Try<T>(Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (NotCompilableException)
        {
            return null;
        }
    }
}
