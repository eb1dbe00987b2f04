using System.Collections.Immutable;
using Tenon.Tla.Configuration;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Checking;

/// <summary>Takes the formulas that a configuration names apart, into the parts that they play.</summary>
internal sealed class PlanBuilder
{
    /// <summary>With more instances a quantifier over runs is more than anyone can wait for.</summary>
    private const int MaximumInstances = 100_000;

    private readonly LoadedSpec _loaded;
    private readonly Evaluator _evaluator;
    private readonly Worker _worker;
    private readonly DiagnosticBag _diagnostics;
    private readonly ImmutableArray<BoundExpr>.Builder _init = ImmutableArray.CreateBuilder<BoundExpr>();
    private readonly ImmutableArray<FairnessCondition>.Builder _fairness = ImmutableArray.CreateBuilder<FairnessCondition>();
    private readonly ImmutableArray<BoundExpr>.Builder _assumptions = ImmutableArray.CreateBuilder<BoundExpr>();
    private readonly ImmutableArray<NamedFormula>.Builder _invariants = ImmutableArray.CreateBuilder<NamedFormula>();
    private readonly ImmutableArray<NamedFormula>.Builder _impliedInits = ImmutableArray.CreateBuilder<NamedFormula>();
    private readonly ImmutableArray<NamedFormula>.Builder _impliedActions = ImmutableArray.CreateBuilder<NamedFormula>();
    private readonly ImmutableArray<NamedFormula>.Builder _temporal = ImmutableArray.CreateBuilder<NamedFormula>();
    private BoundExpr? _next;

    private PlanBuilder(LoadedSpec loaded, Evaluator evaluator, Worker worker, DiagnosticBag diagnostics) =>
        (_loaded, _evaluator, _worker, _diagnostics) = (loaded, evaluator, worker, diagnostics);

    /// <exception cref="SpecificationException">A formula cannot play the part that the configuration gives it.</exception>
    public static CheckPlan Build(LoadedSpec loaded, Evaluator evaluator, Worker worker, DiagnosticBag diagnostics)
    {
        CheckPlan plan = new PlanBuilder(loaded, evaluator, worker, diagnostics).Run();
        return diagnostics.HasErrors
            ? throw new SpecificationException([.. diagnostics.All.Where(diagnostic => !diagnostic.IsWarning)], isConfiguration: true)
            : plan;
    }

    private CheckPlan Run()
    {
        ModelConfig config = _loaded.Config;
        if (config.Specification is ConfigName specification)
        {
            Specification(Bind(specification), specification);
            if (_next is null && !_diagnostics.HasErrors && _init.Count > 0)
            {
                _diagnostics.Error(specification.Span, $"{specification.Name} has no next-state relation", "a specification has the form Init /\\ [][Next]_vars");
            }
        }

        if (config.Init is ConfigName init && config.Next is ConfigName next)
        {
            _init.Add(Predicate(init, ExprLevel.State, "INIT"));
            _next = Predicate(next, ExprLevel.Action, "NEXT");
        }

        if (config.Specification is null && config.Init is null && config.Invariants.Concat(config.Properties).FirstOrDefault() is ConfigName property)
        {
            _diagnostics.Error(property.Span, "there are properties to check and no behaviors", "name a specification: SPECIFICATION Spec, or INIT Init and NEXT Next");
        }

        foreach (ConfigName name in config.Invariants.DistinctBy(name => name.Name))
        {
            BoundExpr invariant = Predicate(name, ExprLevel.State, "INVARIANT");
            _invariants.Add(new NamedFormula(name.Name, invariant));
            if (invariant.Expr.Facts.Level == ExprLevel.Constant)
            {
                _diagnostics.Warn(name.Span, $"the invariant {name.Name} is the same in all states: it reads no variable");
            }
        }

        foreach (ConfigName name in config.Properties.DistinctBy(name => name.Name))
        {
            Property(Bind(name), name);
        }

        return new CheckPlan
        {
            Evaluator = _evaluator,
            Init = _init.ToImmutable(),
            Next = _next,
            Fairness = _fairness.ToImmutable(),
            Assumptions = _assumptions.ToImmutable(),
            Invariants = _invariants.ToImmutable(),
            ImpliedInits = _impliedInits.ToImmutable(),
            ImpliedActions = _impliedActions.ToImmutable(),
            Temporal = _temporal.ToImmutable(),
            Constraints = [.. config.Constraints.Select(name => new NamedFormula(name.Name, Predicate(name, ExprLevel.State, "CONSTRAINT")))],
            ActionConstraints = [.. config.ActionConstraints.Select(name => new NamedFormula(name.Name, Predicate(name, ExprLevel.Action, "ACTION_CONSTRAINT")))],
            View = config.View is ConfigName view ? Predicate(view, ExprLevel.State, "VIEW") : null,
            Alias = config.Alias is ConfigName alias ? Predicate(alias, ExprLevel.Action, "ALIAS") : null,
            Symmetry = config.Symmetry is ConfigName symmetry ? new NamedFormula(symmetry.Name, Predicate(symmetry, ExprLevel.Constant, "SYMMETRY")) : null,
            Postconditions = [.. config.Postconditions.Select(name => new NamedFormula(name.Name, Predicate(name, ExprLevel.Constant, "POSTCONDITION")))],
        };
    }

    private BoundExpr Bind(ConfigName name) => _evaluator.Bind(_loaded[name]);

