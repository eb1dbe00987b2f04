using System.Collections.Immutable;
using Tenon.Tla.Semantics;
using Tenon.Tla.StandardModules;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>Turns resolved expressions into nodes.</summary>
/// <param name="codes">The definitions met so far.</param>
/// <param name="frame">The frame that the expression stands in.</param>
internal sealed partial class NodeBuilder(CodeTable codes, Frame frame)
{
    public Node Build(Expr expr)
    {
        Node node = BuildInner(expr);
        if (node.FreeLocals.Length == 0 && !expr.Facts.FreeLocals.IsEmpty)
        {
            node.FreeLocals = [.. expr.Facts.FreeLocals.Select(CodeOf)];
        }

        bool isFixed = expr.Facts.IsFixed && node is not (ValueNode or FixedNode or FailingNode or CallableNode);
        return isFixed && !IsOperator(expr) ? new FixedNode(expr, node) : node;
    }

    public static bool IsOperator(Expr expr) => expr is OperatorValueExpr;

    public Binder BinderOf(ImmutableArray<Binding> bindings) => BuildBinder(bindings);

    public LetNode LetOf(LetExpr e) => (LetNode)BuildInner(e);

    public ApplyNode ApplyOf(ApplyExpr e) => new(
        e, codes.CodeOf(e.Definition), BuildAll(e.Arguments), e.Definition.EnclosingFrame is Frame around ? frame.Depth - around.Depth : -1);

    private LocalCode CodeOf(LocalSymbol local) => new(frame.Depth - local.Frame.Depth, local.Slot);

    private Node[] BuildAll(ImmutableArray<Expr> exprs) => [.. exprs.Select(Build)];

    private Node BuildInner(Expr expr) => expr switch
    {
        NumberExpr e => e.Value >= long.MinValue && e.Value <= long.MaxValue
            ? new ValueNode(e, IntegerValue.Of((long)e.Value))
            : new FailingNode(e, $"The number {e.Value} is too large: numbers have 64 bits"),
        StringExpr e => new ValueNode(e, StringValue.Of(e.Value)),
        BooleanExpr e => new ValueNode(e, BooleanValue.Of(e.Value)),
        ModelValueExpr e => new ValueNode(e, ModelValue.Of(e.Name)),
        DecimalExpr e => new FailingNode(e, $"The number {e.Text} is no whole number, and only these can be computed with"),
        VariableExpr e => new VariableNode(e, e.Variable.Index, e.IsPrimed, e.Variable.Name),
        ShadowVariableExpr e => new ShadowNode(e, codes.Spec.Variables.Length + e.Shadow, e.IsPrimed, e.Name, Build(e.Current)),
        LocalExpr e => new LocalNode(e, CodeOf(e.Local).Hops, e.Local.Slot, e.Local.Name),
        ConstantExpr e => new FailingNode(e, $"The constant {e.Constant.Name} has no value"),
        ConstantApplyExpr e => new FailingNode(e, $"The constant operator {e.Constant.Name} has no meaning"),
        ApplyExpr e => BuildApply(e),
        LocalApplyExpr e => new LocalApplyNode(e, CodeOf(e.Local).Hops, e.Local.Slot, BuildAll(e.Arguments)),
        BuiltInExpr e => BuildBuiltIn(e),
        NativeExpr e => BuildNative(e),
        OperatorValueExpr e => new CallableNode(e, BuildCallable(e)),
        IfExpr e => new IfNode(e, Build(e.Condition), Build(e.Then), Build(e.Else)),
        CaseExpr e => new CaseNode(e, [.. e.Arms.Select(arm => Build(arm.Guard))], [.. e.Arms.Select(arm => Build(arm.Value))], e.Other is null ? null : Build(e.Other)),
        LetExpr e => new LetNode(e, [.. e.Definitions.Where(d => d.Parameters.IsEmpty).Select(d => (d.LetSlot, Build(d.Body)))], Build(e.Body)),
        LabelExpr e => new LabelNode(e, Build(e.Body)),
        QuantifierExpr e => e.Bindings.Any(binding => binding.Domain is null)
            ? new FailingNode(e, "A quantifier without a set cannot be evaluated: give its names a set to range over")
            : e.IsForAll ? new ForAllNode(e, BuildBinder(e.Bindings), Build(e.Body)) : new ExistsNode(e, BuildBinder(e.Bindings), Build(e.Body)),
        ChooseExpr e => e.Binding.Domain is null
            ? new FailingNode(e, "CHOOSE without a set cannot be evaluated: give its name a set to range over, or let the configuration replace the definition by a model value")
            : new ChooseNode(e, BuildBinder([e.Binding]), Build(e.Predicate)),
        SetFilterExpr e => new FilterNode(e, BuildBinder([e.Binding]), Build(e.Predicate)),
        SetMapExpr e => new MapNode(e, BuildBinder(e.Bindings), Build(e.Element)),
        SetEnumExpr e => new SetEnumNode(e, BuildAll(e.Elements)),
        FunctionExpr e => new FunctionNode(e, BuildBinder(e.Bindings), Build(e.Body), e.Self?.Slot ?? -1),
        FunctionSetExpr e => new FunctionSetNode(e, Build(e.Domain), Build(e.Range)),
        FunctionApplyExpr e => new FunctionApplyNode(e, Build(e.Function), Build(e.Argument)),
        TupleExpr e => new TupleNode(e, BuildAll(e.Elements)),
        RecordExpr e => BuildRecord(e),
        RecordSetExpr e => BuildRecordSet(e),
        SelectExpr e => new SelectNode(e, Build(e.Record), StringValue.Of(e.Name)),
        ExceptExpr e => new ExceptNode(e, Build(e.Function), [.. e.Clauses.Select(c => new ClauseCode(BuildAll(c.Path), c.At?.Slot ?? -1, Build(c.Value)))]),
        PrimeExpr e => new PrimeNode(e, Build(e.Operand)),
        UnchangedExpr e => new UnchangedNode(e, Build(e.Operand)),
        EnabledExpr e => new EnabledNode(e, Build(e.Action)),
        BoxActionExpr e => new BoxActionNode(e, Build(e.Action), Build(e.Subscript)),
        AngleActionExpr e => new AngleActionNode(e, Build(e.Action), Build(e.Subscript)),
        ComposeExpr e => new ComposeNode(e, Build(e.First), Build(e.Second)),
        FairnessExpr e => new FailingNode(e, "A fairness condition is about whole runs and has no value in a state"),
        TemporalQuantifierExpr e => new FailingNode(e, "A quantifier over runs has no value in a state"),
        _ => throw new InvalidOperationException($"No node for {expr.GetType().Name}."),
    };

