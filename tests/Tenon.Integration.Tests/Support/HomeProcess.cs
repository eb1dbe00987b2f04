using System.Text.Json;

namespace Tenon.Integration.Tests.Support;

/// <summary>The real program at work on a data home.</summary>
/// <param name="folder">The data home.</param>
internal sealed class HomeProcess(string folder)
{
    public string Folder => folder;

    public string[] With(params IEnumerable<string> arguments) => [.. arguments, "--data", folder];

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>What it prints as JSON.</returns>
    public JsonElement Run(string context, params IEnumerable<string> arguments)
    {
        Finished finished = TenonProcess.Run(With([.. arguments, "--json"]));
        Assert.True(finished.ExitCode == 0, $"{context}: tenon {string.Join(' ', arguments.Take(3))} ended with {finished.ExitCode}: {finished.Errors}{finished.Output}");
        return JsonDocument.Parse(finished.Output).RootElement;
    }

    /// <summary>The files of the published splits of an index, as the program tells.</summary>
    public string[] Live(string index, string context) =>
        [.. Run(context, "splits", index).GetProperty("splits").EnumerateArray().Select(split => Path.Join(folder, "store", split.GetProperty("path").GetString()))];

    /// <summary>The files in a folder of the data home, in which another process may be at work.</summary>
    public string[] FilesIn(string relative) => List(relative, path => Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories));

    /// <summary>The folders directly in a folder of the data home, likewise.</summary>
    public string[] FoldersIn(string relative) => List(relative, Directory.EnumerateDirectories);

    private string[] List(string relative, Func<string, IEnumerable<string>> list)
    {
        string path = Path.Join(folder, relative);
        try
        {
            return Directory.Exists(path) ? [.. list(path)] : [];
        }
        catch (IOException)
        {
            return []; // What vanishes meanwhile was not there.
        }
    }
}
