namespace Tenon.Checking.Output;

/// <summary>The notation of Graphviz.</summary>
internal static class Dot
{
    /// <summary>A text as a quoted string; its lines are set to the left.</summary>
    public static string Quote(string text)
    {
        string escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"\"{(escaped.Contains('\n', StringComparison.Ordinal) ? escaped.Replace("\n", "\\l", StringComparison.Ordinal) + "\\l" : escaped)}\"";
    }
}
