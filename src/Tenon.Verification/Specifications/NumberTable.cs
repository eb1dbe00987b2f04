using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Tenon.Verification.Specifications;

/// <summary>Numbers that are known, a line each: <c>name: what it comes to</c>. Lines that begin with # are comments.</summary>
internal static class NumberTable
{
    public static ImmutableSortedDictionary<string, string> Parse(string text) => text.Split('\n')
        .Where(line => line.Contains(": ", StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(line => line.TrimEnd('\r').Split(": ", 2))
        .ToImmutableSortedDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    /// <summary>A table that is part of the program.</summary>
    /// <param name="name">Its name.</param>
    public static ImmutableSortedDictionary<string, string> Embedded(string name) => Parse(EmbeddedText(name));

    /// <summary>A text that is part of the program.</summary>
    /// <param name="name">Its name.</param>
    public static string EmbeddedText(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!; // The project file puts it there.
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Counts in the words of the tables.</summary>
    public static string TextOf(long states, long steps, int depth) => string.Create(CultureInfo.InvariantCulture, $"{states} states, {steps} steps, depth {depth}");
}
