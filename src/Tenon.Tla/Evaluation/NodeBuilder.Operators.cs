using Tenon.Tla.Semantics;
using Tenon.Tla.StandardModules;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>Built-in and native operators.</summary>
internal sealed partial class NodeBuilder
{
    private Node BuildBuiltIn(BuiltInExpr e)
    {
        Node Part(int index) => Build(e.Arguments[index]);
        return e.Operator switch
        {
            BuiltInOperator.Equal => new EqualNode(e, Part(0), Part(1), isNegated: false),
            BuiltInOperator.NotEqual => new EqualNode(e, Part(0), Part(1), isNegated: true),
            BuiltInOperator.And => new AndNode(e, BuildAll(e.Arguments)),
            BuiltInOperator.Or => new OrNode(e, BuildAll(e.Arguments)),
            BuiltInOperator.Not => new NotNode(e, Part(0)),
            BuiltInOperator.Implies => new ImpliesNode(e, Part(0), Part(1)),
            BuiltInOperator.Equivalent => new EquivalentNode(e, Part(0), Part(1)),
            BuiltInOperator.In => new InNode(e, Part(0), BuildListed(e.Arguments[1]), isNegated: false),
            BuiltInOperator.NotIn => new InNode(e, Part(0), BuildListed(e.Arguments[1]), isNegated: true),
            BuiltInOperator.SubsetOf => new SubsetOfNode(e, Part(0), Part(1)),
            BuiltInOperator.Union => new SetOperationNode(e, Part(0), Part(1), SetAlgebra.Union),
            BuiltInOperator.Intersection => BuildSelection(e, SetAlgebra.Intersection, keepsCommon: true),
            BuiltInOperator.Difference => BuildSelection(e, SetAlgebra.Difference, keepsCommon: false),
            BuiltInOperator.PowerSet => new PowerSetNode(e, Part(0)),
            BuiltInOperator.BigUnion => new BigUnionNode(e, BuildParts(e.Arguments[0])),
            BuiltInOperator.Domain => new DomainNode(e, Part(0)),
            BuiltInOperator.CartesianProduct => new RecordSetNode(e, IntervalSet.OneTo(e.Arguments.Length), BuildAll(e.Arguments)),
            BuiltInOperator.BooleanSet => new ValueNode(e, FiniteSet.Booleans),
            BuiltInOperator.StringSet => new ValueNode(e, InfiniteSet.Strings),
            _ => new FailingNode(e, "A temporal formula is about whole runs and has no value in a state"),
        };
    }

    private Node BuildSelection(BuiltInExpr e, Func<SetValue, SetValue, SetValue> apply, bool keepsCommon) => BuildListed(e.Arguments[0]) is SetEnumNode listed
        ? new ListedOperationNode(e, listed, Build(e.Arguments[1]), keepsCommon)
        : new SetOperationNode(e, Build(e.Arguments[0]), Build(e.Arguments[1]), apply);

    // The elements of a short list are compared one by one, so that a value of another kind after the one sought does no harm.
    private Node BuildListed(Expr expr) => expr is SetEnumExpr { Elements.Length: <= 8 and > 0 } ? BuildUnfixed(expr) : Build(expr);

    // UNION of a list or an image need not tell its sets apart, so they can stay lazy.
    private Node BuildParts(Expr expr) => expr is SetEnumExpr or SetMapExpr ? BuildUnfixed(expr) : Build(expr);

    private Node BuildUnfixed(Expr expr)
    {
        Node node = BuildInner(expr);
        node.FreeLocals = [.. expr.Facts.FreeLocals.Select(CodeOf)];
        return node;
    }

    private Node BuildNative(NativeExpr e)
    {
        Node Part(int index) => Build(e.Arguments[index]);
        return (e.Operator.Module, e.Operator.Name) switch
        {
            ("Naturals", "+") => new ArithmeticNode(e, Part(0), Part(1), Arithmetic.Add),
            ("Naturals", "-") => new ArithmeticNode(e, Part(0), Part(1), Arithmetic.Subtract),
            ("Naturals", "*") => new ArithmeticNode(e, Part(0), Part(1), Arithmetic.Multiply),
            ("Naturals", "^") => new ArithmeticNode(e, Part(0), Part(1), Arithmetic.Power),
            ("Naturals", "%") => new ArithmeticNode(e, Part(0), Part(1), Arithmetic.Modulo),
            ("Naturals", "\\div") => new ArithmeticNode(e, Part(0), Part(1), Arithmetic.Divide),
            ("Naturals", "<") => new ComparisonNode(e, Part(0), Part(1), static (a, b) => a < b),
            ("Naturals", ">") => new ComparisonNode(e, Part(0), Part(1), static (a, b) => a > b),
            ("Naturals", "\\leq") => new ComparisonNode(e, Part(0), Part(1), static (a, b) => a <= b),
            ("Naturals", "\\geq") => new ComparisonNode(e, Part(0), Part(1), static (a, b) => a >= b),
            ("Naturals", "..") => new IntervalNode(e, Part(0), Part(1)),
            ("Integers", "-.") => new NegateNode(e, Part(0)),
            ("TLCExt", "AssertError") => new AssertErrorNode(e, Part(0), Part(1)),
            _ => new NativeNode(e, BuildAll(e.Arguments), FindNative(e.Operator)),
        };
    }
}
