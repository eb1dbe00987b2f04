using System.Collections.Immutable;

namespace Tenon.Tla.Syntax;

// Modules and what they are made of.
internal sealed partial class Parser
{
    private ModuleSyntax Module()
    {
        string outer = _module;
        Token start = Next();
        Expect("MODULE", "MODULE after the dashes", "a module begins with a line like: ---- MODULE Name ----");
        _module = Peek.Kind == TokenKind.Identifier ? Peek.Text : outer;
        NameToken name = Name("the name of the module");
        if (Peek.Kind != TokenKind.Dashes)
        {
            throw Unexpected("at least four dashes after the module's name");
        }

        Next();
        ImmutableArray<NameToken>.Builder extends = ImmutableArray.CreateBuilder<NameToken>();
        if (Accept("EXTENDS"))
        {
            do
            {
                extends.Add(Name("the name of a module to extend"));
            }
            while (Accept(","));
        }

        ImmutableArray<UnitSyntax>.Builder units = ImmutableArray.CreateBuilder<UnitSyntax>();
        while (Peek.Kind != TokenKind.ModuleEnd)
        {
            if (Peek.Kind == TokenKind.EndOfText)
            {
                throw Unexpected("the end of the module", $"the module {name.Name} has to end with a line of ====");
            }

            AddUnit(units);
        }

        Next();
        ModuleSyntax module = new(name, From(start), extends.ToImmutable(), units.ToImmutable());
        _module = outer;
        return module;
    }

    private void AddUnit(ImmutableArray<UnitSyntax>.Builder units)
    {
        int start = _at;
        try
        {
            if (Unit() is UnitSyntax unit)
            {
                units.Add(unit);
            }
        }
        catch (ParseException e)
        {
            _diagnostics.Add(e.Diagnostic);
            Recover(start);
        }
    }

    // Goes on where the next unit seems to begin: at the beginning of a line, not to the right of where the failed one began.
    private void Recover(int start)
    {
        _bullets.Clear();
        _depth = 0;
        int column = _tokens[start].Column;
        while (Peek.Kind is not (TokenKind.EndOfText or TokenKind.ModuleEnd))
        {
            Next();
            if (Peek.Column <= column && Peek.Line > _last.Line && (Peek.Kind == TokenKind.Dashes || IsUnitKeyword(Peek) || IsDefinitionAhead()))
            {
                return;
            }
        }
    }

    private static bool IsUnitKeyword(Token token) => token.Kind == TokenKind.Keyword && UnitKeywords.Contains(token.Text);

    private UnitSyntax? Unit()
    {
        Token token = Peek;
        switch (token.Text)
        {
            case "CONSTANT" or "CONSTANTS" when token.Kind == TokenKind.Keyword:
                Next();
                ImmutableArray<DeclaredName> constants = DeclaredNames("the name of a constant");
                return new ConstantsSyntax(From(token), constants);
            case "VARIABLE" or "VARIABLES" when token.Kind == TokenKind.Keyword:
                return Variables();
            case "RECURSIVE" when token.Kind == TokenKind.Keyword:
                return Recursive();
            case "ASSUME" or "ASSUMPTION" or "AXIOM" when token.Kind == TokenKind.Keyword:
                Next();
                NameToken? assumptionName = UnitName();
                SyntaxNode assumption = Expression();
                return new AssumeSyntax(From(token), assumptionName, assumption);
            case "THEOREM" or "LEMMA" or "PROPOSITION" or "COROLLARY" when token.Kind == TokenKind.Keyword:
                return Theorem();
            case "USE" or "HIDE" when token.Kind == TokenKind.Keyword:
                Next();
                SkipFacts();
                return null;
            case "LOCAL" when token.Kind == TokenKind.Keyword:
                Next();
                return Peek.Is("INSTANCE") ? Instance(token, null, [], isLocal: true) : Definition(isLocal: true, "a definition or INSTANCE after LOCAL");
            case "INSTANCE" when token.Kind == TokenKind.Keyword:
                return Instance(token, null, [], isLocal: false);
        }

        if (token.Kind == TokenKind.Dashes)
        {
            if (PeekAt(1).Is("MODULE"))
            {
                ModuleSyntax nested = Module();
                return new NestedModuleSyntax(nested.Span, nested);
            }

            Next();
            return null;
        }

        return Definition(isLocal: false, "a definition, a declaration, or the end of the module");
    }

