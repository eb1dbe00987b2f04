using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Properties;
using Tenon.Checking.Refinement;
using Tenon.Verification.Reporting;

namespace Tenon.Verification.Layers;

/// <summary>Findings from the results of searches and comparisons.</summary>
internal static class LayerText
{
    /// <summary>Each search has one thread: as many run at once as there are processors.</summary>
    public static CheckOptions OneWorker { get; } = new();

    /// <summary>What a search of a model found, and whether its counts are the known ones.</summary>
    /// <param name="result">The search.</param>
    /// <param name="found">Its counts, in the words of a table.</param>
    /// <param name="known">The known ones; null if nothing is known of it, which is an error.</param>
    public static VerificationFinding Of(CheckResult result, string found, string? known)
    {
        PropertyResult? wrong = result.Properties.FirstOrDefault(property => property.Verdict == Verdict.Violated)
            ?? result.Properties.FirstOrDefault(property => property.Verdict == Verdict.Undecided);
        string? problem = wrong is not null ? ProblemOf(wrong) : Difference(found, known);
        return new VerificationFinding
        {
            Status = problem is null ? VerificationStatus.Holds : VerificationStatus.Failed,
            Size = SizeOf(result),
            Problem = problem,
            Counterexample = wrong is null ? null : Counterexample.Of($"{result.ModelName}: {wrong.Name} is violated", wrong.Trace),
            Claims = [.. result.Properties.Where(property => property.Kind != PropertyKind.Sometimes).Select(property => property.Name)],
            Vacuous = [.. result.Properties.Where(property => property.Verdict == Verdict.HoldsVacuously).Select(property => property.Name)],
            Witnesses = [.. result.Properties.Where(property => property.Kind == PropertyKind.Sometimes).Select(property => new VerificationWitness(property.Name, null, property.Verdict == Verdict.Holds))],
        };
    }

    /// <summary>What a comparison of two graphs found.</summary>
    /// <param name="result">The comparison.</param>
    /// <param name="title">What a counterexample shows.</param>
    /// <param name="found">What it came to, in the words of a table; null if nothing is known of it.</param>
    /// <param name="known">The known words.</param>
    public static VerificationFinding Of(ComparisonResult result, string title, string? found = null, string? known = null)
    {
        string? problem = result.Difference ?? (result.IsExhaustive ? found is null ? null : Difference(found, known) : "not everything was compared");
        return new VerificationFinding
        {
            Status = problem is null ? VerificationStatus.Holds : VerificationStatus.Failed,
            Size = [new("states", result.StateCount), new("steps", result.StepCount)],
            Problem = problem,
            Counterexample = Counterexample.Of(title, result.Trace),
            Witnesses = [.. result.MappedSteps.Select(pair => new VerificationWitness(pair.Key, pair.Value, pair.Value > 0))],
        };
    }

    /// <summary>States and steps of a search.</summary>
    public static ImmutableArray<VerificationSize> SizeOf(CheckResult result) => [new("states", result.StateCount), new("steps", result.TransitionCount)];

    /// <summary>How what was found differs from what is known; null if it does not.</summary>
    public static string? Difference(string found, string? known) => known is null
        ? $"nothing is written down of it; found: {found}"
        : found == known ? null : $"found: {found}\nknown: {known}";

    private static string ProblemOf(PropertyResult wrong) =>
        $"{wrong.Name}: {(wrong.Verdict == Verdict.Violated ? "violated" : "not decided")}" + (wrong.Explanation is string explanation ? $"; {explanation}" : "");
}
