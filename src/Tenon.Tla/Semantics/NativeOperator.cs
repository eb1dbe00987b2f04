using System.Collections.Frozen;

namespace Tenon.Tla.Semantics;

/// <summary>An operator of a standard module that is implemented in C#: module and name say which.</summary>
/// <remarks>
/// A definition of an embedded module whose body is the string <c>"native"</c> is one. <see cref="Module"/> is the module whose text has the definition, so
/// <c>+</c> is (Naturals, +) however it was imported. Unary minus is named <c>-.</c>, as in its definition.
/// </remarks>
/// <param name="Module">The module.</param>
/// <param name="Name">The name, such as <c>Len</c>, <c>+</c>, <c>\o</c>, <c>-.</c>; of synonyms the canonical one, <c>\leq</c>.</param>
/// <param name="Arity">How many arguments it takes.</param>
internal sealed record NativeOperator(string Module, string Name, int Arity)
{
    private static readonly FrozenSet<string> ImpureModules = FrozenSet.Create(StringComparer.Ordinal, "TLCExt", "Randomization", "IOUtils", "CSV", "Json", "SVG", "Toolbox");

    private static readonly FrozenSet<string> ImpureOperators =
        FrozenSet.Create(StringComparer.Ordinal, "TLC!Print", "TLC!PrintT", "TLC!Assert", "TLC!JavaTime", "TLC!TLCGet", "TLC!TLCSet", "TLC!RandomElement");

    /// <summary>
    /// Whether equal arguments always give the same value and nothing else happens. What is not pure may be neither computed beforehand nor
    /// remembered.
    /// </summary>
    public bool IsPure => !ImpureModules.Contains(Module) && !ImpureOperators.Contains($"{Module}!{Name}");

    public override string ToString() => $"{Module}!{Name}";
}
