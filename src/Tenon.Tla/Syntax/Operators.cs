using System.Collections.Frozen;

namespace Tenon.Tla.Syntax;

/// <summary>How tightly an operator binds: a range, for operators whose relation to others is left open.</summary>
/// <param name="Low">The lowest precedence.</param>
/// <param name="High">The highest.</param>
/// <param name="IsLeft">Whether several of it in a row group to the left; if not, that is an error.</param>
internal readonly record struct Precedence(int Low, int High, bool IsLeft = false);

/// <summary>The fixed table of operators: which symbols may stand before, between and after operands, and how tightly they bind.</summary>
internal static class Operators
{
    /// <summary>Between operands.</summary>
    public static readonly FrozenDictionary<string, Precedence> Infix = new (string Symbols, int Low, int High, bool IsLeft)[]
    {
        ("=>", 1, 1, false),
        ("~> <=> -+->", 2, 2, false),
        ("/\\ \\/", 3, 3, true),
        ("= # < > \\leq \\geq \\in \\notin \\subseteq \\subset \\supset \\supseteq \\sqsubseteq \\sqsubset \\sqsupseteq \\sqsupset \\ll \\gg", 5, 5, false),
        ("\\prec \\preceq \\succ \\succeq \\sim \\simeq \\approx \\cong \\doteq \\asymp \\propto := ::= |- |= -| =|", 5, 5, false),
        ("@@", 6, 6, true),
        (":> <:", 7, 7, false),
        ("\\cup \\cap", 8, 8, true),
        ("\\", 8, 8, false),
        (".. ...", 9, 9, false),
        ("+ ++ (+)", 10, 10, true),
        ("| || %%", 10, 11, true),
        ("%", 10, 11, false),
        ("\\X", 10, 13, true),
        ("- -- (-)", 11, 11, true),
        ("* ** & && (.) \\o \\star \\bullet", 13, 13, true),
        ("/ // \\div (/) (\\X) \\bigcirc", 13, 13, false),
        ("$ $$ ## ?? !! \\uplus \\sqcap \\sqcup", 9, 13, true),
        ("\\cdot", 5, 14, true),
        ("\\wr", 9, 14, false),
        ("^ ^^", 14, 14, false),
    }.SelectMany(row => row.Symbols.Split(' ').Select(symbol => (symbol, new Precedence(row.Low, row.High, row.IsLeft)))).ToFrozenDictionary(pair => pair.symbol, pair => pair.Item2, StringComparer.Ordinal);

    /// <summary>Before an operand. Of <c>-</c> this is the unary one.</summary>
    public static readonly FrozenDictionary<string, Precedence> Prefix = new Dictionary<string, Precedence>(StringComparer.Ordinal)
    {
        ["~"] = new(4, 4), ["[]"] = new(4, 15), ["<>"] = new(4, 15), ["ENABLED"] = new(4, 15), ["UNCHANGED"] = new(4, 15), ["SUBSET"] = new(10, 13), ["UNION"] = new(10, 13),
        ["DOMAIN"] = new(10, 13), ["-"] = new(12, 12), ["-."] = new(12, 12),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>After an operand; all bind with 15.</summary>
    public static readonly FrozenSet<string> Postfix = FrozenSet.Create(StringComparer.Ordinal, "'", "^+", "^*", "^#");

    public static bool IsInfix(Token token) => token.Kind == TokenKind.Symbol && Infix.ContainsKey(token.Text);

    public static bool IsPrefix(Token token) => token.Kind is TokenKind.Symbol or TokenKind.Keyword && Prefix.ContainsKey(token.Text);

    public static bool IsPostfix(Token token) => token.Kind == TokenKind.Symbol && Postfix.Contains(token.Text);
}