    private VariablesSyntax Variables()
    {
        Token start = Next();
        ImmutableArray<NameToken>.Builder names = ImmutableArray.CreateBuilder<NameToken>();
        do
        {
            names.Add(Name("the name of a variable"));
        }
        while (Accept(","));
        return Peek.Kind == TokenKind.Identifier && !IsDefinitionAhead()
            ? throw Unexpected("',' or the next declaration", "names are separated by commas")
            : new VariablesSyntax(From(start), names.ToImmutable());
    }

    private RecursiveSyntax Recursive()
    {
        Token start = Next();
        ImmutableArray<DeclaredName> names = DeclaredNames("the name of an operator");
        return new RecursiveSyntax(From(start), names);
    }

    private ImmutableArray<DeclaredName> DeclaredNames(string expected)
    {
        ImmutableArray<DeclaredName>.Builder names = ImmutableArray.CreateBuilder<DeclaredName>();
        do
        {
            names.Add(Declared(expected));
        }
        while (Accept(","));
        return names.ToImmutable();
    }

    // x, F(_, _), _ + _, -. _, _ ^+
    private DeclaredName Declared(string expected)
    {
        Token start = Peek;
        if (start.Is("_"))
        {
            Next();
            Token symbol = Peek;
            if (Operators.IsInfix(symbol))
            {
                Next();
                Expect("_", $"'_' after {symbol.Raw}");
                return new DeclaredName(symbol.Text, 2, From(start));
            }

            return Operators.IsPostfix(symbol) ? new DeclaredName(Next().Text, 1, From(start)) : throw Unexpected("an operator's symbol after '_'");
        }

        if (Operators.IsPrefix(start))
        {
            Next();
            Expect("_", $"'_' after {start.Raw}");
            return new DeclaredName(start.Text, 1, From(start));
        }

        NameToken name = Name(expected);
        int arity = 0;
        if (Peek.Is("("))
        {
            Token opening = Next();
            do
            {
                Expect("_", "'_' for a parameter");
                arity++;
            }
            while (Accept(","));
            ExpectClosing(")", opening);
        }

        return new DeclaredName(name.Name, arity, From(name.Span));
    }

    private NameToken? UnitName()
    {
        if (Peek.Kind != TokenKind.Identifier || !PeekAt(1).Is("=="))
        {
            return null;
        }

        NameToken name = Name("a name");
        Next();
        return name;
    }

    private UnitSyntax Definition(bool isLocal, string expected)
    {
        Token start = Peek;
        if (start.Is("-."))
        {
            Next();
            DeclaredName operand = Declared("the name of the operand");
            return Body(start, new DeclaredName(start.Text, 1, SpanOf(start)), [operand], isLocal);
        }

        if (start.Kind != TokenKind.Identifier)
        {
            throw Unexpected(expected);
        }

        Token after = PeekAt(1);
        if (Operators.IsInfix(after) && PeekAt(2).Kind == TokenKind.Identifier && PeekAt(3).Is("=="))
        {
            DeclaredName left = Declared(expected);
            Token symbol = Next();
            DeclaredName right = Declared(expected);
            return Body(start, new DeclaredName(symbol.Text, 2, SpanOf(symbol)), [left, right], isLocal);
        }

        if (Operators.IsPostfix(after) && PeekAt(2).Is("=="))
        {
            DeclaredName operand = Declared(expected);
            Token symbol = Next();
            return Body(start, new DeclaredName(symbol.Text, 1, SpanOf(symbol)), [operand], isLocal);
        }

        Next();
        if (Peek.Is("["))
        {
            Token opening = Next();
            ImmutableArray<BindingSyntax> bindings = Bindings(mayBeUnbounded: false);
            ExpectClosing("]", opening);
            Expect("==", $"'==' after the arguments of the function {start.Raw}");
            SyntaxNode body = Expression();
            return new FunctionDefinitionSyntax(From(start), new DeclaredName(start.Text, 0, SpanOf(start)), bindings, body, isLocal);
        }

        ImmutableArray<DeclaredName> parameters = [];
        if (Peek.Is("("))
        {
            Token opening = Next();
            parameters = DeclaredNames("the name of a parameter");
            ExpectClosing(")", opening);
        }

        return Body(start, new DeclaredName(start.Text, parameters.Length, SpanOf(start)), parameters, isLocal);
    }

