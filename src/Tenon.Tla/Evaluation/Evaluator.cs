using Tenon.Tla.Compilation;
using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>Evaluates the expressions of one specification. Shared by all threads; each has a <see cref="Worker"/> of its own.</summary>
internal sealed class Evaluator
{
    /// <param name="spec">The specification.</param>
    /// <param name="seed">What randomness begins with.</param>
    public Evaluator(ResolvedSpec spec, ulong seed = 0)
    {
        (Spec, Seed) = (spec, seed);
        Codes = new CodeTable(spec);
        Compiled = new CompiledCode(this);
    }

    public ResolvedSpec Spec { get; }

    public ulong Seed { get; }

    /// <summary>The values that states hold.</summary>
    public ValueTable Values { get; } = new();

    public CodeTable Codes { get; }

    /// <summary>Code made of what is evaluated often.</summary>
    public CompiledCode Compiled { get; }

    /// <summary>How often something is interpreted before code is made of it.</summary>
    public int CompilationThreshold { get; init; } = CompiledCode.IsSupported ? CompiledCode.Threshold : int.MaxValue;

    /// <summary>Where Print writes.</summary>
    public Action<string> Output { get; init; } = _ => { };

    public Worker NewWorker() => new(this);

    /// <summary>An expression that stands in a frame.</summary>
    public BoundExpr Bind(Expr expr, Frame frame) => BoundExpr.Of(this, expr, frame);

    /// <summary>A definition without parameters, of a module.</summary>
    public BoundExpr Bind(OperatorDefinition definition) => BoundExpr.Of(this, definition.Body, definition.Frame);
}
