namespace Tenon.Tla.Syntax;

/// <summary>What people often write instead of what TLA+ wants.</summary>
internal static class Mistakes
{
    /// <summary>A hint for a token where another was expected; null if nothing is known.</summary>
    /// <param name="tokens">All tokens.</param>
    /// <param name="at">The one that was found.</param>
    public static string? HintFor(List<Token> tokens, int at)
    {
        Token found = tokens[at];
        Token? before = at > 0 ? tokens[at - 1] : null;
        return found switch
        {
            { Kind: TokenKind.Symbol, Text: "==" } => "'==' defines, '=' compares; inside an expression use '='",
            { Kind: TokenKind.Symbol, Text: ":=" or "::=" } => "an assignment is written x' = e, a definition Op == e",
            { Kind: TokenKind.Symbol, Text: "!" } when tokens[at + 1].Is("=") => "'is not' is written # or /=",
            { Kind: TokenKind.Symbol, Text: "!" } => "'not' is written ~",
            { Kind: TokenKind.Symbol, Text: ";" } => "nothing is ended by a semicolon",
            { Kind: TokenKind.Symbol, Text: "->" } => "'->' is for CASE and for sets of functions [S -> T]; functions and records use |->, implication is =>",
            { Kind: TokenKind.Symbol, Text: "|->" } => "'|->' stands in functions [x \\in S |-> e] and records [a |-> e]; implication is =>",
            { Kind: TokenKind.Symbol, Text: ":" } => "functions are written [x \\in S |-> e] and records [a |-> e]",
            { Kind: TokenKind.Symbol, Text: "=" } when IsDefinition(tokens, at) => "a definition is written with '=='",
            { Kind: TokenKind.Keyword, Text: "THEN" } => "THEN needs an IF before it",
            _ => Word(found) ?? (before is null ? null : Word(before)),
        };
    }

    // At the beginning of a line: name, perhaps parameters, and this.
    private static bool IsDefinition(List<Token> tokens, int at)
    {
        int i = at - 1;
        if (i > 0 && tokens[i].Is(")"))
        {
            while (i > 0 && !tokens[i].Is("("))
            {
                i--;
            }

            i--;
        }

        return i >= 0 && tokens[i].Kind == TokenKind.Identifier && (i == 0 || tokens[i - 1].Line < tokens[i].Line);
    }

    private static string? Word(Token token) => token.Kind != TokenKind.Identifier
        ? null
        : token.Text switch
        {
            "and" or "And" or "AND" => "'and' is written /\\",
            "or" or "Or" or "OR" => "'or' is written \\/",
            "not" or "Not" or "NOT" => "'not' is written ~",
            "true" or "false" => $"it is written {token.Text.ToUpperInvariant()}",
            "in" or "In" => "membership is written \\in",
            "mod" => "the remainder is written %",
            "forall" => "it is written \\A x \\in S : P",
            "exists" => "it is written \\E x \\in S : P",
            string text when Symbols.Keywords.Contains(text.ToUpperInvariant()) => $"words of the language are written in capitals: {text.ToUpperInvariant()}",
            _ => null,
        };
}
