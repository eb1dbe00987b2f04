using Tenon.Checking.Properties;

namespace Tenon.Checking;

/// <summary>What a search found out about a property.</summary>
/// <param name="Name">The property.</param>
/// <param name="Kind">What it demands.</param>
/// <param name="Verdict">What is known.</param>
/// <param name="Trace">The counterexample; for a property of the kind "sometimes", the example. Null if there is none.</param>
/// <param name="AntecedentCount">States in which the antecedent held, for an implication; null for others.</param>
public sealed record PropertyResult(string Name, PropertyKind Kind, Verdict Verdict, Trace? Trace, long? AntecedentCount)
{
    /// <summary>Of a violation: which part of the property was false, and at which step of the trace. Null for other verdicts.</summary>
    public string? Explanation { get; init; }
}
