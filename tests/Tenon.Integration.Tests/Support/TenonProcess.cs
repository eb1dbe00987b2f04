using System.Diagnostics;

namespace Tenon.Integration.Tests.Support;

/// <summary>What a process left when it ended.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors);

/// <summary>The real program: as the build put it beside the tests, or as it ships.</summary>
internal sealed class TenonProcess : IDisposable
{
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
        string program = Path.Join(AppContext.BaseDirectory, "tenon.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is string host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", ["exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCgen0size"] = "400000"; // As ./tenon starts it.
        return start;
    }

    /// <summary>Runs <c>./tenon</c> to the end: native code where there is a C toolchain.</summary>
    public static Finished RunAsShipped(params IEnumerable<string> arguments)
    {
        using TenonProcess process = new(Process.Start(new ProcessStartInfo(Samples.Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!); // Never null without a shell.
        return process.Wait();
    }

    /// <summary>Runs to the end.</summary>
    public static Finished Run(params IEnumerable<string> arguments)
    {
        using TenonProcess process = Start(arguments);
        return process.Wait();
    }

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
}
