namespace Tenon.Checking;

/// <summary>A model does not satisfy its properties, or the search ended before that was known.</summary>
/// <param name="message">The report.</param>
public sealed class PropertyViolatedException(string message) : Exception(message);
