namespace Tenon.Storage.Local;

/// <summary>Writes a file and syncs it.</summary>
internal sealed class LocalFileWriter : ObjectWriteStream
{
    /// <summary>Gathers small writes, such as page headers; large ones go past it.</summary>
    private const int BufferBytes = 64 * 1024;

    private readonly string _path;
    private readonly FileStream _file;

    public LocalFileWriter(string path)
    {
        _path = path;
        try
        {
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete, BufferBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From("create", path, e);
        }
    }

    protected override void WriteCore(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From("write", _path, e);
        }
    }

    protected override void CompleteCore()
    {
        try
        {
            _file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From("sync", _path, e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                _file.Dispose();
            }
            catch (IOException)
            {
                // Bytes that could not be flushed belong to a file that was not completed, or Complete would have said so.
            }
        }

        base.Dispose(disposing);
    }
}
