namespace Tenon.Verification;

/// <summary>How far a run is.</summary>
/// <param name="Layer">The layer of the check that began or ended last.</param>
/// <param name="Subject">What that check is about.</param>
/// <param name="Done">Checks that are done.</param>
/// <param name="Total">Checks in all.</param>
/// <param name="FailedCount">Of those done, the ones that failed.</param>
public readonly record struct VerificationProgress(string Layer, string Subject, int Done, int Total, int FailedCount);
