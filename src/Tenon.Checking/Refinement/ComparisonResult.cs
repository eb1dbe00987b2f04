using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Tenon.Checking.Refinement;

/// <summary>What a comparison of two models found. Immutable.</summary>
public sealed record ComparisonResult
{
    /// <summary>Whether it holds: the comparison was exhaustive and found no difference.</summary>
    public bool Holds => IsExhaustive && Difference is null;

    /// <summary>Whether everything was compared. False after a difference, too.</summary>
    public required bool IsExhaustive { get; init; }

    /// <summary>Distinct states that were looked at, of all models that were searched.</summary>
    public required long StateCount { get; init; }

    /// <summary>Steps that were looked at.</summary>
    public required long StepCount { get; init; }

    /// <summary>Of these, the ones that change nothing in the other model's eyes. If all steps do, the comparison says nothing.</summary>
    public required long StutterCount { get; init; }

    /// <summary>Of a refinement, how often a step of the specification was taken for a step of the other model, by kind; empty of other comparisons.</summary>
    public ImmutableSortedDictionary<string, long> MappedSteps { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>The first difference, in words; null if there is none.</summary>
    public string? Difference { get; init; }

    /// <summary>A shortest run that ends with the difference; null if there is none.</summary>
    public Trace? Trace { get; init; }

    /// <summary>Returns this result if it holds; for tests.</summary>
    /// <exception cref="PropertyViolatedException">It does not; the message is the whole report.</exception>
    public ComparisonResult RequireHolds() => Holds ? this : throw new PropertyViolatedException(ToString());

    /// <summary>The report as text.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        string verdict = Difference ?? (IsExhaustive ? "no difference" : "no difference so far, but not exhausted");
        text.Append(CultureInfo.InvariantCulture, $"{verdict}\n{StateCount:N0} states, {StepCount:N0} steps, of which {StutterCount:N0} change nothing in the other\n");
        return text.Append(Trace).ToString();
    }
}
