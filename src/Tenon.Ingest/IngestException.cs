namespace Tenon.Ingest;

/// <summary>A file that cannot be ingested: damaged, or with rows that are not what the index takes. Nothing of it was written.</summary>
public sealed class IngestException : Exception
{
    /// <summary>Names what is wrong.</summary>
    /// <param name="message">File, row or line, column, what was found and what is expected.</param>
    /// <param name="innerException">The cause, if it was an exception.</param>
    public IngestException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
