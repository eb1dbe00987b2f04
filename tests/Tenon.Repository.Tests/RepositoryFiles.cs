using System.Collections.Immutable;
using System.Diagnostics;

namespace Tenon.Repository.Tests;

/// <summary>The files of the repository that these tests run in.</summary>
internal static class RepositoryFiles
{
    /// <summary>All files that git tracks or would track, as paths relative to <see cref="RepositoryRoot.Folder"/>, sorted.</summary>
    public static ImmutableArray<string> Tracked { get; } = ListTracked();

    /// <summary>The text of a file, given by its path relative to <see cref="RepositoryRoot.Folder"/>.</summary>
    public static string Read(string path) => File.ReadAllText(RepositoryRoot.PathOf(path));

    /// <summary>Runs a program in <see cref="RepositoryRoot.Folder"/> and returns its exit code and all it printed.</summary>
    public static (int ExitCode, string Output, string Error) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = RepositoryRoot.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static ImmutableArray<string> ListTracked()
    {
        // New files that are not yet added count too, so that a test fails before the commit and not after it.
        (int exitCode, string output, string error) = Run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard");
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"git ls-files ended with {exitCode}: {error}");
        }

        return
        [
            .. output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Distinct()
                .Where(path => File.Exists(RepositoryRoot.PathOf(path)))
                .Order(StringComparer.Ordinal),
        ];
    }
}