    private UnitSyntax Body(Token start, DeclaredName name, ImmutableArray<DeclaredName> parameters, bool isLocal)
    {
        Expect("==", $"'==' to define {name.Name}");
        if (Peek.Is("INSTANCE"))
        {
            return Instance(start, name, parameters, isLocal);
        }

        SyntaxNode body = Expression();
        return new DefinitionSyntax(From(start), name, parameters, body, isLocal);
    }

    private InstanceSyntax Instance(Token start, DeclaredName? name, ImmutableArray<DeclaredName> parameters, bool isLocal)
    {
        Next();
        NameToken module = Name("the name of a module");
        ImmutableArray<(NameToken, SyntaxNode)>.Builder substitutions = ImmutableArray.CreateBuilder<(NameToken, SyntaxNode)>();
        if (Accept("WITH"))
        {
            do
            {
                Token target = Peek;
                if (target.Kind != TokenKind.Identifier && !Operators.IsInfix(target) && !Operators.IsPrefix(target) && !Operators.IsPostfix(target))
                {
                    throw Unexpected($"the name of a constant or variable of {module.Name}");
                }

                Next();
                Expect("<-", $"'<-' after {target.Raw}");
                substitutions.Add((new NameToken(target.Text, SpanOf(target)), SubstitutedValue()));
            }
            while (Accept(","));
        }

        return new InstanceSyntax(From(start), name, parameters, module, substitutions.ToImmutable(), isLocal);
    }

    private SyntaxNode SubstitutedValue()
    {
        Token token = Peek;
        Token after = PeekAt(1);
        bool isSymbol = Operators.IsInfix(token) || Operators.IsPrefix(token) || Operators.IsPostfix(token);
        bool endsHere = after.Is(",") || after.Line > token.Line;
        if (!isSymbol || !endsHere)
        {
            return Expression();
        }

        Next();
        return new NameSyntax(SpanOf(token), [new NamePart(SpanOf(token), token.Text, [])]);
    }

    // Whether a definition begins here: name ==, name(...) ==, name[...] ==, a (+) b ==.
    private bool IsDefinitionAhead()
    {
        Token token = PeekAt(0);
        if (token.Is("-."))
        {
            return PeekAt(1).Kind == TokenKind.Identifier && PeekAt(2).Is("==");
        }

        if (token.Kind != TokenKind.Identifier)
        {
            return false;
        }

        Token after = PeekAt(1);
        if (after.Is("=="))
        {
            return true;
        }

        if (Operators.IsInfix(after))
        {
            return PeekAt(2).Kind == TokenKind.Identifier && PeekAt(3).Is("==");
        }

        if (Operators.IsPostfix(after))
        {
            return PeekAt(2).Is("==");
        }

        if (!after.Is("(") && !after.Is("["))
        {
            return false;
        }

        int depth = 0;
        int i = 1;
        do
        {
            Token each = PeekAt(i);
            depth += each.Is("(") || each.Is("[") || each.Is("{") ? 1 : each.Is(")") || each.Is("]") || each.Is("}") || each.Is("]_") ? -1 : 0;
            if (each.Kind is TokenKind.EndOfText or TokenKind.ModuleEnd)
            {
                return false;
            }

            i++;
        }
        while (depth > 0);
        return PeekAt(i).Is("==");
    }
}
