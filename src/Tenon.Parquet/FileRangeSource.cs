using Microsoft.Win32.SafeHandles;

namespace Tenon.Parquet;

/// <summary>A local file, read by position: no shared cursor, so any number of threads may read at once.</summary>
public sealed class FileRangeSource : IRangeSource
{
    private readonly SafeFileHandle _handle;

    private FileRangeSource(string path, SafeFileHandle handle) => (Name, _handle, Length) = (path, handle, RandomAccess.GetLength(handle));

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>Opens a file for reading; others may read and delete it meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static FileRangeSource Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        try
        {
            return new FileRangeSource(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void ReadExactly(long offset, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int read = RandomAccess.Read(_handle, destination[done..], offset + done);
            if (read == 0)
            {
                throw new ParquetFormatException($"the file ends {destination.Length - done} bytes early: bytes {offset} to {offset + destination.Length} were to be read", Name, offset: offset + done);
            }

            done += read;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();
}
