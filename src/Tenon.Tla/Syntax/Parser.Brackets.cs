using System.Collections.Immutable;

namespace Tenon.Tla.Syntax;

// Braces, brackets and angle brackets: several forms each, told apart by looking ahead, or by reading on and going back.
internal sealed partial class Parser
{
    // {}, {a, b}, {x \in S : P}, {e : x \in S, y \in T}
    private SyntaxNode Braces()
    {
        Token opening = Next();
        if (Peek.Is("}"))
        {
            Next();
            return new SetEnumSyntax(From(opening), []);
        }

        if (IsBindingAhead(isSingle: true))
        {
            int mark = _at;
            (ImmutableArray<NameToken> names, bool isTuple) = Names(isSingle: true);
            Next();
            SyntaxNode domain = Expression();
            if (Accept(":"))
            {
                SyntaxNode predicate = Expression();
                ExpectClosing("}", opening);
                return new SetFilterSyntax(From(opening), new BindingSyntax(names, isTuple, domain), predicate);
            }

            _at = mark;
        }

        SyntaxNode first = Expression();
        if (Accept(":"))
        {
            ImmutableArray<BindingSyntax> bindings = Bindings(mayBeUnbounded: false);
            ExpectClosing("}", opening);
            return new SetMapSyntax(From(opening), first, bindings);
        }

        ImmutableArray<SyntaxNode> elements = Accept(",") ? [first, .. List()] : [first];
        if (Peek.Is("|->") || Peek.Is("->"))
        {
            throw Unexpected("',', ':' or '}'", "sets are written {x \\in S : P} and {e : x \\in S}");
        }

        ExpectClosing("}", opening);
        return new SetEnumSyntax(From(opening), elements);
    }

    // <<a, b>>, <<A>>_v
    private SyntaxNode Angles()
    {
        Token opening = Next();
        if (Accept(">>"))
        {
            return new TupleSyntax(From(opening), []);
        }

        ImmutableArray<SyntaxNode> elements = List();
        if (Peek.Is(">>_"))
        {
            Next();
            SyntaxNode subscript = Subscript(withArguments: true);
            return elements.Length == 1
                ? new SubscriptedSyntax(From(opening), IsAngle: true, elements[0], subscript)
                : throw new ParseException(new Diagnostic(SpanOf(opening), "an action <<A>>_v is one formula, not several"));
        }

        ExpectClosing(">>", opening);
        return new TupleSyntax(From(opening), elements);
    }

    // [a |-> e], [a : S], [x \in S |-> e], [S -> T], [f EXCEPT ...], [A]_v
    private SyntaxNode Brackets()
    {
        Token opening = Next();
        bool isField = Peek.Kind is TokenKind.Identifier or TokenKind.Keyword && (PeekAt(1).Is("|->") || PeekAt(1).Is(":"));
        if (isField)
        {
            return Record(opening);
        }

        if (IsBindingAhead(isSingle: false))
        {
            int mark = _at;
            ImmutableArray<BindingSyntax> bindings = Bindings(mayBeUnbounded: false);
            if (Accept("|->"))
            {
                SyntaxNode body = Expression();
                ExpectClosing("]", opening);
                return new FunctionSyntax(From(opening), bindings, body);
            }

            if (!Peek.Is("]_"))
            {
                throw Unexpected("'|->' and the value of the function", Peek.Is(":") || Peek.Is("->") ? "a function is written [x \\in S |-> e]" : null);
            }

            _at = mark;
        }

        SyntaxNode first = Expression();
        Token token = Peek;
        switch (token.Text)
        {
            case "->" when token.Kind == TokenKind.Symbol:
                Next();
                SyntaxNode range = Expression();
                ExpectClosing("]", opening);
                return new FunctionSetSyntax(From(opening), first, range);
            case "EXCEPT" when token.Kind == TokenKind.Keyword:
                return Except(opening, first);
            case "]_" when token.Kind == TokenKind.Symbol:
                Next();
                SyntaxNode subscript = Subscript(withArguments: true);
                return new SubscriptedSyntax(From(opening), IsAngle: false, first, subscript);
            case "]" when token.Kind == TokenKind.Symbol:
                throw Unexpected("'->', 'EXCEPT' or ']_' and a subscript", "a sequence is written <<a, b>>, an action with its subscript [A]_v");
            default:
                throw Unexpected("'->', 'EXCEPT' or ']_' and a subscript");
        }
    }

