using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tenon.Checking.Search.Disk;

/// <summary>Words that are appended to a file. What is small stays in memory until it must be durable. Owned by one thread at a time.</summary>
internal sealed class WordFile : IDisposable
{
    /// <summary>16 KiB: a search has some two hundred of these.</summary>
    private const int BufferWords = 2048;

    private SafeFileHandle? _file;
    private ulong[] _buffer = [];
    private int _buffered;
    private bool _isDirty;

    private WordFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>Words, those in memory included.</summary>
    public long Length => WrittenLength + _buffered;

    /// <summary>Bytes of memory.</summary>
    public long BufferBytes => _buffer.Length * sizeof(ulong);

    /// <summary>Bytes on disk.</summary>
    public long DiskBytes => WrittenLength * sizeof(ulong);

    private long WrittenLength { get; set; }

    /// <summary>A file that comes into being when it must.</summary>
    public static WordFile New(string path) => new(path);

    /// <summary>A file that was synced when it had this length; what was appended after that is cut off.</summary>
    /// <exception cref="IOException">It is not there, or shorter.</exception>
    public static WordFile Open(string path, long length)
    {
        WordFile opened = new(path);
        if (length > 0)
        {
            SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            opened._file = file;
            opened.WrittenLength = length;
            if (RandomAccess.GetLength(file) < length * sizeof(ulong))
            {
                opened.Dispose();
                throw new IOException($"{path} has {RandomAccess.GetLength(file)} bytes, the checkpoint says {length * sizeof(ulong)}.");
            }

            RandomAccess.SetLength(file, length * sizeof(ulong));
        }

        return opened;
    }

    public void Append(ulong word)
    {
        if (_buffered == _buffer.Length)
        {
            MakeRoom();
        }

        _buffer[_buffered++] = word;
    }

    public void Append(ReadOnlySpan<ulong> words)
    {
        while (words.Length > 0)
        {
            if (_buffered == _buffer.Length)
            {
                MakeRoom();
            }

            int count = Math.Min(words.Length, _buffer.Length - _buffered);
            words[..count].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += count;
            words = words[count..];
        }
    }

    /// <summary>Reads words, whether they are on disk yet or not.</summary>
    /// <param name="at">The first of them.</param>
    /// <param name="words">As many as fit are read.</param>
    public void Read(long at, Span<ulong> words)
    {
        int onDisk = (int)Math.Clamp(WrittenLength - at, 0, words.Length);
        Span<byte> bytes = MemoryMarshal.AsBytes(words[..onDisk]);
        for (int done = 0; done < bytes.Length;)
        {
            int read = RandomAccess.Read(_file!, bytes[done..], (at * sizeof(ulong)) + done); // Words on disk are in a file.
            done += read > 0 ? read : throw new IOException($"{Path} ends before word {at + words.Length}.");
        }

        if (onDisk < words.Length)
        {
            _buffer.AsSpan((int)(at + onDisk - WrittenLength), words.Length - onDisk).CopyTo(words[onDisk..]);
        }
    }

    /// <summary>Nothing will be appended: large ones keep no memory.</summary>
    public void Seal()
    {
        if (WrittenLength > 0)
        {
            Flush();
            _buffer = [];
        }
        else
        {
            Array.Resize(ref _buffer, _buffered);
        }
    }

    /// <summary>Writes everything appended, so that it is durable after <see cref="FolderSync.SyncFiles"/>.</summary>
    public void Sync()
    {
        Flush();
        if (_isDirty && !FolderSync.SyncsFiles)
        {
            RandomAccess.FlushToDisk(_file!); // Dirty is what was written.
            _isDirty = false;
        }
    }

    /// <summary>Closes and removes the file.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose() => _file?.Dispose();

    private void MakeRoom()
    {
        if (_buffer.Length == BufferWords)
        {
            Flush();
        }
        else
        {
            Array.Resize(ref _buffer, Math.Clamp(2 * _buffer.Length, 16, BufferWords));
        }
    }

    private void Flush()
    {
        if (_buffered > 0)
        {
            _file ??= File.OpenHandle(Path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
            RandomAccess.Write(_file, MemoryMarshal.AsBytes(_buffer.AsSpan(0, _buffered)), WrittenLength * sizeof(ulong));
            WrittenLength += _buffered;
            _buffered = 0;
            _isDirty = true;
        }
    }
}
