using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking;
using Tenon.Checking.Properties;
using Tenon.Checking.Refinement;
using Tenon.Verification.Reporting;

namespace Tenon.Verification.Layers;

/// <summary>Findings from the results of searches and comparisons.</summary>
internal static class LayerText
{
    /// <summary>Each search has one thread: as many run at once as there are processors.</summary>
    public static CheckOptions OneWorker { get; } = new() { MaximumStates = MaximumStates };

    /// <summary>The most states of a search of which nothing is known: what is broken may have no end.</summary>
    public const int MaximumStates = 400_000;

    /// <summary>The most states that are looked at of what is known to have so many: somewhat more, so that it is seen what is wrong.</summary>
    /// <param name="known">What it comes to, in the words of a table; null if nothing is known.</param>
    public static int BoundOf(string? known) =>
        known is not null && int.TryParse(known.Split(' ')[0], CultureInfo.InvariantCulture, out int states) ? (states * 4) + 10_000 : MaximumStates;

    /// <summary>What a search of a model found, and whether its counts are the known ones.</summary>
    /// <param name="result">The search.</param>
    /// <param name="found">Its counts, in the words of a table.</param>
    /// <param name="known">The known ones; null if nothing is known of it, which is an error.</param>
    public static VerificationFinding Of(CheckResult result, string found, string? known)
    {
        PropertyResult? wrong = result.Properties.FirstOrDefault(property => property.Verdict == Verdict.Violated)
            ?? result.Properties.FirstOrDefault(property => property.Verdict == Verdict.Undecided);
        string? problem = wrong is null ? Difference(found, known)
            : wrong.Verdict == Verdict.Undecided ? $"the search was ended, undecided, after {result.StateCount} states; known: {known}" : ProblemOf(wrong);
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
        string? problem = result.Difference ?? (result.IsExhaustive ? found is null ? null : Difference(found, known) : $"not everything was compared: the search was ended after {result.StateCount} states");
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
        $"{wrong.Name}: violated" + (wrong.Explanation is string explanation ? $"; {explanation}" : "");
}
