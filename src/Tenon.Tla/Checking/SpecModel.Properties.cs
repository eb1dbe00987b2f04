using System.Collections.Immutable;
using Tenon.Checking.Properties;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;
using Tenon.Tla.Syntax;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

using Formula = Formula<ReadOnlySpan<ulong>, int>;
using Property = Property<ReadOnlySpan<ulong>, int>;

// Properties and fairness in the words of the model checker.
internal sealed partial class SpecModel
{
    public const string DeadlockName = "deadlock";

    public override IEnumerable<Property> Properties
    {
        get
        {
            HashSet<string> names = new(StringComparer.Ordinal);
            foreach (NamedFormula invariant in _parts.Plan.Invariants)
            {
                string name = Unique(names, invariant.Name);
                yield return Implication(invariant.Formula) is (BoundExpr antecedent, BoundExpr consequent)
                    ? Always(name, state => Holds(antecedent, state), state => Holds(consequent, state))
                    : Always(name, state => Holds(invariant.Formula, state));
            }

            foreach (NamedFormula action in _parts.Plan.ImpliedActions)
            {
                yield return AlwaysStep(Unique(names, action.Name), (state, _, next) => Holds(action.Formula, state, next));
            }

            if (_parts.ChecksDeadlock)
            {
                yield return DeadlockFree(Unique(names, DeadlockName));
            }

            if (_parts.ChecksTemporal)
            {
                Formula? assumed = null;
                foreach (BoundExpr assumption in _parts.Plan.Assumptions)
                {
                    Formula formula = Translate(assumption);
                    assumed = assumed is null ? formula : assumed & formula;
                }

                foreach (NamedFormula property in _parts.Plan.Temporal)
                {
                    string name = Unique(names, property.Name);
                    if (assumed is null && property.Formula.Expr is BuiltInExpr { Operator: BuiltInOperator.LeadsTo } leads && leads.Arguments.All(side => side.Facts.Level <= ExprLevel.State))
                    {
                        BoundExpr demand = property.Formula.Inside(leads.Arguments[0]);
                        BoundExpr goal = property.Formula.Inside(leads.Arguments[1]);
                        yield return LeadsTo(name, state => Holds(demand, state), state => Holds(goal, state), TextOf(demand.Expr), TextOf(goal.Expr));
                        continue;
                    }

                    Formula formula = Translate(property.Formula);
                    yield return Temporal(name, assumed is null ? formula : assumed.Implies(formula));
                }
            }
        }
    }

    public override IEnumerable<Fairness<ReadOnlySpan<ulong>, int>> Fairness => !_parts.ChecksTemporal ? [] : _parts.Plan.Fairness.Select(condition =>
        Fair(condition.IsStrong, (state, _, next) => Holds(condition.Step, state, next, TlaExitCode.LivenessEvaluation), state => Holds(condition.Enabled, state, TlaExitCode.LivenessEvaluation)));

    /// <summary>The name that the configuration gives a property, of one that the search knows it by.</summary>
    public static string ConfiguredName(string property)
    {
        int mark = property.LastIndexOf(" (part ", StringComparison.Ordinal);
        return mark < 0 ? property : property[..mark];
    }

    // Of an invariant "if, then", both: how often the "if" is met is reported.
    private static (BoundExpr, BoundExpr)? Implication(BoundExpr formula) => formula.Expr switch
    {
        BuiltInExpr { Operator: BuiltInOperator.Implies } implies => (formula.Inside(implies.Arguments[0]), formula.Inside(implies.Arguments[1])),
        ApplyExpr { Definition.IsRecursive: false } => Implication(formula.Unfolded()),
        _ => null,
    };

    private static string Unique(HashSet<string> names, string name)
    {
        string unique = name;
        for (int i = 2; !names.Add(unique); i++)
        {
            unique = $"{name} (part {i})";
        }

        return unique;
    }

    private bool Holds(BoundExpr formula, ReadOnlySpan<ulong> state, int phase = TlaExitCode.SafetyEvaluation)
    {
        Load(state);
        try
        {
            return _machine.Test(formula);
        }
        catch (EvaluationException e) when (NotePhase(e, phase))
        {
            throw;
        }
    }

    private bool Holds(BoundExpr formula, ReadOnlySpan<ulong> state, ReadOnlySpan<ulong> next, int phase = TlaExitCode.SafetyEvaluation)
    {
        Load(state, next);
        try
        {
            return _machine.Test(formula);
        }
        catch (EvaluationException e) when (NotePhase(e, phase))
        {
            throw;
        }
    }

