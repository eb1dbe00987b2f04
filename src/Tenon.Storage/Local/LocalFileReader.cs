using Microsoft.Win32.SafeHandles;

namespace Tenon.Storage.Local;

/// <summary>Reads a file by position.</summary>
internal sealed class LocalFileReader : IObjectReader
{
    private readonly string _path;
    private readonly SafeFileHandle _file;

    public LocalFileReader(string path)
    {
        _path = path;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            SizeBytes = RandomAccess.GetLength(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            throw StorageException.From("open", path, e);
        }
    }

    public long SizeBytes { get; }

    public void Read(long offset, Span<byte> destination)
    {
        try
        {
            for (Span<byte> rest = destination; rest.Length > 0;)
            {
                int count = RandomAccess.Read(_file, rest, offset + destination.Length - rest.Length);
                rest = count > 0
                    ? rest[count..]
                    : throw StorageException.OfEarlyEnd(_path, offset, destination.Length, rest.Length);
            }
        }
        catch (Exception e) when (e is not StorageException and (IOException or UnauthorizedAccessException))
        {
            throw StorageException.From("read", _path, e);
        }
    }

    public void Dispose() => _file.Dispose();
}
