namespace Tenon.Invariants;

/// <summary>A violation that was recorded. Immutable.</summary>
/// <param name="Ordinal">How many there were in this process, this one included, of all invariants.</param>
/// <param name="Id">The invariant.</param>
/// <param name="Message">What was found.</param>
public sealed record InvariantViolation(long Ordinal, InvariantId Id, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{InvariantRegistry.Of(Id)} is broken: {Message}";
}
