namespace Tenon.Checking.PartialOrder;

/// <summary>Partial-order reduction was asked for where it is unsound. The message says what stands against it, or what is missing.</summary>
/// <param name="message">The message.</param>
public sealed class PartialOrderException(string message) : Exception(message);
