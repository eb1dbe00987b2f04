using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tenon.Checking;
using Tenon.Invariants;
using Tenon.Verification.Reporting;
using Tenon.Verification.Specifications;
using static Tenon.Verification.Tests.StandInLayer;

namespace Tenon.Verification.Tests;

/// <summary>The report says what was found, points at what exists, and needs nothing from outside.</summary>
public sealed partial class ReportTests : IDisposable
{
    private static readonly SpecificationFolder Folder = SpecificationFolder.Open(RepositoryRoot.PathOf("specs"));

    private static readonly Counterexample Shown = new(
        "a split <that> is lost",
        [
            new(null, [new StateField("Published", "{}")]),
            new("IngestSplit { Window = 0, Rows = 1 }", [new StateField("Published", "{1}")]),
            new("UploadOutput { Merge = merge 1 }", []),
            new("Crash { }", [new StateField("Published", "{}")]),
        ],
        null);

    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_report_is_one_file_that_asks_for_nothing_from_outside()
    {
        string html = Written(Failing());
        Assert.DoesNotMatch(@"\b(src|srcset|data)=|<link|<script|@import|url\(|https?:", html);
        Assert.All(Anchor().Matches(html), anchor => Assert.Contains($"id=\"{anchor.Groups["id"].Value}\"", html, StringComparison.Ordinal));
    }

    [Fact]
    public void What_broke_is_at_the_top_with_its_run_drawn()
    {
        string html = Written(Failing());
        Assert.Contains("FAILED: quick run", html, StringComparison.Ordinal);
        Assert.Contains("broken: the claim of core", html, StringComparison.Ordinal);
        Assert.Contains("two splits &lt;lost&gt;", html, StringComparison.Ordinal);
        Assert.Contains("a split &lt;that&gt; is lost (3 steps)", html, StringComparison.Ordinal);
        XElement svg = XElement.Parse(Svg().Match(html).Value);
        Assert.Equal(["environment", "process", "metastore", "store"], svg.Elements("text").Where(text => text.Attribute("class")?.Value == "lane").Select(text => text.Value));
        Assert.Equal(
            ["1. IngestSplit", "2. UploadOutput", "3. Crash"],
            svg.Elements("g").Select(step => step.Element("text")!.Value).Select(text => string.Join(' ', text.Split(' ').Take(2)))); // Each step has a text.
    }

    [Fact]
    public void A_layer_that_is_not_built_is_never_shown_as_passed()
    {
        string html = Written(Failing());
        Assert.Contains("<b class=\"whole open\">not built</b>", html, StringComparison.Ordinal);
        Assert.Contains("<code>traces</code>, not built: everything of it", html, StringComparison.Ordinal);
        Assert.Contains("traces: not built", html, StringComparison.Ordinal); // In the pyramid.
    }

    [Fact]
    public void The_report_for_programs_says_the_same()
    {
        Written(Failing());
        JsonElement json = JsonDocument.Parse(File.ReadAllText(Path.Join(_folder, VerificationReport.JsonName))).RootElement;
        Assert.Equal(("FAILED", "quick"), (json.GetProperty("verdict").GetString(), json.GetProperty("mode").GetString()));
        Assert.Equal(["holds", "FAILED", "not built"], json.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("verdict").GetString()));
        Assert.Equal(InvariantRegistry.All.Select(info => info.Code), json.GetProperty("coverage").EnumerateArray().Select(each => each.GetProperty("code").GetString()));
        Assert.Equal(41, json.GetProperty("weaknesses").GetArrayLength());
        Assert.Equal("Crash", json.GetProperty("layers")[1].GetProperty("checks")[0].GetProperty("finding").GetProperty("counterexample").GetProperty("steps")[3].GetProperty("kind").GetString());
    }

    [Fact]
    public void Coverage_counts_what_was_demanded_and_not_what_was_only_asked()
    {
        VerificationFinding finding = Finding(VerificationStatus.Holds) with { Claims = ["InputsInvisible", "MP-9 immature splits tracked", "LevelRaised"], Vacuous = ["LevelRaised"] };
        VerificationFinding mutant = Finding(VerificationStatus.Holds) with { Mutant = new MutantResult("model", "a fault", "model: MP-4 PublishedRowsConserved", 3) };
        ReportDocument document = ReportDocument.Of(Run(new StandInLayer("model", Task("a", finding)), new StandInLayer("mutants", Task("b", mutant))));
        Assert.Equal(
            ["MP-4 mutants 1", "MP-8 model 1", "MP-9 model 1"],
            document.Coverage.SelectMany(each => each.ByLayer.Where(pair => pair.Value > 0).Select(pair => $"{each.Code} {pair.Key} {pair.Value}")));
    }

    [Fact]
    public void Every_invariant_has_a_place_where_it_is_stated_and_each_place_is_there()
    {
        SourceTree tree = SourceTree.Beside(Folder);
        Assert.All(InvariantRegistry.All, info =>
        {
            ImmutableArray<SourcePlace> places = tree.PlacesOf(info);
            Assert.Contains(places, place => place.Text.Length > 0 || info.Id == InvariantId.InputsCompatible);
            Assert.All(places, place => Assert.True(File.ReadAllLines(RepositoryRoot.PathOf(place.File)).Length >= place.Line, place.ToString()));
            Assert.True(!info.Layers.HasFlag(InvariantLayers.RunTime) || places.Any(place => place.Kind == "check"), $"{info} is said to be checked at run time, and no check is found");
        });

        // The predicate with its comment and the whole of its body.
        SourcePlace predicate = tree.PlacesOf(InvariantRegistry.Of(InvariantId.InputsShareLevel)).First(place => place.Kind == "predicate");
        Assert.StartsWith("/// <summary>MP-1: every input is known", predicate.Text, StringComparison.Ordinal);
        Assert.EndsWith("}", predicate.Text, StringComparison.Ordinal);
        Assert.Contains("facts.Level != merge.Level", predicate.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_of_the_weaknesses_of_the_field_is_answered_by_what_exists()
    {
        Assert.Equal(Enumerable.Range(1, 41).Select(number => $"W-{number:00}"), Weakness.All.Select(weakness => weakness.Number));
        string tests = string.Concat(Directory.EnumerateFiles(RepositoryRoot.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.EndsWith(nameof(ReportTests) + ".cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        Assert.All(Weakness.All, weakness =>
        {
            Assert.True(weakness.Statement.Length > 10 && weakness.Why.Length > 20, weakness.Number);
            Assert.All(Quoted().Matches(weakness.Why), name => Assert.Contains($" {name.Groups["name"].Value}(", tests, StringComparison.Ordinal));
        });
    }

    private static VerificationResult Failing() => Run(
        new StandInLayer("specification", Task("a", Finding(VerificationStatus.Holds))),
        new StandInLayer("core", Task("b", Finding(VerificationStatus.Failed, "two splits <lost>") with { Counterexample = Shown })),
        new StandInLayer("traces"));

    private static VerificationResult Run(params ImmutableArray<VerificationLayer> layers) =>
        VerificationRun.Run(new VerificationOptions { Folder = Folder, Layers = layers }, TestContext.Current.CancellationToken);

    private string Written(VerificationResult result)
    {
        VerificationReport.Write(result, _folder);
        return File.ReadAllText(Path.Join(_folder, VerificationReport.HtmlName));
    }

    [GeneratedRegex("href=\"#(?<id>[^\"]+)\"")]
    private static partial Regex Anchor();

    [GeneratedRegex("<svg class=\"sequence\".*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+)`")]
    private static partial Regex Quoted();
}
