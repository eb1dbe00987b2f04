using System.Collections.Immutable;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;

namespace Tenon.Tla.Checking;

/// <summary>A formula under the name that reports give it.</summary>
internal sealed record NamedFormula(string Name, BoundExpr Formula);

/// <summary>A fairness assumption.</summary>
internal sealed record FairnessCondition(bool IsStrong, BoundExpr Step, BoundExpr Enabled);

/// <summary>What is to be checked, taken apart: which formula plays which part. Immutable.</summary>
internal sealed record CheckPlan
{
    public required Evaluator Evaluator { get; init; }

    public ResolvedSpec Spec => Evaluator.Spec;

    /// <summary>The conjuncts of the initial predicate in order; none if there is nothing to search.</summary>
    public ImmutableArray<BoundExpr> Init { get; init; } = [];

    /// <summary>The next-state relation; null if no state has a step.</summary>
    public BoundExpr? Next { get; init; }

    public ImmutableArray<FairnessCondition> Fairness { get; init; } = [];

    /// <summary>What else the specification says of runs: counterexamples have to satisfy it.</summary>
    public ImmutableArray<BoundExpr> Assumptions { get; init; } = [];

    public ImmutableArray<NamedFormula> Invariants { get; init; } = [];

    /// <summary>Properties that are about initial states.</summary>
    public ImmutableArray<NamedFormula> ImpliedInits { get; init; } = [];

    /// <summary>Properties <c>[][A]_v</c>: the <c>[A]_v</c>.</summary>
    public ImmutableArray<NamedFormula> ImpliedActions { get; init; } = [];

    /// <summary>All other properties, conjunctions taken apart; names may repeat.</summary>
    public ImmutableArray<NamedFormula> Temporal { get; init; } = [];

    public ImmutableArray<NamedFormula> Constraints { get; init; } = [];

    public ImmutableArray<NamedFormula> ActionConstraints { get; init; } = [];

    public BoundExpr? View { get; init; }

    public BoundExpr? Alias { get; init; }

    public NamedFormula? Symmetry { get; init; }

    public ImmutableArray<NamedFormula> Postconditions { get; init; } = [];

    public bool HasBehaviors => !Init.IsEmpty;
}