    private RecordSyntax Record(Token opening)
    {
        bool isSet = PeekAt(1).Is(":");
        string separator = isSet ? ":" : "|->";
        ImmutableArray<(NameToken, SyntaxNode)>.Builder fields = ImmutableArray.CreateBuilder<(NameToken, SyntaxNode)>();
        do
        {
            if (Peek.Kind is not (TokenKind.Identifier or TokenKind.Keyword))
            {
                throw Unexpected("the name of a field", Peek.Kind == TokenKind.String ? "field names have no quotes" : null);
            }

            Token name = Next();
            Expect(separator, $"'{separator}' after the field {name.Raw}", isSet
                ? "a set of records is written [a : S, b : T], a record [a |-> e, b |-> f]"
                : "a record is written [a |-> e, b |-> f], a set of records [a : S, b : T]");
            fields.Add((new NameToken(name.Raw, SpanOf(name)), Expression()));
        }
        while (Accept(","));
        ExpectClosing("]", opening);
        return new RecordSyntax(From(opening), isSet, fields.ToImmutable());
    }

    private ExceptSyntax Except(Token opening, SyntaxNode function)
    {
        Next();
        ImmutableArray<(SourceSpan, ImmutableArray<PathStep>, SyntaxNode)>.Builder clauses = ImmutableArray.CreateBuilder<(SourceSpan, ImmutableArray<PathStep>, SyntaxNode)>();
        do
        {
            Token start = Expect("!", "'!' at the beginning of what is to be replaced", "it is written [f EXCEPT ![i] = e] or [r EXCEPT !.field = e]");
            ImmutableArray<PathStep>.Builder path = ImmutableArray.CreateBuilder<PathStep>();
            while (!Peek.Is("="))
            {
                path.Add(Step());
            }

            if (path.Count == 0)
            {
                throw Unexpected("'[' or '.' after '!'");
            }

            Next();
            SyntaxNode value = Expression();
            clauses.Add((From(start), path.ToImmutable(), value));
        }
        while (Accept(","));
        ExpectClosing("]", opening);
        return new ExceptSyntax(From(opening), function, clauses.ToImmutable());
    }

    private PathStep Step()
    {
        Token token = Peek;
        if (token.Is("["))
        {
            Next();
            ImmutableArray<SyntaxNode> arguments = List();
            ExpectClosing("]", token);
            return new PathStep(arguments, null);
        }

        if (token.Is(".") && PeekAt(1).Kind is TokenKind.Identifier or TokenKind.Keyword)
        {
            Next();
            Token field = Next();
            return new PathStep([], new NameToken(field.Raw, SpanOf(field)));
        }

        throw Unexpected("'[', '.' or '='", token.Is("==") || token.Is("|->") || token.Is(":=") ? "a clause is written ![i] = e" : null);
    }

    // Whether names and \in come next: x \in, or unless a single one is wanted x, y \in, or <<x, y>> \in.
    private bool IsBindingAhead(bool isSingle)
    {
        int i = 0;
        if (PeekAt(0).Is("<<"))
        {
            i = 1;
            while (PeekAt(i).Kind == TokenKind.Identifier && PeekAt(i + 1).Is(","))
            {
                i += 2;
            }

            return PeekAt(i).Kind == TokenKind.Identifier && PeekAt(i + 1).Is(">>") && PeekAt(i + 2).Is("\\in");
        }

        while (!isSingle && PeekAt(i).Kind == TokenKind.Identifier && PeekAt(i + 1).Is(","))
        {
            i += 2;
        }

        return PeekAt(i).Kind == TokenKind.Identifier && PeekAt(i + 1).Is("\\in");
    }
}
