using System.Text;

namespace Tenon.Splits.Zonemaps;

/// <summary>Prints an automaton as a regular expression.</summary>
internal static class RegexText
{
    // Not `.`, which does not match a line break.
    private const string AnySuffix = @"[\s\S]+";
    private const string AnySuffixOrNone = @"[\s\S]*";

    /// <summary>Fewer consecutive characters are listed: <c>abc</c> is as short as <c>a-c</c>.</summary>
    private const int ShortestRange = 4;

    public static string Of(PrefixAutomaton automaton) => $"^{Body(automaton.Root)}$";

    /// <summary>The alternatives that two or more clauses which share a suffix become.</summary>
    internal static string Alternation(IReadOnlyList<string> clauses, string suffix)
    {
        if (clauses.Count <= 1)
        {
            return clauses.Count == 0 ? "" : clauses[0];
        }

        string[] with = [.. clauses.Where(clause => clause.EndsWith(suffix, StringComparison.Ordinal)).Select(clause => clause[..^suffix.Length])];
        if (with.Length <= 1)
        {
            return $"({string.Join('|', clauses)})";
        }

        string factored = $"({string.Join('|', with)}){suffix}";
        return with.Length == clauses.Count
            ? factored
            : $"({string.Join('|', clauses.Where(clause => !clause.EndsWith(suffix, StringComparison.Ordinal)).Prepend(factored))})";
    }

    /// <summary>One of the given characters, in ascending order.</summary>
    internal static string CharacterClass(IReadOnlyList<int> characters)
    {
        var text = new StringBuilder();
        if (characters.Count == 1)
        {
            AppendEscaped(text, characters[0], @"\.+*?()|[]{}^$");
            return text.ToString();
        }

        text.Append('[');
        for (int at = 0; at < characters.Count;)
        {
            int end = at + 1;
            while (end < characters.Count && characters[end] == characters[end - 1] + 1)
            {
                end++;
            }

            if (end - at >= ShortestRange)
            {
                AppendEscaped(text, characters[at], @"\[]^-");
                text.Append('-');
                AppendEscaped(text, characters[end - 1], @"\[]^-");
            }
            else
            {
                for (int i = at; i < end; i++)
                {
                    AppendEscaped(text, characters[i], @"\[]^-");
                }
            }

            at = end;
        }

        return text.Append(']').ToString();
    }

    // Recursion is as deep as the longest value kept, which the automaton bounds.
    private static string Body(PrefixAutomaton.Node node)
    {
        if (node.Next is null)
        {
            return node.IsTerminal ? AnySuffixOrNone : AnySuffix;
        }

        var clauses = new List<string>();
        if (node.IsTerminal)
        {
            clauses.Add("");
        }

        // Characters with equal continuations share a clause, at the place of the first of them.
        var continuations = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach ((int character, PrefixAutomaton.Node child) in node.Next)
        {
            string body = Body(child);
            if (!continuations.TryGetValue(body, out List<int>? characters))
            {
                continuations.Add(body, characters = []);
                order.Add(body);
            }

            characters.Add(character);
        }

        clauses.AddRange(order.Select(body => CharacterClass(continuations[body]) + body));
        return Alternation(clauses, AnySuffix);
    }

    private static void AppendEscaped(StringBuilder text, int character, string special)
    {
        if (character < 0x80 && special.Contains((char)character, StringComparison.Ordinal))
        {
            text.Append('\\');
        }

        text.Append(new Rune(character).ToString());
    }
}
