using System.Text.RegularExpressions;

namespace Tenon.Repository.Tests;

/// <summary>What no text of the repository may hold, and how long a source file may be.</summary>
public sealed partial class TextTests
{
    /// <summary>A file longer than this holds more than one concept.</summary>
    private const int MaximumSourceLines = 700;

    // Spelled in parts, so that this file does not hold what it forbids.
    private const string UnfinishedPattern = @"\b(TO" + @"DO|FIX" + @"ME|XX" + @"X|Not" + @"ImplementedException)\b";
    private const string MachinePathPattern = @"(?<![\w.}$-])/(wo" + @"rk|tm" + @"p|ro" + @"ot)(?![\w-])";

    [Fact]
    public void No_text_names_a_path_of_one_machine() => AssertNowhere(MachinePath());

    [Fact]
    public void Nothing_is_left_unfinished() => AssertNowhere(Unfinished());

    [Fact]
    public void Every_text_ends_with_one_newline_and_has_no_carriage_return()
    {
        IEnumerable<string> wrong =
            from path in RepositoryFiles.Tracked
            where IsText(path)
            let text = RepositoryFiles.Read(path)
            where text.Length > 0
            where !text.EndsWith('\n') || text.EndsWith("\n\n", StringComparison.Ordinal) || text.Contains('\r', StringComparison.Ordinal)
            select path;
        Expect.None(wrong);
    }

    [Fact]
    public void No_source_file_is_long()
    {
        IEnumerable<string> tooLong =
            from path in RepositoryFiles.Tracked
            where path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal)
            let lines = File.ReadLines(RepositoryRoot.PathOf(path)).Count()
            where lines > MaximumSourceLines
            select $"{path}: {lines} lines, at most {MaximumSourceLines} expected";
        Expect.None(tooLong);
    }

    [Fact]
    public void The_license_is_there() =>
        Assert.Matches(@"Apache License\s+Version 2\.0", RepositoryFiles.Read("LICENSE"));

    [Fact]
    public void Scripts_can_be_executed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no executable flag");
            return;
        }

        foreach (string path in RepositoryFiles.Tracked.Where(path => IsText(path) && RepositoryFiles.Read(path).StartsWith("#!", StringComparison.Ordinal)))
        {
            UnixFileMode mode = File.GetUnixFileMode(RepositoryRoot.PathOf(path));
            Assert.True(mode.HasFlag(UnixFileMode.UserExecute), $"{path} is not executable");
        }
    }

    // Lists every place at once: fixing one after the other by running the tests again would be tedious.
    private static void AssertNowhere(Regex forbidden)
    {
        IEnumerable<string> places =
            from path in RepositoryFiles.Tracked
            where IsText(path)
            from line in File.ReadLines(RepositoryRoot.PathOf(path)).Select((text, index) => (Text: text, Number: index + 1))
            where forbidden.IsMatch(line.Text)
            select $"{path}:{line.Number}: {line.Text.Trim()}";
        Expect.None(places);
    }

    private static bool IsText(string path) => Path.GetFileName(path) switch
    {
        // Written by npm; its hashes are random letters.
        "package-lock.json" => false,
        var name => Path.GetExtension(name) is not (".parquet" or ".png" or ".bin" or ".gz"),
    };

    [GeneratedRegex(UnfinishedPattern)]
    private static partial Regex Unfinished();

    [GeneratedRegex(MachinePathPattern)]
    private static partial Regex MachinePath();
}
