using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Tenon.Invariants;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Reporting;

/// <summary>A place where an invariant is stated or checked. Immutable.</summary>
/// <param name="Kind">What is there: predicate, property, specification, check.</param>
/// <param name="File">The file, from the root of the checkout.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">What is written there; of a check in production, empty.</param>
internal sealed record SourcePlace(string Kind, string File, int Line, string Text)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}");
}

/// <summary>The sources of a checkout, in which the places of predicates are found when a report is written: a table of them would be out of date.</summary>
internal sealed class SourceTree
{
    private readonly ImmutableArray<(string File, string[] Lines)> _code;
    private readonly ImmutableArray<(string File, string[] Lines)> _modules;

    private SourceTree(string? root, SpecificationFolder folder)
    {
        _code = root is null ? [] : FilesUnder(root, "src", "*.cs");
        _modules = FilesUnder(folder.Root, Path.GetFileName(folder.Path), "*.tla");
    }

    /// <summary>Predicates that need no state, by the invariant that they are of.</summary>
    private static ImmutableDictionary<InvariantId, string> Stateless { get; } = new Dictionary<InvariantId, string>
    {
        [InvariantId.NullsLast] = "Compare",
        [InvariantId.WindowDividesHour] = "IsValidWindowDuration",
        [InvariantId.AtLeastTwoInputs] = "AtLeastTwoInputs",
        [InvariantId.InputsCompatible] = "SameScope",
        [InvariantId.ScopesNeverMix] = "SameScope",
        [InvariantId.WindowStartsEqual] = "SameScope",
    }.ToImmutableDictionary();

    /// <summary>The checkout that the specifications are in; if they are a copy elsewhere, the one that the program is in.</summary>
    /// <param name="folder">The specifications.</param>
    public static SourceTree Beside(SpecificationFolder folder)
    {
        if (IsOne(folder.Root))
        {
            return new SourceTree(folder.Root, folder);
        }

        DirectoryInfo? place = new(AppContext.BaseDirectory);
        while (place is not null && !IsOne(place.FullName))
        {
            place = place.Parent;
        }

        return new SourceTree(place?.FullName, folder);
    }

    /// <summary>All places of an invariant: its predicate, the properties of models, its formulas in the specifications, the checks in production.</summary>
    /// <param name="info">The invariant.</param>
    public ImmutableArray<SourcePlace> PlacesOf(InvariantInfo info) =>
    [
        .. Members($"bool {info.Id}(", "Tenon.Invariants/State/PipelinePredicates"),
        .. Stateless.TryGetValue(info.Id, out string? member) ? Members($" {member}(", "Tenon.Invariants/State/MergePredicates").Concat(Members($" {member}<", "Tenon.Invariants/State/MergePredicates")) : [],
        .. Mentions("property", info.Id, path => path.Contains("/Tenon.Models/", StringComparison.Ordinal), hasText: true),
        .. Quoted(info.Code),
        .. Formulas(info),
        .. Mentions("check", info.Id, IsProduction, hasText: false),
    ];

    private static bool IsOne(string root) => Directory.Exists(Path.Join(root, "src", "Tenon.Invariants"));

    private static bool IsProduction(string path) =>
        !path.Contains("/Tenon.Models/", StringComparison.Ordinal) && !path.Contains("/Tenon.Pipeline.Models/", StringComparison.Ordinal)
        && !path.Contains("/Tenon.Verification/", StringComparison.Ordinal) && !path.Contains("/Tenon.Invariants/", StringComparison.Ordinal);

    private static ImmutableArray<(string File, string[] Lines)> FilesUnder(string root, string folder, string pattern) => Directory.Exists(Path.Join(root, folder))
        ?
        [
            .. from path in Directory.EnumerateFiles(Path.Join(root, folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
               let relative = Path.GetRelativePath(root, path).Replace('\\', '/')
               where !relative.Contains("/obj/", StringComparison.Ordinal) && !relative.Contains("/bin/", StringComparison.Ordinal)
               select (relative, File.ReadAllLines(path)),
        ]
        : [];

    private IEnumerable<SourcePlace> Members(string declaration, string file) =>
        from source in _code
        where source.File.Contains(file, StringComparison.Ordinal)
        from i in Enumerable.Range(0, source.Lines.Length)
        where source.Lines[i].TrimStart().StartsWith("public ", StringComparison.Ordinal) && source.Lines[i].Contains(declaration, StringComparison.Ordinal)
        select new SourcePlace("predicate", source.File, i + 1, MemberAt(source.Lines, i));

    private IEnumerable<SourcePlace> Mentions(string kind, InvariantId id, Func<string, bool> isMeant, bool hasText) =>
        from source in _code
        where isMeant("/" + source.File)
        from i in Enumerable.Range(0, source.Lines.Length)
        where Regex.IsMatch(source.Lines[i], $@"\bInvariantId\.{id}\b")
        select new SourcePlace(kind, source.File, i + 1, hasText ? StatementAt(source.Lines, i) : "");

    // The world of the core names its properties by code.
    private IEnumerable<SourcePlace> Quoted(string code) =>
        from source in _code
        where source.File.Contains("Tenon.Pipeline.Models/", StringComparison.Ordinal)
        from i in Enumerable.Range(0, source.Lines.Length)
        where source.Lines[i].Contains($"\"{code} ", StringComparison.Ordinal)
        select new SourcePlace("property", source.File, i + 1, StatementAt(source.Lines, i));

    private IEnumerable<SourcePlace> Formulas(InvariantInfo info) =>
        from source in _modules
        from i in Enumerable.Range(0, source.Lines.Length)
        where source.Lines[i].StartsWith($"{info.Id} ==", StringComparison.Ordinal)
        select new SourcePlace("specification", source.File, i + 1, string.Join('\n', source.Lines.Skip(i).TakeWhile((line, n) => n == 0 || (line.Length > 0 && line[0] == ' '))));

    // A declaration with its comment above, to the end of its body.
    private static string MemberAt(string[] lines, int at)
    {
        int first = at;
        while (first > 0 && lines[first - 1].TrimStart().StartsWith("///", StringComparison.Ordinal))
        {
            first--;
        }

        int last = at;
        while (last < lines.Length - 1 && !lines[last].TrimEnd().EndsWith(';') && lines[last] != "    }")
        {
            last++;
        }

        if (lines[at + 1 < lines.Length ? at + 1 : at] == "    {")
        {
            last = Array.IndexOf(lines, "    }", at);
        }

        return Unindented(lines[first..(last + 1)]);
    }

    // From a line to where its parentheses are closed.
    private static string StatementAt(string[] lines, int at)
    {
        int depth = 0;
        for (int last = at; last < Math.Min(lines.Length, at + 12); last++)
        {
            depth += lines[last].Count(c => c is '(' or '[') - lines[last].Count(c => c is ')' or ']');
            if (depth <= 0)
            {
                return Unindented(lines[at..(last + 1)]);
            }
        }

        return Unindented([lines[at]]);
    }

    private static string Unindented(string[] lines)
    {
        int indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..] : line.Trim()));
    }
}
