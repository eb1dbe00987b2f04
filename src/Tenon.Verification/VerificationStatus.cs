namespace Tenon.Verification;

/// <summary>What a check came to.</summary>
public enum VerificationStatus
{
    /// <summary>What is claimed holds, and everything was looked at that it depends on; of a mutant, it was caught as stated.</summary>
    Holds,

    /// <summary>It does not hold, could not be decided, or the check itself failed.</summary>
    Failed,

    /// <summary>A mutant that nothing catches, and that is known and has a reason.</summary>
    Accepted,
}
