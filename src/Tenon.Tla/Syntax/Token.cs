namespace Tenon.Tla.Syntax;

/// <summary>A token. Lines and columns count from 1; the end is the last character.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its canonical spelling; of a string, its value.</param>
/// <param name="Raw">Its spelling in the text.</param>
/// <param name="Line">The line of its first character.</param>
/// <param name="Column">The column of its first character.</param>
/// <param name="EndLine">The line of its last character.</param>
/// <param name="EndColumn">The column of its last character.</param>
/// <param name="Offset">Where it begins in the text, in UTF-16 units.</param>
internal sealed record Token(TokenKind Kind, string Text, string Raw, int Line, int Column, int EndLine, int EndColumn, int Offset)
{
    public bool Is(string symbolOrKeyword) => Kind is TokenKind.Symbol or TokenKind.Keyword && Text == symbolOrKeyword;

    /// <summary>As messages show it.</summary>
    public string Shown => Kind switch
    {
        TokenKind.EndOfText => "the end of the text",
        TokenKind.String => $"the string {Raw}",
        TokenKind.Dashes => "a line of dashes",
        TokenKind.ModuleEnd => "the end of the module (====)",
        _ => $"'{Raw}'",
    };
}
