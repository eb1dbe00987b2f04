namespace Tenon.Verification;

/// <summary>Something that must be possible, so that what is checked says something.</summary>
/// <param name="Name">What.</param>
/// <param name="Count">How often it was met; null if only that it was is known.</param>
/// <param name="IsMet">Whether it was met.</param>
public readonly record struct VerificationWitness(string Name, long? Count, bool IsMet);
