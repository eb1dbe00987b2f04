using Microsoft.CodeAnalysis;

namespace Tenon.Checking.Generators;

/// <summary>What the generator has to say to the author of a model.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "TENON001", "The class is not partial", "{0} must be partial: the codec of its model becomes a part of it");

    public static readonly DiagnosticDescriptor NotAModel = Error(
        "TENON002", "The class is not a model", "{0} has the attribute DeriveCodec, but is derived from neither Model nor ActorModel");

    public static readonly DiagnosticDescriptor HasCodec = Error(
        "TENON003", "The model has a codec of its own", "{0} overrides Codec; take away that or the attribute DeriveCodec");

    public static readonly DiagnosticDescriptor Unsupported = Error(
        "TENON004", "No codec can be derived", "No codec can be derived for {0} in {1}: {2}");

    public static readonly DiagnosticDescriptor NotARecord = Error(
        "TENON005", "The constructor does not set everything", "No codec can be derived for {0} in {1}: {2}; make it a record whose constructor sets everything, or override Codec");

    public static readonly DiagnosticDescriptor Inaccessible = Error(
        "TENON006", "The model cannot use a type or member", "{0} in {1} must be accessible to {2}, for its codec is generated there; make it internal or public");

    public static readonly DiagnosticDescriptor BadMark = Error(
        "TENON007", "The attribute does not fit", "{0}: {1}");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Tenon.Checking", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
