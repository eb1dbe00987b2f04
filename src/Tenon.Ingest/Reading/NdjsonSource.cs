using System.Globalization;
using System.Text;
using System.Text.Json;
using Tenon.Ingest.Rows;

namespace Tenon.Ingest.Reading;

/// <summary>Reads one JSON object a line; lines of white space are passed over. Not thread-safe.</summary>
internal sealed class NdjsonSource(RecordFeed feed, string name, FieldColumns columns) : IRowSource
{
    public RowBlock? Next()
    {
        while (!columns.IsFull && feed.TryRead(out ReadOnlySpan<byte> line))
        {
            if (line.IndexOfAnyExcept(" \t\r"u8) < 0)
            {
                continue;
            }

            try
            {
                ReadRow(line);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // What the reader throws for half a surrogate pair or bytes that are no UTF-8 is an InvalidOperationException.
                throw new IngestException($"{Place}: {e.Message}; a JSON object is expected", e);
            }

            columns.EndRow(feed.Line);
        }

        return columns.Take();
    }

    public void Dispose() => feed.Dispose();

    private string Place => string.Create(CultureInfo.InvariantCulture, $"{name}, line {feed.Line}");

    private void ReadRow(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 8 });
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new IngestException($"{Place}: '{Show(line)}'; a JSON object is expected");
        }

        int guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            // Rows of a file mostly have their fields in one order.
            int column = guess < columns.Count && json.ValueTextEquals(columns[guess].Utf8Name) ? guess : Find(ref json);
            guess = column + 1;
            if (columns.IsTaken(column))
            {
                throw new IngestException($"{Place}, column '{columns[column].Name}': two values; one is expected");
            }

            json.Read();
            int start = (int)json.TokenStartIndex;
            if (json.TokenType == JsonTokenType.Null)
            {
                columns[column].Buffer.AppendNull();
            }
            else if (!columns[column].TryAppend(ref json))
            {
                throw new IngestException($"{Place}, column '{columns[column].Name}': {Show(line[start..])}; {columns[column].Expected} is expected");
            }
        }

        if (json.Read())
        {
            throw new IngestException($"{Place}: more than one JSON object; one a line is expected");
        }
    }

    private int Find(ref Utf8JsonReader json)
    {
        string field = json.GetString()!; // A property's name is a string.
        int column = columns.Find(field);
        return column >= 0 ? column : throw new IngestException($"{Place}, column '{field}': not a column of the index; a declared column is expected");
    }

    private static string Show(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text.Length > 60 ? text[..60] : text);
}
