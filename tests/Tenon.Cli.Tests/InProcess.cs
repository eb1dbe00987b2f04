using Tenon.Cli.Output;

namespace Tenon.Cli.Tests;

/// <summary>The program in this process, with what it prints.</summary>
internal static class InProcess
{
    public static Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => RunAsync(isInteractive: false, arguments);

    public static async Task<(int Code, string Output, string Errors)> RunAsync(bool isInteractive, string[] arguments)
    {
        using StringWriter results = new();
        using StringWriter messages = new();
        using Stopping stopping = new();
        int code = await Program.RunAsync(arguments, new Terminal(results, messages, isInteractive), stopping);
        return (code, results.ToString(), messages.ToString());
    }
}
