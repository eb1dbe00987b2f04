using System.Collections.Frozen;

namespace Tenon.Tla.Syntax;

/// <summary>The spellings of symbols, and the words that are no names.</summary>
internal static class Symbols
{
    /// <summary>Words that are no names. TRUE, FALSE, BOOLEAN and STRING among them, although they are operators.</summary>
    public static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        StringComparer.Ordinal,
        "ACTION", "ACTIONS", "ASSUME", "ASSUMPTION", "AXIOM", "BY", "CASE", "CHOOSE", "CONSTANT", "CONSTANTS", "COROLLARY", "DEF", "DEFINE", "DEFS", "DOMAIN", "ELSE",
        "ENABLED", "EXCEPT", "EXTENDS", "HAVE", "HIDE", "IF", "IN", "INSTANCE", "LAMBDA", "LEMMA", "LET", "LOCAL", "MODULE", "NEW", "OBVIOUS", "OMITTED", "ONLY",
        "OTHER", "PICK", "PROOF", "PROPOSITION", "PROVE", "QED", "RECURSIVE", "STATE", "SUBSET", "SUFFICES", "TAKE", "TEMPORAL", "TEMPORALS", "THEN", "THEOREM",
        "UNCHANGED", "UNION", "USE", "VARIABLE", "VARIABLES", "WITH", "WITNESS", "TRUE", "FALSE", "BOOLEAN", "STRING");

    /// <summary>Symbols made of punctuation. Of several that fit, the longest is taken.</summary>
    private static readonly string[] Punctuation =
    [
        "/\\", "\\/", "~", "=>", "<=>", "~>", "-+->", "=", "#", "/=", "<", ">", "<=", "=<", ">=", "..", "...", "+", "-", "*", "/", "%", "^", "++", "--", "**", "//", "%%", "^^",
        "##", "$", "$$", "&", "&&", "|", "||", "?", "??", "!!", "!", "@@", "@", ":>", "<:", ":=", "::=", "::", ":", "|-", "|=", "-|", "=|", "(+)", "(-)", "(.)", "(/)", "(\\X)", "'", "^+",
        "^*", "^#", "[]", "<>", "<<", ">>", ">>_", "[", "]", "]_", "{", "}", "(", ")", ",", ".", "->", "<-", "|->", "==", "-.", "\\", ";",
    ];

    /// <summary>Words after a backslash, with their canonical spelling.</summary>
    public static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["in"] = "\\in", ["notin"] = "\\notin", ["cup"] = "\\cup", ["union"] = "\\cup", ["cap"] = "\\cap", ["intersect"] = "\\cap", ["subseteq"] = "\\subseteq",
        ["subset"] = "\\subset", ["supset"] = "\\supset", ["supseteq"] = "\\supseteq", ["sqsubseteq"] = "\\sqsubseteq", ["sqsubset"] = "\\sqsubset",
        ["sqsupseteq"] = "\\sqsupseteq", ["sqsupset"] = "\\sqsupset", ["sqcap"] = "\\sqcap", ["sqcup"] = "\\sqcup", ["uplus"] = "\\uplus", ["A"] = "\\A", ["E"] = "\\E",
        ["AA"] = "\\AA", ["EE"] = "\\EE", ["forall"] = "\\A", ["exists"] = "\\E", ["land"] = "/\\", ["lor"] = "\\/", ["lnot"] = "~", ["neg"] = "~", ["equiv"] = "<=>",
        ["leq"] = "\\leq", ["geq"] = "\\geq", ["ll"] = "\\ll", ["gg"] = "\\gg", ["prec"] = "\\prec", ["preceq"] = "\\preceq", ["succ"] = "\\succ", ["succeq"] = "\\succeq",
        ["sim"] = "\\sim", ["simeq"] = "\\simeq", ["approx"] = "\\approx", ["cong"] = "\\cong", ["doteq"] = "\\doteq", ["asymp"] = "\\asymp", ["propto"] = "\\propto",
        ["X"] = "\\X", ["times"] = "\\X", ["o"] = "\\o", ["circ"] = "\\o", ["div"] = "\\div", ["star"] = "\\star", ["bullet"] = "\\bullet", ["cdot"] = "\\cdot",
        ["bigcirc"] = "\\bigcirc", ["wr"] = "\\wr", ["oplus"] = "(+)", ["ominus"] = "(-)", ["odot"] = "(.)", ["oslash"] = "(/)", ["otimes"] = "(\\X)", ["langle"] = "<<", ["rangle"] = ">>",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Single characters beyond ASCII, with what they stand for.</summary>
    public static readonly FrozenDictionary<int, string> Unicode = new Dictionary<int, string>
    {
        ['∧'] = "/\\", ['∨'] = "\\/", ['¬'] = "~", ['⇒'] = "=>", ['⇔'] = "<=>", ['⟺'] = "<=>", ['≡'] = "<=>", ['≜'] = "==", ['∈'] = "\\in", ['∉'] = "\\notin", ['∩'] = "\\cap", ['∪'] = "\\cup",
        ['⊆'] = "\\subseteq", ['⊂'] = "\\subset", ['⊇'] = "\\supseteq", ['⊃'] = "\\supset", ['⊑'] = "\\sqsubseteq", ['⊏'] = "\\sqsubset", ['⊒'] = "\\sqsupseteq", ['⊐'] = "\\sqsupset",
        ['⊓'] = "\\sqcap", ['⊔'] = "\\sqcup", ['⊎'] = "\\uplus", ['∀'] = "\\A", ['∃'] = "\\E", ['□'] = "[]", ['◇'] = "<>", ['⟨'] = "<<", ['⟩'] = ">>", ['→'] = "->", ['⟶'] = "->", ['←'] = "<-",
        ['⟵'] = "<-", ['↦'] = "|->", ['⟼'] = "|->", ['≤'] = "\\leq", ['≥'] = "\\geq", ['≪'] = "\\ll", ['≫'] = "\\gg", ['≠'] = "#", ['≺'] = "\\prec", ['⪯'] = "\\preceq", ['≻'] = "\\succ",
        ['⪰'] = "\\succeq", ['∼'] = "\\sim", ['≃'] = "\\simeq", ['≈'] = "\\approx", ['≅'] = "\\cong", ['≐'] = "\\doteq", ['≍'] = "\\asymp", ['∝'] = "\\propto", ['×'] = "\\X", ['∘'] = "\\o",
        ['÷'] = "\\div", ['⋆'] = "\\star", ['•'] = "\\bullet", ['●'] = "\\bullet", ['⋅'] = "\\cdot", ['◯'] = "\\bigcirc", ['≀'] = "\\wr", ['⊕'] = "(+)", ['⊖'] = "(-)", ['⊙'] = "(.)", ['⊘'] = "(/)",
        ['⊗'] = "(\\X)", ['↝'] = "~>", ['⇝'] = "~>", ['⇸'] = "-+->", ['⊢'] = "|-", ['⊨'] = "|=", ['⊣'] = "-|", ['⫤'] = "=|", ['‖'] = "||", ['∥'] = "||", ['‥'] = "..", ['…'] = "...", ['∷'] = "::",
        ['≔'] = ":=", ['⩴'] = "::=", ['‼'] = "!!", ['⁇'] = "??", ['′'] = "'", ['⁺'] = "^+",
    }.ToFrozenDictionary();

    /// <summary>Letters that stand for names.</summary>
    public static readonly FrozenDictionary<int, string> UnicodeNames =
        new Dictionary<int, string> { ['ℕ'] = "Nat", ['ℤ'] = "Int", ['ℝ'] = "Real" }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Synonyms = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["<="] = "\\leq", ["=<"] = "\\leq", [">="] = "\\geq", ["/="] = "#",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<char, string[]> ByFirst = Punctuation
        .GroupBy(symbol => symbol[0])
        .ToFrozenDictionary(group => group.Key, group => group.OrderByDescending(symbol => symbol.Length).ToArray());

    /// <summary>The longest symbol of punctuation that begins here; null if none does.</summary>
    public static string? Longest(ReadOnlySpan<char> text)
    {
        if (ByFirst.TryGetValue(text[0], out string[]? candidates))
        {
            foreach (string candidate in candidates)
            {
                if (text.StartsWith(candidate, StringComparison.Ordinal))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    /// <summary>Of several spellings of an operator, the one used here.</summary>
    public static string Canonical(string symbol) => Synonyms.GetValueOrDefault(symbol, symbol);
}
