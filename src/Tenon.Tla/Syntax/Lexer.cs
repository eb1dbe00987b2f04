using System.Globalization;
using System.Text;

namespace Tenon.Tla.Syntax;

/// <summary>Splits a text into tokens.</summary>
/// <remarks>
/// Columns count code points, a tab reaching to the next multiple of eight: lists of bullets depend on them. Comments are left out, also those
/// that hold an algorithm in PlusCal, of which only the translation is read.
/// </remarks>
internal sealed class Lexer
{
    private readonly SourceText _source;
    private readonly string _text;
    private readonly DiagnosticBag _diagnostics;
    private readonly string _module;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _column = 1;
    private int _lastLine = 1;
    private int _lastColumn = 1;

    private Lexer(SourceText source, DiagnosticBag diagnostics, string module) =>
        (_source, _text, _diagnostics, _module) = (source, source.Text, diagnostics, module);

    /// <summary>The tokens of a module's file: from its first header <c>---- MODULE</c> on; empty but for the end if there is none.</summary>
    public static List<Token> Module(SourceText source, DiagnosticBag diagnostics)
    {
        Lexer lexer = new(source, diagnostics, Path.GetFileNameWithoutExtension(source.Path));
        lexer.SkipToHeader();
        lexer.Run(stopsAfterModule: true);
        return lexer._tokens;
    }

    /// <summary>The tokens of a text that has no module's header: an expression, or a configuration.</summary>
    public static List<Token> Fragment(SourceText source, DiagnosticBag diagnostics)
    {
        Lexer lexer = new(source, diagnostics, "");
        lexer.Run(stopsAfterModule: false);
        return lexer._tokens;
    }

