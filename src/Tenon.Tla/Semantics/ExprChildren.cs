namespace Tenon.Tla.Semantics;

/// <summary>The expressions directly below one, in the order of the text. Bodies of definitions, in LETs too, are not among them.</summary>
internal static class ExprChildren
{
    public static IEnumerable<Expr> Of(Expr expr) => expr switch
    {
        ShadowVariableExpr e => [e.Current],
        ApplyExpr e => e.Arguments,
        LocalApplyExpr e => e.Arguments,
        BuiltInExpr e => e.Arguments,
        NativeExpr e => e.Arguments,
        ConstantApplyExpr e => e.Arguments,
        LambdaExpr e => [e.Body],
        DefinitionOperatorExpr e => e.Bound,
        QuantifierExpr e => [.. Domains(e.Bindings), e.Body],
        TemporalQuantifierExpr e => [e.Body],
        ChooseExpr e => [.. Domains([e.Binding]), e.Predicate],
        SetEnumExpr e => e.Elements,
        SetFilterExpr e => [.. Domains([e.Binding]), e.Predicate],
        SetMapExpr e => [e.Element, .. Domains(e.Bindings)],
        FunctionExpr e => [.. Domains(e.Bindings), e.Body],
        FunctionSetExpr e => [e.Domain, e.Range],
        FunctionApplyExpr e => [e.Function, e.Argument],
        TupleExpr e => e.Elements,
        RecordExpr e => e.Fields.Select(field => field.Value),
        RecordSetExpr e => e.Fields.Select(field => field.Value),
        SelectExpr e => [e.Record],
        ExceptExpr e => [e.Function, .. e.Clauses.SelectMany(clause => clause.Path.Append(clause.Value))],
        IfExpr e => [e.Condition, e.Then, e.Else],
        CaseExpr e => e.Arms.SelectMany(arm => new[] { arm.Guard, arm.Value }).Concat(e.Other is null ? [] : [e.Other]),
        LetExpr e => [e.Body],
        LabelExpr e => [e.Body],
        PrimeExpr e => [e.Operand],
        UnchangedExpr e => [e.Operand],
        EnabledExpr e => [e.Action],
        BoxActionExpr e => [e.Action, e.Subscript],
        AngleActionExpr e => [e.Action, e.Subscript],
        ComposeExpr e => [e.First, e.Second],
        FairnessExpr e => [e.Step, e.Enabled],
        _ => [],
    };

    /// <summary>The locals that an expression binds for its own children.</summary>
    public static IEnumerable<LocalSymbol> BoundBy(Expr expr) => expr switch
    {
        LambdaExpr e => e.Parameters,
        QuantifierExpr e => e.Bindings.SelectMany(binding => binding.Variables),
        TemporalQuantifierExpr e => e.Variables,
        ChooseExpr e => e.Binding.Variables,
        SetFilterExpr e => e.Binding.Variables,
        SetMapExpr e => e.Bindings.SelectMany(binding => binding.Variables),
        FunctionExpr e => e.Bindings.SelectMany(binding => binding.Variables).Concat(e.Self is null ? [] : [e.Self]),
        ExceptExpr e => e.Clauses.Select(clause => clause.At).OfType<LocalSymbol>(),
        _ => [],
    };

    private static IEnumerable<Expr> Domains(System.Collections.Immutable.ImmutableArray<Binding> bindings) => bindings.Select(binding => binding.Domain).OfType<Expr>();
}
