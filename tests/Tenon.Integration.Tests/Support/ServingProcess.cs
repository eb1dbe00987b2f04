using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tenon.Integration.Tests.Support;

/// <summary>The real program while it serves the explorer, at a port that was free.</summary>
internal sealed partial class ServingProcess : IDisposable
{
    private readonly Process _process;

    public ServingProcess(params IEnumerable<string> arguments)
    {
        _process = Process.Start(TenonProcess.HowToStart(["explore", "--port", "0", .. arguments]))!; // A started process is never null without a shell.
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(_process.StandardError.ReadToEnd());
        Address = AddressInLine().Match(line).Value;
    }

    /// <summary>The address of the page, with a slash at its end.</summary>
    public string Address { get; }

    /// <summary>Sends a signal such as INT and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public int Stop(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
    private static partial Regex AddressInLine();
}
