namespace Tenon.Verification;

/// <summary>One check that can be made. Immutable.</summary>
/// <param name="Subject">What is checked; with <paramref name="Checked"/> unique in its layer.</param>
/// <param name="Checked">What is asked of it.</param>
/// <param name="IsQuick">Whether it is part of a quick run.</param>
/// <param name="Judge">Makes it. What it throws, but for a cancellation, is a failure of the check.</param>
public sealed record VerificationTask(string Subject, string Checked, bool IsQuick, Func<VerificationContext, VerificationFinding> Judge)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Subject}: {Checked}";
}
