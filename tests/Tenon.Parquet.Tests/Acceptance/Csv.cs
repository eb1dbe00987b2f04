using System.Text;

namespace Tenon.Parquet.Tests.Acceptance;

/// <summary>Reads comma-separated files with quotes, as the corpus has them.</summary>
internal static class Csv
{
    /// <summary>The rows as maps from the header's names to the fields.</summary>
    public static IEnumerable<Dictionary<string, string>> ReadRows(string path)
    {
        List<string[]> lines = Parse(File.ReadAllText(path));
        return lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    /// <summary>All lines, the header included, as fields.</summary>
    public static List<string[]> Parse(string text)
    {
        var lines = new List<string[]>();
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append(text[++i]);
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    field.Append(c);
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                fields.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    lines.Add([.. fields]);
                    fields.Clear();
                }
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        if (field.Length > 0 || fields.Count > 0)
        {
            lines.Add([.. fields, field.ToString()]);
        }

        return lines;
    }
}
