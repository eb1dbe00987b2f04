namespace Tenon.Tla.Syntax;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    Identifier,

    /// <summary>A word that cannot be a name, such as IF.</summary>
    Keyword,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A number with a decimal point.</summary>
    Decimal,

    String,

    /// <summary>An operator or punctuation, under its canonical spelling.</summary>
    Symbol,

    /// <summary>The level and name at the beginning of a step of a proof: <c>&lt;1>2.</c>.</summary>
    ProofStep,

    /// <summary>Four or more dashes.</summary>
    Dashes,

    /// <summary>Four or more equality signs: the end of a module.</summary>
    ModuleEnd,

    EndOfText,

    /// <summary>Not in the text: what a token is for the parser whose column ends the item of a list of bullets.</summary>
    EndOfItem,
}