    // That a property, and not the next-state relation, has no value: exit codes tell.
    private static bool NotePhase(EvaluationException e, int phase)
    {
        e.Data["phase"] = phase;
        return false;
    }

    // A temporal formula in the logic of the model checker. A step in which nothing changes may come anywhere, and satisfies no predicate of steps
    // there; so [A]_v is "no step that is neither A nor leaves v".
    private Formula Translate(BoundExpr bound)
    {
        Expr expr = bound.Expr;
        if (expr.Facts.Level <= ExprLevel.State)
        {
            return When(state => Holds(bound, state, TlaExitCode.LivenessEvaluation), TextOf(expr));
        }

        switch (expr)
        {
            case BuiltInExpr op:
                return TranslateOperator(bound, op);
            case FairnessExpr fairness:
                BoundExpr step = bound.Inside(fairness.Step);
                BoundExpr possible = bound.Inside(fairness.Enabled);
                Formula taken = WhenStep((state, _, next) => Holds(step, state, next, TlaExitCode.LivenessEvaluation), TextOf(fairness));
                Formula enabled = When(state => Holds(possible, state, TlaExitCode.LivenessEvaluation), $"ENABLED of {TextOf(fairness)}");
                return fairness.IsStrong ? (!enabled).Always().Eventually() | taken.Eventually().Always() : (!enabled | taken).Eventually().Always();
            case BoxActionExpr:
                return !WhenStep((state, _, next) => !Holds(bound, state, next, TlaExitCode.LivenessEvaluation), $"not {TextOf(expr)}");
            case AngleActionExpr:
                return WhenStep((state, _, next) => Holds(bound, state, next, TlaExitCode.LivenessEvaluation), TextOf(expr));
            case ApplyExpr { Definition.IsRecursive: false }:
                return Translate(bound.Unfolded());
            case LabelExpr label:
                return Translate(bound.Inside(label.Body));
            case LetExpr:
                return Translate(bound.InsideLet());
            case QuantifierExpr quantifier when bound.Instances(quantifier, _machine.Worker, 10_000) is { } instances:
                Formula? all = null;
                foreach (BoundExpr instance in instances)
                {
                    Formula each = Translate(instance);
                    all = all is null ? each : quantifier.IsForAll ? all & each : all | each;
                }

                return all ?? When(_ => quantifier.IsForAll, "");
            case IfExpr choice when choice.Condition.Facts.Level <= ExprLevel.State:
                Formula condition = Translate(bound.Inside(choice.Condition));
                return (condition & Translate(bound.Inside(choice.Then))) | (!condition & Translate(bound.Inside(choice.Else)));
            default:
                throw new SpecificationException([new Diagnostic(expr.Span, $"this temporal formula cannot be checked: {LevelCheck.Shown(expr.Facts.Level)} stands where only states, [A]_v, <<A>>_v and temporal operators may")]);
        }
    }

    private Formula TranslateOperator(BoundExpr bound, BuiltInExpr op)
    {
        ImmutableArray<Formula> parts = [.. op.Arguments.Select(argument => Translate(bound.Inside(argument)))];
        return op.Operator switch
        {
            BuiltInOperator.And => parts.Skip(1).Aggregate(parts[0], (left, right) => left & right),
            BuiltInOperator.Or => parts.Skip(1).Aggregate(parts[0], (left, right) => left | right),
            BuiltInOperator.Not => !parts[0],
            BuiltInOperator.Implies => parts[0].Implies(parts[1]),
            BuiltInOperator.Equivalent => (parts[0] & parts[1]) | (!parts[0] & !parts[1]),
            BuiltInOperator.Always => parts[0].Always(),
            BuiltInOperator.Eventually => parts[0].Eventually(),
            BuiltInOperator.LeadsTo => parts[0].LeadsTo(parts[1]),
            _ => throw new SpecificationException([new Diagnostic(op.Span, "this operator cannot be checked in a temporal formula")]),
        };
    }

    private static string TextOf(Expr expr)
    {
        SourceSpan span = expr.Span;
        if (span.Source is null)
        {
            return "";
        }

        string line = span.Source.Line(span.StartLine);
        return span.StartLine == span.EndLine && span.EndColumn <= line.Length ? line[(span.StartColumn - 1)..span.EndColumn] : $"the formula at {span}";
    }
}