    // Text before the header is no TLA+ and may be anything.
    private void SkipToHeader()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] != '-')
            {
                Advance();
                continue;
            }

            int dashes = CountRun('-');
            int word = _at + dashes;
            while (word < _text.Length && _text[word] is ' ' or '\t')
            {
                word++;
            }

            if (dashes >= 4 && _text.AsSpan(word).StartsWith("MODULE", StringComparison.Ordinal))
            {
                return;
            }

            Advance(dashes);
        }
    }

    private void Run(bool stopsAfterModule)
    {
        int depth = 0;
        while (true)
        {
            SkipSpace();
            if (_at >= _text.Length)
            {
                break;
            }

            Next();
            if (stopsAfterModule && _tokens.Count > 0)
            {
                depth += _tokens[^1].Is("MODULE") && _tokens.Count > 1 && _tokens[^2].Kind == TokenKind.Dashes ? 1 : 0;
                depth -= _tokens[^1].Kind == TokenKind.ModuleEnd ? 1 : 0;
                if (depth == 0 && _tokens[^1].Kind == TokenKind.ModuleEnd)
                {
                    // Text after the module may be anything, but for further modules.
                    SkipToHeader();
                }
            }
        }

        _tokens.Add(new Token(TokenKind.EndOfText, "", "", _line, _column, _line, _column, _at));
    }

    private void SkipSpace()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]) || _text[_at] == '\uFEFF')
            {
                Advance();
            }
            else if (StartsWith("\\*"))
            {
                while (_at < _text.Length && _text[_at] != '\n')
                {
                    Advance();
                }
            }
            else if (StartsWith("(*"))
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipComment()
    {
        (int line, int column) = (_line, _column);
        int depth = 0;
        do
        {
            if (StartsWith("(*"))
            {
                depth++;
                Advance(2);
            }
            else if (StartsWith("*)"))
            {
                depth--;
                Advance(2);
            }
            else
            {
                Advance();
            }
        }
        while (depth > 0 && _at < _text.Length);
        if (depth > 0)
        {
            _diagnostics.Error(new SourceSpan(_source, _module, line, column, line, column + 1), "this comment is not closed", "every (* needs a *); they nest");
        }
    }

    private void Next()
    {
        char first = _text[_at];
        if (char.IsAsciiLetterOrDigit(first) || first == '_')
        {
            Word();
        }
        else if (first == '"')
        {
            Text();
        }
        else if (first == '\\' && TryBackslash())
        {
        }
        else if (first == '<' && TryProofStep())
        {
        }
        else if (first == '-' && CountRun('-') >= 4)
        {
            Take(TokenKind.Dashes, CountRun('-'));
        }
        else if (first == '=' && CountRun('=') >= 4)
        {
            Take(TokenKind.ModuleEnd, CountRun('='));
        }
        else if (Symbols.Longest(_text.AsSpan(_at)) is string symbol)
        {
            Take(TokenKind.Symbol, symbol.Length, Symbols.Canonical(symbol));
        }
        else
        {
            Beyond();
        }
    }

    private void Word()
    {
        if (StartsWith("WF_") || StartsWith("SF_"))
        {
            Take(TokenKind.Symbol, 3);
            return;
        }

        int end = _at;
        bool hasLetter = false;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_'))
        {
            hasLetter |= char.IsAsciiLetter(_text[end]);
            end++;
        }

        string word = _text[_at..end];
        if (hasLetter)
        {
            Take(Symbols.Keywords.Contains(word) ? TokenKind.Keyword : TokenKind.Identifier, word.Length);
            return;
        }

        if (word[0] == '_')
        {
            Take(TokenKind.Symbol, 1);
            return;
        }

        int digits = word.IndexOf('_', StringComparison.Ordinal);
        end = digits < 0 ? end : _at + digits;
        bool isDecimal = end + 1 < _text.Length && _text[end] == '.' && char.IsAsciiDigit(_text[end + 1]);
        if (isDecimal)
        {
            end++;
            while (end < _text.Length && char.IsAsciiDigit(_text[end]))
            {
                end++;
            }
        }

        Take(isDecimal ? TokenKind.Decimal : TokenKind.Number, end - _at);
    }

    private void Text()
    {
        StringBuilder value = new();
        int end = _at + 1;
        while (true)
        {
            if (end >= _text.Length || _text[end] is '\n')
            {
                Token token = Take(TokenKind.String, end - _at, value.ToString());
                _diagnostics.Error(SpanOf(token), "this string is not closed", "a string ends on the line on which it begins");
                return;
            }

            if (_text[end] == '"')
            {
                break;
            }

            if (_text[end] == '\\' && end + 1 < _text.Length && _text[end + 1] is '"' or '\\' or 't' or 'n' or 'f' or 'r')
            {
                end++;
                value.Append(_text[end] switch { 't' => '\t', 'n' => '\n', 'f' => '\f', 'r' => '\r', char other => other });
            }
            else
            {
                value.Append(_text[end]);
            }

            end++;
        }

        Take(TokenKind.String, end + 1 - _at, value.ToString());
    }

    // A word after a backslash, or a number in another base: \b101, \o17, \hFF. False for a backslash that is an operator or begins \/.
    private bool TryBackslash()
    {
        if (_at + 1 >= _text.Length || !char.IsAsciiLetter(_text[_at + 1]))
        {
            return false;
        }

        int end = _at + 2;
        Func<char, bool>? isDigit = char.ToLowerInvariant(_text[_at + 1]) switch
        {
            'b' => c => c is '0' or '1',
            'o' => c => c is >= '0' and <= '7',
            'h' => char.IsAsciiHexDigit,
            _ => null,
        };
        while (isDigit is not null && end < _text.Length && isDigit(_text[end]))
        {
            end++;
        }

        if (end > _at + 2 && (end >= _text.Length || !char.IsAsciiLetterOrDigit(_text[end])))
        {
            Take(TokenKind.Number, end - _at);
            return true;
        }

        end = _at + 1;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
        {
            end++;
        }

        string word = _text[(_at + 1)..end];
        if (Symbols.Words.TryGetValue(word, out string? canonical))
        {
            Take(TokenKind.Symbol, end - _at, canonical);
            return true;
        }

        Token token = Take(TokenKind.Symbol, end - _at, "\\");
        string? near = Spelling.Nearest(word, Symbols.Words.Keys);
        _diagnostics.Error(SpanOf(token), $"'\\{word}' is no operator", near is null ? "set difference needs a space after the backslash: S \\ T" : $"did you mean '\\{near}'?");
        return true;
    }

    private bool TryProofStep()
    {
        int end = _at + 1;
        if (end < _text.Length && _text[end] is '*' or '+')
        {
            end++;
        }
        else
        {
            while (end < _text.Length && char.IsAsciiDigit(_text[end]))
            {
                end++;
            }
        }

        if (end == _at + 1 || end >= _text.Length || _text[end] != '>')
        {
            return false;
        }

        end++;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_'))
        {
            end++;
        }

        while (end < _text.Length && _text[end] == '.')
        {
            end++;
        }

        Take(TokenKind.ProofStep, end - _at);
        return true;
    }

    // What is beyond ASCII: operators by one character, and names of number sets.
    private void Beyond()
    {
        Rune.DecodeFromUtf16(_text.AsSpan(_at), out Rune rune, out int length);
        if (Symbols.UnicodeNames.TryGetValue(rune.Value, out string? name))
        {
            Take(TokenKind.Identifier, length, name);
            return;
        }

        if (Symbols.Unicode.TryGetValue(rune.Value, out string? symbol))
        {
            // The subscript's underscore belongs to the bracket, as in >>_v; two of the same quantifier are the temporal one.
            bool isSubscript = symbol == ">>" && _at + length < _text.Length && _text[_at + length] == '_';
            bool isDoubled = rune.Value is '∃' or '∀' && _at + length < _text.Length && _text[_at + length] == rune.Value;
            Take(TokenKind.Symbol, isSubscript || isDoubled ? length + 1 : length, isSubscript ? ">>_" : isDoubled ? symbol + symbol[^1] : symbol);
            return;
        }

        Token token = Take(TokenKind.Symbol, length);
        string code = string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
        _diagnostics.Error(SpanOf(token), $"the character '{rune}' ({code}) has no meaning here", "outside of strings and comments only the letters and symbols of TLA+ may stand");
        _tokens.RemoveAt(_tokens.Count - 1);
    }

    private Token Take(TokenKind kind, int length, string? text = null)
    {
        string raw = _text.Substring(_at, length);
        (int line, int column, int offset) = (_line, _column, _at);
        Advance(length);
        Token token = new(kind, text ?? raw, raw, line, column, _lastLine, _lastColumn, offset);
        _tokens.Add(token);
        return token;
    }

    private SourceSpan SpanOf(Token token) => new(_source, _module, token.Line, token.Column, token.EndLine, token.EndColumn);

    private bool StartsWith(string value) => _text.AsSpan(_at).StartsWith(value, StringComparison.Ordinal);

    private int CountRun(char c)
    {
        int end = _at;
        while (end < _text.Length && _text[end] == c)
        {
            end++;
        }

        return end - _at;
    }

    private void Advance(int count)
    {
        for (int end = Math.Min(_text.Length, _at + count); _at < end;)
        {
            Advance();
        }
    }

    private void Advance()
    {
        char c = _text[_at];
        (_lastLine, _lastColumn) = (_line, _column);
        if (c == '\n')
        {
            (_line, _column) = (_line + 1, 1);
        }
        else if (c == '\t')
        {
            _column += 8 - ((_column - 1) % 8);
        }
        else
        {
            _column++;
        }

        _at += char.IsHighSurrogate(c) && _at + 1 < _text.Length && char.IsLowSurrogate(_text[_at + 1]) ? 2 : 1;
    }
}
