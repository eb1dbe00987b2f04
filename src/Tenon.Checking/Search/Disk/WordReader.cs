namespace Tenon.Checking.Search.Disk;

/// <summary>Reads a <see cref="WordFile"/> from some place on, while nothing is appended to it.</summary>
internal sealed class WordReader
{
    /// <summary>32 KiB, so that a read is much longer than its call.</summary>
    private const int BufferWords = 4096;

    private readonly WordFile _file;
    private ulong[] _buffer;
    private int _used;
    private int _at;
    private long _next;

    /// <param name="file">The file.</param>
    /// <param name="start">The first word.</param>
    public WordReader(WordFile file, long start = 0)
    {
        (_file, _next) = (file, start);
        _buffer = new ulong[Math.Min(BufferWords, file.Length - start)];
    }

    /// <summary>Which word comes next.</summary>
    public long Position => _next - _used + _at;

    /// <summary>Shows the next word.</summary>
    /// <returns>False at the end.</returns>
    public bool TryPeek(out ulong word)
    {
        if (_at == _used && !Fill(1))
        {
            word = 0;
            return false;
        }

        word = _buffer[_at];
        return true;
    }

    /// <summary>Reads words.</summary>
    /// <param name="count">How many; they are there.</param>
    /// <returns>The words, until the next call.</returns>
    public ReadOnlySpan<ulong> Read(int count)
    {
        if (_used - _at < count && !Fill(count))
        {
            throw new IOException($"{_file.Path} ends before word {Position + count}.");
        }

        ReadOnlySpan<ulong> words = _buffer.AsSpan(_at, count);
        _at += count;
        return words;
    }

    /// <summary>Reads what has been fetched already, or the next piece.</summary>
    /// <returns>At least one word until the next call; none at the end.</returns>
    public ReadOnlySpan<ulong> ReadSome()
    {
        if (_at == _used && !Fill(1))
        {
            return [];
        }

        ReadOnlySpan<ulong> words = _buffer.AsSpan(_at, _used - _at);
        _at = _used;
        return words;
    }

    // Keeps what has not been read, and reads on behind it.
    private bool Fill(int wanted)
    {
        int kept = _used - _at;
        if (_file.Length - _next + kept < wanted)
        {
            return false;
        }

        ulong[] target = wanted > _buffer.Length ? new ulong[Math.Max(wanted, BufferWords)] : _buffer;
        _buffer.AsSpan(_at, kept).CopyTo(target);
        _buffer = target;
        int read = (int)Math.Min(target.Length - kept, _file.Length - _next);
        _file.Read(_next, target.AsSpan(kept, read));
        _next += read;
        (_at, _used) = (0, kept + read);
        return true;
    }
}
