using System.Collections.Immutable;
using System.Xml.Linq;

namespace Tenon.Repository.Tests;

/// <summary>ARCHITECTURE.md's table of rooms: a project imports only projects on lower floors.</summary>
public sealed class FloorTests
{
    /// <summary>What each project may import. A project that is not here does not belong to the architecture yet: add it to both.</summary>
    private static readonly ImmutableSortedDictionary<string, ImmutableArray<string>> MayImport =
        new Dictionary<string, ImmutableArray<string>>
        {
            ["Tenon.Parquet"] = [],
            ["Tenon.Checking.Generators"] = [],
            ["Tenon.Checking"] = ["Tenon.Checking.Generators"], // In its compiler only.
            ["Tenon.Invariants"] = [],
            ["Tenon.Splits"] = ["Tenon.Invariants"],
            ["Tenon.Models"] = ["Tenon.Checking", "Tenon.Checking.Generators", "Tenon.Invariants"], // The generator in its compiler only.
            ["Tenon.Tla"] = ["Tenon.Checking"],
            ["Tenon.Merging"] = ["Tenon.Parquet", "Tenon.Splits", "Tenon.Invariants"],
            ["Tenon.Storage"] = ["Tenon.Splits", "Tenon.Invariants"],
            ["Tenon.Metastore"] = ["Tenon.Splits", "Tenon.Invariants"],
            ["Tenon.Metastore.Sqlite"] = ["Tenon.Metastore", "Tenon.Splits", "Tenon.Invariants"],
            ["Tenon.Pipeline.Core"] = ["Tenon.Splits", "Tenon.Invariants"],
            ["Tenon.Pipeline.Models"] = ["Tenon.Checking.Generators", "Tenon.Checking", "Tenon.Invariants", "Tenon.Splits", "Tenon.Pipeline.Core"],
            ["Tenon.Ingest"] = ["Tenon.Parquet", "Tenon.Invariants", "Tenon.Splits", "Tenon.Merging", "Tenon.Storage"],
            ["Tenon.Pipeline"] =
            [
                "Tenon.Parquet", "Tenon.Invariants", "Tenon.Splits", "Tenon.Merging", "Tenon.Storage", "Tenon.Metastore", "Tenon.Ingest", "Tenon.Pipeline.Core",
            ],
            ["Tenon.Verification"] =
            [
                "Tenon.Checking", "Tenon.Invariants", "Tenon.Splits", "Tenon.Tla", "Tenon.Models", "Tenon.Metastore.Sqlite", "Tenon.Pipeline.Core", "Tenon.Pipeline.Models", "Tenon.Pipeline",
                "Tenon.Conformance", "Tenon.Simulation",
            ],
            ["Tenon.Conformance"] =
            [
                "Tenon.Checking", "Tenon.Invariants", "Tenon.Splits", "Tenon.Models", "Tenon.Merging", "Tenon.Metastore", "Tenon.Pipeline.Core", "Tenon.Pipeline",
            ],
            ["Tenon.Simulation"] =
            [
                "Tenon.Parquet", "Tenon.Invariants", "Tenon.Splits", "Tenon.Merging", "Tenon.Storage", "Tenon.Metastore", "Tenon.Ingest", "Tenon.Pipeline.Core", "Tenon.Pipeline", "Tenon.Conformance",
            ],
            ["Tenon.Cli"] =
            [
                "Tenon.Parquet", "Tenon.Invariants", "Tenon.Splits", "Tenon.Merging", "Tenon.Storage", "Tenon.Metastore",
                "Tenon.Metastore.Sqlite", "Tenon.Ingest", "Tenon.Pipeline", "Tenon.Pipeline.Models", "Tenon.Checking", "Tenon.Models",
                "Tenon.Tla", "Tenon.Verification", "Tenon.Conformance", "Tenon.Simulation",
            ],
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Packages beyond .NET itself, kept in the one project that needs each. Reasons: docs/adr/0002.</summary>
    private static readonly ImmutableSortedDictionary<string, ImmutableArray<string>> MayUsePackages =
        new Dictionary<string, ImmutableArray<string>>
        {
            ["Tenon.Checking.Generators"] = ["Microsoft.CodeAnalysis.CSharp"],
            ["Tenon.Metastore.Sqlite"] = ["Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core"],
            ["Tenon.Cli"] = ["System.CommandLine"],
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Analyzers: they run in the compiler, never in the program, so every project may use them.</summary>
    private static readonly ImmutableArray<string> Analyzers = ["Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    public static TheoryData<string> SourceProjects => [.. ProjectsUnder("src/").Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void A_project_imports_only_lower_floors(string project)
    {
        Assert.True(MayImport.TryGetValue(project, out ImmutableArray<string> allowed), $"{project} is not in the table of rooms");
        string[] imports = [.. Items($"src/{project}/{project}.csproj", "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path))];
        Expect.None(imports.Except(allowed, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void A_project_uses_only_packages_with_a_reason(string project)
    {
        ImmutableArray<string> allowed = MayUsePackages.TryGetValue(project, out ImmutableArray<string> own) ? own : [];
        Expect.None(Items($"src/{project}/{project}.csproj", "PackageReference").Except(allowed.Concat(Analyzers), StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void Internals_are_visible_to_the_own_tests_only(string project) =>
        Assert.All(
            Items($"src/{project}/{project}.csproj", "InternalsVisibleTo"),
            friend => Assert.Equal($"{project}.Tests", friend));

    [Fact]
    public void The_table_of_rooms_has_no_circle_and_no_unknown_room()
    {
        HashSet<string> lower = [];
        List<string> waiting = [.. MayImport.Keys];
        while (waiting.Count > 0)
        {
            // Each round takes the projects whose imports all lie below: the floors, bottom up.
            string[] floor = [.. waiting.Where(project => MayImport[project].All(lower.Contains))];
            Assert.True(floor.Length > 0, $"a circle or an unknown room among {string.Join(", ", waiting)}");
            lower.UnionWith(floor);
            waiting.RemoveAll(lower.Contains);
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        IEnumerable<string> inSolution = XDocument.Parse(RepositoryFiles.Read("Tenon.slnx")).Descendants("Project")
            .Select(project => project.Attribute("Path")?.Value ?? "");
        Assert.Equal([.. ProjectsUnder("src/"), .. ProjectsUnder("tests/")], inSolution.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_package_has_a_reason_in_the_decision_record()
    {
        string record = RepositoryFiles.Read("docs/adr/0002-dependencies.md");
        IEnumerable<string> versions = Items("Directory.Packages.props", "PackageVersion");
        Assert.All(versions, package => Assert.Contains($"`{package}`", record, StringComparison.Ordinal));
    }

    private static IEnumerable<string> ProjectsUnder(string folder) =>
        RepositoryFiles.Tracked.Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal));

    private static IEnumerable<string> Items(string projectPath, string item) =>
        XDocument.Parse(RepositoryFiles.Read(projectPath)).Descendants(item)
            .Select(element => element.Attribute("Include")?.Value)
            .OfType<string>();
}
