using System.Collections.Immutable;
using System.Diagnostics;

namespace Tenon.Repository.Tests;

/// <summary>The files of the repository that these tests run in.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder that holds <c>Tenon.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All files that git tracks or would track, as paths relative to <see cref="Root"/>, sorted.</summary>
    public static ImmutableArray<string> Tracked { get; } = ListTracked();

    /// <summary>The text of a file, given by its path relative to <see cref="Root"/>.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Runs a program in <see cref="Root"/> and returns its exit code and all it printed.</summary>
    public static (int ExitCode, string Output, string Error) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tenon.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Tenon.slnx");
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
                .Where(path => File.Exists(Path.Combine(Root, path)))
                .Order(StringComparer.Ordinal),
        ];
    }
}
