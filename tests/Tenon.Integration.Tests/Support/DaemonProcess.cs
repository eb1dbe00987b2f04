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

    /// <summary>Waits until something can be seen from outside.</summary>
    public void Until(string what, Func<bool> holds)
    {
        long began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(!HasExited, $"the daemon ended before {what}");
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(3), $"{what} did not happen within 3 minutes");
            Thread.Yield();
        }
    }

    public void Dispose() => _process.Dispose();
}
