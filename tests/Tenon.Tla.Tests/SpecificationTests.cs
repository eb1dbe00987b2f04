using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Tenon.Tla.Checking;

namespace Tenon.Tla.Tests;

/// <summary>The specifications under <c>Specifications</c>, each with the exit code and the counts that its configuration says to expect.</summary>
public sealed partial class SpecificationTests
{
    private static readonly string Folder = FolderOf();

    public static TheoryData<string> Configurations =>
        [.. Directory.GetFiles(Folder, "*.cfg", SearchOption.AllDirectories).Where(path => Expectation(File.ReadAllText(path)).Success).Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void A_specification_ends_as_its_configuration_says(string configuration)
    {
        string path = Path.Combine(Folder, configuration);
        string text = File.ReadAllText(path);
        Match module = Module().Match(text);
        string spec = module.Success ? Path.Combine(Path.GetDirectoryName(path)!, module.Groups[1].Value + ".tla") : Path.ChangeExtension(path, ".tla"); // A file has a folder.
        StringWriter output = new();
        TlaOutcome outcome = new TlaRun(new TlaCheckOptions { SpecPath = spec, ConfigPath = path }, output.WriteLine, CancellationToken.None).Run();
        string report = output + TlaReport.Text(outcome, isDiff: false);
        Match expected = Expectation(text);
        int[] codes = [.. expected.Groups["code"].Captures.Select(capture => int.Parse(capture.Value, CultureInfo.InvariantCulture))];
        Assert.True(codes.Contains(outcome.ExitCode), $"exit {outcome.ExitCode}, expected {string.Join(" or ", codes)}\n{report}");
        if (expected.Groups["distinct"].Success)
        {
            long[] counts = [.. new[] { "distinct", "generated", "depth" }.Select(name => long.Parse(expected.Groups[name].Value, CultureInfo.InvariantCulture))];
            Assert.True(
                counts.SequenceEqual([outcome.Distinct, outcome.Generated, outcome.Depth]),
                $"distinct {outcome.Distinct}, generated {outcome.Generated}, depth {outcome.Depth}, expected {string.Join(", ", counts)}\n{report}");
        }
    }

    private static Match Expectation(string text) => Expected().Match(text);

    [GeneratedRegex(@"\\\* expect: exit (?<code>\d+)(?: or (?<code>\d+))*(?:, distinct (?<distinct>\d+), generated (?<generated>\d+), depth (?<depth>\d+))?")]
    private static partial Regex Expected();

    [GeneratedRegex(@"\\\* module: (\w+)")]
    private static partial Regex Module();

    private static string FolderOf([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Specifications"); // This file has a folder.
}