    private BoundExpr Predicate(ConfigName name, ExprLevel highest, string part)
    {
        BoundExpr formula = Bind(name);
        ExprLevel level = formula.Expr.Facts.Level;
        if (level > highest)
        {
            string? hint = part switch
            {
                "INVARIANT" when level == ExprLevel.Temporal => $"a temporal formula is checked as a property: PROPERTY {name.Name}",
                "INVARIANT" => $"a formula about steps is checked as a property [][{name.Name}]_vars: PROPERTY",
                "INIT" or "NEXT" when level == ExprLevel.Temporal => $"a whole specification is named by SPECIFICATION {name.Name}",
                "CONSTRAINT" => $"a constraint on steps is an ACTION_CONSTRAINT",
                _ => null,
            };
            _diagnostics.Error(name.Span, $"{name.Name} is to be the {part} and is {LevelCheck.Shown(level)}; expected at most {LevelCheck.Shown(highest)}", hint);
        }

        return formula;
    }

    // Init /\ [][Next]_vars /\ Fairness: what is about states is the initial predicate, [][N]_v the next-state relation, the rest is about whole runs.
    private void Specification(BoundExpr formula, ConfigName name)
    {
        if (formula.Expr.Facts.Level <= ExprLevel.State)
        {
            _init.Add(formula);
            return;
        }

        switch (formula.Expr)
        {
            case BuiltInExpr { Operator: BuiltInOperator.And } and:
                foreach (Expr part in and.Arguments)
                {
                    Specification(formula.Inside(part), name);
                }

                break;
            case BuiltInExpr { Operator: BuiltInOperator.Always } always when Unfold(formula.Inside(always.Arguments[0])) is { Expr: BoxActionExpr box } inner:
                if (_next is not null)
                {
                    _diagnostics.Error(always.Span, $"{name.Name} has two next-state relations", "one [][Next]_vars says what the steps are; put a conjunction inside if both are meant");
                }

                _next = inner.Inside(box.Action);
                break;
            case FairnessExpr fairness:
                _fairness.Add(new FairnessCondition(fairness.IsStrong, formula.Inside(fairness.Step), formula.Inside(fairness.Enabled)));
                break;
            case TemporalQuantifierExpr hidden:
                _diagnostics.Error(hidden.Span, "quantifiers over variables (\\EE, \\AA) cannot be checked", "check the formula inside, with its variables declared");
                break;
            case QuantifierExpr { IsForAll: true } all when Instances(formula, all) is { } instances:
                foreach (BoundExpr instance in instances)
                {
                    Specification(instance, name);
                }

                break;
            default:
                if (Step(formula) is BoundExpr inside)
                {
                    Specification(inside, name);
                }
                else if (formula.Expr.Facts.Level == ExprLevel.Action)
                {
                    _diagnostics.Error(formula.Expr.Span, $"{name.Name} has a conjunct that is an action", "the next-state relation is written [][Next]_vars");
                }
                else
                {
                    _assumptions.Add(formula);
                }

                break;
        }
    }

    private void Property(BoundExpr formula, ConfigName name)
    {
        if (formula.Expr.Facts.Level <= ExprLevel.State)
        {
            _impliedInits.Add(new NamedFormula(name.Name, formula));
            if (ReferenceEquals(formula.Expr, _loaded[name].Body) && formula.Expr.Facts.Level == ExprLevel.State)
            {
                _diagnostics.Warn(name.Span, $"the property {name.Name} is about a state, and is checked of initial states only", $"to have it checked of all states: INVARIANT {name.Name}");
            }

            return;
        }

        switch (formula.Expr)
        {
            case BuiltInExpr { Operator: BuiltInOperator.And } and:
                foreach (Expr part in and.Arguments)
                {
                    Property(formula.Inside(part), name);
                }

                break;
            case BuiltInExpr { Operator: BuiltInOperator.Always } always when Unfold(formula.Inside(always.Arguments[0])) is { Expr: BoxActionExpr } box:
                _impliedActions.Add(new NamedFormula(name.Name, box));
                break;
            case BuiltInExpr { Operator: BuiltInOperator.Always } always when always.Arguments[0].Facts.Level <= ExprLevel.State:
                _invariants.Add(new NamedFormula(name.Name, formula.Inside(always.Arguments[0])));
                break;
            case QuantifierExpr { IsForAll: true } all when Instances(formula, all) is { } instances:
                foreach (BoundExpr instance in instances)
                {
                    Property(instance, name);
                }

                break;
            default:
                if (Step(formula) is BoundExpr inside)
                {
                    Property(inside, name);
                }
                else if (formula.Expr.Facts.Level == ExprLevel.Action)
                {
                    _diagnostics.Error(name.Span, $"the property {name.Name} is an action", $"a property of all steps is written [][{name.Name}]_vars");
                }
                else
                {
                    _temporal.Add(new NamedFormula(name.Name, formula));
                }

                break;
        }
    }

    private IReadOnlyList<BoundExpr>? Instances(BoundExpr formula, QuantifierExpr all) => formula.Instances(all, _worker, MaximumInstances);

    // Through names and labels, as far as they go.
    private static BoundExpr Unfold(BoundExpr formula)
    {
        while (Step(formula) is BoundExpr inside)
        {
            formula = inside;
        }

        return formula;
    }

    private static BoundExpr? Step(BoundExpr formula) => formula.Expr switch
    {
        ApplyExpr { Definition.IsRecursive: false } => formula.Unfolded(),
        LabelExpr label => formula.Inside(label.Body),
        LetExpr => formula.InsideLet(),
        _ => null,
    };
}
