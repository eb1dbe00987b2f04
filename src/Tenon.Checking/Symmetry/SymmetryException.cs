namespace Tenon.Checking.Symmetry;

/// <summary>Symmetry was asked for where it is unsound. The message says what distinguishes the members, or what is missing.</summary>
/// <param name="message">The message.</param>
public sealed class SymmetryException(string message) : Exception(message);
