namespace Tenon.Storage;

/// <summary>Why a store failed.</summary>
public enum StorageError
{
    /// <summary>Anything else, as the message says.</summary>
    Other,

    /// <summary>There is no such object.</summary>
    NotFound,

    /// <summary>The disk or the quota is full.</summary>
    NoSpace,

    /// <summary>Not allowed.</summary>
    AccessDenied,
}

/// <summary>A store that could not do what it was asked. The message names the operation, the path and the cause.</summary>
public sealed class StorageException : IOException
{
    private const string FullDisk = "no space left on the disk";

    /// <summary>Names what failed.</summary>
    /// <param name="error">The class of error.</param>
    /// <param name="message">Operation, path, cause.</param>
    /// <param name="innerException">The cause, if it was an exception.</param>
    public StorageException(StorageError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>The class of error.</summary>
    public StorageError Error { get; }

    /// <summary>Puts an exception of the file system into this store's terms.</summary>
    /// <param name="operation">What was tried, for example <c>write</c>.</param>
    /// <param name="path">On which path.</param>
    /// <param name="cause">What came of it.</param>
    /// <returns>The exception to throw.</returns>
    public static StorageException From(string operation, string path, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        StorageError error = cause switch
        {
            FileNotFoundException or DirectoryNotFoundException => StorageError.NotFound,
            UnauthorizedAccessException => StorageError.AccessDenied,
            IOException io => Posix.ErrorOf(io.HResult), // On Unix the result code of an I/O exception is the errno.
            _ => StorageError.Other,
        };
        return new StorageException(error, $"cannot {operation} {path}: {(error == StorageError.NoSpace ? FullDisk : cause.Message)}", cause);
    }

    /// <summary>Says that a disk is full.</summary>
    /// <param name="operation">What was tried, for example <c>write</c>.</param>
    /// <param name="path">On which path.</param>
    /// <returns>The exception to throw.</returns>
    public static StorageException OfFullDisk(string operation, string path) => new(StorageError.NoSpace, $"cannot {operation} {path}: {FullDisk}");

    /// <summary>Says that an object ends before all bytes that were asked for.</summary>
    /// <param name="path">The object.</param>
    /// <param name="offset">Where the bytes were to begin.</param>
    /// <param name="count">How many were asked for.</param>
    /// <param name="missing">How many of them there are not.</param>
    /// <returns>The exception to throw.</returns>
    public static StorageException OfEarlyEnd(string path, long offset, int count, int missing) =>
        new(StorageError.Other, $"cannot read {path}: {count} bytes were expected at byte {offset}, but it ends {missing} bytes before");
}
