using System.Text;

namespace Tenon.Cli.Exploring;

/// <summary>The head of a request. Names of headers are in lower case; of repeated ones the first counts.</summary>
/// <param name="Method">The method, such as GET.</param>
/// <param name="Path">The path, without the query, decoded.</param>
/// <param name="Query">The query's values by name, decoded.</param>
/// <param name="Headers">The headers' values by name.</param>
internal sealed record HttpRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Reads a head: request line and headers, without the empty line at the end. Null if it is none.</summary>
    public static HttpRequest? TryParse(ReadOnlySpan<byte> head)
    {
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
        string[] words = lines[0].Split(' ');
        if (words.Length != 3 || !words[2].StartsWith("HTTP/1.", StringComparison.Ordinal) || !words[1].StartsWith('/'))
        {
            return null;
        }

        Dictionary<string, string> headers = [];
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                return null;
            }

            headers.TryAdd(line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim());
        }

        string[] target = words[1].Split('?', 2);
        Dictionary<string, string> query = [];
        foreach (string pair in target.Length == 2 ? target[1].Split('&', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            string[] parts = pair.Split('=', 2);
            query.TryAdd(Decode(parts[0]), parts.Length == 2 ? Decode(parts[1]) : "");
        }

        return new HttpRequest(words[0], Decode(target[0]), query, headers);
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

/// <summary>An answer.</summary>
/// <param name="Status">The status code.</param>
/// <param name="ContentType">The body's media type.</param>
/// <param name="Body">The body.</param>
internal sealed record HttpResponse(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    public static HttpResponse Text(int status, string text) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text + "\n"));
}