    private Binder BuildBinder(ImmutableArray<Binding> bindings)
    {
        List<Wheel> wheels = [];
        for (int i = 0; i < bindings.Length; i++)
        {
            Binding binding = bindings[i];
            if (binding.IsTuple)
            {
                wheels.Add(new Wheel(i, [.. binding.Variables.Select(v => v.Slot)], IsTuple: true));
            }
            else
            {
                foreach (LocalSymbol name in binding.Variables)
                {
                    wheels.Add(new Wheel(i, [name.Slot], IsTuple: false));
                }
            }
        }

        return new Binder([.. bindings.Select(binding => Build(binding.Domain!))], [.. wheels]); // Bindings without a set were refused.
    }

    private RecordNode BuildRecord(RecordExpr e)
    {
        FiniteSet domain = FiniteFunction.Fields([.. e.Fields.Select(field => field.Name)]);
        int[] places = [.. e.Fields.Select(field => domain.IndexOf(StringValue.Of(field.Name)))];
        return new RecordNode(e, domain, [.. e.Fields.Select(field => Build(field.Value))], places);
    }

    private RecordSetNode BuildRecordSet(RecordSetExpr e)
    {
        FiniteSet domain = FiniteFunction.Fields([.. e.Fields.Select(field => field.Name)]);
        return new RecordSetNode(e, domain, [.. e.Fields.OrderBy(field => domain.IndexOf(StringValue.Of(field.Name))).Select(field => Build(field.Value))]);
    }

    private Node BuildApply(ApplyExpr e)
    {
        OperatorDefinition definition = e.Definition;
        if (definition.LetSlot >= 0 && definition.Parameters.IsEmpty && definition.EnclosingFrame is Frame enclosing)
        {
            return new LocalNode(e, frame.Depth - enclosing.Depth, definition.LetSlot, definition.Name);
        }

        if (definition.IsStandard && NativeLibrary.Find(definition.Module, definition.ShortName, definition.Parameters.Length) is { } native)
        {
            return new NativeNode(e, BuildAll(e.Arguments), native);
        }

        ApplyNode node = ApplyOf(e);
        if (!e.Arguments.IsEmpty || definition.LetSlot >= 0 || definition.IsRecursive)
        {
            return node;
        }

        return e.Facts.IsRead ? codes.ReadBy(definition, node)
            : e.Facts is { Level: ExprLevel.State, IsPure: true } ? new StateDefinitionNode(e, node, codes.MemoryOf(definition))
            : node;
    }

    private Func<Env, Callable> BuildCallable(OperatorValueExpr expr)
    {
        switch (expr)
        {
            case LambdaExpr e:
                OperatorCode lambda = new(e.Frame, [.. e.Parameters.Select(p => p.Slot)], isRecursive: false, () => new NodeBuilder(codes, e.Frame).Build(e.Body));
                return env => new Closure(lambda, env, []);
            case DefinitionOperatorExpr e when e.Definition.Native is NativeOperator native:
                return Direct(FindNative(native));
            case DefinitionOperatorExpr e:
                if (e.Definition.IsStandard && e.Bound.IsEmpty && NativeLibrary.Find(e.Definition.Module, e.Definition.ShortName, e.Definition.Parameters.Length) is { } known)
                {
                    return Direct(known);
                }

                OperatorCode code = codes.CodeOf(e.Definition);
                Node[] bound = BuildAll(e.Bound);
                int hops = e.Definition.EnclosingFrame is Frame around ? frame.Depth - around.Depth : -1;
                return env => new Closure(code, hops < 0 ? null : env.Up(hops), Arguments.Of(bound, env));
            case LocalOperatorExpr e:
                LocalCode local = CodeOf(e.Local);
                return env => (Callable)env.Up(local.Hops).Slots[local.Slot]!; // Resolution has seen that it is an operator.
            case BuiltInOperatorExpr e:
                return Direct(BuiltIns.Find(e.Operator));
            case NativeOperatorExpr e:
                return Direct(FindNative(e.Operator));
            case ConstantOperatorExpr e:
                return Direct((_, _) => throw new EvaluationException($"The constant operator {e.Constant.Name} has no meaning"));
            default:
                throw new InvalidOperationException($"No callable for {expr.GetType().Name}.");
        }
    }

    private static Func<Env, Callable> Direct(Func<Value[], StatePair, Value> apply)
    {
        DirectOperator known = new(apply);
        return _ => known;
    }

    private static Func<Value[], StatePair, Value> FindNative(NativeOperator op) => NativeLibrary.Find(op.Module, op.Name, op.Arity)
        ?? ((_, _) => throw new EvaluationException($"The operator {op.Name} of module {op.Module} is not supported"));
}
