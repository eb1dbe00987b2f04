using System.Diagnostics;

namespace Tenon.Integration.Tests.Support;

/// <summary>What a process left when it ended.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors);

/// <summary>The real program as it ships: native code where there is a C toolchain. It starts in a few milliseconds, so a run is work that a kill can meet.</summary>
internal sealed class TenonProcess : IDisposable
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(1);
    private static readonly Lazy<string> s_program = new(Build);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private TenonProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static TenonProcess Start(params IEnumerable<string> arguments) =>
        new(Process.Start(HowToStart(arguments))!); // A started process is never null without a shell.

    /// <summary>How the program is started with arguments, its output redirected.</summary>
    public static ProcessStartInfo HowToStart(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(s_program.Value, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_GCgen0size"] = "400000"; // As ./tenon starts it.
        if (Environment.ProcessPath is string host && Path.GetFileName(host) == "dotnet")
        {
            start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(host); // Likewise, for where it is not native.
        }

        return start;
    }

    /// <summary>Runs to the end.</summary>
    public static Finished Run(params IEnumerable<string> arguments)
    {
        using TenonProcess process = Start(arguments);
        return process.Wait();
    }

    /// <summary>Waits until something can be seen from outside, the process has ended, or it took too long.</summary>
    /// <remarks>Between two looks the processor is the process's: whoever looks without a pause takes half of a small machine from it.</remarks>
    /// <returns>Whether it was seen.</returns>
    public bool WaitUntil(Func<bool> isSeen, TimeSpan longest)
    {
        long began = Stopwatch.GetTimestamp();
        while (!isSeen())
        {
            TimeSpan left = longest - Stopwatch.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || _process.WaitForExit(left < s_glance ? left : s_glance))
            {
                return isSeen();
            }
        }

        return true;
    }

    /// <summary>Waits until a time has passed or the process has ended.</summary>
    public void WaitFor(TimeSpan longest) => _process.WaitForExit(longest);

    public Finished Wait()
    {
        _process.WaitForExit();
        return new Finished(_process.ExitCode, _output.Result, _errors.Result);
    }

    /// <summary>SIGKILL.</summary>
    /// <returns>Whether the process was still alive.</returns>
    public bool Kill()
    {
        bool wasAlive = !_process.HasExited;
        _process.Kill();
        _process.WaitForExit();
        return wasAlive && _process.ExitCode != 0;
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

    /// <summary>Lets <c>./tenon</c> build the program unless it is built and current, as ./test has done before.</summary>
    private static string Build()
    {
        using TenonProcess built = new(Process.Start(new ProcessStartInfo(Samples.Program, ["--help"]) { RedirectStandardOutput = true, RedirectStandardError = true })!); // Never null without a shell.
        Finished finished = built.Wait();
        Assert.True(finished.ExitCode == 0, $"./tenon ended with {finished.ExitCode}: {finished.Errors}");
        return RepositoryRoot.PathOf(".build/tenon/tenon");
    }
}
