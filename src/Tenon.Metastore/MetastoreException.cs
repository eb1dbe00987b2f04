namespace Tenon.Metastore;

/// <summary>Why a metastore failed.</summary>
public enum MetastoreError
{
    /// <summary>Nothing was changed: it cannot be reached, is busy, or refused the call.</summary>
    NotApplied,

    /// <summary>The change may or may not have been made; read it back by its token (F-1).</summary>
    OutcomeUnknown,

    /// <summary>Someone took the lease since; nothing was changed (F-13).</summary>
    StaleLease,

    /// <summary>It was written by a newer version of this program; nothing was changed (F-66).</summary>
    NewerFormat,

    /// <summary>It is no metastore, or a damaged one.</summary>
    Damaged,
}

/// <summary>A metastore that could not do what it was asked.</summary>
public sealed class MetastoreException : Exception
{
    /// <summary>Names what failed.</summary>
    /// <param name="error">The class of error.</param>
    /// <param name="message">Operation, place, cause.</param>
    /// <param name="innerException">The cause, if it was an exception.</param>
    public MetastoreException(MetastoreError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>The class of error.</summary>
    public MetastoreError Error { get; }
}
