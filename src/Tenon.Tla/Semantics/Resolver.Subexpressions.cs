using System.Collections.Immutable;
using System.Globalization;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

// Parts of definitions by their position or label: Op!1, Op!<<, Op(x)!label!2.
internal sealed partial class Resolver
{
    private readonly Dictionary<(DefinedOperator, string), DefinedOperator> _subexpressions = [];

    // The part as a definition of its own, with the parameters of the whole; null if that has been reported as an error.
    private DefinedOperator? Subexpression(DefinedOperator whole, ImmutableArray<NamePart> selectors)
    {
        string path = string.Concat(selectors.Select(selector => "!" + selector.Name));
        if (_subexpressions.TryGetValue((whole, path), out DefinedOperator? known))
        {
            return known;
        }

        DefinitionSyntax? definition = whole.Syntax switch
        {
            DefinitionSyntax each => each,
            AssumeSyntax each => new DefinitionSyntax(each.Span, new DeclaredName(whole.Name, 0, whole.Span), [], each.Body, IsLocal: false),
            TheoremSyntax { Body: SyntaxNode body } each => new DefinitionSyntax(each.Span, new DeclaredName(whole.Name, 0, whole.Span), [], body, IsLocal: false),
            _ => null,
        };
        if (definition is null)
        {
            _diagnostics.Error(selectors[0].Span, $"{whole.Name} is no definition of an operator, so its parts cannot be named");
            return null;
        }

        SyntaxNode part = definition.Body;
        foreach (NamePart selector in selectors)
        {
            // The whole formula: of a theorem, what it states.
            if (selector.Name == ":" && selector.Arguments.IsEmpty)
            {
                continue;
            }

            if (!selector.Arguments.IsEmpty || Select(part, selector.Name) is not SyntaxNode inner)
            {
                _diagnostics.Error(selector.Span, $"{whole.Name} has no part '{selector.Name}' that can be named", "give the part a definition of its own");
                return null;
            }

            part = inner;
        }

        DefinedOperator selected = new(whole.Name + path, whole.Arity, part.Span, whole.Owner, whole.IsLocal, whole.Order, definition with { Body = part }, whole.IsRecursive);
        _subexpressions.Add((whole, path), selected);
        return selected;
    }

    private static SyntaxNode? Select(SyntaxNode node, string selector)
    {
        switch (node)
        {
            case ParenthesizedSyntax parenthesized:
                return Select(parenthesized.Inner, selector);
            case LetSyntax let:
                return Select(let.Body, selector);
            case LabelSyntax label when label.Name != selector:
                return Select(label.Body, selector);
        }

        if (!int.TryParse(selector, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            number = selector switch { "<<" => 1, ">>" => 2, _ => 0 };
            if (number == 0)
            {
                return Labelled(node, selector);
            }
        }

        ImmutableArray<SyntaxNode> parts = node switch
        {
            JunctionSyntax junction => junction.Items,
            OperatorSyntax operation => operation.Operands,
            ProductSyntax product => product.Factors,
            IfSyntax choice => [choice.Condition, choice.Then, choice.Else],
            NameSyntax name => name.Parts[^1].Arguments,
            SetEnumSyntax set => set.Elements,
            TupleSyntax tuple => tuple.Elements,
            ApplySyntax apply => [apply.Function, .. apply.Arguments],
            FunctionSetSyntax functions => [functions.Domain, functions.Range],
            SubscriptedSyntax action => [action.Action, action.Subscript],
            FairnessSyntax fairness => [fairness.Subscript, fairness.Action],
            _ => [],
        };
        return number >= 1 && number <= parts.Length ? parts[number - 1] : null;
    }

    private static SyntaxNode? Labelled(SyntaxNode node, string label) => node switch
    {
        LabelSyntax labelled when labelled.Name == label => labelled.Body,
        LabelSyntax labelled => Labelled(labelled.Body, label),
        JunctionSyntax junction => First(junction.Items, label),
        OperatorSyntax operation => First(operation.Operands, label),
        ParenthesizedSyntax parenthesized => Labelled(parenthesized.Inner, label),
        LetSyntax let => Labelled(let.Body, label),
        IfSyntax choice => First([choice.Condition, choice.Then, choice.Else], label),
        _ => null,
    };

    private static SyntaxNode? First(ImmutableArray<SyntaxNode> nodes, string label) => nodes.Select(node => Labelled(node, label)).FirstOrDefault(found => found is not null);
}
