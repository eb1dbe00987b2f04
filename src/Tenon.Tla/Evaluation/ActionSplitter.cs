using System.Collections.Immutable;
using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>Splits a next-state relation at <c>\/</c>, at <c>\E</c> over constant sets, and at definitions applied to constants, down to what is searched as a whole.</summary>
/// <param name="worker">What constants are evaluated with.</param>
/// <param name="splitsQuantifiers">Whether <c>\E</c> is split too, so that each part has its own constants.</param>
internal sealed class ActionSplitter(Worker worker, bool splitsQuantifiers)
{
    /// <summary>With more parts than this a quantifier is left whole: labels are not worth it.</summary>
    private const int MaximumInstances = 10_000;

    private readonly List<SubAction> _actions = [];

    public ImmutableArray<SubAction> Split(BoundExpr next, OperatorDefinition? definition)
    {
        _actions.Clear();
        Visit(next, definition, []);
        return [.. _actions];
    }

    private void Visit(BoundExpr bound, OperatorDefinition? definition, ImmutableArray<Value> arguments)
    {
        switch (bound.Expr)
        {
            case BuiltInExpr { Operator: BuiltInOperator.Or } or:
                foreach (Expr part in or.Arguments)
                {
                    Visit(bound.Inside(part), definition, arguments);
                }

                break;
            case LabelExpr label:
                Visit(bound.Inside(label.Body), definition, arguments);
                break;
            case LetExpr:
                Visit(bound.InsideLet(), definition, arguments);
                break;
            case QuantifierExpr { IsForAll: false } exists when splitsQuantifiers && bound.Instances(exists, worker, MaximumInstances) is { } instances:
                foreach (BoundExpr instance in instances)
                {
                    Visit(instance, definition, arguments);
                }

                break;
            case ApplyExpr { Definition.IsRecursive: false, Definition.Native: null } apply when CanEnter(bound, apply):
                Visit(bound.Unfolded(), apply.Definition, [.. apply.Arguments.Select(argument => bound.Inside(argument)).Select(Value)]);
                break;
            default:
                _actions.Add(new SubAction(definition, arguments, bound));
                break;
        }
    }

    private static bool CanEnter(BoundExpr bound, ApplyExpr apply) => apply.Arguments.All(argument => argument is not OperatorValueExpr && bound.IsConstant(argument));

    private Value Value(BoundExpr argument) => argument.Node.Eval(argument.NewEnv(), worker.Constant);
}
