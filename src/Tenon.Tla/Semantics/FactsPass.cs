using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Tenon.Tla.Semantics;

/// <summary>Finds out what is known of every expression (<see cref="ExprFacts"/>).</summary>
/// <remarks>
/// What is known of a definition follows from its body, which follows from the definitions that it applies, itself perhaps. So it begins with nothing and
/// goes over all of them until nothing is added; each round only adds, and there is a greatest set.
/// </remarks>
internal sealed class FactsPass
{
    private readonly Dictionary<OperatorDefinition, ImmutableArray<LocalSymbol>> _primedParameters = [];

    private FactsPass()
    {
    }

    public static void Run(ImmutableArray<OperatorDefinition> definitions)
    {
        FactsPass pass = new();
        bool isChanged;
        do
        {
            isChanged = false;
            foreach (OperatorDefinition definition in definitions)
            {
                isChanged |= pass.Update(definition);
            }
        }
        while (isChanged);
    }

    private bool Update(OperatorDefinition definition)
    {
        ExprFacts body = Of(definition.Body);
        ImmutableArray<LocalSymbol> primed = [.. body.PrimedLocals.Where(local => definition.Parameters.Contains(local))];
        ExprFacts facts = body with
        {
            FreeLocals = [.. body.FreeLocals.Where(local => !definition.Parameters.Contains(local))],
            PrimedLocals = [.. body.PrimedLocals.Where(local => !definition.Parameters.Contains(local))],
        };
        bool isChanged = !AreEqual(facts, definition.Facts) || primed.Length != (_primedParameters.TryGetValue(definition, out ImmutableArray<LocalSymbol> known) ? known.Length : 0);
        definition.Facts = facts;
        _primedParameters[definition] = primed;
        return isChanged;
    }

    private static bool AreEqual(ExprFacts left, ExprFacts right) => left.Level == right.Level && left.Purity == right.Purity
        && left.FreeLocals.Length == right.FreeLocals.Length && left.PrimedLocals.Length == right.PrimedLocals.Length
        && left.Unprimed.IsSubsetOf(right.Unprimed) && right.Unprimed.IsSubsetOf(left.Unprimed)
        && left.Primed.IsSubsetOf(right.Primed) && right.Primed.IsSubsetOf(left.Primed);

    private ExprFacts Of(Expr expr)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        ExprFacts facts = ExprFacts.Constant;
        foreach (Expr child in ExprChildren.Of(expr))
        {
            facts = Join(facts, Of(child));
        }

        facts = Own(expr, facts);
        LocalSymbol[] bound = [.. ExprChildren.BoundBy(expr)];
        if (bound.Length > 0 && !facts.FreeLocals.IsEmpty)
        {
            facts = facts with { FreeLocals = [.. facts.FreeLocals.Except(bound)], PrimedLocals = [.. facts.PrimedLocals.Except(bound)] };
        }

        expr.Facts = facts;
        return facts;
    }

    // What the node adds to what its children have.
    private ExprFacts Own(Expr expr, ExprFacts facts) => expr switch
    {
        VariableExpr { IsPrimed: false } e => facts with { Level = ExprLevel.State, Unprimed = VariableSet.Of(e.Variable.Index) },
        VariableExpr e => facts with { Level = ExprLevel.Action, Primed = VariableSet.Of(e.Variable.Index) },
        ShadowVariableExpr { IsPrimed: true } => ExprFacts.Constant with { Level = ExprLevel.Action },
        ShadowVariableExpr => AtLeast(facts, ExprLevel.State),
        LocalExpr e => facts with { FreeLocals = [e.Local] },
        LocalOperatorExpr e => facts with { FreeLocals = [e.Local] },
        LocalApplyExpr e => Join(facts, ExprFacts.Constant with { FreeLocals = [e.Local] }),
        ApplyExpr e => Join(Applied(e.Definition, e.Arguments, facts), e.Definition.Facts),
        DefinitionOperatorExpr e => Join(Applied(e.Definition, e.Bound, facts), e.Definition.Facts),
        NativeExpr e => facts with { Purity = Greatest(facts.Purity, e.Operator.Purity) },
        NativeOperatorExpr e => facts with { Purity = Greatest(facts.Purity, e.Operator.Purity) },
        PrimeExpr => Primed(facts),
        UnchangedExpr => Join(facts, Primed(facts)),
        EnabledExpr => facts with { Level = Least(facts.Level, ExprLevel.State), Primed = VariableSet.Empty, PrimedLocals = [] },
        BoxActionExpr e => Join(facts, Primed(e.Subscript.Facts)),
        AngleActionExpr e => Join(facts, Primed(e.Subscript.Facts)),
        FairnessExpr or TemporalQuantifierExpr => facts with { Level = ExprLevel.Temporal },
        BuiltInExpr { Operator: BuiltInOperator.Always or BuiltInOperator.Eventually or BuiltInOperator.LeadsTo or BuiltInOperator.WhilePlus } => facts with { Level = ExprLevel.Temporal },
        _ => facts,
    };

    // An argument for a parameter that is primed in the body is read in the next state.
    private ExprFacts Applied(OperatorDefinition definition, ImmutableArray<Expr> arguments, ExprFacts facts)
    {
        if (_primedParameters.TryGetValue(definition, out ImmutableArray<LocalSymbol> primed) && !primed.IsEmpty)
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                facts = primed.Contains(definition.Parameters[i]) ? Join(facts, Primed(arguments[i].Facts)) : facts;
            }
        }

        return facts;
    }

    private static ExprFacts Primed(ExprFacts facts) => facts with
    {
        Level = facts.Level == ExprLevel.State ? ExprLevel.Action : facts.Level,
        Unprimed = VariableSet.Empty,
        Primed = facts.Primed.Union(facts.Unprimed),
        PrimedLocals = Union(facts.PrimedLocals, facts.FreeLocals),
    };

    private static ExprFacts AtLeast(ExprFacts facts, ExprLevel level) => facts.Level >= level ? facts : facts with { Level = level };

    private static ExprLevel Least(ExprLevel left, ExprLevel right) => left < right ? left : right;

    private static Purity Greatest(Purity left, Purity right) => left > right ? left : right;

    private static ExprFacts Join(ExprFacts left, ExprFacts right)
    {
        if (ReferenceEquals(left, ExprFacts.Constant))
        {
            return right;
        }

        if (ReferenceEquals(right, ExprFacts.Constant))
        {
            return left;
        }

        return new ExprFacts(
            left.Level > right.Level ? left.Level : right.Level,
            left.Unprimed.Union(right.Unprimed),
            left.Primed.Union(right.Primed),
            Union(left.FreeLocals, right.FreeLocals),
            Union(left.PrimedLocals, right.PrimedLocals),
            Greatest(left.Purity, right.Purity));
    }

    private static ImmutableArray<LocalSymbol> Union(ImmutableArray<LocalSymbol> left, ImmutableArray<LocalSymbol> right) => right.All(left.Contains)
        ? left
        : left.All(right.Contains) ? right : [.. left.Union(right).OrderBy(local => local.Frame.Depth).ThenBy(local => local.Slot)];
}
