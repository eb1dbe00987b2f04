namespace Tenon.Merging;

/// <summary>An output does not hold what was read: rows differ, are out of order, or copied bytes changed. It must not be published.</summary>
public sealed class ContentMismatchException : Exception
{
    /// <param name="message">The output, what was found and what was expected.</param>
    public ContentMismatchException(string message)
        : base(message)
    {
    }
}
