namespace Tenon.Invariants;

/// <summary>A broken invariant: an error in this program, not in its input. What was under way must not be published.</summary>
public sealed class InvariantViolationException : Exception
{
    /// <summary>Names what was broken.</summary>
    /// <param name="id">The invariant.</param>
    /// <param name="message">What was found.</param>
    public InvariantViolationException(InvariantId id, string message)
        : base($"invariant {InvariantRegistry.Of(id)} is broken: {message}") => Id = id;

    /// <summary>The invariant.</summary>
    public InvariantId Id { get; }
}
