namespace Tenon.Verification;

/// <summary>One check that was made. Immutable.</summary>
/// <param name="Layer">The name of its layer.</param>
/// <param name="Subject">What was checked: a configuration, a world, a fault.</param>
/// <param name="Checked">What was asked of it.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Seconds">Time that it took, by the clock.</param>
public sealed record VerificationRow(string Layer, string Subject, string Checked, VerificationFinding Finding, double Seconds)
{
    /// <summary>Whether it follows from the other checks of its layer together.</summary>
    public bool IsConclusion { get; init; }

    /// <summary>Whether it failed.</summary>
    public bool HasFailed => Finding.Status == VerificationStatus.Failed;
}
