using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

// Each form of expression.
internal sealed partial class Resolver
{
    private Expr Expression(SyntaxNode syntax, Scope scope)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return syntax switch
        {
            NumberSyntax number => new NumberExpr(number.Span, NumberOf(number.Text)),
            DecimalSyntax number => Error(number.Span, $"{number.Text} is no whole number, and only these can be computed with"),
            StringSyntax text => new StringExpr(text.Span, text.Value),
            WordSyntax word => Word(word),
            AtSyntax at => At(at, scope),
            NameSyntax name => Name(name, scope),
            OperatorSyntax operation => Operator(operation, scope),
            JunctionSyntax junction => Junction(junction, scope),
            ProductSyntax product => new BuiltInExpr(product.Span, BuiltInOperator.CartesianProduct, All(product.Factors, scope)),
            ParenthesizedSyntax inner => Expression(inner.Inner, scope),
            IfSyntax choice => new IfExpr(choice.Span, Expression(choice.Condition, scope), Expression(choice.Then, scope), Expression(choice.Else, scope)),
            CaseSyntax choice => new CaseExpr(
                choice.Span,
                [.. choice.Arms.Select(arm => new CaseArm(Expression(arm.Guard, scope), Expression(arm.Value, scope)))],
                choice.Other is null ? null : Expression(choice.Other, scope)),
            LetSyntax let => Let(let, scope),
            LabelSyntax label => new LabelExpr(label.Span, label.Name, Expression(label.Body, scope)),
            LambdaSyntax lambda => Error(lambda.Span, "a LAMBDA stands here where a value is expected", "a LAMBDA can only be an argument of an operator"),
            QuantifierSyntax quantifier => Quantifier(quantifier, scope),
            ChooseSyntax choose => Choose(choose, scope),
            SetFilterSyntax filter => Filter(filter, scope),
            SetMapSyntax map => Map(map, scope),
            FunctionSyntax function => Function(function.Span, function.Bindings, function.Body, scope, null),
            SetEnumSyntax set => new SetEnumExpr(set.Span, All(set.Elements, scope)),
            TupleSyntax tuple => new TupleExpr(tuple.Span, All(tuple.Elements, scope)),
            FunctionSetSyntax functions => new FunctionSetExpr(functions.Span, Expression(functions.Domain, scope), Expression(functions.Range, scope)),
            RecordSyntax record => Record(record, scope),
            ApplySyntax apply => new FunctionApplyExpr(apply.Span, Expression(apply.Function, scope), Argument(apply.Arguments, apply.Span, scope)),
            SelectSyntax select => new SelectExpr(select.Span, Expression(select.Record, scope), select.Field.Name),
            ExceptSyntax except => Except(except, scope),
            SubscriptedSyntax action => Subscripted(action, scope),
            FairnessSyntax fairness => Fairness(fairness, scope),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private ImmutableArray<Expr> All(ImmutableArray<SyntaxNode> nodes, Scope scope) => [.. nodes.Select(node => Expression(node, scope))];

    private static BigInteger NumberOf(string text)
    {
        if (text[0] != '\\')
        {
            return BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        int radix = char.ToLowerInvariant(text[1]) switch { 'b' => 2, 'o' => 8, _ => 16 };
        BigInteger value = BigInteger.Zero;
        foreach (char digit in text.AsSpan(2))
        {
            value = (value * radix) + int.Parse([digit], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return value;
    }

    private static Expr Word(WordSyntax word) => word.Word switch
    {
        "TRUE" => new BooleanExpr(word.Span, true),
        "FALSE" => new BooleanExpr(word.Span, false),
        "BOOLEAN" => new BuiltInExpr(word.Span, BuiltInOperator.BooleanSet, []),
        _ => new BuiltInExpr(word.Span, BuiltInOperator.StringSet, []),
    };

    private Expr At(AtSyntax at, Scope scope)
    {
        if (scope.FindLocal("@") is not { Meaning: AtName name })
        {
            return Error(at.Span, "'@' stands for an old value, and there is none here", "it has a meaning on the right side of a clause of EXCEPT only");
        }

        return new LocalExpr(at.Span, name.Local ??= new LocalSymbol("@", LocalKind.At, scope.Frame));
    }

    private Expr Operator(OperatorSyntax syntax, Scope scope)
    {
        switch (syntax.Symbol)
        {
            case "'":
                return Prime(Expression(syntax.Operands[0], scope), syntax.Span);
            case "UNCHANGED":
                return new UnchangedExpr(syntax.Span, Expression(syntax.Operands[0], scope));
            case "ENABLED":
                return new EnabledExpr(syntax.Span, Expression(syntax.Operands[0], Enabled(scope)));
            case "\\cdot":
                return new ComposeExpr(syntax.Span, Expression(syntax.Operands[0], Enabled(scope)), Expression(syntax.Operands[1], Enabled(scope)));
            case "/\\" or "\\/":
                return Chain(syntax, scope);
        }

        return BuiltInSymbols.Find(syntax.Symbol) is BuiltInOperator op
            ? new BuiltInExpr(syntax.Span, op, All(syntax.Operands, scope))
            : Symbol(syntax, scope);
    }

    private static Expr Prime(Expr operand, SourceSpan span) => operand switch
    {
        VariableExpr { IsPrimed: false } variable => new VariableExpr(span, variable.Variable, isPrimed: true),
        ShadowVariableExpr { IsPrimed: false } shadow => new ShadowVariableExpr(span, shadow.Name, shadow.Current, shadow.Shadow, isPrimed: true),
        _ => new PrimeExpr(span, operand),
    };

    // a /\ b /\ c is one conjunction of three, not two of two: actions split alike however they are written.
    private BuiltInExpr Chain(OperatorSyntax syntax, Scope scope)
    {
        List<SyntaxNode> operands = [];
        SyntaxNode left = syntax;
        while (left is OperatorSyntax chain && chain.Symbol == syntax.Symbol)
        {
            operands.Add(chain.Operands[1]);
            left = chain.Operands[0];
        }

        operands.Add(left);
        operands.Reverse();
        return new BuiltInExpr(syntax.Span, syntax.Symbol == "/\\" ? BuiltInOperator.And : BuiltInOperator.Or, All([.. operands], scope));
    }

    private Expr Junction(JunctionSyntax syntax, Scope scope) => syntax.Items.Length == 1
        ? Expression(syntax.Items[0], scope)
        : new BuiltInExpr(syntax.Span, syntax.IsAnd ? BuiltInOperator.And : BuiltInOperator.Or, All(syntax.Items, scope));

    private Expr Argument(ImmutableArray<SyntaxNode> arguments, SourceSpan span, Scope scope) =>
        arguments.Length == 1 ? Expression(arguments[0], scope) : new TupleExpr(span, All(arguments, scope));

    private Expr Record(RecordSyntax syntax, Scope scope)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((NameToken name, _) in syntax.Fields)
        {
            if (!names.Add(name.Name))
            {
                _diagnostics.Error(name.Span, $"the field {name.Name} is given twice");
            }
        }

        ImmutableArray<FieldExpr> fields = [.. syntax.Fields.Select(field => new FieldExpr(field.Name.Name, Expression(field.Value, scope)))];
        return syntax.IsSet ? new RecordSetExpr(syntax.Span, fields) : new RecordExpr(syntax.Span, fields);
    }

    private ExceptExpr Except(ExceptSyntax syntax, Scope scope)
    {
        Expr function = Expression(syntax.Function, scope);
        ImmutableArray<ExceptClause>.Builder clauses = ImmutableArray.CreateBuilder<ExceptClause>();
        foreach ((SourceSpan span, ImmutableArray<PathStep> path, SyntaxNode value) in syntax.Clauses)
        {
            ImmutableArray<Expr> steps = [.. path.Select(step => step.Field is NameToken field ? new StringExpr(field.Span, field.Name) : Argument(step.Arguments, span, scope))];
            AtName at = new();
            Expr resolved = Expression(value, scope.With("@", at, span));
            clauses.Add(new ExceptClause(span, steps, at.Local, resolved));
        }

        return new ExceptExpr(syntax.Span, function, clauses.ToImmutable());
    }

    private Expr Subscripted(SubscriptedSyntax syntax, Scope scope)
    {
        Expr action = Expression(syntax.Action, scope);
        Expr subscript = Expression(syntax.Subscript, scope);
        return syntax.IsAngle ? new AngleActionExpr(syntax.Span, action, subscript) : new BoxActionExpr(syntax.Span, action, subscript);
    }

    private FairnessExpr Fairness(FairnessSyntax syntax, Scope scope)
    {
        Scope enabled = Enabled(scope);
        return new FairnessExpr(
            syntax.Span,
            syntax.IsStrong,
            new AngleActionExpr(syntax.Span, Expression(syntax.Action, scope), Expression(syntax.Subscript, scope)),
            new EnabledExpr(syntax.Span, new AngleActionExpr(syntax.Span, Expression(syntax.Action, enabled), Expression(syntax.Subscript, enabled))));
    }

    /// <summary>What @ means in one clause: a local that is made when it is first referred to.</summary>
    private sealed class AtName
    {
        public LocalSymbol? Local { get; set; }
    }
}
