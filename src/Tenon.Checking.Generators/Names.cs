namespace Tenon.Checking.Generators;

/// <summary>Names that generated code uses, in full so that no other can take their place.</summary>
internal static class Names
{
    public const string StateCodec = "global::Tenon.Checking.Encoding.StateCodec";
    public const string StateWriter = "global::Tenon.Checking.Encoding.StateWriter";
    public const string StateReader = "global::Tenon.Checking.Encoding.StateReader";
    public const string StateField = "global::Tenon.Checking.StateField";
    public const string ScalarSet = "global::Tenon.Checking.Symmetry.ScalarSet";
    public const string ImmutableArray = "global::System.Collections.Immutable.ImmutableArray";

    /// <summary>A string literal.</summary>
    public static string Literal(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
}
