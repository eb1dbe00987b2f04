using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Tenon.Checking.PartialOrder;

/// <summary>A model checked with partial-order reduction and without. Immutable.</summary>
/// <param name="Full">The result without.</param>
/// <param name="Reduced">The result with it.</param>
/// <param name="Differences">In what they disagree, though they must not: verdicts, states without steps, dead actions. Empty if the reduction is right.</param>
public sealed record PartialOrderComparison(CheckResult Full, CheckResult Reduced, ImmutableArray<string> Differences)
{
    /// <summary>Whether the two agree.</summary>
    public bool Agrees => Differences.IsEmpty;

    /// <summary>How many times as many states the full search found, at least 1.</summary>
    public double Ratio => (double)Full.StateCount / Math.Max(1, Reduced.StateCount);

    /// <summary>Returns this comparison if the two agree; for tests.</summary>
    /// <exception cref="PartialOrderException">They do not.</exception>
    public PartialOrderComparison RequireAgreement() => Agrees ? this : throw new PartialOrderException(ToString());

    /// <summary>The comparison as text.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Full.ModelName}: {Full.StateCount:N0} states and {Full.TransitionCount:N0} transitions without partial-order reduction, ");
        text.Append(CultureInfo.InvariantCulture, $"{Reduced.StateCount:N0} and {Reduced.TransitionCount:N0} with it, {Ratio:0.00} times fewer states\n");
        text.Append(!Full.IsExhaustive || !Reduced.IsExhaustive ? "a search ended early, so they are not compared\n" : Agrees ? "both searches agree\n" : "");
        foreach (string difference in Differences)
        {
            text.Append(CultureInfo.InvariantCulture, $"they disagree: {difference}\n");
        }

        return text.ToString();
    }
}
