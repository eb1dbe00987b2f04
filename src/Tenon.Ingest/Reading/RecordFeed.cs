using System.Globalization;
using Tenon.Parquet;

namespace Tenon.Ingest.Reading;

/// <summary>Cuts a text file into records, in a buffer that holds one record and what was read with it. Not thread-safe.</summary>
internal sealed class RecordFeed(IRangeSource source, string name, int maximumBytes, bool hasQuotes) : IDisposable
{
    private const int ChunkBytes = 256 << 10;

    private byte[] _buffer = new byte[ChunkBytes];
    private long _offset;
    private int _start;
    private int _end;
    private long _nextLine = 1;
    private bool _hasBegun;

    /// <summary>The line on which the record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The next record without its line end, which is LF or CR LF; within quotes, if the format has them, line ends are content.</summary>
    /// <param name="record">The record; valid until the next one.</param>
    /// <returns>False behind the last one.</returns>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        SkipByteOrderMark();
        bool isQuoted = false;
        int at = _start;
        long lines = 0;
        while (true)
        {
            int found = hasQuotes && isQuoted ? _buffer.AsSpan(at, _end - at).IndexOfAny((byte)'"', (byte)'\n')
                : hasQuotes ? _buffer.AsSpan(at, _end - at).IndexOfAny((byte)'"', (byte)'\n')
                : _buffer.AsSpan(at, _end - at).IndexOf((byte)'\n');
            if (found < 0)
            {
                int scanned = _end - _start;
                if (!ReadMore())
                {
                    return TakeLast(isQuoted, lines, out record);
                }

                at = _start + scanned;
                continue;
            }

            at += found;
            if (_buffer[at] == '"')
            {
                isQuoted = !isQuoted;
            }
            else
            {
                lines++;
                if (!isQuoted)
                {
                    record = Take(at, lines);
                    _start = at + 1;
                    return true;
                }
            }

            at++;
        }
    }

    public void Dispose() => source.Dispose();

    private ReadOnlySpan<byte> Take(int end, long lines)
    {
        (Line, _nextLine) = (_nextLine, _nextLine + lines);
        ReadOnlySpan<byte> record = _buffer.AsSpan(_start, end - _start);
        return record.EndsWith("\r"u8) ? record[..^1] : record;
    }

    private bool TakeLast(bool isQuoted, long lines, out ReadOnlySpan<byte> record)
    {
        if (isQuoted)
        {
            throw new IngestException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {_nextLine}: a quote is opened and never closed"));
        }

        bool hasRecord = _start < _end;
        record = hasRecord ? Take(_end, lines + 1) : default;
        _start = _end;
        return hasRecord;
    }

    private void SkipByteOrderMark()
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        ReadMore();
        if (_buffer.AsSpan(_start, _end - _start).StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]))
        {
            _start += 3;
        }
    }

    /// <summary>Reads on; what is not yet taken moves to the front.</summary>
    private bool ReadMore()
    {
        int kept = _end - _start;
        int more = (int)Math.Min(ChunkBytes, source.Length - _offset);
        if (more == 0)
        {
            return false;
        }

        if (kept > maximumBytes)
        {
            throw new IngestException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {_nextLine}: more than {kept} bytes; at most {maximumBytes} are expected"));
        }

        byte[] target = kept + more <= _buffer.Length ? _buffer : new byte[Math.Max(kept + more, Math.Min(2L * _buffer.Length, Array.MaxLength))];
        _buffer.AsSpan(_start, kept).CopyTo(target);
        source.ReadExactly(_offset, target.AsSpan(kept, more));
        (_buffer, _start, _end, _offset) = (target, 0, kept + more, _offset + more);
        return true;
    }
}
