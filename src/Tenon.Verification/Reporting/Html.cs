namespace Tenon.Verification.Reporting;

/// <summary>Texts in HTML.</summary>
internal static class Html
{
    /// <summary>A text, so that nothing in it is markup.</summary>
    public static string Text(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>The same between quotation marks.</summary>
    public static string Attribute(string text) => Text(text).Replace("\"", "&quot;", StringComparison.Ordinal);
}
