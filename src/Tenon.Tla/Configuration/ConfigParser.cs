using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Tenon.Tla.Semantics;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Configuration;

/// <summary>Parses <c>.cfg</c> files.</summary>
/// <remarks>
/// Tokens and comments are those of TLA+. Values may be more than TLC allows: negative numbers, intervals, tuples and records, besides numbers, strings,
/// truth values, model values and sets.
/// </remarks>
internal sealed partial class ConfigParser
{
    private static readonly ImmutableArray<string> Statements =
    [
        "SPECIFICATION", "INIT", "NEXT", "INVARIANT", "INVARIANTS", "PROPERTY", "PROPERTIES", "CONSTRAINT", "CONSTRAINTS", "ACTION_CONSTRAINT", "ACTION_CONSTRAINTS", "CONSTANT",
        "CONSTANTS", "SYMMETRY", "VIEW", "ALIAS", "POSTCONDITION", "POSTCONDITIONS", "CHECK_DEADLOCK", "_PERIODIC", "_RL_REWARD", "_POSSIBLE",
    ];

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<Token> _tokens;
    private readonly Dictionary<string, Override> _root = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), Override> _modules = [];
    private int _at;

    private ConfigParser(SourceText source, DiagnosticBag diagnostics)
    {
        (_source, _diagnostics) = (source, diagnostics);
        _tokens = Lexer.Fragment(source, diagnostics);
    }

    /// <summary>Parses a configuration.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="diagnostics">Takes what is wrong with it.</param>
    public static ModelConfig Parse(SourceText source, DiagnosticBag diagnostics)
    {
        ConfigParser parser = new(source, diagnostics);
        try
        {
            return parser.Run();
        }
        catch (ParseException e)
        {
            diagnostics.Add(e.Diagnostic);
            return new ModelConfig();
        }
    }

    /// <summary>A configuration inside of a module's file, between <c>---- CONFIG name ----</c> and <c>====</c>; null if there is none.</summary>
    /// <param name="module">The module's file.</param>
    /// <param name="name">Which one; null for the first.</param>
    public static SourceText? Embedded(SourceText module, string? name = null)
    {
        foreach (Match match in ConfigHeader().Matches(module.Text))
        {
            if (name is null || match.Groups[1].Value == name)
            {
                int start = match.Index + match.Length;
                int end = module.Text.IndexOf("====", start, StringComparison.Ordinal);
                string before = new('\n', module.Text.AsSpan(0, start).Count('\n'));
                return new SourceText(module.Path, before + module.Text[start..(end < 0 ? module.Text.Length : end)]);
            }
        }

        return null;
    }

    [GeneratedRegex(@"^-{4,}\s*CONFIG\s+(\w+)\s*-{4,}\s*$", RegexOptions.Multiline)]
    private static partial Regex ConfigHeader();

    private ModelConfig Run()
    {
        ModelConfig config = new();
        while (Peek.Kind != TokenKind.EndOfText)
        {
            Token token = Next();
            config = token.Raw switch
            {
                "SPECIFICATION" => config with { Specification = Once(token, config.Specification) },
                "INIT" => config with { Init = Once(token, config.Init) },
                "NEXT" => config with { Next = Once(token, config.Next) },
                "SYMMETRY" => config with { Symmetry = Once(token, config.Symmetry) },
                "VIEW" => config with { View = Once(token, config.View) },
                "ALIAS" => config with { Alias = Once(token, config.Alias) },
                "INVARIANT" or "INVARIANTS" => config with { Invariants = config.Invariants.AddRange(Names()) },
                "PROPERTY" or "PROPERTIES" => config with { Properties = config.Properties.AddRange(Names()) },
                "CONSTRAINT" or "CONSTRAINTS" => config with { Constraints = config.Constraints.AddRange(Names()) },
                "ACTION_CONSTRAINT" or "ACTION_CONSTRAINTS" => config with { ActionConstraints = config.ActionConstraints.AddRange(Names()) },
                "POSTCONDITION" or "POSTCONDITIONS" => config with { Postconditions = config.Postconditions.AddRange(Names()) },
                "CHECK_DEADLOCK" => config with { CheckDeadlock = Truth() },
                "CONSTANT" or "CONSTANTS" => Constants(config),
                "_PERIODIC" or "_RL_REWARD" or "_POSSIBLE" => Ignored(token, config),
                _ => throw Unexpected(token, "a statement such as SPECIFICATION, INVARIANT or CONSTANT", Spelling.Nearest(token.Raw, Statements) is string near ? $"did you mean {near}?" : null),
            };
        }

        if (config.Specification is not null && (config.Init ?? config.Next) is ConfigName other)
        {
            _diagnostics.Error(other.Span, "there is a SPECIFICATION, and INIT or NEXT beside it", "give one or the other: SPECIFICATION, or INIT and NEXT");
        }

        if ((config.Init is null) != (config.Next is null))
        {
            _diagnostics.Error((config.Init ?? config.Next)!.Span, $"there is {(config.Init is null ? "NEXT without INIT" : "INIT without NEXT")}", "give both"); // One of them is there.
        }

        return config with { Overrides = new Overrides { Root = _root.ToImmutableDictionary(StringComparer.Ordinal), Modules = _modules.ToImmutableDictionary() } };
    }

    private Token Peek => _tokens[_at];

    private Token PeekAt(int ahead) => _tokens[Math.Min(_at + ahead, _tokens.Count - 1)];

    private Token Next() => _tokens[_at < _tokens.Count - 1 ? _at++ : _at];

    private SourceSpan SpanOf(Token token) => new(_source, Path.GetFileName(_source.Path), token.Line, token.Column, token.EndLine, token.EndColumn);

    private ParseException Unexpected(Token token, string expected, string? hint = null) => new(new Diagnostic(SpanOf(token), $"found {token.Shown}, expected {expected}", hint));

    private ConfigName Once(Token statement, ConfigName? before)
    {
        if (before is not null)
        {
            _diagnostics.Error(SpanOf(statement), $"there is a second {statement.Raw}", $"the first is in line {before.Span.StartLine}");
        }

        return Name($"the name of a definition after {statement.Raw}");
    }

    private ImmutableArray<ConfigName> Names()
    {
        ImmutableArray<ConfigName>.Builder names = ImmutableArray.CreateBuilder<ConfigName>();
        while (Peek.Kind == TokenKind.Identifier && !Statements.Contains(Peek.Text))
        {
            names.Add(Name("a name"));
            if (Peek.Is(","))
            {
                Next();
            }
        }

        return names.ToImmutable();
    }

    private ConfigName Name(string expected)
    {
        Token token = Next();
        if (token.Kind != TokenKind.Identifier || Statements.Contains(token.Text))
        {
            throw Unexpected(token, expected, token.Kind == TokenKind.Symbol ? "a configuration names definitions: give the formula a name in the module" : null);
        }

        string name = token.Text;
        SourceSpan span = SpanOf(token);
        while (Peek.Is("!"))
        {
            Next();
            Token part = Next();
            name += "!" + part.Text;
            span = span.To(SpanOf(part));
        }

        return new ConfigName(name, span);
    }

    private bool Truth()
    {
        Token token = Next();
        return token.Text switch
        {
            "TRUE" => true,
            "FALSE" => false,
            _ => throw Unexpected(token, "TRUE or FALSE after CHECK_DEADLOCK"),
        };
    }

    private ModelConfig Ignored(Token statement, ModelConfig config)
    {
        _diagnostics.Warn(SpanOf(statement), $"{statement.Raw} is not supported and is ignored");
        Names();
        return config;
    }

    // lhs <- id, lhs <- [Mod] id, lhs = value, lhs = [Mod] value, lhs(v, ..) = value
    private ModelConfig Constants(ModelConfig config)
    {
        while (Peek.Kind != TokenKind.EndOfText && !(Peek.Kind is TokenKind.Identifier or TokenKind.Keyword && Statements.Contains(Peek.Raw)))
        {
            Token first = Next();
            string name = first.Text;
            while (Peek.Is("!"))
            {
                Next();
                name += "!" + Next().Text;
            }

            ImmutableArray<Expr> arguments = [];
            if (Peek.Is("("))
            {
                arguments = Arguments();
            }

            Token sign = Next();
            if (!sign.Is("=") && !sign.Is("<-"))
            {
                throw Unexpected(sign, $"'=' and a value or '<-' and a definition after {name}", sign.Is("==") ? "a value is given with '='" : null);
            }

            string? module = null;
            if (Peek.Is("[") && PeekAt(1).Kind == TokenKind.Identifier && PeekAt(2).Is("]"))
            {
                Next();
                module = Next().Text;
                Next();
            }

            AddOverride(name, module, SpanOf(first), sign.Is("<-") ? Name($"the name of a definition after {name} <-").Name : null, arguments);
        }

        return config;
    }

    private void AddOverride(string name, string? module, SourceSpan span, string? definition, ImmutableArray<Expr> arguments)
    {
        int mark = name.LastIndexOf('!');
        if (mark > 0)
        {
            (module, name) = (name[..mark], name[(mark + 1)..]);
        }

        ImmutableArray<(ImmutableArray<Expr>, Expr)> values = definition is null ? [(arguments, Value())] : [];
        Override? before = module is null ? _root.GetValueOrDefault(name) : _modules.GetValueOrDefault((module, name));
        if (before is not null && !arguments.IsEmpty)
        {
            values = before.Values.AddRange(values);
        }
        else if (before is not null)
        {
            _diagnostics.Warn(span, $"{name} is given a meaning twice; this one counts", $"the other is in line {before.Span.StartLine}");
        }

        Override instead = new(span, definition, values);
        if (module is null)
        {
            _root[name] = instead;
        }
        else
        {
            _modules[(module, name)] = instead;
        }
    }

    private ImmutableArray<Expr> Arguments()
    {
        ImmutableArray<Expr>.Builder arguments = ImmutableArray.CreateBuilder<Expr>();
        do
        {
            Next();
            arguments.Add(Value());
        }
        while (Peek.Is(","));
        Token closing = Next();
        return closing.Is(")") ? arguments.ToImmutable() : throw Unexpected(closing, "',' or ')' after an argument");
    }

    private Expr Value()
    {
        Token token = Next();
        SourceSpan span = SpanOf(token);
        switch (token)
        {
            case { Kind: TokenKind.Number }:
                return Interval(new NumberExpr(span, Number(token)));
            case { Text: "-", Kind: TokenKind.Symbol } when Peek.Kind == TokenKind.Number:
                return Interval(new NumberExpr(span, -Number(Next())));
            case { Kind: TokenKind.String }:
                return new StringExpr(span, token.Text);
            case { Kind: TokenKind.Keyword, Text: "TRUE" or "FALSE" }:
                return new BooleanExpr(span, token.Text == "TRUE");
            case { Kind: TokenKind.Symbol, Text: "{" }:
                return new SetEnumExpr(span, Values("}"));
            case { Kind: TokenKind.Symbol, Text: "<<" }:
                return new TupleExpr(span, Values(">>"));
            case { Kind: TokenKind.Symbol, Text: "[" }:
                return Record(span);
            case { Kind: TokenKind.Identifier or TokenKind.Keyword }:
                return new ModelValueExpr(span, token.Raw);
            default:
                throw Unexpected(token, "a value: a number, a string, TRUE, FALSE, a set, or the name of a model value", "for an expression, define an operator in the module, and put it in with '<-'");
        }
    }

    private static BigInteger Number(Token token) => token.Text[0] == '\\' ? 0 : BigInteger.Parse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture);

    private Expr Interval(NumberExpr low)
    {
        if (!Peek.Is(".."))
        {
            return low;
        }

        Next();
        return new NativeExpr(low.Span, new NativeOperator("Naturals", "..", 2), [low, Value()]);
    }

    private ImmutableArray<Expr> Values(string closing)
    {
        ImmutableArray<Expr>.Builder values = ImmutableArray.CreateBuilder<Expr>();
        while (!Peek.Is(closing))
        {
            values.Add(Value());
            if (!Peek.Is(",") && !Peek.Is(closing))
            {
                throw Unexpected(Peek, $"',' or '{closing}'");
            }

            _ = Peek.Is(",") ? Next() : null;
        }

        Next();
        return values.ToImmutable();
    }

    private RecordExpr Record(SourceSpan span)
    {
        ImmutableArray<FieldExpr>.Builder fields = ImmutableArray.CreateBuilder<FieldExpr>();
        do
        {
            Token name = Next();
            Token sign = Next();
            if (!sign.Is("|->"))
            {
                throw Unexpected(sign, $"'|->' after the field {name.Raw}");
            }

            fields.Add(new FieldExpr(name.Raw, Value()));
        }
        while (Peek.Is(",") && Next() is not null);
        Token closing = Next();
        return closing.Is("]") ? new RecordExpr(span, fields.ToImmutable()) : throw Unexpected(closing, "',' or ']'");
    }
}
