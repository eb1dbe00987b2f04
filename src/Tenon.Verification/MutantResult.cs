namespace Tenon.Verification;

/// <summary>What became of a named single fault. Immutable.</summary>
/// <param name="Kind">What it was put into: specification, model, predicate, core.</param>
/// <param name="Fault">The fault.</param>
/// <param name="CaughtBy">What caught it, and in which layer; empty if nothing did.</param>
/// <param name="Steps">The length of the run that shows it; null if there is none.</param>
public sealed record MutantResult(string Kind, string Fault, string CaughtBy, int? Steps);
