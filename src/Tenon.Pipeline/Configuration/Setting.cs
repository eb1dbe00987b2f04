using System.Globalization;
using Tenon.Splits.Indexes;

namespace Tenon.Pipeline.Configuration;

/// <summary>One setting: its name, what it is, and how it is read. Immutable.</summary>
/// <param name="Name">As in the file: a name, or a section, a dot and a name.</param>
/// <param name="Meaning">What it is, for people.</param>
/// <param name="Expected">What is expected, for a message.</param>
/// <param name="Read">Puts a text into the settings; null if the text is not what is expected.</param>
/// <param name="Print">Writes what is in the settings.</param>
public sealed record Setting(
    string Name, string Meaning, string Expected, Func<HomeSettings, string, HomeSettings?> Read, Func<HomeSettings, string> Print)
{
    /// <summary>What the names of variables begin with.</summary>
    public const string VariablePrefix = "TENON_";

    /// <summary>The environment variable that overrides the file, such as <c>TENON_MERGE_CONCURRENCY</c>.</summary>
    public string Variable => VariablePrefix + Name.Replace('.', '_').ToUpperInvariant();

    internal static Setting Duration(
        string name, string meaning, TimeSpan least, Func<HomeSettings, TimeSpan, HomeSettings> set, Func<HomeSettings, TimeSpan> get) => new(
        name,
        meaning,
        least > TimeSpan.Zero ? $"{HumanDuration.Expected} from {HumanDuration.Print(least)} to 3650d," : $"{HumanDuration.Expected} to 3650d,",
        (settings, text) => HumanDuration.TryParse(text, out TimeSpan value) && value >= least && value <= TimeSpan.FromDays(3650) ? set(settings, value) : null,
        settings => get(settings) == TimeSpan.Zero ? "0s" : HumanDuration.Print(get(settings)));

    internal static Setting Number(
        string name, string meaning, int least, int most, Func<HomeSettings, int, HomeSettings> set, Func<HomeSettings, int> get) => new(
        name,
        meaning,
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"),
        (settings, text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most ? set(settings, value) : null,
        settings => get(settings).ToString(CultureInfo.InvariantCulture));

    internal static Setting Size(
        string name, string meaning, long least, long most, Func<HomeSettings, long, HomeSettings> set, Func<HomeSettings, long> get) => new(
        name,
        meaning,
        $"{SizeText.Expected} from {SizeText.Print(least)} to {SizeText.Print(most)},",
        (settings, text) => SizeText.TryParse(text, out long value) && value >= least && value <= most ? set(settings, value) : null,
        settings => SizeText.Print(get(settings)));

    internal static Setting Flag(string name, string meaning, Func<HomeSettings, bool, HomeSettings> set, Func<HomeSettings, bool> get) => new(
        name,
        meaning,
        "true or false",
        (settings, text) => text is "true" or "false" ? set(settings, text == "true") : null,
        settings => get(settings) ? "true" : "false");

    internal static Setting Text(
        string name, string meaning, string expected, Func<string, bool> isGood, Func<HomeSettings, string, HomeSettings> set, Func<HomeSettings, string> get) => new(
        name, meaning, expected, (settings, text) => isGood(text) ? set(settings, text) : null, get);
}
