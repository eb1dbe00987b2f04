using System.Globalization;

namespace Tenon.Verification;

/// <summary>How much was looked at.</summary>
/// <param name="Unit">Of what: states, steps, mutants.</param>
/// <param name="Count">So many.</param>
public readonly record struct VerificationSize(string Unit, long Count)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count:N0} {Unit}");
}
