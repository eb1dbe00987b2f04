using System.Buffers;
using System.Globalization;

namespace Tenon.Pipeline.Events;

/// <summary>Records events in files of one JSON object a line, so that a run can be replayed. Bounded: the oldest files of the process go when there are
/// too many. What was written is seen by readers at once, but may be lost in a power cut.</summary>
/// <remarks>Files are called <c>events-PIPELINE-000001.ndjson</c>. A disk that fails loses events, and counts them; it stops nothing.</remarks>
public sealed class EventFiles : IEventSink, IDisposable
{
    /// <summary>Bytes at which a file ends.</summary>
    public const long DefaultFileBytes = 16L << 20;

    /// <summary>Files that are kept: with the default size, 256 MiB.</summary>
    public const int DefaultFileCount = 16;

    private readonly string _folder;
    private readonly long _fileBytes;
    private readonly int _fileCount;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Queue<string> _kept = new();
    private FileStream? _file;
    private int _number;

    /// <summary>A recorder.</summary>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <param name="fileBytes">Bytes at which a file ends; at least 1.</param>
    /// <param name="fileCount">Files that are kept; at least 1.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be made.</exception>
    public EventFiles(string folder, long fileBytes = DefaultFileBytes, int fileCount = DefaultFileCount)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(fileBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(fileCount, 1);
        (_folder, _fileBytes, _fileCount) = (folder, fileBytes, fileCount);
        Directory.CreateDirectory(folder);
    }

    /// <summary>Events that could not be written.</summary>
    public long LostCount { get; private set; }

    /// <inheritdoc/>
    public void Write(StampedEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        _line.ResetWrittenCount();
        EventJson.Write(happened, _line);
        _line.Write("\n"u8);
        try
        {
            FileStream file = _file is { } open && open.Length < _fileBytes ? open : Next(happened.Pipeline);
            file.Write(_line.WrittenSpan);
            file.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LostCount++;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private FileStream Next(string pipeline)
    {
        _file?.Dispose();
        _file = null;
        string path = Path.Join(_folder, string.Create(CultureInfo.InvariantCulture, $"events-{pipeline}-{++_number:d6}.ndjson"));
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
        _kept.Enqueue(path);
        while (_kept.Count > _fileCount)
        {
            File.Delete(_kept.Dequeue());
        }

        return _file;
    }
}
