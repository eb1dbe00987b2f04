using System.Diagnostics;
using System.Globalization;

namespace Tenon.Integration.Tests.Support;

/// <summary>The real daemon at work on a data home. Disposing it kills it.</summary>
internal sealed class DaemonProcess : IDisposable
{
    private readonly TenonProcess _process;

    public DaemonProcess(HomeProcess home, params IEnumerable<string> arguments) => _process = TenonProcess.Start(home.With(["run", .. arguments]));

    public bool HasExited => _process.HasExited;

    /// <summary>SIGKILL.</summary>
    /// <returns>Whether it was still alive.</returns>
    public bool Kill() => _process.Kill();

    /// <summary>Sends a signal such as TERM, and waits for the end.</summary>
    public Finished Stop(string signal)
    {
        using (var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        return _process.Wait();
    }

    /// <summary>Waits until something can be seen from outside, the daemon has ended, or it took too long.</summary>
    /// <returns>Whether it was seen.</returns>
    public bool WaitUntil(Func<bool> isSeen, TimeSpan longest) => _process.WaitUntil(isSeen, longest);

    /// <summary>Waits until something that must happen can be seen from outside.</summary>
    public void Until(string what, Func<bool> holds)
    {
        bool isSeen = _process.WaitUntil(holds, TimeSpan.FromMinutes(3));
        Assert.True(isSeen, HasExited ? $"the daemon ended before {what}" : $"{what} did not happen within 3 minutes");
    }

    /// <summary>The most memory that it ever had, as Linux counts it; 0 once it has ended.</summary>
    public long PeakBytes()
    {
        try
        {
            string? line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status")).FirstOrDefault(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public void Dispose() => _process.Dispose();
}
