using System.Globalization;

namespace Tenon.Models;

/// <summary>Configurations as the TLA+ checker reads them: the files in specs are written from tables of constants here, and a test compares them.</summary>
internal static class ConfigurationText
{
    /// <summary>The text of a file.</summary>
    /// <param name="table">The table that it is written from.</param>
    /// <param name="constants">The constants with their values; a value that is text is written as it is, and a text that begins with an arrow replaces.</param>
    /// <param name="invariants">What holds in every state.</param>
    /// <param name="properties">What holds of every run.</param>
    /// <param name="specification">The formula.</param>
    /// <param name="postcondition">What holds when all is done; null for nothing.</param>
    public static string Of(
        string table, IEnumerable<(string Name, object Value)> constants, IEnumerable<string> invariants, IEnumerable<string> properties, string specification = "Spec", string? postcondition = null) =>
        $"\\* Written from {table} in src/Tenon.Models; a test compares them.\nSPECIFICATION {specification}\n\nCONSTANTS\n"
        + string.Concat(constants.Select(each => string.Create(CultureInfo.InvariantCulture, $"    {each.Name} {(each.Value is string text && text.StartsWith("<-", StringComparison.Ordinal) ? "" : "= ")}{each.Value}\n")))
        + "\nINVARIANTS\n" + Lines(invariants)
        + "\nPROPERTIES\n" + Lines(properties)
        + (postcondition is null ? "" : $"\nPOSTCONDITION {postcondition}\n")
        + "\nCHECK_DEADLOCK FALSE\n";

    /// <summary>So many numbers, as a set.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    public static string Numbers(int first, int count) => Numbers(Enumerable.Range(first, count));

    /// <summary>Numbers, as a set.</summary>
    /// <param name="numbers">The numbers.</param>
    public static string Numbers(IEnumerable<int> numbers) => $"{{{string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}}}";

    private static string Lines(IEnumerable<string> names) => string.Concat(names.Select(name => $"    {name}\n"));
}
