namespace Tenon.Tla.Syntax;

// Theorems, whose proofs are skipped: they are for provers.
internal sealed partial class Parser
{
    private TheoremSyntax Theorem()
    {
        Token start = Next();
        NameToken? name = UnitName();
        SyntaxNode? body = null;
        if (Peek.Is("ASSUME"))
        {
            SkipAssumeProve();
        }
        else
        {
            body = Expression();
        }

        SourceSpan span = From(start);
        if (Peek.Kind == TokenKind.ProofStep || IsLeafProof(Peek) || Peek.Is("PROOF"))
        {
            SkipProof();
        }

        return new TheoremSyntax(span, name, body);
    }

    private static bool IsLeafProof(Token token) => token.Is("BY") || token.Is("OBVIOUS") || token.Is("OMITTED");

    // ASSUME NEW x \in S, P, ASSUME Q PROVE R PROVE T: nothing of it is kept.
    private void SkipAssumeProve()
    {
        Next();
        do
        {
            if (Peek.Is("ASSUME"))
            {
                SkipAssumeProve();
            }
            else if (Peek.Is("NEW") || Peek.Is("CONSTANT") || Peek.Is("VARIABLE") || Peek.Is("STATE") || Peek.Is("ACTION") || Peek.Is("TEMPORAL"))
            {
                while (Peek.Is("NEW") || Peek.Is("CONSTANT") || Peek.Is("VARIABLE") || Peek.Is("STATE") || Peek.Is("ACTION") || Peek.Is("TEMPORAL"))
                {
                    Next();
                }

                Declared("a new name");
                _ = Accept("\\in") ? Expression() : null;
            }
            else
            {
                Expression();
            }
        }
        while (Accept(","));
        Expect("PROVE", "',' or PROVE");
        Expression();
    }

    // Steps go on until the one after QED, which has a leaf proof or none; only then can a unit of the module begin, so that the definitions
    // inside of steps are not taken for the module's.
    private void SkipProof()
    {
        bool mayEnd = false;
        while (Peek.Kind is not (TokenKind.EndOfText or TokenKind.ModuleEnd))
        {
            Token token = Next();
            if (token.Kind == TokenKind.ProofStep)
            {
                mayEnd = Peek.Is("QED");
                continue;
            }

            if (IsLeafProof(token))
            {
                SkipFacts();
                mayEnd = true;
            }
            else if (token.Is("PROOF"))
            {
                mayEnd = false;
            }

            if (mayEnd && Peek.Kind != TokenKind.ProofStep && !IsLeafProof(Peek) && !Peek.Is("PROOF") && IsUnitStart())
            {
                return;
            }
        }
    }

    // The facts of BY, USE or HIDE, up to the next step or unit. A step's name is a fact where a fact has to stand.
    private void SkipFacts()
    {
        while (Peek.Kind is not (TokenKind.EndOfText or TokenKind.ModuleEnd))
        {
            bool isFactWanted = _last.Is(",") || _last.Is("BY") || _last.Is("ONLY") || _last.Is("USE") || _last.Is("HIDE") || _last.Is("DEF") || _last.Is("DEFS") || _last.Is("(");
            bool isStep = Peek.Kind == TokenKind.ProofStep;
            if (!isFactWanted && (isStep || IsLeafProof(Peek) || Peek.Is("PROOF") || IsUnitStart()))
            {
                return;
            }

            Next();
        }
    }

    private bool IsUnitStart()
    {
        Token token = Peek;
        return token.Kind is TokenKind.Dashes or TokenKind.ModuleEnd or TokenKind.EndOfText || IsUnitKeyword(token) || token.Is("USE") || token.Is("HIDE")
            || (!_last.Is("MODULE") && IsDefinitionAhead());
    }
}
