using System.Text.RegularExpressions;

namespace Tenon.Repository.Tests;

/// <summary>The documents are true: what they point at exists.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Every_link_in_a_document_resolves()
    {
        IEnumerable<string> broken =
            from document in Documents
            from Match link in Link().Matches(WithoutCode(RepositoryFiles.Read(document)))
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            where !Resolves(document, target)
            select $"{document}: {target}";
        Expect.None(broken);
    }

    [Fact]
    public void Every_path_that_a_document_names_exists()
    {
        IEnumerable<string> missing =
            from document in Documents
            from Match name in NamedPath().Matches(RepositoryFiles.Read(document))
            let path = name.Groups["path"].Value
            where !Exists(path)
            select $"{document}: {path}";
        Expect.None(missing);
    }

    [Fact]
    public void Every_command_in_the_readme_exists()
    {
        Dictionary<string, string> help = [];
        foreach (Match use in CommandLine().Matches(RepositoryFiles.Read("README.md")))
        {
            string command = use.Groups["command"].Value;
            if (!help.TryGetValue(command, out string? text))
            {
                Assert.Matches($@"(?m)^\s+{Regex.Escape(command)}\b", Help());
                help.Add(command, text = Help(command));
            }

            // Of a command that has commands, the one that is used says which options there are.
            string inner = use.Groups["inner"].Value;
            if (inner.Length > 0 && Regex.IsMatch(text, $@"(?ms)^Commands:.*^\s+{inner}\b") && !help.TryGetValue($"{command} {inner}", out text))
            {
                help.Add($"{command} {inner}", text = Help(command, inner));
            }

            // An option is a word of its own: not the beginning of a longer one, not part of a path.
            foreach (Match option in Option().Matches(use.Groups["arguments"].Value))
            {
                Assert.Matches($@"{Regex.Escape(option.Value)}(?![\w-])", text);
            }
        }

        Assert.Contains("compact", help.Keys);
    }

    [Fact]
    public void Every_decision_record_has_the_five_sections()
    {
        string[] records = [.. Documents.Where(path => DecisionRecord().IsMatch(path))];
        Assert.NotEmpty(records);
        Assert.All(records, record =>
        {
            string text = RepositoryFiles.Read(record);
            Assert.All(
                new[] { "Context", "Options", "Decision", "Consequences", "What it touches" },
                section => Assert.Contains($"\n## {section}\n", text, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Every_decision_record_is_in_the_list()
    {
        string list = RepositoryFiles.Read("docs/adr/README.md");
        Assert.All(
            Documents.Where(path => DecisionRecord().IsMatch(path)),
            record => Assert.Contains($"]({Path.GetFileName(record)})", list, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Documents =>
        RepositoryFiles.Tracked.Where(path => path.EndsWith(".md", StringComparison.Ordinal));

    private static bool Resolves(string document, string target)
    {
        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document) ?? "", parts[0]);
        if (!Exists(path))
        {
            return false;
        }

        return parts.Length == 1 || Headings(path).Contains(parts[1]);
    }

    private static bool Exists(string path)
    {
        string full = RepositoryRoot.PathOf(path);
        return File.Exists(full) || Directory.Exists(full);
    }

    // A heading's anchor: lower case, punctuation dropped, spaces become dashes.
    private static IEnumerable<string> Headings(string path) =>
        Heading().Matches(WithoutCode(RepositoryFiles.Read(path)))
            .Select(heading => NotInAnchor().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutCode(string text) => CodeBlock().Replace(text, "");

    private static string Help(params string[] command)
    {
        string[] arguments = [.. command, "--help"];
        (int exitCode, string output, string error) = RepositoryFiles.Run(RepositoryRoot.PathOf("tenon"), arguments);
        Assert.True(exitCode == 0, $"tenon {string.Join(' ', arguments)} ended with {exitCode}: {error}");
        return output;
    }

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    // A path is written in backticks and begins with one of the repository's own folders; placeholders (<name>, *, {a,b}, ...) are not paths.
    [GeneratedRegex(@"`(?:\./)?(?<path>(?:src|tests|docs|eng|bench|samples|\.ci)/[\w./-]*[\w/])`")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"(?m)^\s*(?:\$ )?\./tenon (?<command>[a-z]+)(?: (?<inner>[a-z]+)(?![^\s]))?(?<arguments>[^\n#]*)")]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"^docs/adr/\d{4}-[a-z0-9-]+\.md$")]
    private static partial Regex DecisionRecord();

    [GeneratedRegex(@"(?m)^#+ (?<text>.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"(?ms)^```.*?^```")]
    private static partial Regex CodeBlock();
}
