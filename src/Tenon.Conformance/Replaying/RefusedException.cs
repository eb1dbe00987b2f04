namespace Tenon.Conformance.Replaying;

/// <summary>An event cannot be explained from a state. Caught where states are tried one after the other.</summary>
/// <param name="message">Why: what was told, and what would have had to hold.</param>
internal sealed class RefusedException(string message) : Exception(message);
