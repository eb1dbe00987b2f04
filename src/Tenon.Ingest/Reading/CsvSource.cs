using System.Globalization;
using System.Text;
using Tenon.Ingest.Rows;

namespace Tenon.Ingest.Reading;

/// <summary>Reads CSV by RFC 4180: a header, then as many fields in each record, quoted by <c>"</c> where need be. Not thread-safe.</summary>
/// <remarks>An empty field is null; one that is quoted and empty is an empty text. What the RFC leaves open is refused: quotes inside a field that
/// is not quoted, text behind a closing quote, lone carriage returns.</remarks>
internal sealed class CsvSource : IRowSource
{
    private readonly RecordFeed _feed;
    private readonly string _name;
    private readonly FieldColumns _columns;
    private readonly int[] _header;
    private byte[] _unquoted = [];

    public CsvSource(RecordFeed feed, string name, FieldColumns columns)
    {
        (_feed, _name, _columns) = (feed, name, columns);
        if (!feed.TryRead(out ReadOnlySpan<byte> record))
        {
            throw new IngestException($"{name}: no header; names of columns are expected on line 1");
        }

        var header = new List<int>();
        bool isLast = false;
        while (!isLast)
        {
            ReadOnlySpan<byte> field = NextField(ref record, header.Count + 1, out _, out isLast);
            string column = Encoding.UTF8.GetString(field);
            int found = column.Length == 0 ? -1 : columns.Find(column);
            header.Add(found >= 0 && !header.Contains(found) ? found : throw new IngestException(
                $"{Place(header.Count + 1)}: column '{column}'; the name of a column of the index, once, is expected"));
        }

        _header = [.. header];
    }

    public RowBlock? Next()
    {
        while (!_columns.IsFull && _feed.TryRead(out ReadOnlySpan<byte> record))
        {
            ReadRecord(record);
            _columns.EndRow(_feed.Line);
        }

        return _columns.Take();
    }

    public void Dispose() => _feed.Dispose();

    private void ReadRecord(ReadOnlySpan<byte> record)
    {
        bool isLast = false;
        int count = 0;
        while (!isLast)
        {
            ReadOnlySpan<byte> field = NextField(ref record, count + 1, out bool isQuoted, out isLast);
            if (count < _header.Length)
            {
                FieldColumn column = _columns[_header[count]];
                if (field.IsEmpty && !isQuoted)
                {
                    column.Buffer.AppendNull();
                }
                else if (!column.TryAppend(field))
                {
                    throw new IngestException($"{Place(count + 1)}, column '{column.Name}': '{Show(field)}'; {column.Expected} is expected");
                }
            }

            count++;
        }

        if (count != _header.Length)
        {
            throw new IngestException(string.Create(CultureInfo.InvariantCulture, $"{_name}, line {_feed.Line}: {count} fields; {_header.Length}, as in the header, are expected"));
        }
    }

    private ReadOnlySpan<byte> NextField(scoped ref ReadOnlySpan<byte> record, int number, out bool isQuoted, out bool isLast)
    {
        isQuoted = record.StartsWith("\""u8);
        if (isQuoted)
        {
            return NextQuoted(ref record, number, out isLast);
        }

        int comma = record.IndexOf((byte)',');
        isLast = comma < 0;
        ReadOnlySpan<byte> field = isLast ? record : record[..comma];
        if (field.IndexOfAny((byte)'"', (byte)'\r') >= 0)
        {
            throw new IngestException($"{Place(number)}: '{Show(field)}' has a quote or a carriage return; it is expected to be quoted");
        }

        record = isLast ? [] : record[(comma + 1)..];
        return Copy(field);
    }

    private ReadOnlySpan<byte> NextQuoted(scoped ref ReadOnlySpan<byte> record, int number, out bool isLast)
    {
        ReadOnlySpan<byte> rest = record[1..];
        EnsureRoom(rest.Length);
        int length = 0;
        while (true)
        {
            int quote = rest.IndexOf((byte)'"');
            if (quote < 0)
            {
                throw new IngestException($"{Place(number)}: a quote is opened and never closed");
            }

            rest[..quote].CopyTo(_unquoted.AsSpan(length));
            length += quote;
            rest = rest[(quote + 1)..];
            if (!rest.StartsWith("\""u8))
            {
                break;
            }

            _unquoted[length++] = (byte)'"';
            rest = rest[1..];
        }

        isLast = rest.IsEmpty;
        if (!isLast && rest[0] != ',')
        {
            throw new IngestException($"{Place(number)}: '{Show(rest)}' behind a closing quote; a comma or the end of the line is expected");
        }

        record = isLast ? [] : rest[1..];
        return _unquoted.AsSpan(0, length);
    }

    /// <summary>A field in memory of our own: the record's is lent.</summary>
    private Span<byte> Copy(ReadOnlySpan<byte> field)
    {
        EnsureRoom(field.Length);
        field.CopyTo(_unquoted);
        return _unquoted.AsSpan(0, field.Length);
    }

    private void EnsureRoom(int length)
    {
        if (_unquoted.Length < length)
        {
            _unquoted = new byte[Math.Max(length, 256)];
        }
    }

    private string Place(int field) => string.Create(CultureInfo.InvariantCulture, $"{_name}, line {_feed.Line}, field {field}");

    private static string Show(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text.Length > 60 ? text[..60] : text);
}
