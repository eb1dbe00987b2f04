namespace Tenon.Conformance.Reading;

/// <summary>A line of a record is no event; the message names file, line, field, what was found and what is expected.</summary>
/// <param name="message">The message.</param>
/// <param name="innerException">What the reader of the line said.</param>
public sealed class TraceFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
