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

    /// <summary>Of the modules above, what reads a file or the environment, and does nothing else. CSVRecords is asked again and again how a file grows.</summary>
    private static readonly FrozenSet<string> Readers =
        FrozenSet.Create(StringComparer.Ordinal, "Json!JsonDeserialize", "Json!ndJsonDeserialize", "CSV!CSVRead", "IOUtils!IOEnv", "IOUtils!IOEnvGet", "IOUtils!Deserialize");

    private static readonly FrozenSet<string> PureOperators =
        FrozenSet.Create(StringComparer.Ordinal, "Json!ToJson", "Json!ToJsonArray", "Json!ToJsonObject", "IOUtils!atoi", "IOUtils!zeroPadN");

    /// <summary>What its value depends on besides its arguments.</summary>
    public Purity Purity { get; } = PurityOf(Module, $"{Module}!{Name}");

    /// <summary>Whether it depends on nothing else.</summary>
    public bool IsPure => Purity == Purity.Pure;

    private static Purity PurityOf(string module, string name) =>
        PureOperators.Contains(name) ? Purity.Pure
        : Readers.Contains(name) ? Purity.Reading
        : ImpureModules.Contains(module) || ImpureOperators.Contains(name) ? Purity.Impure
        : Purity.Pure;

    public override string ToString() => $"{Module}!{Name}";
}
