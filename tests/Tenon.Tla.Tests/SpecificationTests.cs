using System.Globalization;
using System.Text.RegularExpressions;
using Tenon.Tla.Checking;

namespace Tenon.Tla.Tests;

/// <summary>The specifications under <c>Specifications</c>, each with the exit code and the counts that its configuration says to expect.</summary>
/// <remarks>
/// The head of a configuration is read as lines of comments: <c>expect: exit N or M, distinct N, generated N, depth N</c>; <c>at: LINE:COLUMN or ...</c>, where an error
/// is; <c>says: TEXT</c>, which the report holds; <c>options: ...</c>; <c>module: NAME</c>, if it is not the configuration's; <c>tlc: ...</c>, how and why TLC
/// does otherwise. The numbers are TLC's, but where it is known to be wrong.
/// </remarks>
public sealed partial class SpecificationTests
{
    private static readonly string Folder = RepositoryRoot.PathOf("tests/Tenon.Tla.Tests/Specifications");

    public static TheoryData<string> Configurations =>
        [.. Directory.GetFiles(Folder, "*.cfg", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void A_specification_ends_as_its_configuration_says(string configuration)
    {
        string path = Path.Combine(Folder, configuration);
        string text = File.ReadAllText(path);
        Match expected = Expected().Match(text);
        Assert.True(expected.Success, $"{configuration} does not say what to expect");
        (TlaOutcome outcome, string report) = Run(path, text);
        int[] codes = [.. expected.Groups["code"].Captures.Select(capture => int.Parse(capture.Value, CultureInfo.InvariantCulture))];
        Assert.True(codes.Contains(outcome.ExitCode), $"exit {outcome.ExitCode}, expected {string.Join(" or ", codes)}\n{report}");
        if (expected.Groups["distinct"].Success)
        {
            long[] counts = [.. new[] { "distinct", "generated", "depth" }.Select(name => long.Parse(expected.Groups[name].Value, CultureInfo.InvariantCulture))];
            Assert.True(
                counts.SequenceEqual([outcome.Distinct, outcome.Generated, outcome.Depth]),
                $"distinct {outcome.Distinct}, generated {outcome.Generated}, depth {outcome.Depth}, expected {string.Join(", ", counts)}\n{report}");
        }

        if (Line("at", text) is string places)
        {
            Assert.True(places.Split(" or ").Contains(PlaceOf(outcome)), $"the error is at {PlaceOf(outcome)}, expected {places}\n{report}");
        }

        if (Line("says", text) is string words)
        {
            Assert.Contains(words, report, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_specification_is_used()
    {
        // A module that no configuration checks is there for another to extend.
        string[] configurations = [.. Configurations.Select(each => each.Data)];
        Assert.True(configurations.Length > 250, $"there are {configurations.Length} configurations");
        string all = string.Concat(Directory.GetFiles(Folder, "*.tla", SearchOption.AllDirectories).Select(File.ReadAllText));
        IEnumerable<string> unused =
            from path in Directory.GetFiles(Folder, "*.tla", SearchOption.AllDirectories)
            let name = Path.GetFileNameWithoutExtension(path)
            where !File.Exists(Path.ChangeExtension(path, ".cfg")) && !Regex.IsMatch(all, $@"(EXTENDS|INSTANCE)[^\n]*\b{name}\b")
            select name;
        Assert.Empty(unused);
    }

    private static (TlaOutcome Outcome, string Report) Run(string path, string text)
    {
        string name = Line("module", text) ?? Path.GetFileNameWithoutExtension(path);
        string[] options = Line("options", text)?.Split(' ') ?? [];
        StringWriter output = new();
        TlaOutcome outcome = new TlaRun(
            new TlaCheckOptions
            {
                SpecPath = Path.Combine(Path.GetDirectoryName(path)!, name + ".tla"), // A file has a folder.
                ConfigPath = path,
                Simulate = options.Contains("--simulate"),
                WorkerCount = int.Parse(After("--workers", options) ?? "1", CultureInfo.InvariantCulture),
                Seed = ulong.Parse(After("--seed", options) ?? "0", CultureInfo.InvariantCulture),
            },
            output.WriteLine,
            CancellationToken.None).Run();
        return (outcome, output + TlaReport.Text(outcome, isDiff: false));
    }

    private static string? After(string option, string[] options) => Array.IndexOf(options, option) is >= 0 and int at ? options[at + 1] : null;

    // Where the innermost expression of an error begins, or what is wrong in the text.
    private static string PlaceOf(TlaOutcome outcome) => outcome switch
    {
        { Stack: [.., var innermost] } => string.Create(CultureInfo.InvariantCulture, $"{innermost.StartLine}:{innermost.StartColumn}"),
        { Diagnostics: [var first, ..] } => string.Create(CultureInfo.InvariantCulture, $"{first.Span.StartLine}:{first.Span.StartColumn}"),
        _ => Place().Match(outcome.Message) is { Success: true } place ? $"{place.Groups[1].Value}:{place.Groups[2].Value}" : "no place",
    };

    private static string? Line(string name, string text) =>
        Regex.Match(text, $@"^\\\* {name}: (.*)$", RegexOptions.Multiline) is { Success: true } line ? line.Groups[1].Value.Trim() : null;

    [GeneratedRegex(@"\\\* expect: exit (?<code>\d+)(?: or (?<code>\d+))*(?:, distinct (?<distinct>\d+), generated (?<generated>\d+), depth (?<depth>\d+))?")]
    private static partial Regex Expected();

    [GeneratedRegex(@"line (\d+), col (\d+)")]
    private static partial Regex Place();
}
