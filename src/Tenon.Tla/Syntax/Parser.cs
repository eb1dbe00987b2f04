using System.Collections.Immutable;
using System.Globalization;

namespace Tenon.Tla.Syntax;

/// <summary>Parses modules and expressions.</summary>
/// <remarks>
/// <para>
/// Written by hand, top down. Two things of TLA+ need care. Operators have ranges of precedence, in a table, and which of two neighbours binds tighter
/// may be left open: that is an error (Parser.Expressions.cs). And a list of bullets ends by columns: while the items of a list are parsed,
/// every token that does not stand to the right of the bullets looks like <see cref="TokenKind.EndOfItem"/>, whatever it is (<see cref="Peek"/>).
/// </para>
/// <para>An error ends the unit, a definition or a declaration, that it is in; the next one that begins on a line of its own is parsed again.</para>
/// </remarks>
internal sealed partial class Parser
{
    private static readonly ImmutableArray<string> UnitKeywords =
    [
        "CONSTANT", "CONSTANTS", "VARIABLE", "VARIABLES", "RECURSIVE", "LOCAL", "INSTANCE", "ASSUME", "ASSUMPTION", "AXIOM", "THEOREM", "LEMMA", "PROPOSITION", "COROLLARY",
    ];

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<Token> _tokens;
    private readonly List<int> _bullets = [];
    private string _module = "";
    private int _at;
    private Token _last;

    private Parser(SourceText source, List<Token> tokens, DiagnosticBag diagnostics)
    {
        (_source, _tokens, _diagnostics) = (source, tokens, diagnostics);
        _last = tokens[0];
    }

    /// <summary>Parses a file; a file can hold several modules, of which the first is the one that it is named after.</summary>
    /// <param name="source">The text.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <returns>The modules; none if there is no header.</returns>
    public static ImmutableArray<ModuleSyntax> ParseFile(SourceText source, DiagnosticBag diagnostics)
    {
        List<Token> tokens = Lexer.Module(source, diagnostics);
        Parser parser = new(source, tokens, diagnostics);
        ImmutableArray<ModuleSyntax>.Builder modules = ImmutableArray.CreateBuilder<ModuleSyntax>();
        if (tokens[0].Kind == TokenKind.EndOfText)
        {
            string name = Path.GetFileNameWithoutExtension(source.Path);
            diagnostics.Error(
                new SourceSpan(source, name, 1, 1, 1, 1), "there is no module in this file", $"a module begins with a line like: ---- MODULE {name} ----");
        }

        while (parser._tokens[parser._at].Kind == TokenKind.Dashes)
        {
            try
            {
                modules.Add(parser.Module());
            }
            catch (ParseException e)
            {
                diagnostics.Add(e.Diagnostic);
                break;
            }
        }

        return modules.ToImmutable();
    }

    /// <summary>Parses one expression.</summary>
    /// <exception cref="ParseException">It is none.</exception>
    public static SyntaxNode ParseExpression(SourceText source, DiagnosticBag diagnostics)
    {
        Parser parser = new(source, Lexer.Fragment(source, diagnostics), diagnostics);
        SyntaxNode expression = parser.Expression();
        return parser.Peek.Kind == TokenKind.EndOfText ? expression : throw parser.Unexpected("the end of the expression");
    }

    /// <summary>
    /// The next token; while the items of a list of bullets are parsed, one that does not stand to the right of the bullets is the end of the item.
    /// </summary>
    private Token Peek
    {
        get
        {
            Token token = _tokens[_at];
            return _bullets.Count > 0 && token.Column <= _bullets[^1] ? token with { Kind = TokenKind.EndOfItem } : token;
        }
    }

    private Token PeekAt(int ahead) => _tokens[Math.Min(_at + ahead, _tokens.Count - 1)];

    private Token Next()
    {
        _last = _tokens[_at];
        if (_at < _tokens.Count - 1)
        {
            _at++;
        }

        return _last;
    }

    private bool Accept(string symbol)
    {
        if (!Peek.Is(symbol))
        {
            return false;
        }

        Next();
        return true;
    }

    private Token Expect(string symbol, string expected, string? hint = null) => Peek.Is(symbol) ? Next() : throw Unexpected(expected, hint);

    private Token ExpectClosing(string symbol, Token opening) =>
        Peek.Is(symbol) ? Next() : throw Unexpected(string.Create(CultureInfo.InvariantCulture, $"'{symbol}' to close the '{opening.Raw}' of line {opening.Line}, column {opening.Column}"));

    private NameToken Name(string expected)
    {
        Token token = Peek;
        return token.Kind == TokenKind.Identifier
            ? new NameToken(token.Text, SpanOf(Next()))
            : throw Unexpected(expected, token.Kind == TokenKind.Keyword ? $"'{token.Raw}' is a word of the language and cannot be a name" : null);
    }

    private SourceSpan SpanOf(Token token) => new(_source, _module, token.Line, token.Column, token.EndLine, token.EndColumn);

    private SourceSpan From(Token start) => SpanOf(start).To(SpanOf(_last));

    private SourceSpan From(SourceSpan start) => start.To(SpanOf(_last));

    private ParseException Unexpected(string expected, string? hint = null)
    {
        Token token = _tokens[_at];
        string found = token.Shown;
        if (_bullets.Count > 0 && token.Column <= _bullets[^1] && token.Kind != TokenKind.EndOfText)
        {
            found += string.Create(CultureInfo.InvariantCulture, $", which ends the list of bullets in column {_bullets[^1]}");
            hint ??= "what belongs to an item of a list stands to the right of its bullet";
        }

        return new ParseException(new Diagnostic(SpanOf(token), $"found {found}, expected {expected}", hint ?? Mistakes.HintFor(_tokens, _at)));
    }
}
