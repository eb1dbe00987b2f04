using System.Diagnostics;
using System.Text.Json;

namespace Tenon.Integration.Tests.Interop;

/// <summary>Runs the scripts of tests/interop, which hold the other Parquet implementations.</summary>
internal static class Node
{
    private static readonly string? Folder = Find();

    /// <summary>Skips the test where the implementations are not installed; on CI that is a failure.</summary>
    public static void Require()
    {
        if (Folder is null && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail("tests/interop/node_modules is missing; ./test installs it");
        }

        Assert.SkipWhen(Folder is null, "tests/interop/node_modules is missing; ./test installs it");
    }

    /// <summary>Runs a script and gives its output lines, each a JSON object.</summary>
    /// <param name="script">Name in tests/interop.</param>
    /// <param name="arguments">What it is asked.</param>
    public static List<JsonElement> Run(string script, params IEnumerable<string> arguments)
    {
        Require();

        // Arguments go by a file: a thousand paths are too long for a command line.
        string list = Path.GetTempFileName();
        File.WriteAllLines(list, arguments);
        var start = new ProcessStartInfo("node", [script, "@" + list])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!; // A started process is never null without a shell.
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        File.Delete(list);
        if (process.ExitCode != 0)
        {
            Assert.Fail($"node {script} ended with {process.ExitCode}: {errors.Result}");
        }

        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>Starts a script that answers lines of its input by lines of its output; the caller ends it by closing the input.</summary>
    /// <param name="script">Name in tests/interop.</param>
    public static Process Start(string script)
    {
        Require();
        var start = new ProcessStartInfo("node", [script]) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        return Process.Start(start)!; // As above.
    }

    private static string? Find()
    {
        string folder = RepositoryRoot.PathOf("tests/interop");
        return Directory.Exists(Path.Combine(folder, "node_modules")) ? folder : null;
    }
}
