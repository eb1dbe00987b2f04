using System.Collections.Immutable;
using Tenon.Verification.Reporting;

namespace Tenon.Verification;

/// <summary>What one check found. Immutable.</summary>
public sealed record VerificationFinding
{
    /// <summary>What it came to.</summary>
    public required VerificationStatus Status { get; init; }

    /// <summary>How much was looked at.</summary>
    public ImmutableArray<VerificationSize> Size { get; init; } = [];

    /// <summary>What is wrong, in words: what was found, and what was expected; of what is accepted, why. Null if nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>A run that shows it; also of what was expected to fail.</summary>
    public Counterexample? Counterexample { get; init; }

    /// <summary>What was judged: names of invariants and properties, as the layer has them.</summary>
    public ImmutableArray<string> Claims { get; init; } = [];

    /// <summary>Of these, the ones of which nothing was demanded here.</summary>
    public ImmutableArray<string> Vacuous { get; init; } = [];

    /// <summary>What was met on the way.</summary>
    public ImmutableArray<VerificationWitness> Witnesses { get; init; } = [];

    /// <summary>Of a check of a fault, what became of it.</summary>
    public MutantResult? Mutant { get; init; }
}
