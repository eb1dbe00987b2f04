using System.Collections.Immutable;

namespace Tenon.Tla.Syntax;

// Names, literals, and what begins with a word.
internal sealed partial class Parser
{
    private SyntaxNode Primary()
    {
        Token token = Peek;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new NumberSyntax(SpanOf(Next()), token.Text);
            case TokenKind.Decimal:
                return new DecimalSyntax(SpanOf(Next()), token.Text);
            case TokenKind.String:
                return new StringSyntax(SpanOf(Next()), token.Text);
            case TokenKind.Identifier:
                return NamePath(withArguments: true);
            case TokenKind.Keyword:
                return KeywordPrimary(token);
            case TokenKind.Symbol:
                return SymbolPrimary(token);
            default:
                throw Unexpected("an expression");
        }
    }

    private SyntaxNode KeywordPrimary(Token token)
    {
        switch (token.Text)
        {
            case "TRUE" or "FALSE" or "BOOLEAN" or "STRING":
                return new WordSyntax(SpanOf(Next()), token.Text);
            case "IF":
                return If();
            case "CASE":
                return Case();
            case "LET":
                return Let();
            case "CHOOSE":
                return Choose();
            case "LAMBDA":
                return Lambda();
            default:
                throw Unexpected("an expression");
        }
    }

    private SyntaxNode SymbolPrimary(Token token)
    {
        switch (token.Text)
        {
            case "/\\" or "\\/":
                return Junction();
            case "(":
                Next();
                SyntaxNode inner = Expression();
                ExpectClosing(")", token);
                return inner is ProductSyntax ? new ParenthesizedSyntax(From(token), inner) : inner;
            case "{":
                return Braces();
            case "[":
                return Brackets();
            case "<<":
                return Angles();
            case "\\A" or "\\E" or "\\AA" or "\\EE":
                return Quantifier();
            case "@":
                return new AtSyntax(SpanOf(Next()));
            case "WF_" or "SF_":
                return Fairness();
            case "_":
                throw Unexpected("an expression", "'_' stands only for parameters of operators, as in F(_, _)");
            default:
                throw Unexpected("an expression");
        }
    }

    private SyntaxNode NamePath(bool withArguments)
    {
        Token start = Peek;
        ImmutableArray<NamePart>.Builder parts = ImmutableArray.CreateBuilder<NamePart>();
        parts.Add(Part(withArguments));
        while (Peek.Is("!") && IsPart(PeekAt(1)))
        {
            Next();
            parts.Add(Part(withArguments));
        }

        if (parts.Count == 1 && withArguments && Peek.Is("::"))
        {
            Next();
            SyntaxNode body = Expression();
            return new LabelSyntax(From(start), parts[0].Name, body);
        }

        return new NameSyntax(From(start), parts.ToImmutable());
    }

    private static bool IsPart(Token token) =>
        token.Kind is TokenKind.Identifier or TokenKind.Number or TokenKind.Keyword || token.Text is "<<" or ">>" or "@" or ":" || Operators.IsInfix(token) || Operators.IsPostfix(token) || token.Is("-.");

    private NamePart Part(bool withArguments)
    {
        Token name = Next();
        ImmutableArray<SyntaxNode> arguments = withArguments && name.Kind is not TokenKind.Number && Peek.Is("(") ? Arguments() : [];
        return new NamePart(SpanOf(name), name.Text, arguments);
    }

    private ImmutableArray<SyntaxNode> Arguments()
    {
        Token opening = Next();
        ImmutableArray<SyntaxNode>.Builder arguments = ImmutableArray.CreateBuilder<SyntaxNode>();
        do
        {
            arguments.Add(Argument());
        }
        while (Accept(","));
        ExpectClosing(")", opening);
        return arguments.ToImmutable();
    }

    // An expression, or an operator by its symbol alone.
    private SyntaxNode Argument()
    {
        Token token = Peek;
        Token after = PeekAt(1);
        bool isSymbol = Operators.IsInfix(token) || Operators.IsPrefix(token) || Operators.IsPostfix(token);
        if (isSymbol && (after.Is(",") || after.Is(")")))
        {
            Next();
            return new NameSyntax(SpanOf(token), [new NamePart(SpanOf(token), token.Text, [])]);
        }

        return Expression();
    }

    private IfSyntax If()
    {
        Token start = Next();
        SyntaxNode condition = Expression();
        Expect("THEN", "THEN");
        SyntaxNode whenTrue = Expression();
        Expect("ELSE", "ELSE", "every IF needs an ELSE");
        SyntaxNode whenFalse = Expression();
        return new IfSyntax(From(start), condition, whenTrue, whenFalse);
    }

    private CaseSyntax Case()
    {
        Token start = Next();
        ImmutableArray<(SyntaxNode, SyntaxNode)>.Builder arms = ImmutableArray.CreateBuilder<(SyntaxNode, SyntaxNode)>();
        SyntaxNode? other = null;
        do
        {
            if (Accept("OTHER"))
            {
                Expect("->", "'->' after OTHER");
                other = Expression();
                break;
            }

            SyntaxNode guard = Expression();
            Expect("->", "'->' after the condition of a CASE");
            arms.Add((guard, Expression()));
        }
        while (Accept("[]"));
        return new CaseSyntax(From(start), arms.ToImmutable(), other);
    }

    private LetSyntax Let()
    {
        Token start = Next();
        ImmutableArray<UnitSyntax>.Builder definitions = ImmutableArray.CreateBuilder<UnitSyntax>();
        while (!Peek.Is("IN"))
        {
            definitions.Add(Peek.Is("RECURSIVE") ? Recursive() : Definition(isLocal: false, "a definition or IN"));
        }

        Next();
        SyntaxNode body = Expression();
        return new LetSyntax(From(start), definitions.ToImmutable(), body);
    }

    private ChooseSyntax Choose()
    {
        Token start = Next();
        (ImmutableArray<NameToken> names, bool isTuple) = Names(isSingle: true);
        SyntaxNode? domain = Accept("\\in") ? Expression() : null;
        Expect(":", domain is null ? "'\\in' or ':' after the name of a CHOOSE" : "':' before the condition of a CHOOSE");
        SyntaxNode predicate = Expression();
        return new ChooseSyntax(From(start), new BindingSyntax(names, isTuple, domain), predicate);
    }

    private LambdaSyntax Lambda()
    {
        Token start = Next();
        ImmutableArray<NameToken>.Builder parameters = ImmutableArray.CreateBuilder<NameToken>();
        do
        {
            parameters.Add(Name("the name of a parameter of LAMBDA"));
        }
        while (Accept(","));
        Expect(":", "':' before the body of a LAMBDA");
        SyntaxNode body = Expression();
        return new LambdaSyntax(From(start), parameters.ToImmutable(), body);
    }

    private QuantifierSyntax Quantifier()
    {
        Token start = Next();
        ImmutableArray<BindingSyntax> bindings = Bindings(mayBeUnbounded: true);
        Expect(":", "':' before the body of the quantifier");
        SyntaxNode body = Expression();
        return new QuantifierSyntax(From(start), start.Text, bindings, body);
    }

    private FairnessSyntax Fairness()
    {
        Token start = Next();
        SyntaxNode subscript = Subscript(withArguments: false);
        Token opening = Expect("(", "'(' before the action of a fairness condition", "it is written WF_vars(Action)");
        SyntaxNode action = Expression();
        ExpectClosing(")", opening);
        return new FairnessSyntax(From(start), start.Text == "SF_", subscript, action);
    }

    // What may follow the underscore of [A]_v: a name, or something in brackets of any kind.
    private SyntaxNode Subscript(bool withArguments)
    {
        Token token = Peek;
        return token.Kind == TokenKind.Identifier
            ? NamePath(withArguments)
            : token.Is("(") || token.Is("<<") || token.Is("[") || token.Is("{") ? SymbolPrimary(token) : throw Unexpected("the subscript: a name, or something in parentheses or <<...>>");
    }

    private ImmutableArray<BindingSyntax> Bindings(bool mayBeUnbounded)
    {
        ImmutableArray<BindingSyntax>.Builder bindings = ImmutableArray.CreateBuilder<BindingSyntax>();
        do
        {
            (ImmutableArray<NameToken> names, bool isTuple) = Names(isSingle: false);
            if (!Peek.Is("\\in"))
            {
                if (mayBeUnbounded && bindings.Count == 0 && !isTuple && Peek.Is(":"))
                {
                    bindings.Add(new BindingSyntax(names, IsTuple: false, null));
                    break;
                }

                throw Unexpected("'\\in' and a set", Peek.Is("=") || Peek.Is("\\notin") ? "names are bound by \\in" : null);
            }

            Next();
            bindings.Add(new BindingSyntax(names, isTuple, Expression()));
        }
        while (Accept(","));
        return bindings.ToImmutable();
    }

    private (ImmutableArray<NameToken> Names, bool IsTuple) Names(bool isSingle)
    {
        ImmutableArray<NameToken>.Builder names = ImmutableArray.CreateBuilder<NameToken>();
        if (Peek.Is("<<"))
        {
            Token opening = Next();
            do
            {
                names.Add(Name("a name to bind"));
            }
            while (Accept(","));
            ExpectClosing(">>", opening);
            return (names.ToImmutable(), true);
        }

        do
        {
            names.Add(Name("a name to bind"));
        }
        while (!isSingle && Accept(","));
        return (names.ToImmutable(), false);
    }
}
